"""Finding by name, and noticing that somebody is already known."""

from datetime import date

import pytest
from django.db import connection

from people import rules
from people.models import (
    AccessLimit,
    NameWord,
    Referrer,
    ServiceUser,
    found_by_name,
    likely_same,
    named_but_for_the_first_letter,
    nearly_named,
)
from people.models.finding import each_word_begins
from people.models.service_users import parts_of_reach
from tests import factories as make

pytestmark = pytest.mark.django_db


def person(team, pp, given, family, **fields):
    return make.make_service_user(team, added_by=pp, given_name=given, family_name=family, **fields)


@pytest.mark.parametrize(
    "typed", ["sian", "SIÂN", "o'br", "brien", "sian obr" and "sian o br", "nan", "brien sia"]
)
def test_a_name_is_found_by_the_beginnings_of_its_words(team, pp, typed):
    found = person(team, pp, "Siân", "O’Brien", preferred_name="Nan")
    person(team, pp, "Rhys", "Private")

    assert list(ServiceUser.objects.visible_to(pp).named(typed)) == [found]


def test_the_middle_of_a_word_and_a_wild_card_find_nobody(team, pp):
    person(team, pp, "Siân", "O’Brien")

    for typed in ("ian", "%", "_i", "rien"):
        assert not ServiceUser.objects.visible_to(pp).named(typed).exclude(pk=None)[:0]
    assert not ServiceUser.objects.visible_to(pp).named("rien").exists()
    assert not ServiceUser.objects.visible_to(pp).named("_ia").exists()


def test_somebody_elses_people_are_not_found(team, pp, stranger):
    person(team, pp, "Siân", "Jones")

    assert not ServiceUser.objects.visible_to(stranger).named("sian").exists()


def plan_of(rows):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    return rows.order_by().explain()


def test_a_name_is_looked_up_in_its_index(team, pp):
    person(team, pp, "Siân", "Jones")

    assert "names" in plan_of(ServiceUser.objects.all().named("sian jones"))


def test_a_name_is_looked_up_among_the_people_of_ones_teams(practitioner):
    """Not among the whole country's: one index holds both, and compares a team as bigint alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('DROP INDEX %I', indexrelid::regclass) FROM pg_index"
            " WHERE indrelid = 'people_serviceuser'::regclass AND NOT indisunique"
            " AND indexrelid <> 'service_user_team_names'::regclass"
        )
        for (drop,) in cursor.fetchall():
            cursor.execute(drop)
    mine = parts_of_reach(practitioner)[0]

    for rows in (mine, each_word_begins(ServiceUser.objects.all(), [["sian"]])):
        assert "Bitmap Index Scan on service_user_team_names" in plan_of(rows)


# --- Spelt nearly so ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("jonse", True),
        ("jnoes", True),
        ("jons", True),
        ("joness", True),
        ("jomes", True),
        ("sain jones", True),
        ("sian joens", True),
        ("kones", False),  # the first letter is for the last attempt
        ("jxxxs sian", False),
        ("rhys jonse", False),
    ],
)
def test_a_mistyped_name_finds_the_names_near_it(team, pp, typed, found):
    sian = person(team, pp, "Siân", "Jones")
    person(team, pp, "Rhys", "Private")

    assert list(nearly_named(pp, typed)) == ([sian] if found else [])


@pytest.mark.parametrize(
    "typed",
    ["OShea", "dafydd oshea", "O'Shea", "O Shea", "oshea-pritchard", "OSheaPritchard", "pritchard"],
)
def test_a_name_is_found_with_and_without_its_apostrophe_and_hyphen(team, pp, typed):
    found = person(team, pp, "Dafydd", "O'Shea-Pritchard")
    person(team, pp, "Dafydd", "Shepherd")

    assert list(found_by_name(pp, typed)) == [found]


@pytest.mark.parametrize("typed", ["O'Shea", "o shea", "Dafydd O-Shea", "dafydd o’shea"])
def test_a_name_written_together_is_found_by_one_written_apart(team, pp, typed):
    found = person(team, pp, "Dafydd", "OShea")

    assert list(nearly_named(pp, typed)) == [found]


def test_two_first_names_are_found_as_one(team, pp):
    found = person(team, pp, "Mary Ann", "van Dyk")

    assert list(found_by_name(pp, "maryann vandyk")) == [found]
    assert not found_by_name(pp, "annvan").exists()


@pytest.mark.parametrize("typed", ["Beclan Clarke", "eclan clarke", "ddeclan", "edclan", "eeclan"])
def test_a_mistyped_first_letter_finds_the_name(team, pp, typed):
    found = person(team, pp, "Declan", "Clarke")
    person(team, pp, "Rhys", "Private")

    assert not nearly_named(pp, typed).exists() or typed == "ddeclan"
    assert list(named_but_for_the_first_letter(pp, typed)) == [found]


def test_a_short_name_is_not_like_every_other_that_ends_so(team, pp):
    person(team, pp, "Ann", "Jones")

    assert not named_but_for_the_first_letter(pp, "jan").exists()


def test_a_mistyped_name_finds_nobody_out_of_reach(team, pp, stranger, practitioner):
    barred = person(team, pp, "Siân", "Jones", has_exclusions=True)
    AccessLimit.objects.create(service_user=barred, user=practitioner, kind="EXCLUDED")

    assert not nearly_named(stranger, "jonse").exists()
    assert not nearly_named(practitioner, "jonse").exists()
    assert nearly_named(pp, "jonse").exists()


def test_every_word_of_a_name_is_known_whoever_adds_or_changes_it(team, pp):
    found = person(team, pp, "Siân", "Wynne-Jones", preferred_name="Nan")
    words = set(NameWord.objects.values_list("word", flat=True))
    assert words == {"sian", "wynne", "jones", "wynnejones", "nan"}

    ServiceUser.objects.filter(pk=found.pk).update(family_name="O’Brien")
    assert NameWord.objects.filter(word="brien").exists()


def test_the_database_folds_names_as_the_rules_do(team, pp):
    name = "ÂbÇdÊfÎñÔøÛŵŷ O’Brien-Jones"
    person(team, pp, name, "D'Arcy")

    words = set(rules.plain_name(f"{name} D'Arcy").split())
    words |= {"darcy", "obrien", "abcdefinoouwyobrienjones"}
    assert set(NameWord.objects.values_list("word", flat=True)) == words


@pytest.mark.parametrize("who", ["pp", "practitioner", "stranger"])
def test_testing_a_few_says_the_same_as_the_whole_reach(request, team, pp, other_pp, who):
    user = request.getfixturevalue(who)
    people = [person(team, pp, "A", "One"), person(team, other_pp, "B", "Two")]
    people.append(person(team, other_pp, "C", "Three", cover_pp=pp))
    people.append(person(team, other_pp, "D", "Four"))
    Referrer.objects.create(service_user=people[3], user=pp)
    AccessLimit.objects.create(service_user=people[0], user=user, kind="EXCLUDED")
    ServiceUser.objects.filter(pk=people[0].pk).update(has_exclusions=True)
    keys = [one.pk for one in people]

    whole = ServiceUser.objects.visible_to(user).order_by("pk")
    assert list(ServiceUser.objects.visible_to(user, among=keys).order_by("pk")) == list(whole)


BORN = date(1990, 5, 17)


def like(user, given="Gareth", family="Davies", born=BORN):
    return likely_same(given_name=given, family_name=family, date_of_birth=born, user=user)


def test_a_likely_double_within_reach_is_shown(team, pp):
    found = person(team, pp, "Gary", "Davis", date_of_birth=BORN)

    assert like(pp) == ([found], [])


def test_the_same_names_with_another_birthday_are_shown_too(team, pp):
    found = person(team, pp, "Gareth", "Davies", date_of_birth=date(1960, 1, 1))

    assert like(pp) == ([found], [])


def test_out_of_reach_only_a_shared_birthday_is_hinted_at(team, pp, stranger):
    person(team, pp, "Gareth", "Davies", date_of_birth=date(1960, 1, 1))
    assert like(stranger) == ([], [])

    hidden = person(team, pp, "Gary", "Davis", date_of_birth=BORN)
    assert like(stranger) == ([], [hidden.pk])


def test_a_record_one_is_barred_from_is_never_hinted_at(team, pp, practitioner):
    barred = person(team, pp, "Gary", "Davis", date_of_birth=BORN, has_exclusions=True)
    AccessLimit.objects.create(service_user=barred, user=practitioner, kind="EXCLUDED")

    assert like(practitioner) == ([], [])


def test_somebody_unlike_is_not_shown(team, pp):
    person(team, pp, "Gareth", "Evans", date_of_birth=BORN)

    assert like(pp) == ([], [])
