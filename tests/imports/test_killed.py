"""A worker killed with -9 while it brings rows in: nothing is left half done, and nothing is lost."""

import os
import signal
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from audit.models import AuditEvent
from iirms import broker
from imports import actions, schedule
from imports.models import SheetProgress
from people.models import ServiceUser
from tests.worker import empty_the_queue, start_worker, until, waiting

from .sheets import PEOPLE_TOP, send, workbook

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROWS = 600


@pytest.fixture
def confirmed(team, lead):
    """Two bundles of rows: the first is in when the worker stops before the second."""
    empty_the_queue()
    rows = [[f"X4{n:05d}", f"Name{n}", "Parry", "17/05/1990", "Male"] for n in range(ROWS)]
    sheet = send(workbook(PEOPLE_TOP, *rows), by=lead, team=team, at=timezone.now())
    actions.confirm_sheet(sheet_id=sheet.pk, by=lead, at=timezone.now())
    yield sheet
    empty_the_queue()


@contextmanager
def nobody_notes_what_became():
    """The rows are written, inside their transaction, and the worker stands before the next step."""
    with psycopg.connect(broker.conn_string()) as other:
        other.execute("LOCK TABLE imports_sheetrow IN SHARE MODE")
        yield


def stands_there():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock' AND query LIKE '%UPDATE imports_sheetrow%'"
        )
        return cursor.fetchone()[0] > 0


def kill(worker):
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def test_a_worker_killed_with_9_leaves_nothing_and_the_next_does_all_of_it_once(confirmed):
    schedule.bring_in.delay(sheet_id=confirmed.pk)
    schedule.bring_in.delay(sheet_id=confirmed.pk)
    with nobody_notes_what_became():
        worker = start_worker()
        try:
            until(stands_there, seconds=60)
        finally:
            kill(worker)
        assert not ServiceUser.objects.exists()

    worker = start_worker()
    try:
        until(lambda: waiting() == 0, seconds=90)
    finally:
        kill(worker)

    confirmed.refresh_from_db()
    assert confirmed.status == "DONE"
    assert ServiceUser.objects.count() == ROWS
    assert AuditEvent.objects.filter(action="person_brought_in").count() == ROWS
    assert not confirmed.rows.filter(subject_id=None).exists()
    # Written beside the transaction, after 500 rows.
    assert SheetProgress.objects.get(sheet=confirmed).rows_done >= 500
