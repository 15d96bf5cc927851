"""Staff, teams, policy and absences, through the pages."""

from datetime import timedelta

import pytest
from django.urls import reverse

from people.models import Absence, Region, Team, TeamPolicy, Unit, User
from people.permissions import Profession, Role
from tests import factories as make
from tests.factories import TODAY
from tests.people.test_views import day, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


ADMINISTRATORS_ONLY = [
    "/people/staff/new/",
    "/people/staff/{user}/",
    "/people/staff/{user}/roles/",
    "/people/staff/{user}/stop/",
    "/people/teams/new/",
    "/people/teams/{team}/",
    "/people/units/new/",
]


@pytest.mark.parametrize("url", ADMINISTRATORS_ONLY)
def test_staff_and_teams_are_kept_by_administrators(
    as_user, administrator, lead, pp, colleague, team, get_statements, url
):
    address = url.format(user=colleague.pk, team=team.pk)
    for outsider in (lead, pp):
        assert as_user(outsider).get(address).status_code == 403
    response, statements = get_statements(as_user(administrator), address)
    assert response.status_code == 200
    assert len(statements) <= 12


def test_staff_are_listed_by_team_with_roles_and_what_to_know(
    as_user, administrator, team, practitioner, stranger
):
    User.objects.filter(pk=practitioner.pk).update(
        registration_expires_on=TODAY + timedelta(days=20)
    )
    Absence.objects.create(user=practitioner, kind="SICKNESS", starts_on=TODAY)
    make.make_user(None, name="Alone Inthewoods")

    page = read(as_user(administrator).get("/people/staff/"))

    for words in ("Cwm team", "Other team", "Nia Nurse", "Practitioner", "Sam Stranger"):
        assert words in page
    assert "Registration ends 13 December 2026" in page
    assert "Away today" in page
    assert "Sickness" not in page
    assert "Alone Inthewoods" in page


def test_a_lead_sees_their_own_team_and_a_practitioner_no_list(
    as_user, lead, practitioner, stranger
):
    page = read(as_user(lead).get("/people/staff/"))
    assert "Nia Nurse" in page
    assert "Sam Stranger" not in page
    assert as_user(practitioner).get("/people/staff/").status_code == 403


def test_the_list_is_narrowed_by_team_and_name(
    as_user, administrator, practitioner, stranger, other_team
):
    client = as_user(administrator)
    by_team = read(client.get("/people/staff/", {"team": other_team.pk, "q": ""}))
    assert "Sam Stranger" in by_team
    assert "Nia Nurse" not in by_team
    assert "Nia Nurse" in read(client.get("/people/staff/", {"q": "nia"}))
    assert "Nobody found" in read(client.get("/people/staff/", {"q": "nobody at all"}))
    assert client.get("/people/staff/", {"team": "x"}).status_code == 200


def test_somebody_in_no_team_is_found_by_name(as_user, administrator, lead, team):
    make.make_user(None, name="Alone Inthewoods")
    client = as_user(administrator)
    found = read(client.get("/people/staff/", {"q": "inthe"}))
    assert "In no team" in found
    assert "Alone Inthewoods" in found
    assert "Nobody found" not in found
    assert "Alone Inthewoods" not in read(client.get("/people/staff/", {"q": "nia"}))
    assert "Alone Inthewoods" not in read(client.get("/people/staff/", {"team": team.pk}))
    assert "Alone Inthewoods" not in read(as_user(lead).get("/people/staff/", {"q": "inthe"}))


def test_the_list_costs_the_same_for_one_and_for_three(
    as_user, administrator, team, get_statements
):
    client = as_user(administrator)
    _page, one = get_statements(client, "/people/staff/")
    for _more in range(3):
        make.make_user(make.make_team(f"Team {_more}"), Role.PRACTITIONER, Role.SUPERVISOR)
    _page, more = get_statements(client, "/people/staff/")

    assert len(one) == len(more) <= 12


def staff(**values):
    return {
        "given_name": "New",
        "family_name": "Nurse",
        "email": "new@example.wales",
        "profession": Profession.TLN,
        "weekly_hours": "37.5",
        **values,
    }


def test_a_member_of_staff_is_added_with_roles(as_user, administrator, team):
    sent = as_user(administrator).post(
        "/people/staff/new/",
        staff(**{f"team_{team.pk}": ["PRACTITIONER"], "working_days": ["0", "4"]}),
        follow=True,
    )

    assert "New Nurse has been added" in read(sent)
    user = User.objects.get(email="new@example.wales")
    assert (user.working_days, user.held) == ([0, 4], {(team.pk, "PRACTITIONER")})


def test_whoever_is_added_without_a_role_is_given_one_next(as_user, administrator):
    sent = as_user(administrator).post("/people/staff/new/", staff(), follow=True)

    assert "They have no role yet" in read(sent)
    added = User.objects.get(email="new@example.wales")
    assert sent.request["PATH_INFO"] == f"/people/staff/{added.pk}/roles/"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"email": "nonsense"}, "name@example.com"),
        ({"email": "TAKEN@example.wales"}, "already has this e-mail address"),
        ({"weekly_hours": "61"}, "60"),
        ({"weekly_hours": "x"}, "number"),
        ({"profession": "SYSTEM"}, "one of the choices shown"),
        ({"family_name": ""}, "last name"),
        (
            day("registration_expires_on", TODAY) | {"registration_expires_on_month": "14"},
            "real date",
        ),
    ],
)
def test_wrong_details_of_staff_are_answered_at_their_box(as_user, administrator, team, wrong, why):
    make.make_user(team, email="taken@example.wales")
    page = read(as_user(administrator).post("/people/staff/new/", staff(**wrong)))

    assert "There is a problem" in page
    assert why in page
    assert 'value="New"' in page


def test_staff_are_changed_and_a_stale_page_says_how_it_stands(as_user, administrator, colleague):
    url = f"/people/staff/{colleague.pk}/"
    client = as_user(administrator)
    first = staff(email=colleague.email, version=1, telephone="029 2018 0001")
    assert client.post(url, first).status_code == 302

    page = read(client.post(url, first | {"telephone": "029 2018 0002"}))
    assert "This was changed while you were writing" in page
    assert 'name="telephone" value="029 2018 0002"' in page


def test_roles_are_set_on_their_page_and_the_last_administrator_stays(
    as_user, administrator, colleague, team, other_team
):
    client = as_user(administrator)
    client.post(
        f"/people/staff/{colleague.pk}/roles/", {f"team_{other_team.pk}": ["LEAD"], "version": 1}
    )
    assert User.objects.get(pk=colleague.pk).held == {(other_team.pk, "LEAD")}

    page = client.post(f"/people/staff/{administrator.pk}/roles/", {"version": 1})
    assert "Make somebody else an administrator first" in read(page)


def test_somebody_is_stopped_and_let_back_in(as_user, administrator, colleague):
    client = as_user(administrator)
    url = f"/people/staff/{colleague.pk}"
    assert "Enter why" in read(client.post(f"{url}/stop/", {"reason": ""}))
    client.post(f"{url}/stop/", {"reason": "Left"})
    assert "This person cannot sign in" in read(client.get(f"{url}/"))
    assert "Let them back in first" in read(client.post(f"{url}/welcome/", follow=True))
    client.post(f"{url}/back/")
    assert User.objects.get(pk=colleague.pk).is_active
    assert "on its way" in read(client.post(f"{url}/welcome/", follow=True))


def test_teams_and_units_are_added_and_changed(as_user, administrator, team):
    client = as_user(administrator)
    client.post("/people/units/new/", {"name": "Gwent", "region": "Wales"})
    unit = Unit.objects.get()
    assert "Units no team serves" in read(client.get("/people/teams/"))
    client.post("/people/teams/new/", {"name": "East", "region": "Wales", "units": [unit.pk]})
    east = Team.objects.get(name="East")
    assert list(east.units.all()) == [unit]
    assert TeamPolicy.objects.filter(team=east).exists()

    changed = {"name": "East", "region": "Wales", "email": "x", "version": 1}
    assert "name@example.com" in read(client.post(f"/people/teams/{east.pk}/", changed))
    client.post(f"/people/teams/{east.pk}/", changed | {"email": "east@example.wales"})
    east.refresh_from_db()
    assert (east.email, east.version, east.units.count()) == ("east@example.wales", 2, 0)
    assert "changed while" in read(
        client.post(f"/people/teams/{east.pk}/", changed | {"email": ""})
    )
    taken = client.post("/people/teams/new/", {"name": team.name, "region": "Wales"})
    assert "already a team of this name" in read(taken)
    again = client.post("/people/units/new/", {"name": "Gwent", "region": "Wales"})
    assert "already a unit of this name" in read(again)


def test_a_unit_has_one_name_whatever_its_capitals_and_is_renamed(
    as_user, administrator, lead, team
):
    client = as_user(administrator)
    client.post("/people/units/new/", {"name": "Gwent", "region": "Wales"})
    again = client.post("/people/units/new/", {"name": "GWENT", "region": "wales"})
    assert "already a unit of this name. Capitals make no difference." in read(again)
    client.post("/people/units/new/", {"name": "Dyfed", "region": "wales"})
    assert Region.objects.filter(name__iexact="wales").count() == 1

    unit = Unit.objects.get(name="Dyfed")
    url = f"/people/units/{unit.pk}/"
    assert url in read(client.get("/people/teams/"))
    taken = read(client.post(url, {"name": "gwent", "region": "Wales"}))
    assert "already a unit of this name" in taken
    assert 'value="gwent"' in taken
    assert client.post(url, {"name": "dyfed", "region": "Wales"}).status_code == 302
    unit.refresh_from_db()
    assert unit.name == "dyfed"
    assert as_user(lead).get(url).status_code == 403


def test_team_list_is_for_leads_and_administrators(as_user, lead, practitioner, team, other_team):
    page = read(as_user(lead).get("/people/teams/"))
    assert f"/people/teams/{team.pk}/policy/" in page
    assert "Other team" not in page
    assert as_user(practitioner).get("/people/teams/").status_code == 403


@pytest.mark.parametrize("teams", [1, 3])
def test_the_team_list_costs_the_same(as_user, administrator, get_statements, teams):
    client = as_user(administrator)
    _page, before = get_statements(client, "/people/teams/")
    for number in range(teams):
        made = make.make_team(f"Team {number}")
        Unit.objects.create(region=made.region, team=made, name=f"Unit {number}")
    _page, after = get_statements(client, "/people/teams/")
    assert len(before) == len(after) <= 12


def policy(team, **values):
    fields = {
        field.name: getattr(team.policy, field.name)
        for field in TeamPolicy._meta.fields
        if field.name not in ("id", "team", "updated_at", "updated_by")
    }
    return fields | values


def test_a_lead_sets_the_intervals_of_their_team(as_user, lead, team, get_statements):
    url = f"/people/teams/{team.pk}/policy/"
    client = as_user(lead)
    response, statements = get_statements(client, url)
    assert "Flag a case after no contact for" in read(response)
    assert len(statements) <= 12

    client.post(url, policy(team, no_contact_days=21))
    assert "Last changed by Lowri Lead on 23 November 2026" in read(client.get(url))
    assert TeamPolicy.objects.get(team=team).no_contact_days == 21

    stale = read(client.post(url, policy(team, no_contact_days=14)))
    assert "This was changed while you were writing" in stale
    assert "21" in stale


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"no_contact_days": "0"}, "must be 1 or more"),
        ({"no_contact_days": "soon"}, "must be a number"),
        ({"draft_warning_days": "90"}, "must come before the draft expires"),
        ({"after_contact_months": "six"}, "whole months"),
        ({"supervision_at_risk_percent": "100"}, "99 or less"),
    ],
)
def test_a_wrong_interval_is_answered_at_its_box(as_user, lead, team, wrong, why):
    page = read(as_user(lead).post(f"/people/teams/{team.pk}/policy/", policy(team, **wrong)))

    assert why in page
    assert TeamPolicy.objects.get(team=team).version == 1


def test_nobody_else_sets_them(as_user, practitioner, administrator, lead, team, other_team):
    for user in (practitioner, administrator):
        assert as_user(user).get(f"/people/teams/{team.pk}/policy/").status_code == 403
    assert as_user(lead).get(f"/people/teams/{other_team.pk}/policy/").status_code == 404


# --- One's own details and days away ------------------------------------------------------------------


def test_each_keeps_their_own_details(as_user, colleague, get_statements):
    client = as_user(colleague)
    response, statements = get_statements(client, "/people/me/")
    assert "Works with people in their team" in read(response)
    assert len(statements) <= 12

    client.post(
        "/people/me/",
        {"telephone": "029 2018 0003", "working_days": ["1"], "digest": "NEVER", "version": 1},
    )
    colleague.refresh_from_db()
    assert (colleague.telephone, colleague.working_days) == ("029 2018 0003", [1])
    assert colleague.digest == "NEVER"
    stale = client.post(
        "/people/me/", {"telephone": "029 2018 0004", "digest": "DAILY", "version": 1}
    )
    assert "This was changed while you were writing" in read(stale)


def test_ones_own_days_away_are_recorded_changed_and_removed(as_user, colleague, practitioner):
    client = as_user(colleague)
    url = f"/people/staff/{colleague.pk}/absences/new/"
    sent = client.post(
        url, {"kind": "LEAVE", **day("starts_on", TODAY), "cover_id": practitioner.pk}
    )
    assert sent.url == "/people/me/"
    absence = Absence.objects.get()
    assert absence.cover == practitioner
    assert "Nia Nurse covers" in read(client.get("/people/me/"))

    overlap = client.post(url, {"kind": "LEAVE", **day("starts_on", TODAY)})
    assert "overlap another absence" in read(overlap)
    client.post(
        f"/people/absences/{absence.pk}/",
        {"kind": "LEAVE", **day("starts_on", TODAY), **day("ends_on", TODAY)},
    )
    absence.refresh_from_db()
    assert absence.ends_on == TODAY
    wrong = {**day("starts_on", TODAY), **day("ends_on", TODAY - timedelta(days=1))}
    page = client.post(f"/people/absences/{absence.pk}/", {"kind": "LEAVE", **wrong})
    assert "on or after the first" in read(page)
    client.post(f"/people/absences/{absence.pk}/remove/")
    assert not Absence.objects.exists()


def test_the_days_that_nobody_covers_are_said(as_user, colleague, practitioner, lead):
    until = TODAY + timedelta(days=1)
    Absence.objects.create(user=practitioner, kind="SICKNESS", starts_on=TODAY, ends_on=until)
    Absence.objects.create(user=lead, kind="LEAVE", starts_on=until, cover=colleague)
    client = as_user(colleague)
    url = f"/people/staff/{colleague.pk}/absences/new/"
    page = read(client.get(url))
    assert "Nia Nurse (away until 24 Nov)" in page
    assert "Lowri Lead (away from 24 Nov)" in page

    sent = {"kind": "LEAVE", **day("starts_on", TODAY), **day("ends_on", TODAY + timedelta(days=9))}
    page = read(client.post(url, {**sent, "cover_id": practitioner.pk}, follow=True))
    assert "Nia Nurse is away 23 Nov to 24 Nov too: nobody covers then." in page
    assert "Cai Colleague was to cover for Lowri Lead, who is away from 24 Nov" in page
    assert "Sickness" not in page


def test_why_somebody_is_away_is_for_them_and_their_lead(
    as_user, administrator, colleague, practitioner, lead, stranger
):
    absence = Absence.objects.create(user=practitioner, kind="SICKNESS", starts_on=TODAY)
    for url in (
        f"/people/staff/{practitioner.pk}/absences/new/",
        f"/people/absences/{absence.pk}/",
    ):
        assert as_user(lead).get(url).status_code == 200
        assert as_user(colleague).get(url).status_code == 403
        assert as_user(stranger).get(url).status_code == 404
    kept_back = read(as_user(administrator).get(f"/people/staff/{practitioner.pk}/"))
    assert "Sickness" not in kept_back
    removed = as_user(colleague).post(f"/people/absences/{absence.pk}/remove/")
    assert removed.status_code == 403


# --- Django's admin --------------------------------------------------------------------------------------


def test_djangos_admin_shows_staff_to_administrators_and_changes_nothing(
    as_user, administrator, colleague, lead
):
    client = as_user(administrator)
    page = client.get(f"/admin/people/user/{colleague.pk}/change/")
    assert page.status_code == 200
    assert 'name="_save"' not in read(page)
    assert client.get("/admin/people/user/add/").status_code == 403
    assert client.post(f"/admin/people/user/{colleague.pk}/delete/").status_code == 403
    assert client.post(f"/admin/people/user/{colleague.pk}/change/", {}).status_code == 403
    assert as_user(lead).get("/admin/people/user/").status_code == 302


def test_a_reset_link_says_for_how_long_it_works(client, pp, settings, mailoutbox):
    settings.PASSWORD_RESET_TIMEOUT = 5 * 3600
    page = reverse("account_reset_password")
    assert "It works once, for 5 hours." in client.get(page).text
    client.post(page, {"email": pp.email})
    assert "The link works once, for 5 hours." in mailoutbox[0].body
    stale = reverse("account_reset_password_from_key", args=["1", "none-such"])
    assert "more than 5 hours old" in client.get(stale).text


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("user/?profession__exact=TLN&is_active__exact=1", 200),
        ("membership/?role__exact=LEAD&team__id__exact=1", 200),
        ("user/?password__regex=^md5", 400),
        ("user/?email__startswith=a", 400),
        ("membership/?user__password__startswith=md5", 400),
        ("membership/?team__region__name__exact=Wales", 400),
    ],
)
def test_djangos_admin_filters_by_what_it_offers_and_by_no_other_column(
    as_user, administrator, asked, code
):
    response = as_user(administrator).get(f"/admin/people/{asked}")
    assert response.status_code == code
    assert code == 400 or "e=1" not in response.headers.get("Location", "")


def test_the_page_of_ones_own_roles_says_who_changes_them(as_user, administrator):
    page = as_user(administrator).get(f"/people/staff/{administrator.pk}/roles/", follow=True)
    assert "You cannot change your own roles. Ask another administrator." in read(page)
