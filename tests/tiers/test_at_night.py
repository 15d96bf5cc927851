"""3am is mostly a slip of the hand: planning asks whether it is meant, recording says so."""

from datetime import time, timedelta

import pytest
from django.urls import reverse

from people.rules import NotAllowed
from tests import factories as make
from tiers import actions, rules
from tiers.models import Session

NIGHT = make.NOW.replace(hour=3) + timedelta(days=2)


@pytest.mark.parametrize(
    ("clock", "night"),
    [
        (time(6, 59), True),
        (time(7), False),
        (time(20, 59), False),
        (time(21), True),
        (time(3), True),
    ],
)
def test_night_is_from_nine_to_seven(clock, night):
    assert rules.is_at_night(clock) is night


pytestmark = pytest.mark.django_db


@pytest.fixture
def case(now, service_user, practitioner, lead):
    return make.make_case(service_user, practitioner=practitioner, lead=lead)


def plan(case, by, **more):
    return actions.plan_session(case_id=case.pk, planned_for=NIGHT, by=by, at=make.NOW, **more)


def test_a_session_at_night_is_planned_only_when_it_is_meant(case, practitioner):
    with pytest.raises(NotAllowed) as refused:
        plan(case, practitioner)
    assert refused.value.field == "at_that_hour"
    assert plan(case, practitioner, at_that_hour=True).planned_for == NIGHT


def test_moved_to_another_day_at_the_same_hour_it_is_not_asked_again(case, practitioner):
    session = plan(case, practitioner, at_that_hour=True)
    moved = actions.move_session(
        session_id=session.pk, planned_for=NIGHT + timedelta(days=1), by=practitioner, at=make.NOW
    )
    with pytest.raises(NotAllowed, match="at night"):
        actions.move_session(
            session_id=moved.pk,
            planned_for=NIGHT + timedelta(hours=1),
            by=practitioner,
            at=make.NOW,
        )


PLAN = {"planned_on": "2026-11-25", "planned_at": "3am", "minutes": "60", "mode": "PHONE"}


def test_the_page_says_how_to_confirm_and_keeps_what_was_typed(case, practitioner, as_user):
    client, url = as_user(practitioner), reverse("tiers:session_new", args=[case.pk])
    assert "at that hour" not in client.get(url).text
    page = client.post(url, PLAN)
    assert "tick “Yes, at that hour”" in page.text
    assert 'name="at_that_hour"' in page.text
    assert 'value="3am"' in page.text

    assert client.post(url, PLAN | {"at_that_hour": "on"}).status_code == 302
    assert Session.objects.get().planned_for == NIGHT


def test_the_next_session_is_asked_about_too(case, practitioner, as_user):
    session = make.make_session(case, when=make.NOW - timedelta(hours=1))
    url = reverse("tiers:session_record", args=[session.pk])
    answers = {
        "outcome": "HELD",
        "minutes": "50",
        "mode": "PHONE",
        "version": 1,
        "following": "OTHER",
        "next_on": "2026-11-30",
        "next_at": "3am",
    }
    page = as_user(practitioner).post(url, answers)
    assert list(page.context["form"].errors) == ["next_at_that_hour"]
    assert 'name="next_at_that_hour"' in page.text
    as_user(practitioner).post(url, answers | {"next_at_that_hour": "on"})
    assert Session.objects.planned().get().planned_for == make.NOW.replace(day=30, hour=3)


def test_what_happened_at_night_is_recorded_with_a_word(case, practitioner, as_user):
    answers = {
        "held_on": "2026-11-23",
        "held_at": "3am",
        "outcome": "HELD",
        "minutes": "50",
        "mode": "PHONE",
        "following": "NONE",
    }
    url = reverse("tiers:session_record_now", args=[case.pk])
    page = as_user(practitioner).post(url, answers, follow=True)
    assert Session.objects.held().count() == 1
    assert "It began at 3am, at night" in page.text
