"""What keeps meetings safe: one page, one version, and a day for every level of risk."""

from datetime import date, timedelta

import pytest

from audit.models import AuditEvent
from people import actions
from people.models import Registration, ServiceUser, VenueWish
from people.rules import NotAllowed, Stale
from referrals import actions as referrals
from referrals.rules import Step
from tests import factories as make
from tests.people.test_views import day, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
NOW, TODAY = make.NOW, make.TODAY
ASSESSED = date(2026, 10, 1)


@pytest.fixture
def url(service_user):
    return f"/people/{service_user.pk}/safety/"


@pytest.fixture
def office(db):
    return make.make_venue("Barry office")


def safety(office=None, **values):
    places = {"place_0_venue": office.pk, "place_0_wish": "REFUSES"} if office else {}
    return {
        "must_not_meet": "His brother",
        "rosh_public": "HIGH",
        "rosh_staff": "LOW",
        **day("risk_recorded_on", ASSESSED),
        "mappa_level": "2",
        "mappa_category": "1",
        "register_0_register": "ARSO",
        **day("register_0_review_on", TODAY + timedelta(days=60)),
        **places,
        "version": 1,
        **values,
    }


def test_one_page_sets_what_keeps_meetings_safe(as_user, colleague, service_user, office, url):
    client = as_user(colleague)
    sent = client.post(url, safety(office))

    assert sent.url == f"/person/{service_user.pk}/"
    service_user.refresh_from_db()
    assert (service_user.rosh_public, service_user.risk_recorded_on) == ("HIGH", ASSESSED)
    assert (service_user.mappa_level, service_user.mappa_category) == ("2", "1")
    assert Registration.objects.get().review_on == TODAY + timedelta(days=60)
    assert VenueWish.objects.get().wish == "REFUSES"
    assert AuditEvent.objects.filter(action="safety_set", service_user_id=service_user.pk).exists()
    page = read(client.get(sent.url))
    block = page[page.index('id="safety"') : page.index('id="facts"')]
    for words in (
        "Public: high, staff: low. As of 1 October 2026.",
        "MAPPA level 2, category 1",
        "Registered sexual offender, next review 22 January 2027",
        "His brother",
        "Barry office",
        url,
    ):
        assert words in block, words


def test_more_rows_come_once_it_is_saved_and_the_way_back_stays(as_user, colleague, url):
    sent = as_user(colleague).post(url, safety(add="1", next="/flags/"))
    assert sent.url == f"{url}?next=%2Fflags%2F"
    form = as_user(colleague).get(sent.url).context["form"]
    assert "register_2_register" in form.fields
    assert Registration.objects.count() == 1


def test_the_page_comes_with_what_the_record_holds(as_user, pp, colleague, office, url):
    as_user(colleague).post(url, safety(office))

    initial = as_user(pp).get(url).context["form"].initial
    assert initial["register_0_register"] == "ARSO"
    assert (initial["place_0_venue"], initial["place_0_wish"]) == (office.pk, "REFUSES")


def test_the_safety_page_is_for_those_who_work_with_them(
    as_user, pp, stranger, other_pp, url, get_statements
):
    _response, statements = get_statements(as_user(pp), url)
    assert len(statements) <= 12
    assert as_user(stranger).get(url).status_code == 404
    assert as_user(other_pp).post(url, safety()).status_code == 404


def test_registers_named_meanwhile_are_not_overwritten_by_an_older_page(
    as_user, colleague, service_user, pp, url
):
    actions.set_registrations(
        service_user_id=service_user.pk, registers={"WEAP": None}, by=pp, at=NOW
    )
    page = read(as_user(colleague).post(url, safety()))

    assert "This was changed while you were writing" in page
    assert [row.register for row in Registration.objects.current()] == ["WEAP"]


def test_a_place_spoken_of_meanwhile_makes_an_older_page_stale(service_user, office, pp):
    actions.set_venue_wishes(
        service_user_id=service_user.pk, wishes={office.pk: "KNOWS"}, by=pp, at=NOW
    )
    with pytest.raises(Stale):
        actions.set_safety(
            service_user_id=service_user.pk, registers={}, wishes={}, by=pp, at=NOW, version=1
        )
    assert VenueWish.objects.count() == 1


def test_what_is_refused_changes_nothing_of_the_rest(service_user, office, pp):
    with pytest.raises(NotAllowed, match="more than a year old"):
        actions.set_safety(
            service_user_id=service_user.pk,
            registers={"MAPP": TODAY - timedelta(days=400)},
            wishes={office.pk: "KNOWS"},
            must_not_meet="Somebody",
            by=pp,
            at=NOW,
        )
    service_user.refresh_from_db()
    assert (service_user.must_not_meet, VenueWish.objects.count()) == ("", 0)


@pytest.mark.parametrize(
    ("when", "told"),
    [
        (dict.fromkeys(day("risk_recorded_on", TODAY), ""), "Enter the date of the assessment"),
        (day("risk_recorded_on", TODAY + timedelta(days=1)), "cannot be in the future"),
    ],
)
def test_a_level_of_risk_has_its_day(as_user, colleague, service_user, url, when, told):
    page = read(as_user(colleague).post(url, safety(**when)))

    assert told in page
    assert "His brother" in page
    service_user.refresh_from_db()
    assert service_user.rosh_public == ""


def saved_by_referral(service_user, pp, **values):
    draft = referrals.start(service_user_id=service_user.pk, by=pp, at=NOW)
    referrals.save_step(
        referral_id=draft.pk, step=Step.RISK, values=values, version=None, by=pp, at=NOW
    )
    return ServiceUser.objects.get(pk=service_user.pk)


@pytest.fixture
def assessed(service_user):
    service_user.rosh_public, service_user.risk_recorded_on = "HIGH", ASSESSED
    service_user.save()
    return service_user


def test_the_day_of_the_assessment_stays_when_the_levels_do(assessed, pp):
    person = saved_by_referral(assessed, pp, rosh_public="HIGH", mappa_level="1")
    assert (person.mappa_level, person.risk_recorded_on) == ("1", ASSESSED)


@pytest.mark.parametrize(("said", "kept"), [(None, TODAY), (date(2026, 11, 2), date(2026, 11, 2))])
def test_other_levels_have_the_day_that_was_said_or_today(assessed, pp, said, kept):
    person = saved_by_referral(assessed, pp, rosh_public="LOW", risk_recorded_on=said)
    assert (person.rosh_public, person.risk_recorded_on) == ("LOW", kept)


def test_a_referrals_risk_page_sees_registers_that_changed_meanwhile(service_user, pp):
    with pytest.raises(Stale):
        saved_by_referral(service_user, pp, registers={"MAPP": None}, person_version=7)


@pytest.mark.parametrize(("level", "category"), [("NONE", "1"), ("NONE", "4")])
def test_nobody_is_not_mappa_and_in_a_category(service_user, practitioner, now, level, category):
    with pytest.raises(NotAllowed) as refused:
        actions.update_service_user(
            service_user_id=service_user.pk,
            by=practitioner,
            at=now,
            mappa_level=level,
            mappa_category=category,
        )
    assert refused.value.field == "mappa_level"


def test_a_category_that_stands_is_held_against_a_new_level(service_user, practitioner, now):
    ServiceUser.objects.filter(pk=service_user.pk).update(mappa_level="2", mappa_category="1")
    with pytest.raises(NotAllowed, match="no category"):
        actions.update_service_user(
            service_user_id=service_user.pk, by=practitioner, at=now, mappa_level="NONE"
        )
    # What has nothing to do with it is saved whatever stands.
    ServiceUser.objects.filter(pk=service_user.pk).update(mappa_level="NONE")
    actions.update_service_user(
        service_user_id=service_user.pk, by=practitioner, at=now, pronouns="he/him"
    )


def test_every_place_there_is_stands_on_the_page_and_stays(
    as_user, url, service_user, practitioner, now
):
    venues = [make.make_venue(f"Office {number:02d}") for number in range(27)]
    actions.set_venue_wishes(
        service_user_id=service_user.pk,
        wishes={venue.pk: "REFUSES" for venue in venues},
        by=practitioner,
        at=now,
    )
    client = as_user(practitioner)
    form = client.get(url).context["form"]
    served = {box.html_name: box.value() or "" for box in form if "_on" not in box.name}

    client.post(url, served)

    assert VenueWish.objects.filter(service_user=service_user, wish="REFUSES").count() == 27
