"""Choosing in a browser: who could work with the person, and why each; handed on; covered for."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from people.models import Absence, Area, Unit, VenueWish, WorkerWish
from people.permissions import Role
from referrals.rules import Status
from tests import factories as make
from tiers.models import Case


@pytest.fixture
def look(page, axe, shot, no_sideways):
    def at(name):
        axe(page)
        no_sideways()
        shot(name)

    return at


@pytest.fixture
def cardiff():
    return make.make_venue("Cardiff probation office", latitude="51.47870", longitude="-3.17500")


@pytest.fixture
def workers(team, lead, pp, service_user, cardiff):
    """Four of them, each with a reason of their own."""
    swansea = make.make_venue("Swansea probation office", latitude="51.62000", longitude="-3.94100")
    unit = Unit.objects.create(region=team.region, team=team, name="Cardiff and the Vale")
    other = Unit.objects.create(region=team.region, team=team, name="Swansea, Neath Port Talbot")
    service_user.unit, service_user.worker_gender = unit, "WOMAN"
    service_user.must_not_meet = "His brother, at the Swansea office on Tuesdays"
    service_user.save()
    near, far, asked, away = (
        make.make_user(team, Role.PRACTITIONER, name=name, **more)
        for name, more in (
            ("Nerys Nurse", {"base_venue": cardiff, "speaks_welsh": True, "works_as": "WOMAN"}),
            ("Marc Madoc", {"base_venue": swansea, "weekly_hours": 7.5, "works_as": "MAN"}),
            ("Alys Arwel", {"base_venue": swansea, "specialisms": ["NEURODIVERSITY"]}),
            ("Ffion Free", {"base_venue": cardiff}),
        )
    )
    now = timezone.now()
    for worker, place in ((near, unit), (far, other)):
        Area.objects.create(user=worker, unit=place, given_at=now, given_by=lead)
    WorkerWish.objects.create(
        service_user=service_user, user=asked, wish="ASKS_FOR", noted_at=now, noted_by=pp
    )
    VenueWish.objects.create(
        service_user=service_user, venue=cardiff, wish="PREFERS", noted_at=now, noted_by=pp
    )
    today = timezone.localdate()
    Absence.objects.create(
        user=away, kind="LEAVE", starts_on=today, ends_on=today + timedelta(days=9), cover=near
    )
    for worker, many in ((near, 7), (far, 3), (asked, 9)):
        for number in range(many):
            case = make.make_case(make.make_service_user(team, added_by=pp), practitioner=worker)
            make.make_session(case, when=now + timedelta(days=1 + number, hours=number))
    return near, far, asked, away


def test_a_lead_weighs_who_could_work_with_the_person(
    page, go, look, sign_in, lead, pp, service_user, workers
):
    waiting = make.make_referral(service_user, referrer=pp, status=Status.WAITING)
    sign_in(lead)
    go(f"/work/allocate/{waiting.pk}/")
    page.get_by_text("How they are ordered").click()
    look("allocating-candidates")
    offered = [box.get_attribute("value") for box in page.get_by_role("radio").all()]
    assert offered[:4] == [str(workers[one].pk) for one in (2, 0, 3, 1)]
    page.get_by_role("radio", name="Nerys Nurse").check()
    page.get_by_role("radio", name="Needs more time", exact=True).check()
    page.get_by_label("Why this person?").fill("His area, and she works in Welsh")
    page.get_by_role("button", name="Allocate").click()
    expect(page.get_by_text("Nerys Nurse now works with")).to_be_visible()
    case = Case.objects.get(referral=waiting)
    assert (case.practitioner, case.complexity) == (workers[0], "MORE")


def test_a_lead_hands_the_work_over_with_words_and_settles_what_clashes(
    page, go, look, sign_in, lead, service_user, workers
):
    near, _far, asked, _away = workers
    case = make.make_case(service_user, practitioner=near, lead=lead)
    now = timezone.now()
    for days in (3, 10):
        make.make_session(case, when=now + timedelta(days=days, minutes=20))
    other = Case.objects.filter(practitioner=asked).first()
    make.make_session(other, when=now + timedelta(days=3))
    sign_in(lead)
    go(f"/work/cases/{case.pk}/reallocate/")
    look("allocating-handover")
    page.get_by_role("radio", name="Alys Arwel").check()
    page.get_by_label("Why this person?").fill("Nerys moves to another team")
    page.get_by_label("What matters to the person").fill(
        "Never by the front door. He jokes when afraid."
    )
    page.get_by_label("What was agreed with them?").fill("Thursdays. A last walk with Nerys.")
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_role("alert")).to_contain_text("has no room for what is planned")
    look("allocating-handover-clash")
    page.get_by_role("radio", name="Leave them with whoever planned them").check()
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_role("heading", name="Handed over", exact=True)).to_be_visible()
    expect(page.get_by_text("He jokes when afraid.").first).to_be_visible()
    look("allocating-handed-over")
    case.refresh_from_db()
    assert case.practitioner == asked
    assert {s.practitioner for s in case.sessions.all()} == {near, asked}
