"""Finding, adding, correcting and moving a person, through the pages."""

import re
from datetime import date, timedelta

import pytest

from audit.models import AccessKind, AccessRecord
from people import rules
from people.models import AccessLimit, Location, PPChange, ServiceUser, Venue
from referrals.models import Referral
from tests import factories as make
from tests.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def read(response):
    return response.content.decode()


def day(name, value):
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def new_person(**values):
    return {
        "given_name": "Rhys",
        "family_name": "Parry",
        **day("date_of_birth", date(1988, 2, 3)),
        "sex": "M",
        "crn": "X777978",
        "prefers_welsh": "no",
        "kind": "COMMUNITY",
        "place": "Cardiff",
        **day("from_on", TODAY),
        **values,
    }


# --- Finding ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["crn", "private", "rhys pri"])
def test_ones_own_people_are_found_and_a_referral_is_one_press_away(
    as_user, pp, service_user, typed
):
    page = as_user(pp).get("/people/", {"q": service_user.crn.lower() if typed == "crn" else typed})

    assert "Rhys Private" in read(page)
    assert "Start a referral" in read(page)


def test_a_colleague_of_the_team_finds_them_too_as_a_record_to_open(
    as_user, colleague, service_user
):
    page = read(as_user(colleague).get("/people/", {"q": "private"}))

    assert "Rhys Private" in page
    assert "Find a record" in page
    assert "Start a referral" not in page


def test_a_record_that_has_its_numbers_asks_for_no_first_three(as_user, pp, service_user):
    page = read(as_user(pp).get(f"/people/{service_user.pk}/details/"))

    assert "Other numbers" in page
    assert "at least one of the first three" not in page
    assert "at least one of the first three" in read(as_user(pp).get("/people/new/"))


@pytest.mark.parametrize("page", ["details", "pp", "where", "numbers", "workers"])
def test_back_and_cancel_lead_where_one_came_from(as_user, colleague, service_user, page):
    client, url = as_user(colleague), f"/people/{service_user.pk}/{page}/"
    for asked, back in (
        ("?next=/work/", "/work/"),
        ("", f"/person/{service_user.pk}/"),
        ("?next=https://elsewhere.example/", f"/person/{service_user.pk}/"),
    ):
        shown = read(client.get(url + asked))
        assert f'<a href="{back}" class="govuk-back-link">' in shown
        assert f'<a class="govuk-link" href="{back}">Cancel</a>' in shown


def test_a_stranger_finds_nobody_by_name_and_only_that_a_number_is_known(
    as_user, stranger, service_user
):
    client = as_user(stranger)
    by_name = read(client.get("/people/", {"q": "private"}))
    by_number = read(client.get("/people/", {"q": service_user.crn}))

    assert "Nobody you work with has this name" in by_name
    assert "This number is known, but not to you" in by_number
    assert "take over" not in by_number
    assert "Private" not in by_name.replace('value="private"', "") + by_number


def test_a_pp_is_led_from_a_known_number_to_taking_over(as_user, other_pp, service_user, pp):
    client = as_user(other_pp)
    found = read(client.get("/people/", {"q": service_user.crn}))
    assert f"/people/take-over/?q={service_user.crn}" in found
    assert "Private" not in found

    asked, unknown = (
        bare(read(client.get("/people/take-over/", {"q": number})), number)
        for number in (service_user.crn, "X999999")
    )
    assert asked == unknown

    sent = client.post(
        "/people/take-over/",
        {
            "q": service_user.crn,
            "family_name": "Private",
            **day("date_of_birth", date(1990, 5, 17)),
        },
    )

    assert (sent.status_code, sent.url) == (302, f"/person/{service_user.pk}/")
    service_user.refresh_from_db()
    assert service_user.pp == other_pp
    told = read(as_user(pp).get("/people/"))
    assert "Rhys Private: Owen Otherpp took over on 23 November 2026" in told


def test_that_a_number_is_known_is_kept_and_told_a_few_times_an_hour(
    as_user, other_pp, service_user, now
):
    client = as_user(other_pp)
    for _number in range(rules.TOLD_MOST):
        assert "is known, but not" in read(client.get("/people/", {"q": service_user.crn}))
    kept = AccessRecord.objects.filter(kind=AccessKind.REFUSED)
    assert set(kept.values_list("actor_id", "service_user_id", "page")) == {
        (other_pp.pk, service_user.pk, "people:person_find")
    }
    for number in (service_user.crn, "X999999"):
        page = read(client.get("/people/", {"q": number}))
        assert "You have looked up many people" in page
        assert "is known" not in page
        assert 'id="found"' not in page
    assert kept.count() == rules.TOLD_MOST


def test_of_a_record_one_is_barred_from_the_search_says_nothing(as_user, other_pp, service_user):
    AccessLimit.objects.create(service_user=service_user, user=other_pp, kind="EXCLUDED")
    ServiceUser.objects.filter(pk=service_user.pk).update(has_exclusions=True)
    client = as_user(other_pp)
    known, unknown = (
        bare(read(client.get("/people/", {"q": number})), number)
        for number in (service_user.crn, "X999999")
    )
    assert known == unknown


def bare(page, number):
    """A page without what differs each time: the number typed and the token against forgery."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace(number, "")


def test_a_wrong_detail_keeps_what_was_typed_and_tells_nothing(as_user, other_pp, service_user):
    page = as_user(other_pp).post(
        "/people/take-over/",
        {"q": service_user.crn, "family_name": "Guess", **day("date_of_birth", date(1990, 5, 17))},
    )

    assert "speak to the team" in read(page)
    assert 'value="Guess"' in read(page)
    assert "Private" not in read(page)


def test_nobody_is_found_and_the_number_goes_into_its_box(as_user, pp):
    client = as_user(pp)
    assert "/referrals/start/new/?q=X777978" in read(client.get("/people/", {"q": "X777978"}))
    assert 'value="X777978"' in read(client.get("/people/new/", {"q": "x777978"}))
    assert 'value="Parry"' in read(client.get("/people/new/", {"q": "Rhys Parry"}))
    assert client.get("/people/new/", {"q": "X12"}).status_code == 200


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("9434765918", "fails its check digit"),
        ("X12345", "not a CRN"),
        ("a", "at least two letters"),
        ("", "Enter a name, a CRN or another number"),
        ("par\x07ry", "cannot be seen"),
        ("x" * 81, "80 characters or fewer"),
    ],
)
def test_a_search_that_cannot_be_read_says_why(as_user, pp, typed, why):
    assert why in read(as_user(pp).get("/people/", {"q": typed}))


def test_a_barred_colleague_does_not_find_the_person(as_user, practitioner, service_user):
    AccessLimit.objects.create(service_user=service_user, user=practitioner, kind="EXCLUDED")
    ServiceUser.objects.update(has_exclusions=True)
    client = as_user(practitioner)

    assert "Rhys Private" not in read(client.get("/people/", {"q": "rhys"}))
    for page in ("details", "where"):
        assert client.get(f"/people/{service_user.pk}/{page}/").status_code == 404


def test_a_mistyped_name_is_answered_with_the_nearest(as_user, pp, service_user):
    page = read(as_user(pp).get("/people/", {"q": "rhys pirvate"}))
    assert "Nobody has this name as you typed it" in page
    assert "Rhys Private" in page


def test_a_name_that_few_have_is_shown_with_those_spelt_nearly_so(as_user, team, pp):
    born = {"date_of_birth": date(1985, 3, 2)}
    make.make_service_user(team, added_by=pp, given_name="Carys", family_name="Bynon", **born)
    make.make_service_user(team, added_by=pp, given_name="Huw", family_name="Bynan")
    make.make_service_user(team, added_by=pp, given_name="Dean", family_name="Beynon", **born)

    page = read(as_user(pp).get("/people/", {"q": "bynon"}))
    assert "1 person found" in page
    found, nearly = page.split("Spelt nearly so", 1)
    assert "Carys Bynon" in found
    assert "Dean Beynon" not in found
    # Whoever was born on the same day stands first, and it is said.
    assert nearly.index("Dean Beynon") < nearly.index("Huw Bynan")
    assert nearly.count("same date of birth") == 1


def test_a_name_that_many_have_is_shown_alone(as_user, team, pp):
    for _one in range(6):
        make.make_service_user(team, added_by=pp, family_name="Jones")
    make.make_service_user(team, added_by=pp, family_name="Jonas")

    assert "Jonas" not in read(as_user(pp).get("/people/", {"q": "jones"}))


def test_a_mistyped_first_letter_is_tried_last(as_user, team, pp):
    make.make_service_user(team, added_by=pp, given_name="Declan", family_name="Clarke")

    page = read(as_user(pp).get("/people/", {"q": "Beclan Clarke"}))
    assert "Nobody has this name as you typed it" in page
    assert "Declan Clarke" in page


@pytest.mark.parametrize("typed", ["2004/0712343W", "04/712343w", "2004 / 0712343 w"])
def test_a_pnc_number_finds_the_person(as_user, team, pp, typed):
    make.make_service_user(team, added_by=pp, family_name="Found", pnc="2004/0712343W")

    assert "Found</a>" in read(as_user(pp).get("/people/", {"q": typed}))


def test_a_pnc_number_kept_with_a_wrong_letter_finds_the_person(as_user, team, pp):
    make.make_service_user(team, added_by=pp, family_name="Found", pnc="2004/0712343H")

    assert "Found</a>" in read(as_user(pp).get("/people/", {"q": "2004/0712343h"}))


def test_a_pnc_number_nobody_has_goes_into_its_box(as_user, pp):
    client = as_user(pp)
    assert "Nobody here has this number yet" in read(client.get("/people/", {"q": "04/712343W"}))
    assert 'value="2004/0712343W"' in read(client.get("/people/new/", {"q": "04/712343W"}))


@pytest.mark.parametrize("typed", ["VK45437", "vk 45437", "VK-45437"])
def test_a_referrals_reference_finds_the_person_and_leads_to_it(
    as_user, pp, practitioner, service_user, typed
):
    referral = make.make_referral(service_user, referrer=pp, reference="VK45437")
    for user in (pp, practitioner):
        page = read(as_user(user).get("/people/", {"q": typed}))
        assert "Rhys Private" in page
        assert f'href="{referral.get_absolute_url()}">Referral VK45437' in page


def test_a_reference_out_of_ones_reach_tells_nothing(as_user, other_pp, pp, service_user):
    make.make_referral(service_user, referrer=pp, reference="KT47297")
    client = as_user(other_pp)
    known, unknown = (
        bare(read(client.get("/people/", {"q": number})), number)
        for number in ("KT47297", "KT47298")
    )
    assert known == unknown
    assert "it looks like a referral’s reference" in known
    assert "Add this person" not in known


def test_more_than_a_page_of_people_asks_for_more_letters(as_user, team, pp):
    for _one in range(21):
        make.make_service_user(team, added_by=pp, family_name="Jones")

    page = read(as_user(pp).get("/people/", {"q": "jones"}))
    assert "The first 20 people found" in page
    assert page.count("Jones</a>") == 20


def test_a_search_costs_the_same_for_one_and_for_three(as_user, team, pp, get_statements):
    def search(rows):
        for _row in range(rows):
            person = make.make_service_user(team, added_by=pp, family_name="Jones")
            Location.objects.create(service_user=person, kind="COMMUNITY", from_on=TODAY)
            PPChange.objects.create(service_user=person, from_pp=pp, at=make.NOW, by=pp)
        return get_statements(as_user(pp), "/people/?q=jones")

    one_found, one = search(1)
    three_found, three = search(2)

    assert [read(page).count("Jones</a>") for page in (one_found, three_found)] == [1, 3]
    assert len(one) == len(three) <= 12


# --- Adding ------------------------------------------------------------------------------------------


def test_a_person_is_added_and_found(as_user, pp):
    client = as_user(pp)
    sent = client.post("/people/new/", new_person(pnc="2004/0712343H"), follow=True)

    person = ServiceUser.objects.get()
    assert (person.crn, person.pp, person.locations.get().kind) == ("X777978", pp, "COMMUNITY")
    assert "Rhys Parry has been added" in read(sent)
    assert "its last letter does not fit" in read(sent)


def test_somebody_very_like_them_is_shown_first(as_user, pp, team):
    make.make_service_user(
        team,
        added_by=pp,
        given_name="Reece",
        family_name="Parri",
        date_of_birth=date(1988, 2, 3),
    )
    client = as_user(pp)
    page = client.post("/people/new/", new_person())

    assert "Is this person already here?" in read(page)
    assert "Reece Parri" in read(page)
    assert 'value="X777978"' in read(page)
    assert read(page).index("Check again") < read(page).index(">Add anyway")
    assert ServiceUser.objects.count() == 1

    client.post("/people/new/", new_person(anyway="yes"))
    assert ServiceUser.objects.count() == 2


def test_somebody_like_them_out_of_reach_is_hinted_at_and_not_named(as_user, other_pp, pp, team):
    make.make_service_user(
        team,
        added_by=pp,
        given_name="Reece",
        family_name="Parri",
        date_of_birth=date(1988, 2, 3),
    )
    page = read(as_user(other_pp).post("/people/new/", new_person()))

    assert "similar name is already known outside" in page
    assert "Reece" not in page


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"crn": "123"}, "one letter and six digits"),
        ({"crn": "", "nhs_number": "9434765918"}, "fails its check digit"),
        ({"prison_number": "A1"}, "like A1234BC"),
        ({"crn": ""}, "at least one of CRN"),
        (day("date_of_birth", date(2015, 2, 3)), "works with adults"),
        ({"date_of_birth_month": "13"}, "must be a real date"),
        ({"kind": "CUSTODY"}, "Enter when release is expected"),
        (day("from_on", TODAY + timedelta(days=1)), "cannot be in the future"),
        ({"given_name": "R\x00hys"}, "cannot be seen"),
        ({"family_name": "P" * 81}, "80 characters or fewer"),
        ({"kind": ""}, "where they are living"),
        ({"unit_id": "999"}, "one of the choices shown"),
    ],
)
def test_bad_typing_is_answered_at_its_box_and_kept(as_user, pp, wrong, why):
    page = read(as_user(pp).post("/people/new/", new_person(telephone="07700 900123", **wrong)))

    assert "There is a problem" in page
    assert why in page
    assert 'value="07700 900123"' in page
    assert not ServiceUser.objects.exists()


def test_what_is_not_known_yet_does_not_hold_up_adding_somebody(as_user, pp):
    """The day they came to a town, whether they like Welsh, or where they live at all."""
    empty = dict.fromkeys(("from_on_day", "from_on_month", "from_on_year"), "")
    nothing = {"kind": "", "place": "", "prefers_welsh": ""}
    for crn, unknown in (("X100001", {}), ("X100002", nothing)):
        sent = as_user(pp).post(
            "/people/new/", new_person(crn=crn, anyway="yes", **empty | unknown)
        )
        assert sent.status_code == 302, sent.context["form"].errors

    assert list(Location.objects.values_list("place", "from_on")) == [("Cardiff", None)]


def test_a_town_is_not_lost_where_a_prison_was_chosen_before(as_user, pp):
    """Without a script every list shows: only the one that goes with the answer counts."""
    prison = make.make_venue("HMP Cardiff", kind="PRISON")
    as_user(pp).post("/people/new/", new_person(prison=prison.pk))

    place = Location.objects.get()
    assert (place.kind, place.venue, place.place) == ("COMMUNITY", None, "Cardiff")


@pytest.mark.parametrize(
    ("kind", "box", "venue"),
    [
        ("CUSTODY", "prison", "PRISON"),
        ("APPROVED_PREMISES", "premises", "APPROVED_PREMISES"),
        ("HOSPITAL", "hospital", "CLINIC"),
    ],
)
def test_only_places_of_the_right_kind_are_offered(as_user, pp, kind, box, venue):
    fits = make.make_venue("Fits", kind=venue)
    for other in ("PRISON", "APPROVED_PREMISES", "CLINIC", "PROBATION_OFFICE"):
        make.make_venue(f"Other {other}", kind=other)
    client = as_user(pp)
    form = client.get("/people/new/").context["form"]
    assert {str(label) for _pk, label in form.fields[box].choices} >= {"Fits"}
    assert all(
        Venue.objects.get(pk=pk).kind == venue for pk, _label in form.fields[box].choices if pk
    )

    sent = new_person(kind=kind, release_unknown_reason="On remand", **{box: fits.pk})
    client.post("/people/new/", sent)
    assert Location.objects.get().venue == fits


def test_all_that_is_wrong_is_said_at_once_where_they_live_included(as_user, pp):
    wrong = day("from_on", TODAY + timedelta(days=1)) | {"crn": "123", "telephone": "abc"}
    page = read(as_user(pp).post("/people/new/", new_person(**wrong)))

    for why in ("one letter and six digits", "cannot be in the future", "like 029 2018 0000"):
        assert why in page


def test_whoever_is_added_and_referred_is_not_asked_for_again(as_user, pp):
    """From the search to the second step: the first asks whether what was just typed is right."""
    client = as_user(pp)
    assert "/referrals/start/new/?q=X777978" in read(client.get("/people/", {"q": "X777978"}))
    page = read(client.get("/referrals/start/new/", {"q": "X777978"}))
    assert page.index("Add and refer") < page.index("Add without referring")
    sent = client.post("/referrals/start/new/", new_person(), follow=True)

    referral = Referral.objects.get()
    assert sent.redirect_chain == [(f"/referrals/{referral.pk}/draft/eligibility/", 302)]
    assert (referral.service_user.crn, referral.details_confirmed) == ("X777978", True)
    assert "has been added" in read(sent)


def test_somebody_is_added_without_being_referred(as_user, pp):
    sent = as_user(pp).post("/people/new/", new_person())

    assert sent.url == f"/person/{ServiceUser.objects.get().pk}/"
    assert not Referral.objects.exists()


def test_a_number_somebody_has_is_refused_on_the_page(as_user, pp, other_pp, service_user):
    page = as_user(other_pp).post("/people/new/", new_person(crn=service_user.crn))

    assert "already in the service" in read(page)


def test_an_administrator_has_no_business_here(as_user, administrator, service_user):
    client = as_user(administrator)
    assert client.get("/people/").status_code == 403
    assert client.get("/people/new/").status_code == 403
    assert client.get(f"/people/{service_user.pk}/details/").status_code == 404


# --- Correcting and moving ---------------------------------------------------------------------------


def details(person, **values):
    return {
        "given_name": person.given_name,
        "family_name": person.family_name,
        **day("date_of_birth", person.date_of_birth),
        "sex": "M",
        "crn": person.crn,
        "prefers_welsh": "no",
        "pp_id": person.pp_id,
        "version": 1,
        **values,
    }


@pytest.mark.parametrize("page", ["details", "where"])
def test_the_pages_of_a_person_are_for_those_who_work_with_them(
    as_user, pp, colleague, stranger, other_pp, service_user, page
):
    url = f"/people/{service_user.pk}/{page}/"
    assert as_user(pp).get(url).status_code == 200
    assert as_user(colleague).get(url).status_code == 200
    assert as_user(stranger).get(url).status_code == 404
    assert as_user(other_pp).get(url).status_code == 404
    assert AccessRecord.objects.filter(service_user_id=service_user.pk).count() == 2


@pytest.mark.parametrize("page", ["details", "where"])
def test_looking_writes_only_that_one_looked(as_user, pp, service_user, get_statements, page):
    Location.objects.create(service_user=service_user, kind="COMMUNITY", from_on=TODAY)
    response, statements = get_statements(as_user(pp), f"/people/{service_user.pk}/{page}/")

    assert service_user.crn in read(response)
    assert len(statements) <= 12


def test_details_are_saved(as_user, colleague, service_user):
    sent = as_user(colleague).post(
        f"/people/{service_user.pk}/details/",
        details(service_user, pronouns="she/her", mappa_level="2", prefers_welsh="yes"),
    )

    assert sent.url == f"/person/{service_user.pk}/"
    service_user.refresh_from_db()
    assert (service_user.pronouns, service_user.mappa_level) == ("she/her", "2")
    assert service_user.prefers_welsh


def test_one_goes_back_to_where_one_came_from_but_never_off_the_service(
    as_user, colleague, service_user
):
    url = f"/people/{service_user.pk}/details/"
    client = as_user(colleague)
    assert client.post(url, details(service_user, next="/referrals/")).url == "/referrals/"
    away = client.post(url, details(service_user, version=2, next="https://evil.example/"))
    assert away.url == f"/person/{service_user.pk}/"


def test_a_stale_page_says_how_it_stands_and_keeps_the_typing(as_user, colleague, pp, service_user):
    url = f"/people/{service_user.pk}/details/"
    as_user(pp).post(url, details(service_user, pronouns="he/him"))

    page = read(as_user(colleague).post(url, details(service_user, pronouns="they/them")))
    assert "This was changed while you were writing" in page
    assert "Last changed by Petra Pritchard on 23 November 2026" in page
    assert "he/him" in page
    assert 'value="they/them"' in page
    assert 'name="version" value="2"' in page

    as_user(colleague).post(url, details(service_user, pronouns="they/them", version=2))
    service_user.refresh_from_db()
    assert service_user.pronouns == "they/them"


def test_a_pp_who_names_another_loses_sight_and_is_told_so(as_user, pp, other_pp, service_user):
    sent = as_user(pp).post(
        f"/people/{service_user.pk}/details/", details(service_user, pp_id=other_pp.pk), follow=True
    )

    assert "Rhys Private: Owen Otherpp took over" in read(sent)


def test_a_move_is_saved_and_the_place_before_kept(as_user, colleague, service_user):
    Location.objects.create(
        service_user=service_user, kind="COMMUNITY", place="Barry", from_on=date(2026, 1, 5)
    )
    client = as_user(colleague)
    client.post(
        f"/people/{service_user.pk}/where/",
        {"kind": "CUSTODY", **day("from_on", TODAY), "release_unknown_reason": "On remand"},
    )

    page = read(client.get(f"/people/{service_user.pk}/where/"))
    assert "In the community, Barry" in page
    assert "On remand" in page


def test_a_move_out_of_order_is_refused_at_its_box(as_user, colleague, service_user):
    Location.objects.create(service_user=service_user, kind="COMMUNITY", from_on=TODAY)
    page = as_user(colleague).post(
        f"/people/{service_user.pk}/where/",
        {"kind": "COMMUNITY", "place": "Neath", **day("from_on", date(2026, 1, 5))},
    )

    assert "on or after 23 November 2026, when they came to the place before" in read(page)
    assert 'value="Neath"' in read(page)
