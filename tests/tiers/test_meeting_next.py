"""When they meet next: what the record page offers, what it ticks, what it books."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests import factories as make
from tiers.models import Session
from tiers.rules import CaseStatus, SessionStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(now, service_user, practitioner, lead):
    return make.make_case(service_user, practitioner=practitioner, lead=lead)


@pytest.fixture
def client(as_user, practitioner):
    return as_user(practitioner)


def opened(client, name, pk, **asked):
    """The form of a page: what each box begins with, and what is offered next."""
    form = client.get(reverse(f"tiers:{name}", args=[pk]), asked).context["form"]
    return form, [label for _value, label in form.fields["following"].choices]


def test_without_a_session_before_nothing_is_taken_for_granted(case, client):
    form, offered = opened(client, "session_record_now", case.pk)
    assert form["following"].value() == "NONE"
    assert offered == ["A week later, at the same time", "Another time", "Plan nothing now"]
    assert form.suggests == ""


def test_a_week_later_is_counted_from_the_time_typed_and_not_from_the_clock(case, client):
    answers = {
        "held_on": "2026-11-20",
        "held_at": "3:30pm",
        "outcome": "HELD",
        "minutes": "50",
        "mode": "PHONE",
        "following": "SAME",
    }
    page = client.post(reverse("tiers:session_record_now", args=[case.pk]), answers, follow=True)
    booked = Session.objects.planned().get()
    assert booked.planned_for == make.NOW.replace(day=27, hour=15, minute=30)
    assert "Recorded as held. You meet next on 27 November 2026 at 3:30pm." in page.text


def test_hour_place_and_travel_come_from_the_last_session(case, client):
    venue = make.make_venue("Cwm surgery")
    for weeks in (1, 2):
        make.make_session(
            case,
            when=make.NOW - timedelta(weeks=weeks, hours=-4),
            status=SessionStatus.HELD,
            venue=venue,
            travel_minutes=45,
        )
    form, offered = opened(client, "session_record_now", case.pk)
    assert offered[0] == "Monday 23 November, 2pm, same place"
    assert (form["venue_id"].value(), form["travel_minutes"].value()) == (venue.pk, 45)
    assert form["following"].value() is None  # until one says what happened
    assert form.suggests == "HELD SAME,MISSED SAME,CANCELLED NONE"


def test_without_a_place_none_is_called_the_same(case, client):
    session = make.make_session(case, when=make.NOW - timedelta(hours=1))
    _form, offered = opened(client, "session_record", session.pk)
    assert offered[0] == "Monday 30 November, 9am"


@pytest.mark.parametrize(
    ("outcome", "ticked"), [("HELD", "SAME"), ("MISSED", "SAME"), ("CANCELLED", "NONE")]
)
def test_after_a_cancellation_nothing_is_planned_unless_one_says_so(case, client, outcome, ticked):
    session = make.make_session(case, when=make.NOW - timedelta(hours=1))
    form, _offered = opened(client, "session_record", session.pk, outcome=outcome)
    assert form["following"].value() == ticked


def cancelled(client, session, following):
    url = reverse("tiers:session_record", args=[session.pk])
    answers = {"outcome": "CANCELLED", "cancelled_by": "PRACTITIONER", "version": 1}
    return client.post(url, answers | {"following": following}, follow=True).text


def test_a_session_of_ours_that_is_cancelled_is_to_be_arranged_again(case, client):
    page = cancelled(client, make.make_session(case), "NONE")
    assert "Recorded as cancelled." in page
    assert "1 session is to be arranged again" in page


def test_one_that_was_planned_in_the_same_breath_is_not(case, client):
    page = cancelled(client, make.make_session(case), "SAME")
    assert Session.objects.planned().count() == 1
    assert "arranged again" not in page


def test_the_next_session_that_stands_already_is_kept(case, client):
    session = make.make_session(case, when=make.NOW - timedelta(hours=1))
    make.make_session(case, when=make.NOW + timedelta(days=4))
    form, offered = opened(client, "session_record", session.pk)
    assert offered == ["Keep Friday 27 November, 10am", "Another time as well"]
    assert form["following"].value() == "KEEP"
    answers = {"outcome": "HELD", "minutes": "50", "mode": "PHONE", "version": 1}
    client.post(reverse("tiers:session_record", args=[session.pk]), answers | {"following": "KEEP"})
    assert Session.objects.planned().count() == 1


def test_work_that_ended_asks_for_no_next_session(service_user, practitioner, client, now):
    case = make.make_case(service_user, practitioner=practitioner, status=CaseStatus.ENDED)
    session = make.make_session(case, when=now - timedelta(days=2))
    page = client.get(reverse("tiers:session_record", args=[session.pk]))
    assert "following" not in page.context["form"].fields


def test_the_plan_begins_as_the_last_session_was(case, client):
    venue = make.make_venue("Cwm surgery")
    make.make_session(case, when=make.NOW + timedelta(days=4), venue=venue, planned_minutes=90)
    form = client.get(reverse("tiers:session_new", args=[case.pk])).context["form"]
    assert str(form["planned_on"].value()) == "2026-12-04"
    assert (form["venue_id"].value(), form["minutes"].value()) == (venue.pk, 90)
