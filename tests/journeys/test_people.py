"""Every page about people, staff and teams: measured by axe, drawn at 320 px, walked by keyboard names."""

import os
from pathlib import Path

import pytest

from people.models import Absence, Location, ServiceUser, Unit, User
from people.permissions import Profession, Role
from tests import factories as make
from tests.factories import TODAY

SHOTS = Path(os.environ.get("SHOTS", "/nowhere"))
ASIDE = {"folder": SHOTS} if "SHOTS" in os.environ else {}


@pytest.fixture
def look(page, go, axe, shot, no_sideways):
    def at(path, name):
        go(path)
        axe(page)
        no_sideways()
        shot(name, **ASIDE)

    return at


def test_a_pp_looks_for_somebody_and_adds_them(page, look, sign_in, axe, shot, pp, team):
    make.make_service_user(
        team, added_by=pp, given_name="Reece", family_name="Parri", crn="X111111"
    )
    sign_in(pp)
    look("/people/?q=parri", "people-found")
    look("/people/?q=X12", "people-find-wrong")
    look("/people/?q=X222222", "people-nobody")
    page.get_by_role("button", name="Add this person").click()
    assert page.get_by_label("CRN").input_value() == "X222222"
    page.get_by_label("First name").fill("Rhys")
    page.get_by_label("Last name").fill("Parry")
    born = page.get_by_role("group", name="Date of birth")
    for box, typed in (("Day", "17"), ("Month", "May"), ("Year", "1990")):
        born.get_by_label(box).fill(typed)
    page.get_by_role("radio", name="Male", exact=True).check()
    page.get_by_role("group", name="Would they like to use Welsh?").get_by_label("Yes").check()
    page.get_by_label("In custody").check()
    page.get_by_label("If the date is not known, why?").fill("On remand")
    page.get_by_role("group", name="Day they arrived").get_by_label("Day").fill("23/11/2025")
    page.get_by_role("button", name="Add without referring").click()
    page.get_by_role("heading", name="Is this person already here?").wait_for()
    axe(page)
    shot("people-likely", **ASIDE)
    page.get_by_role("button", name="Add anyway").click()
    page.get_by_text("Rhys Parry has been added").wait_for()

    person = ServiceUser.objects.get(crn="X222222")
    assert (person.pp, person.prefers_welsh) == (pp, True)
    assert person.locations.get().release_unknown_reason == "On remand"


def test_a_pp_takes_over_a_person_they_know(page, look, sign_in, service_user, other_pp):
    sign_in(other_pp)
    look(f"/people/?q={service_user.crn}", "people-elsewhere")
    page.get_by_role("button", name="I now supervise this person").click()
    look(f"/people/take-over/?q={service_user.crn}", "people-take-over")
    for box, typed in (("Day", "17"), ("Month", "5"), ("Year", "1990")):
        page.get_by_label(box).fill(typed)
    page.get_by_label("Their last name").fill("private")
    page.get_by_role("button", name="Take over").click()
    page.wait_for_url(f"**/person/{service_user.pk}/")

    service_user.refresh_from_db()
    assert service_user.pp == other_pp


@pytest.mark.ci
def test_the_pages_of_a_person_fit(look, sign_in, practitioner, service_user):
    Location.objects.create(
        service_user=service_user, kind="APPROVED_PREMISES", place="Cardiff", from_on=TODAY
    )
    sign_in(practitioner)
    look(f"/people/{service_user.pk}/details/", "person-details")
    look(f"/people/{service_user.pk}/where/", "person-where")
    look("/people/me/", "my-details")
    look(f"/people/staff/{practitioner.pk}/absences/new/", "absence-new")


@pytest.mark.ci
def test_staff_and_teams_fit(look, sign_in, administrator, practitioner, lead, team):
    User.objects.filter(pk=practitioner.pk).update(registration_expires_on=TODAY)
    Unit.objects.create(region=team.region, name="Gwent")
    away = Absence.objects.create(user=practitioner, kind="LEAVE", starts_on=TODAY)
    sign_in(administrator)
    look("/people/staff/", "staff-list")
    look("/people/staff/new/", "staff-new")
    look(f"/people/staff/{practitioner.pk}/", "staff-edit")
    look(f"/people/staff/{practitioner.pk}/roles/", "staff-roles")
    look(f"/people/staff/{practitioner.pk}/stop/", "staff-stop")
    look("/people/teams/", "team-list")
    look("/people/teams/new/", "team-new")
    look(f"/people/teams/{team.pk}/", "team-edit")
    look("/people/units/new/", "unit-new")
    sign_in(make.make_user(team, Role.LEAD, profession=Profession.TEAM_LEAD))
    look(f"/people/teams/{team.pk}/policy/", "policy")
    look(f"/people/absences/{away.pk}/", "absence-edit")
