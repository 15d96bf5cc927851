"""The person on probation: added, corrected, taken over, moved, closed to some."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from audit.models import AccessKind, AccessRecord, AuditEvent
from people import actions
from people.models import AccessLimit, Location, PPChange, Referrer, ServiceUser
from people.rules import NotAllowed, Stale
from tests import factories as make
from tests.factories import NOW, TODAY
from tests.races import together

pytestmark = pytest.mark.django_db

RHYS = {
    "crn": "X777978",
    "given_name": "Rhys",
    "family_name": "Parry",
    "date_of_birth": date(1990, 5, 17),
    "sex": "M",
}


def add(by, team, **values):
    return actions.add_service_user(by=by, at=NOW, team_id=team.pk, **{**RHYS, **values})


def take(by, person, **values):
    return actions.take_over(
        **{
            "identifier": person.crn,
            "date_of_birth": person.date_of_birth,
            "family_name": person.family_name,
            "by": by,
            "at": NOW,
            **values,
        }
    )


# --- Adding ----------------------------------------------------------------------------------------


def test_a_pp_who_adds_a_person_supervises_them_and_keeps_sight(team, pp):
    person = add(pp, team, crn="x777978", nhs_number="943 476 5919", pnc="04/712343W")

    assert (person.crn, person.nhs_number) == ("X777978", "9434765919")
    assert (person.pnc, person.pp, person.added_by) == ("2004/0712343W", pp, pp)
    assert Referrer.objects.filter(service_user=person, user=pp).exists()
    assert ServiceUser.objects.visible_to(pp).get() == person
    event = AuditEvent.objects.get()
    assert (event.action, event.service_user_id) == ("person_added", person.pk)


def test_a_practitioner_who_adds_a_person_is_not_their_pp(team, practitioner):
    person = add(practitioner, team)

    assert person.pp is None
    assert not Referrer.objects.exists()


def test_where_they_live_comes_with_them(team, pp):
    venue = make.make_venue("HMP Cardiff", kind="PRISON")
    person = add(
        pp,
        team,
        where=actions.Place("CUSTODY", TODAY, venue_id=venue.pk, release_expected_on=TODAY),
    )

    assert person.locations.get().venue == venue


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"crn": "12"}, "crn"),
        ({"prison_number": "12"}, "prison_number"),
        ({"nhs_number": "9434765918"}, "nhs_number"),
        ({"crn": ""}, "crn"),
        ({"date_of_birth": TODAY}, "date_of_birth"),
    ],
)
def test_wrong_details_are_refused_at_their_box_and_nothing_is_added(team, pp, values, field):
    with pytest.raises(NotAllowed) as refusal:
        add(pp, team, **values)

    assert refusal.value.field == field
    assert not ServiceUser.objects.exists()


@pytest.mark.parametrize("typed", ["ŉ" * 13, "ﬃ" * 5, "x" * 14])
def test_a_pnc_that_does_not_fit_is_refused_by_name(typed, team, pp):
    """Some letters are two or three in capitals."""
    with pytest.raises(NotAllowed, match="like 2004/0712343W") as refused:
        add(pp, team, pnc=typed)
    assert refused.value.field == "pnc"


def test_a_wrong_pnc_is_kept_as_typed(team, pp):
    assert add(pp, team, pnc="2004/0712343h").pnc == "2004/0712343H"


@pytest.mark.parametrize(
    ("field", "value"),
    [("crn", "X777978"), ("prison_number", "A1234BC"), ("nhs_number", "9434765919")],
)
def test_a_number_somebody_has_is_refused_in_words(team, pp, field, value):
    add(pp, team, **{field: value})

    with pytest.raises(NotAllowed, match="already in the service") as refusal:
        add(pp, team, **{"crn": "X000001", field: value})

    assert refusal.value.field == field
    assert ServiceUser.objects.count() == 1


def test_nobody_adds_people_to_a_team_they_do_not_refer_to(team, stranger):
    with pytest.raises(NotAllowed, match="cannot add people"):
        add(stranger, team)


def test_the_pp_named_must_refer_to_the_team(team, practitioner, stranger, pp):
    with pytest.raises(NotAllowed, match="refers to this team"):
        add(practitioner, team, pp_id=stranger.pk)

    assert add(practitioner, team, pp_id=pp.pk).pp == pp


def test_an_unknown_detail_is_a_mistake_of_ours(team, pp):
    with pytest.raises(TypeError, match="is_restricted"):
        add(pp, team, is_restricted=True)


@pytest.mark.django_db(transaction=True)
def test_two_who_add_one_person_at_once_make_one(team, pp, other_pp):
    results = together(lambda: add(pp, team), lambda: add(other_pp, team))

    assert ServiceUser.objects.count() == 1
    assert sorted(type(result).__name__ for result in results) == ["NotAllowed", "ServiceUser"]
    assert AuditEvent.objects.count() == 1


# --- Correcting --------------------------------------------------------------------------------------


def change(person, by, **values):
    return actions.update_service_user(service_user_id=person.pk, by=by, at=NOW, **values)


def test_details_are_changed_with_who_and_when(service_user, colleague):
    person = change(service_user, colleague, version=1, pronouns="they/them", sex="M")

    assert (person.pronouns, person.version) == ("they/them", 2)
    assert (person.changed_by, person.changed_at) == (colleague, NOW)
    assert AuditEvent.objects.get().detail == {"fields": ["pronouns"]}


def test_a_stale_change_is_refused_and_the_first_stands(service_user, colleague, pp):
    change(service_user, colleague, version=1, pronouns="they/them")

    with pytest.raises(Stale):
        change(service_user, pp, version=1, pronouns="he/him")

    service_user.refresh_from_db()
    assert service_user.pronouns == "they/them"


def test_a_stranger_cannot_change_a_person(service_user, stranger):
    with pytest.raises(ServiceUser.DoesNotExist):
        change(service_user, stranger, pronouns="x")


def test_somebody_elses_number_is_refused_when_adding_it(service_user, team, pp):
    add(pp, team, prison_number="A1234BC")

    with pytest.raises(NotAllowed, match="already in the service"):
        change(service_user, pp, prison_number="A1234BC")


def test_naming_another_pp_tells_the_one_before(service_user, practitioner, pp, other_pp):
    change(service_user, practitioner, pp_id=other_pp.pk)

    told = PPChange.objects.visible_to(pp).get()
    assert (told.from_pp, told.to_pp, told.by) == (pp, other_pp, practitioner)


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_at_once_from_one_page_one_is_told(service_user, colleague, practitioner):
    results = together(
        lambda: change(service_user, colleague, version=1, pronouns="a"),
        lambda: change(service_user, practitioner, version=1, pronouns="b"),
    )

    assert sorted(type(result).__name__ for result in results) == ["ServiceUser", "Stale"]
    service_user.refresh_from_db()
    assert service_user.version == 2


# --- Taking over -------------------------------------------------------------------------------------


def test_a_pp_who_knows_who_it_is_takes_over(service_user, pp, other_pp):
    assert not ServiceUser.objects.visible_to(other_pp).exists()

    person = take(other_pp, service_user, family_name=" private ")

    assert person.pp == other_pp
    assert ServiceUser.objects.visible_to(other_pp).get() == person
    told = PPChange.objects.visible_to(pp).get()
    assert (told.from_pp, told.to_pp, told.at) == (pp, other_pp, NOW)
    event = AuditEvent.objects.get()
    assert (event.action, event.detail) == ("person_taken_over", {"from_pp": pp.pk})


def test_taking_over_ones_own_person_changes_nothing(service_user, pp):
    take(pp, service_user)

    assert not PPChange.objects.exists()
    assert service_user.version == 1


def misses(person):
    return [
        {"date_of_birth": person.date_of_birth + timedelta(days=1)},
        {"family_name": "Other"},
        {"identifier": "X999999"},
        {"identifier": "nonsense"},
        {"identifier": "9434765918"},
    ]


@pytest.mark.parametrize("miss", range(5))
def test_every_miss_has_one_answer_and_is_noted(service_user, other_pp, miss):
    with pytest.raises(NotAllowed, match="speak to the team") as refusal:
        take(other_pp, service_user, **misses(service_user)[miss])

    assert "Private" not in str(refusal.value)
    assert not ServiceUser.objects.visible_to(other_pp).exists()
    noted = AccessRecord.objects.get()
    assert (noted.kind, noted.actor_id) == (AccessKind.REFUSED, other_pp.pk)


def test_a_barred_pp_gets_the_answer_of_no_match(service_user, other_pp):
    AccessLimit.objects.create(service_user=service_user, user=other_pp, kind="EXCLUDED")
    ServiceUser.objects.filter(pk=service_user.pk).update(has_exclusions=True)
    with pytest.raises(NotAllowed) as barred:
        take(other_pp, service_user)
    with pytest.raises(NotAllowed) as unknown:
        take(other_pp, service_user, identifier="X999999")

    assert str(barred.value) == str(unknown.value)


def test_guessing_a_date_of_birth_is_stopped(service_user, other_pp):
    for days in range(1, 6):
        with pytest.raises(NotAllowed, match="do not match"):
            take(other_pp, service_user, date_of_birth=TODAY - timedelta(days=days))

    with pytest.raises(NotAllowed, match="Wait an hour"):
        take(other_pp, service_user)

    take(other_pp, service_user, at=NOW + timedelta(hours=1, minutes=1))


def test_only_a_pp_takes_over(service_user, stranger):
    with pytest.raises(NotAllowed, match="Only a probation practitioner"):
        take(stranger, service_user)


@pytest.mark.django_db(transaction=True)
def test_two_who_take_over_at_once_both_end_in_one_history(service_user, pp, other_pp, team):
    third = make.make_pp(team, name="Tomos Third")

    together(lambda: take(other_pp, service_user), lambda: take(third, service_user))

    changes = list(PPChange.objects.order_by("pk"))
    service_user.refresh_from_db()
    assert [changes[0].from_pp, changes[1].from_pp] == [pp, changes[0].to_pp]
    assert service_user.pp == changes[1].to_pp


# --- Moving --------------------------------------------------------------------------------------------


def move(person, by, kind="COMMUNITY", from_on=TODAY, **values):
    return actions.move(
        service_user_id=person.pk, by=by, at=NOW, where=actions.Place(kind, from_on, **values)
    )


def test_a_move_closes_where_they_were(service_user, practitioner):
    week_ago = TODAY - timedelta(days=7)
    move(service_user, practitioner, "CUSTODY", week_ago, release_unknown_reason="On remand")
    move(service_user, practitioner, "APPROVED_PREMISES", place="Cardiff")

    before, now = Location.objects.order_by("pk")
    assert (before.kind, before.from_on, before.to_on) == ("CUSTODY", week_ago, TODAY)
    assert (now.kind, now.place, now.to_on) == ("APPROVED_PREMISES", "Cardiff", None)


def test_a_release_date_belongs_only_to_places_one_is_released_from(service_user, practitioner):
    location = move(service_user, practitioner, release_expected_on=TODAY)

    assert location.release_expected_on is None


def test_a_move_before_the_last_one_is_refused(service_user, practitioner):
    move(service_user, practitioner)

    with pytest.raises(NotAllowed, match="on or after"):
        move(service_user, practitioner, from_on=TODAY - timedelta(days=1))

    assert Location.objects.get().to_on is None


def test_a_stranger_cannot_move_a_person(service_user, stranger):
    with pytest.raises(ServiceUser.DoesNotExist):
        move(service_user, stranger)


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_leave_one_present_place(service_user, practitioner, colleague):
    together(
        lambda: move(service_user, practitioner, place="Barry"),
        lambda: move(service_user, colleague, place="Neath"),
    )

    assert Location.objects.count() == 2
    assert Location.objects.current().count() == 1


# --- Limited access --------------------------------------------------------------------------------------


def limit(person, by, **lists):
    return actions.set_access_limits(
        service_user_id=person.pk, by=by, at=NOW, reason="Probation decided it", **lists
    )


def test_a_restricted_record_is_seen_by_the_named_alone(service_user, lead, pp, practitioner):
    limit(service_user, lead, named={lead.pk, pp.pk})

    assert ServiceUser.objects.visible_to(pp).exists()
    assert not ServiceUser.objects.visible_to(practitioner).exists()


def test_an_excluded_colleague_sees_nothing(service_user, lead, pp, practitioner):
    limit(service_user, lead, excluded={practitioner.pk})

    assert ServiceUser.objects.visible_to(pp).exists()
    assert not ServiceUser.objects.visible_to(practitioner).exists()
    assert not Location.objects.visible_to(practitioner).exists()


def test_limits_are_lifted_by_naming_nobody(service_user, lead, practitioner):
    limit(service_user, lead, excluded={practitioner.pk})
    limit(service_user, lead)

    assert ServiceUser.objects.visible_to(practitioner).exists()


def test_only_a_lead_limits_access_and_not_their_own(service_user, lead, practitioner):
    with pytest.raises(NotAllowed, match="Only a lead"):
        limit(service_user, practitioner, excluded=())
    with pytest.raises(NotAllowed, match="yourself"):
        limit(service_user, lead, excluded={lead.pk})
    with pytest.raises(NotAllowed, match="yourself"):
        limit(service_user, lead, named={practitioner.pk})


# --- Whatever the verb, no trail means no change ------------------------------------------------------


def acts(person, team):
    return {
        "add": lambda by: add(by, team),
        "take": lambda by: take(by, person),
        "update": lambda by: change(person, by, pronouns="x"),
        "move": lambda by: move(person, by),
        "limit": lambda by: limit(person, by),
    }


@pytest.fixture
def refuse_to_record(db):
    """The database itself refuses this actor's audit row."""

    def refuse(user):
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE audit_auditevent ADD CONSTRAINT refuse CHECK (actor_id <> %s)",
                [user.pk],
            )

    return refuse


@pytest.mark.parametrize("verb", ["add", "update", "take", "move", "limit"])
def test_a_change_whose_trail_cannot_be_written_does_not_happen(
    service_user, team, lead, other_pp, refuse_to_record, verb
):
    actor = other_pp if verb == "take" else lead
    refuse_to_record(actor)

    with pytest.raises(DatabaseError), transaction.atomic():
        acts(service_user, team)[verb](actor)

    service_user.refresh_from_db()
    assert (service_user.version, service_user.pronouns) == (1, "")
    assert ServiceUser.objects.count() == 1
    assert not Location.objects.exists()
    assert not PPChange.objects.exists()
