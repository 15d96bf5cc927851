"""The clock of supervision: SQL and the rulebook must never part, and absence stops it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from people.models import Absence
from supervision import rules
from supervision.models import Agreement
from tests import factories as make

pytestmark = pytest.mark.django_db

AGREED = date(2026, 6, 1)
day_offsets = st.integers(min_value=-30, max_value=120)
spells = st.lists(
    st.tuples(day_offsets, st.one_of(st.none(), st.integers(min_value=0, max_value=40))), max_size=4
)


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    spells=spells,
    asked=st.integers(min_value=0, max_value=120),
    held=st.one_of(st.none(), st.integers(min_value=0, max_value=120)),
    interval=st.integers(min_value=7, max_value=92),
    percent=st.integers(min_value=10, max_value=99),
)
def test_sql_and_the_rulebook_agree_on_days_and_standing(
    practitioner, psychologist, team, spells, asked, held, interval, percent
):
    Absence.objects.all().delete()
    team.policy.supervision_at_risk_percent = percent
    team.policy.save()
    agreement = make.make_agreement(
        practitioner, psychologist, team=team, agreed_on=AGREED, interval_days=interval
    )
    for start, length in spells:
        starts_on = AGREED + timedelta(days=start)
        Absence.objects.create(
            user=practitioner,
            kind="LEAVE",
            starts_on=starts_on,
            ends_on=None if length is None else starts_on + timedelta(days=length),
        )
    held_on = None
    if held is not None:
        held_on = AGREED + timedelta(days=held)
        make.make_supervision(agreement, when=noon(held_on))
    today = max(AGREED + timedelta(days=asked), held_on or AGREED)

    found = Agreement.objects.with_clock(today).get(pk=agreement.pk)

    paused = rules.paused_days(
        list(Absence.objects.values_list("starts_on", "ends_on")),
        start=held_on or AGREED,
        end=today,
    )
    days = rules.days_since(last_held_on=held_on, agreed_on=AGREED, today=today, paused=paused)
    assert (found.paused, found.days) == (paused, days)
    assert found.standing == rules.standing(
        days=days, interval_days=interval, at_risk_percent=percent
    )
    assert found.due_on == rules.due_on(
        last_held_on=held_on, agreed_on=AGREED, interval_days=interval, paused=paused
    )
    agreement.records.all().delete()
    agreement.delete()


def noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.fixture
def agreement(practitioner, psychologist, team):
    return make.make_agreement(
        practitioner, psychologist, team=team, agreed_on=AGREED, interval_days=28
    )


def clock(agreement, today):
    return Agreement.objects.with_clock(today).get(pk=agreement.pk)


def test_a_cancelled_session_never_resets_the_clock(agreement):
    make.make_supervision(agreement, when=noon(date(2026, 6, 20)), status="CANCELLED")

    assert clock(agreement, date(2026, 6, 30)).days == 29


def test_only_the_supervisees_absence_stops_the_clock(agreement, psychologist):
    Absence.objects.create(
        user=psychologist, kind="SICKNESS", starts_on=date(2026, 6, 2), ends_on=date(2026, 6, 20)
    )

    assert clock(agreement, date(2026, 6, 30)).days == 29


def test_an_absence_that_has_not_ended_stops_the_clock_until_today(agreement, practitioner):
    Absence.objects.create(user=practitioner, kind="SICKNESS", starts_on=date(2026, 6, 11))

    assert clock(agreement, date(2026, 6, 30)).days == 9


@pytest.mark.parametrize(
    ("held_at", "day"),
    [
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), date(2026, 7, 2)),  # half past midnight, BST
        (datetime(2026, 12, 1, 23, 30, tzinfo=UTC), date(2026, 12, 1)),  # half past eleven, GMT
    ],
)
def test_the_day_held_is_the_day_in_london(agreement, held_at, day):
    make.make_supervision(agreement, when=held_at)

    assert clock(agreement, day + timedelta(days=3)).days == 3
