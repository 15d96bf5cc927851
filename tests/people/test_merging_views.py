"""The pages on which two records become one, and two again."""

import pytest

from audit.models import AccessRecord
from people import actions, registry
from people.models import Location, Membership, Merge, Registration, ServiceUser
from people.permissions import Role
from people.rules import WorkerGender
from tests import factories as make
from tests.factories import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def read(response):
    return response.content.decode()


@pytest.fixture
def gone(team, other_pp):
    return make.make_service_user(
        team, added_by=other_pp, given_name="Rhys", family_name="Privat", pronouns="he/him"
    )


@pytest.fixture
def merged(service_user, gone, lead):
    return actions.merge(
        kept_id=service_user.pk, gone_id=gone.pk, choices={}, reason="One PNC", by=lead, at=NOW
    )


def answers(kept, gone, **values):
    return {
        "kept_version": kept.version,
        "gone_version": gone.version,
        "name": "GONE",
        "crn": "KEPT",
        "supervision": "KEPT",
        "reason": "The PP confirmed it",
        "sure": "on",
        **values,
    }


def url_of(kept, gone):
    return f"/people/{kept.pk}/merge/{gone.pk}/"


@pytest.mark.parametrize("page", ["find", "compare"])
def test_merging_is_for_the_lead_of_the_team(
    as_user, lead, practitioner, administrator, other_team, service_user, gone, page
):
    url = f"/people/{service_user.pk}/merge/" if page == "find" else url_of(service_user, gone)
    elsewhere = make.make_user(other_team, Role.LEAD)

    assert as_user(lead).get(url).status_code == 200
    assert as_user(practitioner).get(url).status_code == 403
    assert as_user(administrator).get(url).status_code == 404
    assert as_user(elsewhere).get(url).status_code == 404


def test_the_other_record_is_found_and_compared(as_user, lead, service_user, gone):
    client = as_user(lead)
    found = read(client.get(f"/people/{service_user.pk}/merge/", {"q": "rhys"}))
    assert url_of(service_user, gone) in found
    assert url_of(service_user, service_user) not in found
    nobody = read(client.get(f"/people/{service_user.pk}/merge/", {"q": "zebedee"}))
    assert "No other record of the same team" in nobody

    page = read(client.get(url_of(service_user, gone)))
    assert "Rhys Privat" in page
    assert "PP Owen Otherpp" in page
    # What only one record says is taken without asking.
    assert 'name="pronouns"' not in page
    assert AccessRecord.objects.filter(service_user_id=gone.pk).count() == 1


def test_the_comparison_costs_the_same_for_one_row_and_for_three(
    as_user, lead, service_user, gone, get_statements
):
    def look():
        make.make_case(gone, practitioner=lead, status="ENDED")
        Location.objects.create(service_user=gone, kind="COMMUNITY", from_on=TODAY, to_on=TODAY)
        return get_statements(as_user(lead), url_of(service_user, gone))[1]

    first = look()
    look()
    assert len(look()) == len(first) <= 12


def test_records_are_merged_as_chosen(as_user, lead, service_user, gone):
    sent = as_user(lead).post(url_of(service_user, gone), answers(service_user, gone))

    assert sent.url == f"/person/{service_user.pk}/"
    service_user.refresh_from_db()
    assert (service_user.family_name, service_user.pronouns) == ("Privat", "he/him")
    assert Merge.objects.get().reason == "The PP confirmed it"


def test_two_wishes_about_the_workers_gender_are_both_shown_and_the_one_chosen_stands(
    as_user, lead, service_user, gone
):
    for person, wish in ((service_user, "MAN"), (gone, "WOMAN")):
        person.worker_gender = wish
        person.save()
    client, url = as_user(lead), url_of(service_user, gone)

    page = read(client.get(url))
    for wish in ("MAN", "WOMAN"):
        assert str(WorkerGender(wish).label) in page
    client.post(url, answers(service_user, gone, worker_gender="GONE"))

    service_user.refresh_from_db()
    assert service_user.worker_gender == "WOMAN"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"reason": ""}, "Enter how you know that they are the same person"),
        ({"sure": ""}, "that you have checked"),
        ({"name": ""}, "Select the name"),
        ({"name": "BOTH"}, "choices shown"),
        ({"kept_version": 9}, "Somebody changed this while you were writing"),
    ],
)
def test_what_is_wrong_is_said_and_the_typing_kept(as_user, lead, service_user, gone, wrong, why):
    page = read(
        as_user(lead).post(
            url_of(service_user, gone), answers(service_user, gone, **{"pronouns": "x", **wrong})
        )
    )

    assert why in page
    if "reason" not in wrong:
        assert "The PP confirmed it" in page
    assert not Merge.objects.exists()


def test_a_clash_is_said_before_anything_is_typed(as_user, lead, service_user, gone):
    one = make.make_referral(service_user, referrer=lead)
    other = make.make_referral(gone, referrer=lead)

    page = read(as_user(lead).get(url_of(service_user, gone)))

    assert f"{one.reference} and {other.reference}" in page
    assert "Merge the two records" not in page


def test_whoever_comes_second_is_told(as_user, lead, service_user, gone, merged):
    client = as_user(lead)
    assert client.get(url_of(service_user, gone)).url == f"/people/{gone.pk}/merged/"
    again = read(client.get(url_of(gone, service_user)))
    assert "merged meanwhile" in again


def test_a_record_is_not_compared_with_itself(as_user, lead, service_user):
    page = read(as_user(lead).get(url_of(service_user, service_user), follow=True))
    assert "These are the same record" in page


def test_an_old_address_finds_the_person(as_user, pp, stranger, service_user, gone, merged):
    found = as_user(pp).get(f"/person/{gone.pk}/")
    assert found.url == f"/person/{service_user.pk}/"
    assert as_user(stranger).get(f"/person/{gone.pk}/").status_code == 404


def test_an_old_number_finds_the_person(as_user, pp, service_user, gone, merged):
    page = read(as_user(pp).get("/people/", {"q": gone.crn}))
    assert f"/person/{service_user.pk}/" in page
    assert "1 person found" in page


def test_what_hangs_on_each_is_said_and_both_records_are_a_click_away(
    as_user, lead, pp, service_user, gone
):
    for register in ("MAPP", "ARSO"):
        Registration.objects.create(service_user=gone, register=register, noted_at=NOW, noted_by=pp)
    page = read(as_user(lead).get(url_of(service_user, gone)))
    assert "2 entries on a register" in page
    for person in (service_user, gone):
        assert f"Open {person.display_name}, {person.crn}" in page
        assert f'href="/person/{person.pk}/"' in page


@pytest.mark.parametrize("tie", registry.ties(), ids=lambda tie: tie.key)
def test_everything_that_follows_a_person_is_counted_in_words(tie):
    one, many = tie.counted(1), tie.counted(2)
    assert one.startswith("1 ")
    assert many.startswith("2 ")
    assert one[2:] != many[2:]


def test_what_came_is_said_and_undone_they_are_two_people(as_user, lead, pp, service_user, gone):
    Registration.objects.create(service_user=gone, register="MAPP", noted_at=NOW, noted_by=pp)
    actions.merge(
        kept_id=service_user.pk, gone_id=gone.pk, choices={}, reason="One", by=lead, at=NOW
    )
    url = f"/people/{gone.pk}/merged/"
    client = as_user(lead)
    assert "<li>1 entry on a register</li>" in read(client.get(url))

    undone = client.post(url, {"reason": "Two cousins"}, follow=True)
    assert "They are two people again, with a record each." in read(undone)


def test_the_merged_record_has_one_page_that_says_so(
    as_user, pp, lead, stranger, other_pp, service_user, gone, merged
):
    url = f"/people/{gone.pk}/merged/"
    told = read(as_user(pp).get(url))
    assert "was merged into Rhys Private" in told
    assert "One PNC" in told
    assert gone.crn in told
    assert "Undo the merge" not in told
    assert "Undo the merge" in read(as_user(lead).get(url))
    assert as_user(stranger).get(url).status_code == 404
    assert as_user(other_pp).get(url).status_code == 404


def test_looking_at_it_writes_only_that_one_looked(as_user, lead, gone, merged, get_statements):
    _page, statements = get_statements(as_user(lead), f"/people/{gone.pk}/merged/")
    assert len(statements) <= 12


def test_it_is_undone_with_a_reason(as_user, lead, pp, gone, merged):
    url = f"/people/{gone.pk}/merged/"
    assert as_user(pp).post(url, {"reason": "Cousins"}).status_code == 403
    assert "Enter how you know that they are two" in read(as_user(lead).post(url, {"reason": ""}))

    assert as_user(lead).post(url, {"reason": "Cousins"}).url == f"/person/{gone.pk}/"
    assert ServiceUser.objects.standing().count() == 2
    assert as_user(lead).get(url).url == f"/person/{gone.pk}/"


def test_another_teams_record_is_refused_in_words(as_user, lead, service_user, other_team):
    Membership.objects.create(user=lead, team=other_team, role=Role.LEAD)
    theirs = make.make_service_user(other_team, added_by=lead)

    page = read(as_user(lead).get(url_of(service_user, theirs)))
    assert "belong to different teams" in page


@pytest.mark.parametrize("page", ["details", "where"])
def test_an_old_address_opens_the_same_page_of_the_record_it_became(
    as_user, lead, stranger, service_user, gone, merged, page
):
    old, new = f"/people/{gone.pk}/{page}/", f"/people/{service_user.pk}/{page}/"
    client = as_user(lead)
    assert client.get(old).url == new
    sent = client.post(old, {"given_name": "Rhys"}, follow=True)
    assert "nothing was saved" in read(sent)
    assert client.get("/people/0/details/").status_code == 404

    for url in (old, new):
        assert as_user(stranger).get(url).status_code == 404
