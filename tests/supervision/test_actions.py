"""Supervision booked, recorded and confirmed: who may, what is refused, what is undone together."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection, transaction

from audit.models import AuditEvent
from people.models import AccessLimit, User
from people.rules import NotAllowed, Stale
from supervision import actions
from supervision.actions import Said, ToDo
from supervision.models import AgreedAction, Agreement, SupervisionRecord
from supervision.rules import RecordStatus
from tests import factories as make
from tests.races import together

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
NOW, TODAY = make.NOW, make.TODAY
DAY = timedelta(days=1)
SAID = Said(minutes=60, themes=["CASES", "Snow"], summary="Words", feelings="Tired")


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


def test_either_moves_what_is_booked_and_a_page_that_shows_the_old_time_is_told(
    planned, practitioner, psychologist
):
    """It lay behind us and did not take place: it may still be held."""
    move = {"record_id": planned.pk, "planned_for": NOW + DAY, "at": NOW, "version": 1}

    actions.move_supervision(**move, by=practitioner)

    planned.refresh_from_db()
    assert (planned.status, planned.planned_for) == (RecordStatus.PLANNED, NOW + DAY)
    with pytest.raises(Stale):
        actions.move_supervision(**move, by=psychologist)


@pytest.mark.parametrize("when", [NOW - DAY, NOW + 184 * DAY, NOW + 2 * DAY])
def test_it_is_moved_ahead_within_half_a_year_and_never_onto_another(
    agreement, planned, practitioner, when
):
    make.make_supervision(agreement, when=NOW + 2 * DAY, status="PLANNED")
    with pytest.raises(NotAllowed) as refusal:
        actions.move_supervision(record_id=planned.pk, planned_for=when, by=practitioner, at=NOW)
    assert refusal.value.field == "planned_for"


def test_what_took_place_is_not_moved(held, practitioner):
    with pytest.raises(NotAllowed):
        actions.move_supervision(record_id=held.pk, planned_for=NOW + DAY, by=practitioner, at=NOW)


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
        Said(minutes=60),
        Said(minutes=60, summary=" ", feelings="\n"),
        Said(minutes=60, themes=["x" * 61]),
        Said(minutes=60, themes=[str(n) for n in range(13)]),
    ],
)
def test_a_record_out_of_shape_or_empty_is_refused(planned, psychologist, said):
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
        record_id=planned.pk,
        said=replace(SAID, minutes=50),
        by=psychologist,
        at=NOW + DAY,
        version=2,
    )

    planned.refresh_from_db()
    assert (planned.minutes, planned.version) == (50, 3)
    assert (planned.supervisee_confirmed_at, planned.supervisor_confirmed_at) == (None, NOW + DAY)


def test_nobody_confirms_words_they_have_not_read(planned, practitioner, psychologist):
    actions.record_supervision(record_id=planned.pk, said=SAID, by=practitioner, at=NOW)
    actions.amend_supervision(record_id=planned.pk, said=SAID, by=practitioner, at=NOW)

    with pytest.raises(Stale):
        actions.confirm_supervision(record_id=planned.pk, by=psychologist, at=NOW, version=2)


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
@pytest.mark.parametrize("verb", ["move", "record", "amend", "confirm", "cancel", "finish"])
def test_to_anybody_else_a_record_does_not_exist(planned, held, who, verb, request):
    by = request.getfixturevalue(who)
    action = AgreedAction.objects.create(record=held, what="Ring", owner=held.agreement.supervisor)
    attempts = {
        "move": lambda: actions.move_supervision(
            record_id=planned.pk, planned_for=NOW + DAY, by=by, at=NOW
        ),
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


@pytest.mark.django_db(transaction=True)
def test_two_who_record_at_once_one_wins_and_the_other_is_told(planned, practitioner, psychologist):
    ends = together(
        lambda: actions.record_supervision(
            record_id=planned.pk, said=replace(SAID, minutes=50), by=practitioner, at=NOW, version=1
        ),
        lambda: actions.record_supervision(
            record_id=planned.pk, said=replace(SAID, minutes=60), by=psychologist, at=NOW, version=1
        ),
    )

    assert sorted(type(end).__name__ for end in ends) == ["Stale", "SupervisionRecord"]
