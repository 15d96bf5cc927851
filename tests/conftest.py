"""Fixed parts, in every test: who owns, who shares, who must see nothing (style.md, habit 17)."""

import gc
import re
from contextlib import contextmanager
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from people.permissions import Profession, Role
from tests import factories as make
from tests.plugins import emptying

WRITES = re.compile(r"\b(INSERT INTO|UPDATE|DELETE FROM)\b", re.IGNORECASE)
# A page about a person leaves a trace that somebody looked: the one write a GET may make.
ACCESS_LOG = 'INSERT INTO "audit_accessrecord"'


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Sessions that outlive their tests go before the database does: the queue's own, those of a
    worker that a test killed, and of a web server whose browser was closed in mid-page."""
    emptying.start()
    yield
    from iirms.celery import app

    app.pool.force_close_all()
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def rows_of_migrations(request):
    """A test that commits leaves every table empty: the next, of any kind, finds again what
    migrations put there."""
    marker = request.node.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction")
    if commits or "transactional_db" in request.fixturenames:
        request.getfixturevalue("transactional_db")
    elif marker is not None or "db" in request.fixturenames:
        request.getfixturevalue("db")
    else:
        return
    for model, migration in (
        ("people.User", "people.migrations.0002_system_user"),
        ("tiers.Intervention", "tiers.migrations.0002_catalogue"),
        ("tiers.Material", "tiers.migrations.0003_first_materials"),
        ("referrals.CriteriaSet", "referrals.migrations.0002_first_criteria"),
    ):
        if not apps.get_model(model).objects.exists():
            import_module(migration).add(apps, None)


@pytest.fixture
def now():
    """Monday 23 November 2026, 10am in London: the clock stands still."""
    with time_machine.travel(make.NOW, tick=False):
        yield make.NOW


@pytest.fixture
def celery_now():
    """Tasks run where they are sent, and what goes wrong in one is seen."""
    from iirms.celery import app

    app.conf.update(task_always_eager=True, task_eager_propagates=True)
    yield
    app.conf.update(task_always_eager=False, task_eager_propagates=False)


@pytest.fixture
def team(db):
    return make.make_team("Cwm team")


@pytest.fixture
def other_team(db):
    return make.make_team("Other team")


@pytest.fixture
def pp(team):
    return make.make_pp(team, name="Petra Pritchard")


@pytest.fixture
def practitioner(team):
    return make.make_user(team, Role.PRACTITIONER, name="Nia Nurse")


@pytest.fixture
def colleague(team):
    return make.make_user(team, Role.PRACTITIONER, name="Cai Colleague")


@pytest.fixture
def psychologist(team):
    return make.make_user(
        team,
        Role.PRACTITIONER,
        Role.SUPERVISOR,
        profession=Profession.CLINICAL_PSYCHOLOGIST,
        name="Sian Seicolegydd",
    )


@pytest.fixture
def lead(team):
    return make.make_user(team, Role.LEAD, profession=Profession.TEAM_LEAD, name="Lowri Lead")


@pytest.fixture
def administrator(team):
    return make.make_user(
        team, Role.ADMINISTRATOR, profession=Profession.ADMINISTRATOR, name="Alun Admin"
    )


@pytest.fixture
def stranger(other_team):
    """A practitioner of the other team: must see nothing of ours."""
    return make.make_user(other_team, Role.PRACTITIONER, name="Sam Stranger")


@pytest.fixture
def other_pp(team):
    """A PP who refers to the same team but supervises nobody we know."""
    return make.make_pp(team, name="Owen Otherpp")


@pytest.fixture
def service_user(team, pp):
    return make.make_service_user(team, added_by=pp, given_name="Rhys", family_name="Private")


@pytest.fixture
def known(now, service_user, pp, practitioner, psychologist, lead):
    """The person, with one of everything that may be read about somebody."""
    from tests.known import everything_about

    return everything_about(
        service_user, pp=pp, practitioner=practitioner, psychologist=psychologist, lead=lead
    )


@pytest.fixture
def as_user(client):
    """`as_user(pp)` is a signed-in client."""

    def sign_in(user):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def api(db):
    """`api(user)`: a DRF client signed in by session, as the first floor of the API asks."""
    from rest_framework.test import APIClient

    def sign_in(user):
        client = APIClient()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def trail_closed(db):
    """`with trail_closed(): act()`: the database refuses every audit event, or those of one verb, and
    the act fails with it. What it did must be undone."""

    @contextmanager
    def closed(action=""):
        refused = f"action <> '{action}'" if action else "false"
        table = "ALTER TABLE audit_auditevent"
        with connection.cursor() as cursor:
            cursor.execute(f"{table} ADD CONSTRAINT trail_closed CHECK ({refused}) NOT VALID")
        try:
            with pytest.raises(IntegrityError, match="trail_closed"), transaction.atomic():
                yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f"{table} DROP CONSTRAINT trail_closed")

    return closed


@pytest.fixture
def get_statements():
    """`get_statements(client, url)`: GET it and return (response, statements). GET writes nothing
    but the access log, or this fails."""

    def get(client, url, **extra):
        with CaptureQueriesContext(connection) as seen:
            response = client.get(url, **extra)
        statements = [query["sql"] for query in seen.captured_queries]
        written = [s for s in statements if WRITES.search(s) and ACCESS_LOG not in s]
        assert not written, f"a GET wrote: {written}"
        return response, statements

    return get


def pytest_collection_finish():
    """What was collected stays until the end: nobody need look through it for rubbish again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
