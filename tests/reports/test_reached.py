"""Whom the service reaches, in numbers that point at nobody (N104, N106)."""

from datetime import date

import pytest
from django.urls import reverse

from people import rules
from people.models import AccessLimit, ServiceUser
from people.rules import BroadGroup, EthnicGroup
from tests import factories as make
from tests.people.test_views import details

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def url(team):
    return reverse("reports:team_reached", args=[team.pk])


@pytest.fixture
def referred(team, pp):
    """`referred(5, ethnic_group="ARAB")`: so many people sent to the team lately."""

    def send(count, *, of=team, by=pp, days_ago=20, **fields):
        people = [make.make_service_user(of, added_by=by, **fields) for _each in range(count)]
        for person in people:
            make.make_referral(person, referrer=by, days_ago=days_ago)
        return people

    return send


def shown(response):
    """{(table, row): (referred, work began)}"""
    return {
        (str(table["title"]), str(row["label"])): (row["referred"], row["taken_on"])
        for table in response.context["tables"]
        for row in table["rows"]
    }


def test_people_are_counted_by_what_they_said_of_themselves(
    as_user, lead, practitioner, referred, url
):
    people = referred(
        6, ethnic_group="BLACK_AFRICAN", sex="F", index_offence="VIOLENCE", prefers_welsh=True
    )
    for person in people[:5]:
        make.make_case(person, practitioner=practitioner, tier=3)
    referred(5, ethnic_group="NOT_SAID", date_of_birth=date(2005, 1, 1))
    referred(7)

    page = as_user(lead).get(url)
    found = shown(page)
    assert found["Ethnic group", str(BroadGroup.BLACK.label)] == (5, 5)
    assert found["Ethnic group", "Prefers not to say"] == (5, None)
    assert found["Ethnic group", "Not asked yet"] == (5, None)
    assert found["Age", "Under 25"] == (5, None)
    assert found["Age", "35 to 49"] == (15, 5)
    assert found["Sex", "Female"] == (5, 5)
    assert found["Index offence", "Violence against a person"] == (5, 5)
    assert found["Language", "Prefers Welsh"] == (5, 5)


def test_fewer_than_five_is_never_a_number_and_no_absence_is_told(as_user, lead, referred, url):
    referred(4, ethnic_group="ASIAN_CHINESE")
    page = as_user(lead).get(url)
    found = shown(page)
    assert found["Ethnic group", str(BroadGroup.ASIAN.label)] == (None, None)
    assert found["Ethnic group", str(BroadGroup.MIXED.label)] == (None, None)
    assert {cell for row in found.values() for cell in row} == {None}
    words = page.content.decode()
    assert "fewer than 5" in words
    assert "Total" not in words


def test_a_person_counts_once_however_often_they_were_referred(as_user, lead, pp, referred, url):
    for person in referred(5, ethnic_group="ARAB"):
        make.make_referral(person, referrer=pp, status="CLOSED", tier=3)
    assert shown(as_user(lead).get(url))["Ethnic group", str(BroadGroup.OTHER.label)][0] == 5


def test_only_the_last_year_and_the_teams_own_people_count(
    as_user, lead, team, other_team, stranger, referred, url
):
    referred(6, days_ago=400, ethnic_group="ARAB")
    referred(6, of=other_team, by=stranger, ethnic_group="ARAB")
    assert shown(as_user(lead).get(url))["Ethnic group", str(BroadGroup.OTHER.label)] == (
        None,
        None,
    )


def test_who_is_barred_from_somebody_does_not_count_them(as_user, lead, referred, url):
    [barred, *_others] = referred(5, ethnic_group="ARAB")
    AccessLimit.objects.create(service_user=barred, user=lead, kind="EXCLUDED")
    ServiceUser.objects.filter(pk=barred.pk).update(has_exclusions=True)
    assert shown(as_user(lead).get(url))["Ethnic group", str(BroadGroup.OTHER.label)][0] is None


def test_the_numbers_are_for_the_lead_of_the_team(
    as_user, lead, practitioner, pp, stranger, url, team
):
    assert url in as_user(lead).get(reverse("reports:team", args=[team.pk])).content.decode()
    for user in (practitioner, pp, stranger):
        assert as_user(user).get(url).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_counting_costs_the_same_for_one_and_for_three(
    as_user, lead, referred, url, get_statements, count
):
    referred(count)
    _response, statements = get_statements(as_user(lead), url)
    assert len(statements) <= 6


def test_what_they_answered_is_kept_and_may_be_not_to_say(as_user, colleague, service_user):
    as_user(colleague).post(
        f"/people/{service_user.pk}/details/",
        details(service_user, ethnic_group="NOT_SAID", index_offence="ARSON"),
    )
    service_user.refresh_from_db()
    assert (service_user.ethnic_group, service_user.index_offence) == ("NOT_SAID", "ARSON")
    page = as_user(colleague).get(f"/person/{service_user.pk}/").content.decode()
    assert "Arson or criminal damage" in page


@pytest.mark.parametrize("group", EthnicGroup.values)
def test_every_group_is_counted_in_one_of_the_broad_ones(group):
    assert rules.broad_group(group) in set(BroadGroup) - {BroadGroup.NOT_ASKED}


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (24, "UNDER_25"),
        (25, "FROM_25"),
        (34, "FROM_25"),
        (35, "FROM_35"),
        (49, "FROM_35"),
        (50, "FROM_50"),
    ],
)
def test_ages_are_counted_in_bands(age, band):
    assert rules.age_band(age) == band


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (101, 100)],
)
def test_one_more_or_less_shows_in_no_number(count, said):
    """Two tables of the same people would else tell what a third hides."""
    assert rules.shown_count(count) == said
