"""The bar on every page about a person."""

from datetime import timedelta

import pytest

from people.bar import person_bar
from people.models import Absence, Location, ServiceUser
from tests import factories as make
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db


def bar(person, user):
    return person_bar(ServiceUser.objects.get(pk=person.pk), user, NOW)


def test_it_says_who_where_and_how_to_reach_them_safely(service_user, pp):
    venue = make.make_venue("HMP Cardiff", kind="PRISON")
    Location.objects.create(
        service_user=service_user,
        kind="CUSTODY",
        venue=venue,
        from_on=TODAY,
        release_expected_on=TODAY + timedelta(days=10),
    )
    ServiceUser.objects.filter(pk=service_user.pk).update(
        preferred_name="Rhi",
        pronouns="they/them",
        prefers_welsh=True,
        interpreter_language="Polish",
        telephone="07700 900000",
        must_not_meet="His brother",
        rosh_public="MEDIUM",
        rosh_known_adult="HIGH",
        mappa_level="2",
    )

    said = bar(service_user, pp)

    assert said["display_name"] == "Rhi Private"
    assert (said["crn"], said["age"]) == (service_user.crn, 36)
    assert said["language_note"] == "Prefers Welsh, Interpreter: Polish"
    assert said["where_now"] == "In custody, HMP Cardiff, release 3 December 2026"
    assert said["risk_line"] == "RoSH high · MAPPA 2"
    assert (said["pp_name"], said["cover_note"]) == ("Petra Pritchard", "")
    assert said["alerts"] == ["Do not leave a message", "Must not meet: see their details"]


def test_it_is_quiet_about_what_is_not_known(service_user, pp):
    said = bar(service_user, pp)

    assert [said[key] for key in ("where_now", "risk_line", "language_note")] == ["", "", ""]
    assert said["alerts"] == []


@pytest.mark.parametrize(
    ("ends", "covered", "words"),
    [
        (10, True, "away, cover: Owen Otherpp until 3 Dec"),
        (None, True, "away, cover: Owen Otherpp"),
        (10, False, "away until 3 Dec, no cover named"),
        (None, False, "away, no cover named"),
    ],
)
def test_while_the_pp_is_away_it_says_who_to_ring(service_user, pp, other_pp, ends, covered, words):
    Absence.objects.create(
        user=pp,
        kind="LEAVE",
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=ends) if ends else None,
        cover=other_pp if covered else None,
    )

    assert bar(service_user, pp)["cover_note"] == words


def test_the_cover_named_for_the_person_is_shown(service_user, pp, other_pp):
    ServiceUser.objects.filter(pk=service_user.pk).update(cover_pp=other_pp)

    assert bar(service_user, pp)["cover_note"] == "cover: Owen Otherpp"


def test_a_person_loaded_for_the_bar_costs_nothing_more(
    service_user, pp, django_assert_num_queries
):
    pp.roles  # noqa: B018
    with django_assert_num_queries(1):
        person = ServiceUser.objects.visible_to(pp).for_bar(TODAY).get()
        person_bar(person, pp, NOW)


def test_any_other_costs_one(service_user, pp, django_assert_num_queries):
    pp.roles  # noqa: B018
    person = ServiceUser.objects.get(pk=service_user.pk)
    with django_assert_num_queries(1):
        person_bar(person, pp, NOW)


def test_a_limited_record_says_so_and_of_a_lost_one_the_name_is_shown_alone(
    service_user, stranger, pp
):
    Location.objects.create(service_user=service_user, kind="COMMUNITY", from_on=TODAY)
    ServiceUser.objects.filter(pk=service_user.pk).update(
        has_exclusions=True, rosh_public="HIGH", must_not_meet="His brother"
    )

    assert "Limited access" in bar(service_user, pp)["alerts"][1]
    lost = bar(service_user, stranger)
    assert lost.pop("pk") == service_user.pk
    assert [said for said in lost.values() if said] == ["Rhys Private", service_user.crn]
    assert lost.keys() | {"pk"} == bar(service_user, pp).keys()
