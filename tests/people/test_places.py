"""Where somebody lived, corrected by a new row; release dates; who may see a record, set by a lead."""

from datetime import date, timedelta

import pytest

from audit.models import AuditEvent
from people import actions, rules
from people.models import AccessLimit, Location, ServiceUser
from people.rules import NotAllowed
from referrals import actions as referral_actions
from tests import factories as make
from tests.factories import NOW, TODAY
from tests.races import together

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

WEEK_AGO = TODAY - timedelta(days=7)


def read(response):
    return response.content.decode()


@pytest.fixture
def place(service_user):
    return Location.objects.create(
        service_user=service_user, kind="COMMUNITY", place="Barry", from_on=WEEK_AGO
    )


def correct(place, by, **given):
    where = {"kind": "COMMUNITY", "from_on": WEEK_AGO, "place": "Bargoed"}
    where |= {name: given.pop(name) for name in list(given) if hasattr(actions.Place, name)}
    where |= {name: given.pop(name) for name in ("kind", "from_on") if name in given}
    return actions.correct_place(
        **{
            "location_id": place.pk,
            "where": actions.Place(**where),
            "to_on": None,
            "because": "Another town",
            "by": by,
            "at": NOW,
            **given,
        }
    )


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"replaced": True}, "meanwhile"),
        ({"until": TODAY}, "record the move instead"),
        ({"was_present": False}, "Enter the day they left"),
        ({"was_present": False, "until": TODAY + timedelta(days=1)}, "in the future"),
        ({"was_present": False, "until": WEEK_AGO - timedelta(days=1)}, "on or after the day they"),
    ],
)
def test_what_may_be_corrected(wrong, words):
    well = {
        "from_on": WEEK_AGO,
        "until": None,
        "was_present": True,
        "replaced": False,
        "today": TODAY,
    }
    rules.check_correction(**well)
    rules.check_correction(**well | {"until": TODAY, "was_present": False})
    with pytest.raises(NotAllowed, match=words):
        rules.check_correction(**well | wrong)


@pytest.mark.parametrize("kind", ["CUSTODY", "HOSPITAL"])
def test_a_release_date_that_has_passed_is_asked_about(kind):
    here = {
        "kind": kind,
        "from_on": WEEK_AGO,
        "today": TODAY,
        "since": None,
        "release_unknown_reason": "",
    }
    rules.check_move(**here, release_expected_on=TODAY)
    rules.check_move(**here, release_expected_on=TODAY - timedelta(days=1), until=TODAY)
    with pytest.raises(NotAllowed, match="has passed"):
        rules.check_move(**here, release_expected_on=TODAY - timedelta(days=1))


def test_a_correction_keeps_what_was_written(place, pp):
    new = correct(place, pp)

    place.refresh_from_db()
    assert (place.place, place.replaced_by, place.replaced_because) == ("Barry", pp, "Another town")
    assert new.replaces == place
    assert Location.objects.current().get() == new
    event = AuditEvent.objects.get()
    assert (event.action, event.reason) == ("place_corrected", "Another town")


def test_a_place_of_the_past_is_corrected_too(place, pp):
    Location.objects.filter(pk=place.pk).update(to_on=TODAY)
    new = correct(place, pp, from_on=WEEK_AGO - timedelta(days=2), to_on=TODAY - timedelta(days=1))

    assert list(Location.objects.standing()) == [new]
    assert not Location.objects.current().exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"because": " "}, "because"),
        ({"to_on": TODAY}, "to_on"),
        ({"kind": "CUSTODY"}, "release_expected_on"),
        ({"from_on": TODAY + timedelta(days=1)}, "from_on"),
    ],
)
def test_a_wrong_correction_changes_nothing(place, pp, given, field):
    with pytest.raises(NotAllowed) as refusal:
        correct(place, pp, **given)
    assert refusal.value.field == field
    assert list(Location.objects.standing()) == [place]


def test_when_the_audit_fails_nothing_is_corrected(place, pp, trail_closed):
    with trail_closed():
        correct(place, pp)
    assert Location.objects.get().replaced_at is None


def test_a_stranger_corrects_nothing(place, stranger):
    with pytest.raises(Location.DoesNotExist):
        correct(place, stranger)


@pytest.mark.django_db(transaction=True)
def test_two_who_correct_at_once_correct_once(place, pp, practitioner):
    results = together(lambda: correct(place, pp), lambda: correct(place, practitioner))
    assert sorted(type(one).__name__ for one in results) == ["Location", "NotAllowed"]


def test_it_is_corrected_on_the_page(as_user, pp, stranger, place, service_user):
    url = f"/people/places/{place.pk}/correct/"
    assert url in read(as_user(pp).get(f"/people/{service_user.pk}/where/"))
    assert as_user(stranger).get(url).status_code == 404
    sent = {"kind": "COMMUNITY", "place": "Bargoed", "from_on": WEEK_AGO, "because": ""}
    assert "Enter what was wrong" in read(as_user(pp).post(url, sent))

    told = as_user(pp).post(url, {**sent, "because": "Another town"}, follow=True)
    assert "Corrected. What was written before is kept." in read(told)
    assert "Petra Pritchard on 23 November 2026: Another town" in read(told)
    assert as_user(pp).get(url).status_code == 404


def test_correcting_from_inside_a_referral_comes_back_to_it(as_user, pp, place, service_user):
    client, step = as_user(pp), "/referrals/7/draft/person/"
    page = read(client.get(f"/people/{service_user.pk}/where/", {"next": step}))
    url = f"/people/places/{place.pk}/correct/?next=%2Freferrals%2F7%2Fdraft%2Fperson%2F"
    assert url in page

    sent = {"kind": "COMMUNITY", "place": "Bargoed", "because": "Another town", "next": step}
    assert client.post(url, sent).url == step


def test_a_correction_sends_nobody_away_from_here(as_user, pp, place, service_user):
    sent = {"kind": "COMMUNITY", "place": "Neath", "because": "x", "next": "https://evil.example"}
    told = as_user(pp).post(f"/people/places/{place.pk}/correct/", sent)

    assert told.url == f"/people/{service_user.pk}/where/"


@pytest.mark.parametrize(
    ("kind", "venue"),
    [("COMMUNITY", "PRISON"), ("CUSTODY", "APPROVED_PREMISES"), ("HOSPITAL", "PRISON")],
)
def test_a_place_that_does_not_fit_is_refused_in_words(pp, service_user, kind, venue):
    where = actions.Place(
        kind,
        venue_id=make.make_venue("Somewhere", kind=venue).pk,
        release_unknown_reason="On remand",
    )
    with pytest.raises(NotAllowed, match="does not fit where they are living"):
        actions.move(service_user_id=service_user.pk, by=pp, at=NOW, where=where)


def test_released_to_is_approved_premises(pp, service_user):
    where = actions.Place(
        "CUSTODY",
        released_to_id=make.make_venue("HMP Cardiff", kind="PRISON").pk,
        release_unknown_reason="On remand",
    )
    with pytest.raises(NotAllowed, match="does not fit"):
        actions.move(service_user_id=service_user.pk, by=pp, at=NOW, where=where)


def test_a_move_has_its_day_although_the_first_place_had_none(pp, service_user):
    actions.move(service_user_id=service_user.pk, by=pp, at=NOW, where=actions.Place("COMMUNITY"))
    where = actions.Place("COMMUNITY", place="Neath")
    with pytest.raises(NotAllowed, match="Enter the day they arrived") as refusal:
        actions.move(service_user_id=service_user.pk, by=pp, at=NOW, where=where)
    assert refusal.value.field == "from_on"

    where = actions.Place("COMMUNITY", from_on=TODAY, place="Neath")
    actions.move(service_user_id=service_user.pk, by=pp, at=NOW, where=where)
    places = Location.objects.order_by("pk").values_list("from_on", "to_on")
    assert list(places) == [(None, TODAY), (TODAY, None)]


def test_the_correction_page_costs_little(as_user, pp, place, get_statements):
    _page, statements = get_statements(as_user(pp), f"/people/places/{place.pk}/correct/")
    assert len(statements) <= 12


# --- Who may see a record ------------------------------------------------------------------------------


def limits(**values):
    return {"restricted": "no", "reason": "Probation barred them", "version": 1, **values}


def test_only_a_lead_of_the_team_sets_limits(
    as_user, lead, practitioner, pp, other_team, service_user
):
    url = f"/people/{service_user.pk}/access/"
    assert as_user(lead).get(url).status_code == 200
    assert as_user(practitioner).get(url).status_code == 403
    assert as_user(pp).get(url).status_code == 403
    assert as_user(make.make_user(other_team, "LEAD")).get(url).status_code == 404


def test_a_lead_bars_a_colleague(as_user, lead, colleague, practitioner, service_user):
    url = f"/people/{service_user.pk}/access/"
    as_user(lead).post(url, limits(excluded=[colleague.pk]))

    assert AccessLimit.objects.get().user == colleague
    assert not ServiceUser.objects.visible_to(colleague).exists()
    assert ServiceUser.objects.visible_to(practitioner).exists()
    assert AuditEvent.objects.get().reason == "Probation barred them"
    assert "checked" in read(as_user(lead).get(url))


def test_a_record_is_opened_to_named_people_alone(
    as_user, lead, colleague, practitioner, service_user
):
    url = f"/people/{service_user.pk}/access/"
    as_user(lead).post(url, limits(restricted="yes", named=[lead.pk, colleague.pk]))

    assert ServiceUser.objects.visible_to(colleague).exists()
    assert not ServiceUser.objects.visible_to(practitioner).exists()


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"reason": ""}, "Enter why"),
        ({"restricted": "yes"}, "Select who may see it"),
        ({"restricted": "yes", "named": ["colleague"]}, "Leave yourself able to see"),
        (
            {"restricted": "yes", "named": ["lead", "colleague"], "excluded": ["colleague"]},
            "both lists",
        ),
        ({"version": 9}, "was changed while you were writing"),
    ],
)
def test_wrong_limits_are_refused_and_change_nothing(
    request, as_user, lead, service_user, wrong, why
):
    sent = {
        key: [request.getfixturevalue(name).pk for name in value]
        if isinstance(value, list)
        else value
        for key, value in wrong.items()
    }
    page = as_user(lead).post(f"/people/{service_user.pk}/access/", limits(**sent))
    assert why in read(page)
    assert not AccessLimit.objects.exists()


def test_the_page_of_limits_costs_the_same_for_one_and_for_three(
    as_user, lead, team, service_user, get_statements
):
    def look(number):
        for _one in range(number):
            user = make.make_user(team, "PRACTITIONER")
            AccessLimit.objects.create(service_user=service_user, user=user, kind="EXCLUDED")
        return get_statements(as_user(lead), f"/people/{service_user.pk}/access/")[1]

    assert len(look(1)) == len(look(2)) <= 12


# --- In ten seconds ------------------------------------------------------------------------------------


def test_the_persons_page_says_in_short_where_with_whom_how_safe_and_what_next(
    as_user, practitioner, service_user, place
):
    case = make.make_case(service_user, practitioner=practitioner)
    make.make_session(case)
    ServiceUser.objects.filter(pk=service_user.pk).update(
        rosh_public="HIGH",
        must_not_meet="His brother",
        licence_ends_on=TODAY + timedelta(days=20),
    )

    page = read(as_user(practitioner).get(f"/person/{service_user.pk}/"))

    short = page[page.index("In short") : page.index("Work with IIRMS")]
    for words in (
        "In the community",
        "Barry",
        "Nia Nurse, Tier 2",
        "PP Petra Pritchard",
        "RoSH high",
        "Must not meet: His brother",
        "Licence ends",
        "Next session",
    ):
        assert words in short, words


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("SUBMITTED", "Sent on 3 November 2026. The team meant to decide by"),
        ("WAITING", "Waiting for Tier 2 since 3 November 2026. The team aims to start by"),
        ("PAUSED", "Tier 2 is paused until the person is ready. The team looks again on"),
    ],
)
@pytest.mark.parametrize(
    ("consent", "told"),
    [
        ("AGREED", "Told of it: it was explained and they agree"),
        ("NOT_ASKED", "Told of it: not asked yet"),
        ("", "Told of it: not asked yet"),
    ],
)
def test_where_a_referral_stands_before_there_is_a_case_is_said_in_short(
    as_user, practitioner, service_user, pp, status, said, consent, told
):
    make.make_referral(service_user, referrer=pp, status=status, consent=consent)

    page = read(as_user(practitioner).get(f"/person/{service_user.pk}/"))

    short = page[page.index("In short") : page.index("Work with IIRMS")]
    assert said in short
    assert told in short


def test_a_question_is_said_to_wait_for_the_pp(as_user, practitioner, service_user, pp, lead):
    referral = make.make_referral(service_user, referrer=pp)
    referral_actions.ask(
        referral_id=referral.pk,
        question="Which flat?",
        due_on=TODAY + timedelta(days=7),
        by=lead,
        at=NOW,
    )
    page = read(as_user(practitioner).get(f"/person/{service_user.pk}/"))
    assert "Waiting for the PP’s answer since 23 November 2026, due by 30 November 2026." in page


def test_a_referral_that_was_declined_is_no_next_thing(as_user, practitioner, service_user, pp):
    make.make_referral(service_user, referrer=pp, status="DECLINED")
    assert "Told of it" not in read(as_user(practitioner).get(f"/person/{service_user.pk}/"))


def test_a_release_day_that_passed_asks_whether_they_are_out(as_user, practitioner, service_user):
    Location.objects.create(
        service_user=service_user,
        kind="CUSTODY",
        place="HMP Cardiff",
        from_on=date(2026, 1, 1),
        release_expected_on=TODAY - timedelta(days=3),
    )
    page = read(as_user(practitioner).get(f"/person/{service_user.pk}/"))
    assert "Release was expected on 20 November 2026. Are they out?" in page


def test_what_is_not_known_is_said(as_user, practitioner, service_user):
    ServiceUser.objects.update(pp=None)
    page = read(as_user(practitioner).get(f"/person/{service_user.pk}/"))
    for words in ("Not recorded. Ask", "No PP named", "is not recorded", "Nothing is planned"):
        assert words in page


def test_a_merge_is_said_on_the_page_of_the_record_that_went_on(
    as_user, lead, practitioner, service_user, team
):
    gone = make.make_service_user(team, added_by=lead)
    actions.merge(
        kept_id=service_user.pk, gone_id=gone.pk, choices={}, reason="One", by=lead, at=NOW
    )
    page = read(as_user(practitioner).get(f"/person/{service_user.pk}/"))
    assert f"/people/{gone.pk}/merged/" in page
