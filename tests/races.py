"""Two at once: each in a thread and a connection of its own, all starting together."""

import time
from threading import Barrier, Thread

from django.db import connection, connections

# Longer than any lock is held; a thread that waits longer has found a deadlock.
SECONDS = 30
# For a test that waits until another waits: long enough for a busy machine.
PATIENCE = 5


def together(*works):
    """Run each at once; what each returned, or the error it raised, in the order given."""
    gate, results = Barrier(len(works)), [None] * len(works)

    def run(place, work):
        try:
            gate.wait(SECONDS)
            results[place] = work()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair, daemon=True) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert not any(thread.is_alive() for thread in threads), "somebody still waits"
    return results


def somebody_waits():
    """Hold what one holds until another waits for it. False when nobody came."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return True
        time.sleep(0.01)
    return False
