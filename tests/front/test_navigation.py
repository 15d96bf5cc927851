"""Where one can go from every page, by role."""

import pytest
from django.urls import reverse

from iirms.context import places
from people.permissions import Role
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.front.places")]

EXPECTED = {
    Role.REFERRER: [
        "Today",
        "My people in IIRMS",
        "Refer a person",
        "Local services",
        "Consultations",
    ],
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
        "Today",
        "Flags",
        "Referrals",
        "Waiting list",
        "Find a person",
        "Local services",
        "Consultations",
        "Supervision",
        "Team",
        "Spreadsheets",
    ],
    Role.INFORMATION_GOVERNANCE: ["Today"],
    Role.ADMINISTRATOR: ["Today", "Spreadsheets", "Staff and teams", "Criteria"],
}


def seen(rf, user, path="/"):
    request = rf.get(path)
    request.user = user
    return places(request)


@pytest.mark.parametrize("role", EXPECTED)
def test_each_role_sees_its_own_places(rf, team, role):
    user = make.make_user(team, role)
    assert [str(place["label"]) for place in seen(rf, user)] == EXPECTED[role]


def test_it_costs_one_statement(rf, lead, django_assert_num_queries):
    with django_assert_num_queries(1):
        seen(rf, lead)


def test_a_practitioner_who_also_refers_sees_referrals_once(rf, team):
    user = make.make_user(team, Role.PRACTITIONER, Role.REFERRER)
    labels = [str(place["label"]) for place in seen(rf, user)]
    assert "Referrals" in labels
    assert "My people in IIRMS" not in labels


@pytest.mark.parametrize(
    ("path", "here", "said"),
    [
        ("/", "Today", "page"),
        ("/referrals/", "Referrals", "true"),
        ("/referrals/to-decide/", "Referrals", "page"),
        ("/referrals/7/", "Referrals", "true"),
        ("/referrals/waiting/", "Waiting list", "page"),
        ("/elsewhere/", None, None),
    ],
)
def test_the_place_one_is_under_is_marked(rf, lead, path, here, said):
    marked = [(str(p["label"]), p["current"]) for p in seen(rf, lead, path) if p["current"]]
    assert marked == ([(here, said)] if here else [])


@pytest.mark.urls("iirms.urls")
@pytest.mark.parametrize("is_demo", [True, False])
def test_only_a_service_of_invented_people_says_that_it_is_one(client, settings, is_demo):
    settings.DEMO = is_demo
    page = client.get(reverse("account_login")).text
    assert ("Do not enter a real person’s details" in page) is is_demo
    assert ("iirms-phase" in page) is is_demo
