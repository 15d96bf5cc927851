"""A practitioner's area and focus, and whom a person asked for."""

from decimal import Decimal

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from people import actions, rules
from people.models import Area, Unit, Venue, WorkerWish
from people.permissions import Role
from people.rules import NotAllowed, Stale
from tests import factories as make


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((0, 0), (0, 0), 0),
        ((0, 0), (0, 1), 111.195),
        ((0, 0), (1, 0), 111.195),
        ((0, 179.5), (0, -179.5), 111.195),
        ((90, 0), (-90, 0), 20015.115),
        ((0, 0), (0, 180), 20015.115),
        (
            (36.12, -86.67),
            (33.94, -118.4),
            2886.448,
        ),  # Nashville to Los Angeles, the worked example
        ((51.4816, -3.1791), (51.6214, -3.9436), 55.1),  # Cardiff to Swansea
    ],
)
def test_the_great_circle_is_as_long_as_it_is_known_to_be(one, other, km):
    assert rules.km_between(one, other) == pytest.approx(km, abs=0.06)
    assert rules.km_between(other, one) == pytest.approx(rules.km_between(one, other))


@pytest.mark.parametrize(
    ("latitude", "longitude", "field"),
    [
        (Decimal("51.5"), None, "longitude"),
        (None, Decimal("-3.2"), "latitude"),
        (Decimal(91), Decimal(0), "latitude"),
        (Decimal(51), Decimal(-181), "longitude"),
    ],
)
def test_half_a_point_or_one_off_the_earth_is_refused(latitude, longitude, field):
    with pytest.raises(NotAllowed) as refused:
        rules.check_coordinates(latitude, longitude)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("sex", "age", "registers", "wanted"),
    [
        ("M", 40, [], set()),
        ("F", 40, [], {"WOMEN"}),
        ("M", 25, [], {"YOUNG_ADULTS"}),
        ("M", 26, ["ALSH", "ARSO"], {"SELF_HARM", "SEXUAL_OFFENDING"}),
        ("M", 40, ["MAPP"], set()),
    ],
)
def test_the_focus_that_would_help_is_read_from_the_record(sex, age, registers, wanted):
    assert rules.specialisms_wanted(sex=sex, age=age, registers=registers) == wanted


# --- Area and focus --------------------------------------------------------------------------------


@pytest.fixture
def unit(team):
    return Unit.objects.create(region=team.region, team=team, name="Cwm")


@pytest.fixture
def far_unit(other_team):
    return Unit.objects.create(region=other_team.region, team=other_team, name="Elsewhere")


def set_focus(user, by, units=(), specialisms=(), **more):
    return actions.set_focus(
        user_id=user.pk, units=units, specialisms=specialisms, by=by, at=make.NOW, **more
    )


@pytest.mark.django_db
def test_a_lead_says_whose_area_it_is_and_takes_it_back(practitioner, lead, unit):
    set_focus(practitioner, lead, [unit.pk], ["WOMEN", "SELF_HARM"], version=1)
    practitioner.refresh_from_db()
    assert [area.unit for area in practitioner.areas.all()] == [unit]
    assert practitioner.specialisms == ["WOMEN", "SELF_HARM"]
    set_focus(practitioner, lead)
    assert not Area.objects.exists()
    assert AuditEvent.objects.filter(action="focus_set").count() == 2


@pytest.mark.django_db
def test_an_administrator_may_too(practitioner, administrator, unit):
    set_focus(practitioner, administrator, [unit.pk])
    assert Area.objects.get().given_by == administrator


@pytest.mark.django_db
def test_what_is_refused_about_an_area(practitioner, colleague, lead, unit, far_unit):
    with pytest.raises(NotAllowed):
        set_focus(practitioner, colleague, [unit.pk])
    with pytest.raises(NotAllowed) as refused:
        set_focus(practitioner, lead, [far_unit.pk])
    assert refused.value.field == "units"
    with pytest.raises(NotAllowed):
        set_focus(practitioner, lead, specialisms=["JUGGLING"])
    set_focus(practitioner, lead, [unit.pk], version=1)
    with pytest.raises(Stale):
        set_focus(practitioner, lead, [], version=1)
    assert Area.objects.count() == 1


@pytest.mark.django_db
def test_an_area_kept_from_another_team_may_stay(practitioner, lead, far_unit, unit):
    Area.objects.create(user=practitioner, unit=far_unit, given_at=make.NOW, given_by=lead)
    set_focus(practitioner, lead, [unit.pk, far_unit.pk])
    assert Area.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["focus", "wish", "venue"])
def test_nothing_stays_when_the_trail_cannot_be_written(
    verb, practitioner, lead, administrator, unit, service_user, trail_closed
):
    verbs = {
        "focus": lambda: set_focus(practitioner, lead, [unit.pk], ["WOMEN"]),
        "wish": lambda: note_wish(service_user, practitioner, "NOT_WITH", lead),
        "venue": lambda: actions.add_venue(
            by=administrator, at=make.NOW, name="Hub", kind="COMMUNITY"
        ),
    }
    with trail_closed():
        verbs[verb]()
    practitioner.refresh_from_db()
    assert practitioner.specialisms == []
    assert not Area.objects.exists()
    assert not WorkerWish.objects.exists()
    assert not Venue.objects.exists()


# --- Whom they asked for ----------------------------------------------------------------------------


def note_wish(person, worker, wish, by):
    actions.note_worker_wish(
        service_user_id=person.pk, worker_id=worker.pk, wish=wish, by=by, at=make.NOW
    )


@pytest.mark.django_db
def test_what_they_say_of_somebody_is_kept_changed_and_taken_back(
    service_user, practitioner, pp, colleague
):
    note_wish(service_user, practitioner, "ASKS_FOR", pp)
    note_wish(service_user, practitioner, "NOT_WITH", colleague)
    said = WorkerWish.objects.get()
    assert (said.wish, said.noted_by) == ("NOT_WITH", colleague)
    note_wish(service_user, practitioner, "", pp)
    assert not WorkerWish.objects.exists()


@pytest.mark.django_db
def test_only_of_the_team_and_only_by_those_who_see_the_person(
    service_user, practitioner, stranger, pp, other_pp
):
    with pytest.raises(NotAllowed):
        note_wish(service_user, stranger, "ASKS_FOR", pp)
    with pytest.raises(NotAllowed):
        note_wish(service_user, other_pp, "ASKS_FOR", pp)
    with pytest.raises(NotAllowed):
        note_wish(service_user, practitioner, "ADORES", pp)
    for outside in (stranger, other_pp):
        with pytest.raises(service_user.DoesNotExist):
            note_wish(service_user, practitioner, "ASKS_FOR", outside)


# --- Pages -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_area_and_focus_are_for_leads_and_administrators(
    practitioner, colleague, lead, administrator, stranger, other_team, unit, as_user
):
    url = reverse("people:staff_focus", args=[practitioner.pk])
    other_lead = make.make_user(other_team, Role.LEAD)
    assert as_user(colleague).get(url).status_code == 403
    assert as_user(stranger).get(url).status_code == 403
    assert as_user(other_lead).get(url).status_code == 404
    assert as_user(administrator).get(url).status_code == 200
    response = as_user(lead).post(url, {"units": [unit.pk], "specialisms": ["WOMEN"], "version": 1})
    assert response.status_code == 302
    assert Area.objects.get().user == practitioner
    stale = as_user(lead).post(url, {"units": [], "version": 1})
    assert "Cwm" in stale.text
    assert Area.objects.exists()


@pytest.mark.django_db
def test_wishes_are_noted_by_those_who_see_the_person(
    now, service_user, practitioner, pp, other_pp, stranger, as_user
):
    url = reverse("people:worker_wishes", args=[service_user.pk])
    for outside in (other_pp, stranger):
        assert as_user(outside).get(url).status_code == 404
    as_user(pp).post(url, {"worker": practitioner.pk, "wish": "NOT_WITH"})
    page = as_user(practitioner).get(url).text
    assert "Would not work with them" in page
    assert "noted by Petra Pritchard" in page
    as_user(pp).post(url, {"worker": practitioner.pk, "wish": "NOTHING"})
    assert not WorkerWish.objects.exists()


@pytest.mark.django_db
def test_three_wishes_cost_what_one_does(
    now, service_user, practitioner, lead, team, as_user, get_statements
):
    note_wish(service_user, practitioner, "ASKS_FOR", lead)
    client, url = as_user(lead), reverse("people:worker_wishes", args=[service_user.pk])
    one = len(get_statements(client, url)[1])
    for _number in range(2):
        worker = make.make_user(team, Role.PRACTITIONER)
        note_wish(service_user, worker, "NOT_WITH", lead)
    assert len(get_statements(client, url)[1]) == one <= 12


@pytest.mark.django_db
def test_each_says_for_themselves_how_to_answer_a_wish_for_a_woman_or_a_man(practitioner, as_user):
    client, url = as_user(practitioner), reverse("people:my_details")
    client.post(url, {"works_as": "WOMAN", "digest": "DAILY", "version": 1})
    practitioner.refresh_from_db()
    assert practitioner.works_as == "WOMAN"
