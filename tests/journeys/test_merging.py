"""A lead finds that one person has two records, makes them one, and makes them two again."""

import pytest

from people import actions
from people.models import Location, ServiceUser
from tests import factories as make


@pytest.fixture
def gone(team, other_pp):
    return make.make_service_user(
        team,
        added_by=other_pp,
        given_name="Rhys",
        family_name="Privat",
        pronouns="he/him",
        must_not_meet="His brother Gareth",
    )


def test_a_lead_merges_two_records_and_undoes_it(
    page, go, sign_in, axe, shot, no_sideways, lead, service_user, gone
):
    def look(name):
        axe(page)
        no_sideways()
        shot(name)

    ServiceUser.objects.filter(pk=service_user.pk).update(must_not_meet="Anybody from HMP Parc")
    make.make_case(gone, practitioner=lead)
    sign_in(lead)
    actions.find_doubles(at=make.NOW)
    go("/people/doubles/")
    look("likely-doubles")
    go(f"/people/{service_user.pk}/merge/")
    page.get_by_label("Name, CRN or another number").fill("rhys")
    page.get_by_role("button", name="Find").click()
    look("merge-find")
    page.get_by_role("link", name="Compare the two").click()
    look("merge-compare")
    page.get_by_role("group", name="Name").get_by_label("Rhys Privat", exact=True).check()
    page.get_by_label("How do you know that they are the same person?").fill("One PNC number")
    page.get_by_label("I have checked").check()
    page.get_by_role("button", name="Merge the two records").click()

    assert page.get_by_text("The two records are one now.").is_visible()
    assert page.get_by_role("heading", name="Tier 2").is_visible()

    go(f"/people/{gone.pk}/merged/")
    look("merged")
    page.get_by_label("How do you know that they are two people?").fill("Two cousins")
    page.get_by_role("button", name="Undo the merge").click()
    assert page.get_by_text("They are two people again, with a record each.").is_visible()
    assert ServiceUser.objects.standing().count() == 2


def test_a_number_is_corrected(page, go, sign_in, axe, shot, no_sideways, pp, service_user):
    sign_in(pp)
    go(f"/people/{service_user.pk}/details/")
    page.get_by_role("link", name="Correct a number").click()
    page.get_by_label("The right number").fill("X777978")
    page.get_by_label("It was never theirs").check()
    page.get_by_label("What happened?").fill("Two digits were swapped")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("The number has been changed").is_visible()

    go(f"/people/{service_user.pk}/numbers/")
    axe(page)
    no_sideways()
    shot("number-corrected")


def test_who_somebody_is_in_ten_seconds_and_who_may_look(
    page, go, sign_in, axe, shot, no_sideways, lead, service_user
):
    ServiceUser.objects.filter(pk=service_user.pk).update(rosh_public="HIGH", mappa_level="2")
    place = Location.objects.create(
        service_user=service_user, kind="COMMUNITY", place="Barry", from_on=make.TODAY
    )
    make.make_session(make.make_case(service_user, practitioner=lead))
    sign_in(lead)
    for path, name in (
        (f"/person/{service_user.pk}/", "person"),
        (f"/people/{service_user.pk}/access/", "access-limits"),
        (f"/people/places/{place.pk}/correct/", "place-correct"),
        (f"/people/{service_user.pk}/where/", "place-history"),
    ):
        go(path)
        axe(page)
        no_sideways()
        shot(name)
