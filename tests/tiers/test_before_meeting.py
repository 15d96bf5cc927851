"""What was asked for the safety of the work is there when one plans, holds and hands it on (N59, N62-N65)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from people.models import Location, Registration, VenueWish
from people.rules import NotAllowed
from referrals.models import Agency
from tests import factories as make
from tiers import actions
from tiers.models import Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def liked():
    return make.make_venue("Cwm library")


@pytest.fixture
def refused():
    return make.make_venue("Abergavenny office")


@pytest.fixture
def case(now, service_user, practitioner, lead, pp, liked, refused):
    person = service_user
    person.must_not_meet = "His brother Dai"
    person.adjustments = "Large print"
    person.worker_gender = "WOMAN"
    person.rosh_children, person.rosh_staff = "VERY_HIGH", "LOW"
    person.save()
    for venue, wish in ((liked, "PREFERS"), (refused, "REFUSES")):
        VenueWish.objects.create(
            service_user=person, venue=venue, wish=wish, noted_at=make.NOW, noted_by=pp
        )
    Registration.objects.create(
        service_user=person,
        register="WEAP",
        review_on=date(2027, 3, 1),
        noted_at=make.NOW,
        noted_by=pp,
    )
    Location.objects.create(
        service_user=person,
        kind="CUSTODY",
        place="HMP Cardiff",
        from_on=date(2026, 1, 1),
        release_expected_on=date(2027, 1, 15),
        released_to=liked,
    )
    referral = make.make_referral(
        person,
        referrer=pp,
        status="ALLOCATED",
        venue_worries="A full waiting room",
        worker_wish="Not from the police",
        room_worries="Keep the door free",
    )
    Agency.objects.create(referral=referral, service="CMHT", contact="Elin Parry", position=0)
    return make.make_case(person, practitioner=practitioner, lead=lead, referral=referral)


ASKED = [
    "His brother Dai",
    "Cwm library",
    "Abergavenny office",
    "A full waiting room",
    "Large print",
    "A woman",
    "Not from the police",
    "Risk to children: Very high",
    "Weapons, next review 1 March 2027",
    "Keep the door free",
    "release expected 15 January 2027, then to Cwm library",
    "CMHT (Elin Parry)",
]


@pytest.mark.parametrize("name", ["case_detail", "session_new", "session_record_now"])
def test_everything_asked_for_the_works_safety_is_read_where_one_meets(
    case, practitioner, as_user, name
):
    page = as_user(practitioner).get(reverse(f"tiers:{name}", args=[case.pk])).text
    assert [words for words in ASKED if words not in page] == []
    assert reverse("referrals:referral_detail", args=[case.referral_id]) in page


def test_recording_and_moving_show_it_too(case, practitioner, as_user):
    session = make.make_session(case, when=make.NOW - timedelta(hours=1))
    for name in ("session_record", "session_move"):
        page = as_user(practitioner).get(reverse(f"tiers:{name}", args=[session.pk])).text
        assert [words for words in ASKED if words not in page] == [], name


def test_the_case_says_whom_to_ring(case, practitioner, pp, as_user):
    pp.telephone = "029 2018 0123"
    pp.save()
    page = as_user(practitioner).get(case.get_absolute_url()).text
    for words in ("Petra Pritchard", "029 2018 0123", pp.email, "Put this right"):
        assert words in page


def test_places_are_offered_as_the_person_speaks_of_them(case, practitioner, as_user):
    make.make_venue("Brynmawr surgery")
    form = as_user(practitioner).get(reverse("tiers:session_new", args=[case.pk])).context["form"]
    assert [name for _pk, name in form.fields["venue_id"].choices][1:] == [
        "Cwm library (Likes best)",
        "Brynmawr surgery",
        "Will not go there: Abergavenny office",
    ]


def plan(case, by, **more):
    return actions.plan_session(
        case_id=case.pk, planned_for=make.NOW + timedelta(days=2), by=by, at=make.NOW, **more
    )


def test_a_place_they_refuse_is_planned_only_when_it_is_meant(case, practitioner, refused):
    with pytest.raises(NotAllowed) as told:
        plan(case, practitioner, venue_id=refused.pk)
    assert told.value.field == "even_so"
    session = plan(case, practitioner, venue_id=refused.pk, even_so=True)
    # Moved to another hour it stays where it was meant to be.
    actions.move_session(
        session_id=session.pk,
        planned_for=make.NOW + timedelta(days=3),
        venue_id=refused.pk,
        by=practitioner,
        at=make.NOW,
    )


def test_the_page_says_how_to_confirm_the_place(case, practitioner, as_user, refused):
    client, url = as_user(practitioner), reverse("tiers:session_new", args=[case.pk])
    answers = {
        "planned_on": "2026-11-25",
        "planned_at": "10:30am",
        "minutes": "60",
        "mode": "IN_PERSON",
        "venue_id": refused.pk,
    }
    page = client.post(url, answers)
    assert "The person said that they will not go there." in page.text
    assert client.post(url, answers | {"even_so": "on"}).status_code == 302
    assert Session.objects.get().venue == refused
