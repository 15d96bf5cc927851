"""Finding by name, and noticing that somebody is already known."""

from datetime import date

import pytest
from django.db import connection

from people.models import AccessLimit, ServiceUser, likely_same
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


def test_the_search_can_use_its_index(team, pp):
    person(team, pp, "Siân", "Jones")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = ServiceUser.objects.filter(pk__gt=0).named("sian jones").order_by().explain()
    names = ServiceUser.objects.all().named("sian jones").order_by().explain()

    assert "service_user_names" in names, plan


BORN = date(1990, 5, 17)


def like(user, given="Gareth", family="Davies", born=BORN):
    return likely_same(given_name=given, family_name=family, date_of_birth=born, user=user)


def test_a_likely_double_within_reach_is_shown(team, pp):
    found = person(team, pp, "Gary", "Davis", date_of_birth=BORN)

    assert like(pp) == ([found], False)


def test_the_same_names_with_another_birthday_are_shown_too(team, pp):
    found = person(team, pp, "Gareth", "Davies", date_of_birth=date(1960, 1, 1))

    assert like(pp) == ([found], False)


def test_out_of_reach_only_a_shared_birthday_is_hinted_at(team, pp, stranger):
    person(team, pp, "Gareth", "Davies", date_of_birth=date(1960, 1, 1))
    assert like(stranger) == ([], False)

    person(team, pp, "Gary", "Davis", date_of_birth=BORN)
    assert like(stranger) == ([], True)


def test_a_record_one_is_barred_from_is_never_hinted_at(team, pp, practitioner):
    barred = person(team, pp, "Gary", "Davis", date_of_birth=BORN, has_exclusions=True)
    AccessLimit.objects.create(service_user=barred, user=practitioner, kind="EXCLUDED")

    assert like(practitioner) == ([], False)


def test_somebody_unlike_is_not_shown(team, pp):
    person(team, pp, "Gareth", "Evans", date_of_birth=BORN)

    assert like(pp) == ([], False)
