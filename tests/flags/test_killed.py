"""A worker killed with -9 in the middle of the sweep: nothing is lost and nothing is doubled."""

import os
import signal
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from audit.models import AuditEvent
from flags import registry
from flags.models import Flag
from flags.rules import FlagKind
from flags.schedule import sweep
from iirms import broker
from tests import factories as make
from tests.worker import empty_the_queue, start_worker, until, waiting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def unrecorded(team, practitioner, lead):
    """Twelve sessions nobody wrote up."""
    empty_the_queue()
    person = make.make_service_user(team, added_by=lead)
    case = make.make_case(person, practitioner=practitioner, lead=lead)
    ago = timezone.now() - timedelta(days=10)
    yield [make.make_session(case, when=ago - timedelta(hours=n)).pk for n in range(12)]
    empty_the_queue()


@contextmanager
def nobody_writes_flags():
    """The sweep gets as far as its statement, inside its transaction, and stands there."""
    with psycopg.connect(broker.conn_string()) as other:
        other.execute("LOCK TABLE flags_flag IN SHARE MODE")
        yield


def stands_in_the_sweep():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'flags_flag'::regclass"
        )
        return cursor.fetchone()[0] > 0


def kill(worker):
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def test_a_worker_killed_with_9_in_mid_sweep_loses_and_doubles_nothing(unrecorded):
    sweep.delay()
    with nobody_writes_flags():
        worker = start_worker()
        try:
            until(stands_in_the_sweep)
        finally:
            kill(worker)
        assert not Flag.objects.exists()

    worker = start_worker()
    try:
        until(lambda: waiting() == 0, seconds=40)
    finally:
        kill(worker)

    raised = Flag.objects.filter(kind=FlagKind.SESSION_UNRECORDED)
    assert sorted(raised.values_list("subject_id", flat=True)) == sorted(unrecorded)
    assert set(raised.values_list("cleared_at", flat=True)) == {None}
    told = AuditEvent.objects.filter(action="flags_swept", detail__kind="SESSION_UNRECORDED")
    assert [event.detail["raised"] for event in told] == [12]
    assert len(registry.rules()) >= 16
