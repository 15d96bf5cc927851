"""Records that look like one person: found at night, answered once."""

from datetime import date, timedelta

import pytest

from audit.models import AuditEvent
from flags import registry as nightly
from people import actions
from people.models import AccessLimit, FormerIdentifier, LikelyPair, NameWord, ServiceUser
from people.rules import NotAllowed, check_answer
from tests import factories as make
from tests.factories import NOW
from tests.people.merging import merge, unmerge
from tests.races import together

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "system")]

BORN = date(1985, 3, 9)


@pytest.fixture
def system(rows_of_migrations):
    """The nightly work's own name comes with the migrations."""


def read(response):
    return response.content.decode()


def person(team, pp, given="Gareth", family="Davies", born=BORN, **fields):
    return make.make_service_user(
        team, added_by=pp, given_name=given, family_name=family, date_of_birth=born, **fields
    )


def find():
    actions.find_doubles(at=NOW)
    return list(LikelyPair.objects.order_by("pk"))


@pytest.fixture
def pair(team, pp):
    person(team, pp)
    person(team, pp, "Gary", "Davis")
    return find()[0]


@pytest.mark.parametrize(
    ("other", "because"),
    [
        ({"given": "Gary", "family": "Davis"}, ["BORN"]),
        ({"given": "GARETH", "family": "Dâvies"}, ["BORN"]),
        ({"born": date(1985, 9, 3)}, ["NAMES"]),
        ({"born": date(1985, 3, 8)}, ["NAMES"]),
        ({"born": date(1986, 3, 9)}, ["NAMES"]),
        ({"born": date(1986, 4, 9)}, None),
        ({"given": "Sarah"}, None),
        ({"family": "Evans"}, None),
        ({"given": "Sarah", "born": date(1970, 1, 1), "pnc": "2004/0712343W"}, ["PNC"]),
        ({"pnc": "2004/0712343W"}, ["BORN", "PNC"]),
    ],
)
def test_what_makes_two_records_alike(team, pp, other, because):
    person(team, pp, pnc="2004/0712343W")
    person(team, pp, **other)

    assert [pair.because for pair in find()] == ([because] if because else [])


@pytest.mark.parametrize(("why", "count"), [("REPLACED", 1), ("MISTAKE", 0)])
def test_a_number_the_other_had_before_makes_a_pair(team, pp, why, count):
    one, other = person(team, pp), person(team, pp, "Sarah", "Evans", date(1990, 1, 1))
    FormerIdentifier.objects.create(
        service_user=one,
        field="crn",
        value=other.crn,
        why=why,
        reason="-",
        changed_at=NOW,
        changed_by=pp,
    )
    assert len(find()) == count


def test_records_of_two_teams_and_merged_ones_are_not_compared(team, other_team, pp, lead):
    one, _elsewhere = person(team, pp), person(other_team, pp)
    gone = person(team, pp)
    actions.merge(kept_id=one.pk, gone_id=gone.pk, choices={}, reason="One", by=lead, at=NOW)

    assert find() == []


def test_a_second_night_changes_nothing(pair):
    events = AuditEvent.objects.count()
    assert actions.find_doubles(at=NOW + timedelta(days=1)) == 0
    assert find() == [pair]
    assert AuditEvent.objects.count() == events == 1


def test_a_pair_that_is_likely_no_longer_goes_and_an_answered_one_stays(pair, lead, team, pp):
    ServiceUser.objects.filter(pk=pair.other_id).update(family_name="Evans")
    assert find() == []

    person(team, pp, "Gareth", "Davis")
    answered = find()[0]
    actions.say_not_same(pair_id=answered.pk, by=lead, at=NOW)
    ServiceUser.objects.filter(pk=answered.other_id).update(family_name="Morgan")
    assert find() == [answered]


def test_nobody_is_asked_twice(pair, lead):
    actions.say_not_same(pair_id=pair.pk, by=lead, at=NOW)
    find()

    assert not LikelyPair.objects.visible_to(lead).open().exists()
    assert LikelyPair.objects.get().not_same_by == lead


@pytest.mark.parametrize("facts", [{"may": False}, {"answered": True}])
def test_who_may_answer(facts):
    check_answer(may=True, answered=False)
    with pytest.raises(NotAllowed):
        check_answer(**{"may": True, "answered": False, **facts})


def test_when_the_audit_fails_nothing_is_answered(pair, lead, trail_closed):
    with trail_closed():
        actions.say_not_same(pair_id=pair.pk, by=lead, at=NOW)
    pair.refresh_from_db()
    assert pair.not_same_at is None


@pytest.mark.django_db(transaction=True)
def test_two_nights_at_once_find_a_pair_once(team, pp):
    person(team, pp)
    person(team, pp, "Gary", "Davis")
    results = together(lambda: actions.find_doubles(at=NOW), lambda: actions.find_doubles(at=NOW))
    assert sorted(results) == [0, 1]


def test_it_is_among_the_nights_work():
    assert {"people.likely_doubles", "people.names_nobody_bears"} <= nightly.chores().keys()
    assert nightly.chores()["people.likely_doubles"](NOW) == 0


@pytest.mark.parametrize("found_before", [True, False])
def test_two_who_were_taken_apart_are_not_proposed_again(team, pp, lead, found_before):
    kept, gone = (person(team, pp, "Rhys", "Parry") for _one in range(2))
    if found_before:
        actions.find_doubles(at=NOW)
    done = merge(kept, gone, lead)
    actions.find_doubles(at=NOW)
    unmerge(done, lead)

    assert actions.find_doubles(at=NOW) == 0
    assert not LikelyPair.objects.open().exists()
    assert LikelyPair.objects.get().not_same_by == lead


def test_a_name_that_nobody_bears_is_forgotten(team, pp):
    found = person(team, pp, "Siân", "O’Brien")
    ServiceUser.objects.filter(pk=found.pk).update(family_name="Wynne-Jones")

    assert nightly.chores()["people.names_nobody_bears"](NOW) == 3
    words = set(NameWord.objects.values_list("word", flat=True))
    assert words == {"sian", "wynne", "jones", "wynnejones"}


# --- Pages -------------------------------------------------------------------------------------------


def test_the_list_is_for_the_lead_of_the_team(
    as_user, lead, practitioner, pp, administrator, other_team, pair
):
    elsewhere = make.make_user(other_team, "LEAD")
    page = read(as_user(lead).get("/people/doubles/"))
    assert "1 pair to look at" in page
    assert f"/people/{pair.one_id}/merge/{pair.other_id}/" in page
    assert "Likely doubles</a>: 1 pair" in read(as_user(lead).get("/people/"))
    for user in (practitioner, pp):
        assert as_user(user).get("/people/doubles/").status_code == 403
        assert "Likely doubles" not in read(as_user(user).get("/people/"))
    for user in (administrator, elsewhere):
        assert "No two records" in read(as_user(user).get("/people/doubles/"))
        assert as_user(user).post(f"/people/doubles/{pair.pk}/deny/").status_code == 404


def test_a_pair_with_somebody_one_is_barred_from_is_not_shown(as_user, lead, pair):
    AccessLimit.objects.create(service_user=pair.other, user=lead, kind="EXCLUDED")
    ServiceUser.objects.filter(pk=pair.other_id).update(has_exclusions=True)

    assert "Davis" not in read(as_user(lead).get("/people/doubles/"))


def test_it_is_answered_on_the_page_once(as_user, lead, pair):
    client = as_user(lead)
    told = client.post(f"/people/doubles/{pair.pk}/deny/", follow=True)
    assert "You will not be asked again" in read(told)
    assert "No two records" in read(told)
    again = client.post(f"/people/doubles/{pair.pk}/deny/", follow=True)
    assert "answered this already" in read(again)


def test_what_was_merged_lately_can_be_looked_at(as_user, lead, pair):
    actions.merge(
        kept_id=pair.one_id, gone_id=pair.other_id, choices={}, reason="One", by=lead, at=NOW
    )
    page = read(as_user(lead).get("/people/doubles/"))
    assert f"/people/{pair.other_id}/merged/" in page
    assert "No two records" in page


def test_the_list_costs_the_same_for_one_and_for_three(
    as_user, lead, team, pp, pair, get_statements
):
    _page, one = get_statements(as_user(lead), "/people/doubles/")
    person(team, pp, "Garath", "Davies")
    assert len(find()) == 3
    page, three = get_statements(as_user(lead), "/people/doubles/")
    assert "3 pairs to look at" in read(page)
    assert len(one) == len(three) <= 12
