"""Two at once: each in a thread and a connection of its own, all starting together."""

from threading import Barrier, Thread

from django.db import connections

# Longer than any lock is held; a thread that waits longer has found a deadlock.
SECONDS = 30


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
