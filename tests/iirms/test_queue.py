"""The queue on the real database: a task leaves with the commit or not at all, and survives kill -9."""

import os
import signal
from contextlib import contextmanager, suppress

import pytest
from celery import shared_task
from django.conf import settings
from django.db import connection, transaction

from iirms import broker
from iirms.celery import app
from iirms.tasks import heartbeat
from tests.worker import empty_the_queue, start_worker, until, waiting


def tasks_waiting():
    with connection.cursor() as cursor:
        cursor.execute("SELECT message->'headers'->>'task' FROM pgmq.q_iirms ORDER BY msg_id")
        return [task for (task,) in cursor.fetchall()]


class Undo(Exception):
    pass


@contextmanager
def undone():
    """A transaction whose work fails at its end."""
    with suppress(Undo), transaction.atomic():
        yield
        raise Undo


@pytest.fixture
def empty_queue(transactional_db):
    empty_the_queue()
    yield
    empty_the_queue()


def test_a_task_leaves_with_the_commit(empty_queue):
    with transaction.atomic():
        heartbeat.delay()

    assert tasks_waiting() == ["iirms.tasks.heartbeat"]


def test_a_task_is_not_seen_before_the_commit(empty_queue):
    with transaction.atomic():
        heartbeat.delay()
        assert seen_from_outside() == 0


def test_a_task_does_not_leave_when_the_work_is_undone(empty_queue):
    with undone():
        heartbeat.delay()
        assert waiting() == 1

    assert waiting() == 0


def test_only_the_part_that_is_undone_is_not_sent(empty_queue):
    with transaction.atomic():
        heartbeat.delay()
        with undone():
            heartbeat.delay()

    assert waiting() == 1


def test_a_task_outside_a_transaction_leaves_at_once(empty_queue):
    heartbeat.delay()

    assert waiting() == 1


def test_another_broker_is_told_after_the_commit(
    db, settings, monkeypatch, django_capture_on_commit_callbacks
):
    """There is no common commit with RabbitMQ or Redis: the message waits for ours."""
    settings.BROKER_URL = "amqp://rabbitmq"
    sent = []
    monkeypatch.setattr("celery.Task.apply_async", lambda self, *args, **kwargs: sent.append(args))

    with django_capture_on_commit_callbacks(execute=True):
        heartbeat.delay()
        assert sent == []

    assert len(sent) == 1


def test_the_queues_own_connection_takes_libpqs_options_from_the_environment(settings, monkeypatch):
    """The pgmq client drops them from an address; libpq finds them there."""
    monkeypatch.delenv("PGSSLMODE", raising=False)
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {"sslmode": "verify-full"})

    broker.conn_string()

    assert os.environ["PGSSLMODE"] == "verify-full"
    del os.environ["PGSSLMODE"]


# --- kill -9 -------------------------------------------------------------------------------------

# Tasks that say in a table when they began and when they were done.
SLOW = """
@app.task(name="tests.slow")
def slow(number):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO killing_began (number) VALUES (%s)", [number])
        cursor.execute("SELECT count(*) FROM killing_began WHERE number = %s", [number])
        first = cursor.fetchone()[0] == 1
    time.sleep(30 if first and number < 2 else 0.05)
    with connection.cursor() as cursor:
        # What makes a repeat harmless: the row says whether it was done.
        cursor.execute("INSERT INTO killing_done (number) VALUES (%s) ON CONFLICT DO NOTHING", [number])
"""


@shared_task(name="tests.slow")
def slow(number):
    """Known here by name only; the worker below runs it."""


def counted(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number, count(*) FROM {table} GROUP BY number ORDER BY number")
        return dict(cursor.fetchall())


@pytest.fixture
def ledgers(empty_queue):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE killing_began (number int)")
        cursor.execute("CREATE TABLE killing_done (number int PRIMARY KEY)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE killing_began, killing_done")


@pytest.mark.slow
def test_a_worker_killed_with_9_loses_nothing_and_doubles_nothing(ledgers):
    for number in range(6):
        slow.delay(number)
    worker = start_worker(SLOW)
    try:
        # Two tasks hang in the worker's two hands; it is killed holding them.
        until(lambda: {0, 1} <= set(counted("killing_began")))
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        assert not {0, 1} & set(counted("killing_done"))

        worker = start_worker(SLOW)
        until(lambda: len(counted("killing_done")) == 6 and waiting() == 0)
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    assert counted("killing_done") == dict.fromkeys(range(6), 1)
    began = counted("killing_began")
    assert (began[0], began[1]) == (2, 2)
    assert [began[number] for number in range(2, 6)] == [1, 1, 1, 1]


def seen_from_outside():
    """Another connection's view."""
    import psycopg

    with psycopg.connect(broker.conn_string()) as other:
        return other.execute("SELECT count(*) FROM pgmq.q_iirms").fetchone()[0]


def test_settings_of_the_tests_use_the_real_queue():
    assert settings.BROKER_URL == "pgmq"
    assert not app.conf.task_always_eager
