"""Agreements and records: who may, what is refused, what is undone together."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection, transaction

from audit.models import AuditEvent
from people.models import AccessLimit, User
from people.permissions import Profession, Role
from people.rules import NotAllowed, Stale
from supervision import actions
from supervision.actions import Said, ToDo
from supervision.models import AgreedAction, Agreement, SupervisionRecord
from supervision.rules import RecordStatus
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
NOW, TODAY = make.NOW, make.TODAY
DAY = timedelta(days=1)
SAID = Said(minutes=60, themes=["CASES", "Snow"], summary="Words", feelings="Tired")


def agree(supervisee, supervisor, *, by, kind="CLINICAL", **fields):
    return actions.make_agreement(
        supervisee_id=supervisee.pk,
        supervisor_id=supervisor.pk,
        kind=kind,
        by=by,
        at=NOW,
        **fields,
    )


# --- Agreements -----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["practitioner", "psychologist", "lead"])
def test_either_of_the_two_or_a_lead_makes_an_agreement(
    practitioner, psychologist, lead, team, who, request
):
    by = request.getfixturevalue(who)

    agreement = agree(practitioner, psychologist, by=by)

    assert (agreement.team, agreement.interval_days, agreement.agreed_on) == (team, 28, TODAY)
    event = AuditEvent.objects.get(action="supervision_agreed")
    assert (event.actor_id, event.detail["supervisee"]) == (by.pk, practitioner.pk)


def test_the_usual_interval_is_the_teams_by_profession(psychologist, team):
    pdpo = make.make_user(team, Role.PRACTITIONER, profession=Profession.PDPO)
    team.policy.supervision_days_pdpo = 35
    team.policy.save()

    assert agree(pdpo, psychologist, by=psychologist).interval_days == 35


def test_several_arrangements_stand_beside_each_other(practitioner, psychologist, lead, colleague):
    agree(practitioner, psychologist, by=practitioner)
    agree(practitioner, lead, by=practitioner, kind="LINE")
    agree(practitioner, colleague, by=practitioner, kind="PEER")
    agree(practitioner, psychologist, by=practitioner, kind="REFLECTIVE")

    assert Agreement.objects.current().filter(supervisee=practitioner).count() == 4


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"supervisor": "practitioner"}, "supervisor"),
        ({"supervisor": "colleague"}, "supervisor"),  # clinical asks for the role
        ({"supervisor": "stranger"}, "supervisor"),  # works elsewhere
        ({"supervisee": "pp", "by": "psychologist"}, "supervisee"),  # no part of the team's work
        ({"interval_days": 6}, "interval_days"),
        ({"interval_days": 93}, "interval_days"),
        ({"agreed_on": TODAY + DAY}, "agreed_on"),
        ({"by": "colleague"}, ""),
        ({"by": "stranger"}, ""),
    ],
)
def test_an_agreement_is_refused_with_the_reason(
    practitioner, psychologist, colleague, stranger, pp, changes, field, request
):
    given = {"supervisee": "practitioner", "supervisor": "psychologist", "by": "practitioner"}
    given |= changes
    people = {
        name: request.getfixturevalue(given.pop(name))
        for name in ("supervisee", "supervisor", "by")
    }

    with pytest.raises(NotAllowed) as refusal:
        agree(**people, **given)

    assert refusal.value.field == field
    assert not Agreement.objects.exists()


def test_somebody_who_left_is_not_agreed_with(practitioner, psychologist):
    psychologist.is_active = False
    psychologist.save()

    with pytest.raises(NotAllowed):
        agree(practitioner, psychologist, by=practitioner)


def test_the_same_agreement_is_not_made_twice(agreement, practitioner, psychologist):
    with pytest.raises(NotAllowed) as refusal:
        agree(practitioner, psychologist, by=practitioner)
    assert refusal.value.field == "kind"


def test_an_agreement_whose_trail_cannot_be_written_is_not_made(practitioner, psychologist, lead):
    by = User.objects.get(pk=lead.pk)
    by.given_name = "L" * 300  # the trail has no room for this name

    with pytest.raises(DatabaseError), transaction.atomic():
        agree(practitioner, psychologist, by=by)

    assert not Agreement.objects.exists()


def test_changing_an_agreement_moves_its_due_date(agreement, psychologist):
    actions.change_agreement(
        agreement_id=agreement.pk,
        interval_days=14,
        minutes=90,
        place="Room 2",
        by=psychologist,
        at=NOW,
        version=1,
    )

    found = Agreement.objects.with_clock(TODAY).get()
    assert (found.due_on, found.version) == (agreement.agreed_on + 14 * DAY, 2)


def test_a_stale_change_is_refused(agreement, psychologist):
    with pytest.raises(Stale):
        actions.change_agreement(
            agreement_id=agreement.pk,
            interval_days=14,
            minutes=60,
            place="",
            by=psychologist,
            at=NOW,
            version=0,
        )


def test_ending_an_agreement_cancels_what_was_booked(agreement, lead):
    booked = make.make_supervision(agreement, when=NOW + 7 * DAY, status="PLANNED")

    actions.end_agreement(agreement_id=agreement.pk, reason="New job", by=lead, at=NOW)

    booked.refresh_from_db()
    agreement.refresh_from_db()
    assert (booked.status, agreement.ended_by) == (RecordStatus.CANCELLED, lead)


@pytest.mark.parametrize("reason", ["", "  "])
def test_an_agreement_ends_with_a_reason_and_once(agreement, lead, reason):
    with pytest.raises(NotAllowed):
        actions.end_agreement(agreement_id=agreement.pk, reason=reason, by=lead, at=NOW)
    actions.end_agreement(agreement_id=agreement.pk, reason="New job", by=lead, at=NOW)

    with pytest.raises(NotAllowed):
        actions.end_agreement(agreement_id=agreement.pk, reason="Again", by=lead, at=NOW)


@pytest.mark.parametrize("who", ["colleague", "stranger", "administrator"])
def test_nobody_else_reaches_an_agreement(agreement, who, request):
    with pytest.raises(ObjectDoesNotExist):
        actions.end_agreement(
            agreement_id=agreement.pk, reason="Mine", by=request.getfixturevalue(who), at=NOW
        )


# --- Booking ------------------------------------------------------------------------------------


def test_either_of_the_two_books(agreement, practitioner):
    record = actions.plan_supervision(
        agreement_id=agreement.pk, planned_for=NOW + 3 * DAY, by=practitioner, at=NOW
    )

    assert (record.status, record.planned_by) == (RecordStatus.PLANNED, practitioner)


@pytest.mark.parametrize("when", [NOW - DAY, NOW, NOW + 184 * DAY])
def test_supervision_is_booked_ahead_and_within_half_a_year(agreement, practitioner, when):
    with pytest.raises(NotAllowed) as refusal:
        actions.plan_supervision(
            agreement_id=agreement.pk, planned_for=when, by=practitioner, at=NOW
        )
    assert refusal.value.field == "planned_for"


def test_a_lead_arranges_but_does_not_take_part(agreement, lead):
    with pytest.raises(NotAllowed):
        actions.plan_supervision(agreement_id=agreement.pk, planned_for=NOW + DAY, by=lead, at=NOW)


def test_a_double_click_books_once(agreement, practitioner):
    book = {"agreement_id": agreement.pk, "planned_for": NOW + DAY, "by": practitioner, "at": NOW}
    actions.plan_supervision(**book)

    with pytest.raises(NotAllowed):
        actions.plan_supervision(**book)


# --- Recording and confirming --------------------------------------------------------------------


def test_recording_keeps_what_was_said_and_confirms_for_the_one_who_records(
    planned, practitioner, psychologist
):
    actions.record_supervision(
        record_id=planned.pk,
        said=Said(
            minutes=55,
            themes=["RISK"],
            summary="Words",
            feelings="Tired",
            to_do=[ToDo("Ring the GP", psychologist.pk, TODAY + 7 * DAY)],
        ),
        by=practitioner,
        at=NOW,
    )

    planned.refresh_from_db()
    assert (planned.status, planned.minutes, planned.themes) == (RecordStatus.HELD, 55, ["RISK"])
    assert (planned.supervisee_confirmed_at, planned.supervisor_confirmed_at) == (NOW, None)
    assert [(a.what, a.owner) for a in planned.actions.all()] == [("Ring the GP", psychologist)]


def test_a_word_in_the_corridor_is_recorded_on_the_spot(agreement, psychologist):
    record = actions.record_unplanned_supervision(
        agreement_id=agreement.pk,
        held_at=NOW - timedelta(hours=1),
        said=SAID,
        by=psychologist,
        at=NOW,
    )

    assert (record.is_informal, record.status) == (True, RecordStatus.HELD)
    assert Agreement.objects.with_clock(TODAY).get().days == 0


@pytest.mark.parametrize("held_at", [NOW + timedelta(minutes=1), NOW - 93 * DAY])
def test_what_has_not_happened_or_is_long_past_is_not_recorded(agreement, psychologist, held_at):
    with pytest.raises(NotAllowed):
        actions.record_unplanned_supervision(
            agreement_id=agreement.pk, held_at=held_at, said=SAID, by=psychologist, at=NOW
        )


@pytest.mark.parametrize(
    "said",
    [
        Said(minutes=0),
        Said(minutes=481),
        Said(minutes=60, themes=["x" * 61]),
        Said(minutes=60, themes=[str(n) for n in range(13)]),
    ],
)
def test_a_record_out_of_shape_is_refused(planned, psychologist, said):
    with pytest.raises(NotAllowed):
        actions.record_supervision(record_id=planned.pk, said=said, by=psychologist, at=NOW)

    planned.refresh_from_db()
    assert planned.status == RecordStatus.PLANNED


def test_supervision_that_lies_ahead_is_not_recorded(agreement, psychologist):
    ahead = make.make_supervision(agreement, when=NOW + DAY, status="PLANNED")

    with pytest.raises(NotAllowed):
        actions.record_supervision(record_id=ahead.pk, said=SAID, by=psychologist, at=NOW)


def test_an_action_belongs_to_one_of_the_two(planned, psychologist, colleague):
    with pytest.raises(NotAllowed):
        actions.record_supervision(
            record_id=planned.pk,
            said=Said(minutes=60, to_do=[ToDo("Ring the GP", colleague.pk)]),
            by=psychologist,
            at=NOW,
        )


def test_only_people_both_may_read_about_are_discussed(
    planned, practitioner, psychologist, service_user, team
):
    open_case = make.make_case(service_user, practitioner=practitioner)
    hidden = make.make_service_user(team, added_by=practitioner, has_exclusions=True)
    AccessLimit.objects.create(service_user=hidden, user=psychologist, kind="EXCLUDED")
    hidden_case = make.make_case(hidden, practitioner=practitioner)

    with pytest.raises(NotAllowed) as refusal:
        actions.record_supervision(
            record_id=planned.pk,
            said=Said(minutes=60, case_ids=[open_case.pk, hidden_case.pk]),
            by=practitioner,
            at=NOW,
        )
    assert refusal.value.field == "cases"

    actions.record_supervision(
        record_id=planned.pk,
        said=Said(minutes=60, case_ids=[open_case.pk]),
        by=practitioner,
        at=NOW,
    )
    assert list(planned.cases_discussed.all()) == [open_case]


def test_a_change_takes_the_others_confirmation_back(planned, practitioner, psychologist):
    actions.record_supervision(record_id=planned.pk, said=SAID, by=practitioner, at=NOW)
    actions.amend_supervision(
        record_id=planned.pk, said=Said(minutes=50), by=psychologist, at=NOW + DAY, version=1
    )

    planned.refresh_from_db()
    assert (planned.minutes, planned.version) == (50, 2)
    assert (planned.supervisee_confirmed_at, planned.supervisor_confirmed_at) == (None, NOW + DAY)


def test_nobody_confirms_words_they_have_not_read(planned, practitioner, psychologist):
    actions.record_supervision(record_id=planned.pk, said=SAID, by=practitioner, at=NOW)
    actions.amend_supervision(record_id=planned.pk, said=SAID, by=practitioner, at=NOW)

    with pytest.raises(Stale):
        actions.confirm_supervision(record_id=planned.pk, by=psychologist, at=NOW, version=1)


def test_what_both_confirmed_no_longer_changes(planned, practitioner, psychologist):
    actions.record_supervision(record_id=planned.pk, said=SAID, by=practitioner, at=NOW)
    actions.confirm_supervision(record_id=planned.pk, by=psychologist, at=NOW)

    with pytest.raises(NotAllowed):
        actions.amend_supervision(record_id=planned.pk, said=SAID, by=practitioner, at=NOW)
    with pytest.raises(NotAllowed):
        actions.confirm_supervision(record_id=planned.pk, by=psychologist, at=NOW)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE supervision_supervisionrecord SET summary = 'Other words'",
        "DELETE FROM supervision_supervisionrecord",
    ],
)
def test_the_database_itself_refuses_to_change_what_both_confirmed(held, statement):
    SupervisionRecord.objects.update(supervisee_confirmed_at=NOW, supervisor_confirmed_at=NOW)

    with (
        pytest.raises(DatabaseError, match="Cannot"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_what_is_only_planned_is_not_confirmed(planned, practitioner):
    with pytest.raises(NotAllowed):
        actions.confirm_supervision(record_id=planned.pk, by=practitioner, at=NOW)


def test_a_cancelled_supervision_says_why_to_the_two_and_nobody_else(agreement, practitioner):
    booked = make.make_supervision(agreement, when=NOW + DAY, status="PLANNED")
    with pytest.raises(NotAllowed):
        actions.cancel_supervision(record_id=booked.pk, reason=" ", by=practitioner, at=NOW)

    actions.cancel_supervision(
        record_id=booked.pk, reason="My mother died", by=practitioner, at=NOW
    )

    booked.refresh_from_db()
    assert (booked.status, booked.cancelled_reason) == (RecordStatus.CANCELLED, "My mother died")
    event = AuditEvent.objects.get(action="supervision_cancelled")
    assert (event.reason, event.detail) == ("", {})
    with pytest.raises(NotAllowed):
        actions.cancel_supervision(record_id=booked.pk, reason="Twice", by=practitioner, at=NOW)


def test_either_of_the_two_marks_an_action_done_once(held, practitioner, psychologist):
    action = AgreedAction.objects.create(record=held, what="Ring the GP", owner=psychologist)

    actions.finish_action(action_id=action.pk, by=practitioner, at=NOW)

    action.refresh_from_db()
    assert (action.done_by, action.done_at) == (practitioner, NOW)
    with pytest.raises(NotAllowed):
        actions.finish_action(action_id=action.pk, by=psychologist, at=NOW)


@pytest.mark.parametrize("who", ["lead", "colleague", "stranger", "administrator", "supervisor"])
@pytest.mark.parametrize("verb", ["record", "amend", "confirm", "cancel", "finish"])
def test_to_anybody_else_a_record_does_not_exist(planned, held, who, verb, request):
    by = request.getfixturevalue(who)
    action = AgreedAction.objects.create(record=held, what="Ring", owner=held.agreement.supervisor)
    attempts = {
        "record": lambda: actions.record_supervision(
            record_id=planned.pk, said=SAID, by=by, at=NOW
        ),
        "amend": lambda: actions.amend_supervision(record_id=held.pk, said=SAID, by=by, at=NOW),
        "confirm": lambda: actions.confirm_supervision(record_id=held.pk, by=by, at=NOW),
        "cancel": lambda: actions.cancel_supervision(
            record_id=planned.pk, reason="No", by=by, at=NOW
        ),
        "finish": lambda: actions.finish_action(action_id=action.pk, by=by, at=NOW),
    }

    with pytest.raises(ObjectDoesNotExist):
        attempts[verb]()


def test_a_record_whose_trail_cannot_be_written_is_not_kept(planned, practitioner):
    by = User.objects.get(pk=practitioner.pk)
    by.given_name = "N" * 300

    with pytest.raises(DatabaseError), transaction.atomic():
        actions.record_supervision(
            record_id=planned.pk,
            said=Said(minutes=60, to_do=[ToDo("Ring the GP", by.pk)]),
            by=by,
            at=NOW,
        )

    planned.refresh_from_db()
    assert (planned.status, AgreedAction.objects.count()) == (RecordStatus.PLANNED, 0)


# --- Two at once -----------------------------------------------------------------------------------


def at_once(*verbs):
    """Run each in a thread of its own; give what each returned or raised."""
    barrier, ends = Barrier(len(verbs)), [None] * len(verbs)

    def run(place, verb):
        try:
            barrier.wait(timeout=10)
            ends[place] = verb()
        except Exception as problem:
            ends[place] = problem
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(verbs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return ends


@pytest.mark.django_db(transaction=True)
def test_two_who_record_at_once_one_wins_and_the_other_is_told(planned, practitioner, psychologist):
    ends = at_once(
        lambda: actions.record_supervision(
            record_id=planned.pk, said=Said(minutes=50), by=practitioner, at=NOW, version=1
        ),
        lambda: actions.record_supervision(
            record_id=planned.pk, said=Said(minutes=60), by=psychologist, at=NOW, version=1
        ),
    )

    assert sorted(type(end).__name__ for end in ends) == ["NotAllowed", "SupervisionRecord"]


@pytest.mark.django_db(transaction=True)
def test_two_who_make_the_same_agreement_at_once_make_one(practitioner, psychologist):
    ends = at_once(
        lambda: agree(practitioner, psychologist, by=practitioner),
        lambda: agree(practitioner, psychologist, by=psychologist),
    )

    assert sorted(type(end).__name__ for end in ends) == ["Agreement", "NotAllowed"]
    assert Agreement.objects.count() == 1
