"""What a session says beyond held or missed: who joined and travelled, what stood in the way, who was
told (N29, N36, N72, N110, N113)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests import factories as make
from tiers import actions
from tiers.models import CaseStatusChange, Session
from tiers.rules import SessionStatus

pytestmark = pytest.mark.django_db

HELD = {"outcome": "HELD", "minutes": "50", "mode": "IN_PERSON", "following": "NONE", "version": 1}


@pytest.fixture
def case(now, service_user, practitioner, lead):
    return make.make_case(service_user, practitioner=practitioner, lead=lead)


@pytest.fixture
def session(case):
    return make.make_session(case, when=make.NOW - timedelta(hours=2))


@pytest.fixture
def client(as_user, practitioner):
    return as_user(practitioner)


def record(client, session, **answers):
    url = reverse("tiers:session_record", args=[session.pk])
    return client.post(url, HELD | answers, follow=True)


# --- Told about risk -----------------------------------------------------------------------------


def test_the_page_says_what_was_done(client, session):
    page = record(client, session, tell_pp="on", shared_with_pp="He spoke of a knife")
    assert "Recorded as held. The PP was told about risk." in page.text


def test_when_the_pp_was_told_stands_in_the_record(client, session):
    record(client, session, tell_pp="on", shared_with_pp="He spoke of a knife")
    page = client.get(session.get_absolute_url()).text
    assert "The PP was told about risk on 23 November 2026 at 10am." in page


def test_where_nobody_is_named_nobody_was_told_and_it_says_so(client, session, service_user):
    service_user.pp = None
    service_user.save()
    page = record(client, session, tell_pp="on", shared_with_pp="He spoke of a knife")
    assert "Nobody was told about risk: no PP is named." in page.text
    assert Session.objects.get().told_at is None
    assert "Nobody could be told about risk" in client.get(session.get_absolute_url()).text


# --- Joined to a probation appointment, and by other services -----------------------------------------


def test_a_session_joined_to_a_probation_appointment_is_shown_wherever_it_stands(
    client, case, practitioner
):
    session = make.make_session(case, when=make.NOW + timedelta(hours=3), with_probation=True)
    for url in (reverse("reports:home"), session.get_absolute_url(), case.get_absolute_url()):
        assert "robation appointment" in client.get(url).text, url


def test_planning_asks_whether_it_is_joined_to_a_probation_appointment(client, case):
    page = client.get(reverse("tiers:session_new", args=[case.pk])).text
    assert "Saves the person a journey." in page


def test_a_session_held_with_another_service_says_who_joined(client, session, case):
    record(client, session, joined="Elin Parry, CMHT")
    for url in (
        session.get_absolute_url(),
        case.get_absolute_url(),
        reverse("reports:person", args=[case.service_user_id]),
    ):
        assert "Elin Parry, CMHT" in client.get(url).text, url


def test_a_joint_meeting_says_who_joined(client, case, practitioner):
    answers = {"kind": "JOINT", "held_on": "2026-11-23", "held_at": "9:00am", "reached": "yes"}
    url = reverse("tiers:contact_new", args=[case.pk])
    page = client.post(url, answers)
    assert list(page.context["form"].errors) == ["with_whom"]
    client.post(url, answers | {"with_whom": "Elin Parry, CMHT"})
    assert "Joined by Elin Parry, CMHT." in client.get(case.get_absolute_url()).text


# --- Burden on the person ---------------------------------------------------------------------------


def test_who_travelled_and_the_cost_are_two_clicks_kept_from_last_time(client, case, session):
    record(client, session, travelled="WE", cost_to_person="NONE")
    session.refresh_from_db()
    assert (session.travelled, session.cost_to_person) == ("WE", "NONE")
    form = client.get(reverse("tiers:session_record_now", args=[case.pk])).context["form"]
    assert (form["travelled"].value(), form["cost_to_person"].value()) == ("WE", "NONE")


# --- What stood in the way ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "answers"),
    [
        ("MISSED", {"missed_by": "PERSON_TOLD", "barriers_missed": ["TRAVEL", "UNSTABLE"]}),
        ("CANCELLED", {"cancelled_by": "OTHER", "barriers_cancelled": ["TRAVEL", "UNSTABLE"]}),
    ],
)
def test_what_stood_in_the_way_is_kept_by_code_and_read_in_words(client, session, outcome, answers):
    record(client, session, outcome=outcome, **answers)
    session.refresh_from_db()
    assert session.barriers == ["TRAVEL", "UNSTABLE"]
    page = client.get(session.case.get_absolute_url()).text
    assert "Getting there; Things are too unstable at the moment" in page


def test_a_review_says_what_stands_in_the_way(client, case):
    client.post(
        reverse("tiers:case_review", args=[case.pk]),
        {
            "words": "Slow",
            "barriers": ["WATCHED"],
            "planned_end_on": "2027-04-01",
            "review_on": "2027-02-01",
            "version": 1,
        },
    )
    assert CaseStatusChange.objects.get(case=case).barriers == ["WATCHED"]


def test_a_held_session_keeps_no_barrier(session, practitioner):
    kept = actions.record_session(
        session_id=session.pk,
        outcome=SessionStatus.HELD,
        minutes=50,
        barriers=["TRAVEL"],
        by=practitioner,
        at=make.NOW,
    )
    assert kept.barriers == []
