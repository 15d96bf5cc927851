"""Where one can go from every page, by role."""

import pytest
from django.urls import Resolver404, resolve, reverse

from iirms.context import BELONGS, places
from people.models import Membership
from people.permissions import Role
from tests import factories as make

pytestmark = pytest.mark.django_db

EXPECTED = {
    Role.REFERRER: ["Today", "My referrals", "Refer a person", "Local services", "Consultations"],
    Role.PRACTITIONER: [
        "Today",
        "My caseload",
        "Flags",
        "Referrals",
        "Waiting list",
        "Find a person",
        "Local services",
        "Consultations",
        "Supervision",
    ],
    Role.SUPERVISOR: ["Today", "Supervision"],
    Role.LEAD: [
        "Team",
        "Flags",
        "Referrals",
        "Waiting list",
        "Find a person",
        "Local services",
        "Consultations",
        "Supervision",
        "Staff and teams",
        "Spreadsheets",
    ],
    Role.INFORMATION_GOVERNANCE: ["Today", "Who looked"],
    Role.ADMINISTRATOR: ["Today", "Staff and teams", "Spreadsheets", "Criteria"],
}


def seen(rf, user, path="/"):
    request = rf.get(path)
    request.user = user
    return places(request)


def marked(rf, user, path):
    return [(str(p["label"]), p["current"]) for p in seen(rf, user, path) if p["current"]]


@pytest.mark.parametrize("role", EXPECTED)
def test_each_role_sees_its_own_places(rf, team, role):
    user = make.make_user(team, role)
    assert [str(place["label"]) for place in seen(rf, user)] == EXPECTED[role]


def test_it_costs_one_statement(rf, lead, django_assert_num_queries):
    with django_assert_num_queries(1):
        seen(rf, lead)


def test_a_practitioner_who_also_refers_finds_a_person_once(rf, team):
    user = make.make_user(team, Role.PRACTITIONER, Role.REFERRER)
    labels = [str(place["label"]) for place in seen(rf, user)]
    assert "Find a person" in labels
    assert "Refer a person" not in labels


def test_a_lead_who_also_holds_cases_has_a_day_and_a_team(rf, team, lead):
    Membership.objects.create(user=lead, team=team, role=Role.PRACTITIONER)
    labels = [str(place["label"]) for place in seen(rf, lead)]
    assert labels[:3] == ["Today", "Team", "My caseload"]


@pytest.mark.parametrize(
    ("who", "name", "args", "here"),
    [
        ("practitioner", "reports:home", (), "Today"),
        ("lead", "reports:team", (), "Team"),
        ("lead", "reports:team_flags", (1, "NO_CONTACT"), "Team"),
        ("lead", "tiers:caseload_of", (7,), "Team"),
        ("lead", "tiers:allocate", (7,), "Waiting list"),
        ("practitioner", "tiers:case_detail", (7,), "My caseload"),
        ("lead", "referrals:referral_list", (), "Referrals"),
        ("lead", "referrals:referral_incoming", (), "Referrals"),
        ("lead", "referrals:referral_detail", (7,), "Referrals"),
        ("lead", "referrals:waiting_list", (), "Waiting list"),
        ("pp", "referrals:referral_detail", (7,), "My referrals"),
        ("pp", "referrals:referral_start", (), "Refer a person"),
        ("practitioner", "referrals:letter_list", (7,), "Find a person"),
        ("practitioner", "reports:person", (7,), "Find a person"),
        ("practitioner", "people:person_edit", (7,), "Find a person"),
        ("practitioner", "people:person_new", (), "Find a person"),
        ("pp", "people:person_find", (), "Refer a person"),
        ("pp", "people:person_new", (), "Refer a person"),
        ("pp", "people:person_take_over", (), "Refer a person"),
        ("pp", "people:person_edit", (7,), "My referrals"),
        ("pp", "reports:person", (7,), "My referrals"),
        ("practitioner", "people:my_details", (), None),
        ("practitioner", "people:absence_new", (7,), None),
        ("practitioner", "people:venue_list", (), "Local services"),
        ("administrator", "people:venue_list", (), "Staff and teams"),
        ("administrator", "people:team_list", (), "Staff and teams"),
        ("administrator", "people:unit_new", (), "Staff and teams"),
        ("lead", "people:policy_edit", (7,), "Staff and teams"),
        ("lead", "people:absence_edit", (7,), "Staff and teams"),
        ("lead", "notices:notice_list", (), None),
    ],
)
def test_the_place_one_is_under_is_marked(request, rf, who, name, args, here):
    path = reverse(name, args=args)
    found = marked(rf, request.getfixturevalue(who), path)
    assert [label for label, _how in found] == ([here] if here else [])


def test_a_lead_who_supervises_has_no_day_either(rf, team):
    """Their first page is the team's: a menu that offered another would lead to the same."""
    user = make.make_user(team, Role.LEAD, Role.SUPERVISOR)
    assert "Today" not in [str(place["label"]) for place in seen(rf, user)]


def test_the_place_itself_is_the_page_and_others_lie_beneath_it(rf, lead):
    assert marked(rf, lead, "/referrals/waiting/") == [("Waiting list", "page")]
    assert marked(rf, lead, "/referrals/7/") == [("Referrals", "true")]


@pytest.mark.parametrize("start", [start for start, _names in BELONGS])
def test_what_belongs_elsewhere_is_an_address_of_ours(start):
    """Renamed here and forgotten there, the menu would mark the wrong place again."""
    tails = ("", "7/", "new/", "about/7/")
    assert any(_is_ours(start + tail) for tail in tails)


def _is_ours(path):
    try:
        return bool(resolve(path))
    except Resolver404:
        return False


@pytest.mark.parametrize("is_demo", [True, False])
def test_only_a_service_of_invented_people_says_that_it_is_one(client, settings, is_demo):
    settings.DEMO = is_demo
    page = client.get(reverse("account_login")).text
    assert ("Do not enter a real person’s details" in page) is is_demo
    assert ("iirms-phase" in page) is is_demo
