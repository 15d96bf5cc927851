"""What the work asks for: sessions, contact, reviews and endings."""

from datetime import UTC, datetime, timedelta

import pytest

from flags.rules import FlagKind
from people.models import Absence
from tests import factories as make
from tiers import actions
from tiers.models import Case, CaseStatusChange, Contact, EndingPlan, EndingStep, Session
from tiers.rules import CaseStatus, EndingReason, SessionStatus, StepKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
TODAY, NOW = make.TODAY, make.NOW
DAY = timedelta(days=1)


@pytest.fixture
def case(service_user, practitioner, lead):
    return make.make_case(service_user, practitioner=practitioner, lead=lead)


@pytest.fixture
def other_case(other_person, stranger):
    """The same work in the other team, quiet as ours: raised apart, or not at all."""
    return make.make_case(other_person, practitioner=stranger)


def change(case, **fields):
    Case.objects.filter(pk=case.pk).update(**fields)


def pause(case):
    change(
        case,
        status=CaseStatus.PAUSED,
        paused_at=NOW,
        paused_by=case.practitioner,
        pause_reason="CUSTODY",
    )


def end(case, reason=EndingReason.COMPLETED):
    change(
        case,
        status=CaseStatus.ENDED,
        ended_at=NOW,
        ended_by=case.practitioner,
        ending_reason=reason,
    )


def plan_with_step(case, *, kind, due_on, end_on=None, **fields):
    plan = EndingPlan.objects.create(
        case=case,
        end_on=end_on or TODAY + 30 * DAY,
        made_at=NOW - 30 * DAY,
        made_by=case.practitioner,
    )
    return EndingStep.objects.create(plan=plan, case=case, kind=kind, due_on=due_on, **fields)


def reach(case, *, at, reached=True):
    return Contact.objects.create(
        case=case, kind="PHONE", at=at, reached=reached, logged_at=at, logged_by=case.practitioner
    )


# --- An outcome not recorded --------------------------------------------------------------------


@pytest.mark.parametrize(("days", "raised"), [(2, False), (3, True)])
def test_a_session_waits_two_days_for_its_outcome(sweep, case, practitioner, days, raised):
    session = make.make_session(case, when=NOW - days * DAY)

    flags = sweep(FlagKind.SESSION_UNRECORDED)

    assert [(flag.subject_id, flag.owner, flag.since_on) for flag in flags] == (
        [(session.pk, practitioner, TODAY - days * DAY)] if raised else []
    )


def test_recording_a_session_clears_its_flag(sweep, case):
    session = make.make_session(case, when=NOW - 5 * DAY)
    assert sweep(FlagKind.SESSION_UNRECORDED)
    Session.objects.filter(pk=session.pk).update(
        status=SessionStatus.HELD, minutes=60, recorded_at=NOW, recorded_by=case.practitioner
    )

    assert sweep(FlagKind.SESSION_UNRECORDED) == []


def test_the_teams_own_number_of_days_counts(sweep, case, other_case, other_team):
    other_team.policy.record_session_days = 7
    other_team.policy.save()
    ours = make.make_session(case, when=NOW - 5 * DAY)
    make.make_session(other_case, when=NOW - 5 * DAY)

    assert [flag.subject_id for flag in sweep(FlagKind.SESSION_UNRECORDED)] == [ours.pk]


def test_whoever_covers_gets_the_flag_while_the_practitioner_is_away(
    sweep, case, practitioner, colleague
):
    make.make_session(case, when=NOW - 5 * DAY)
    away = Absence.objects.create(
        user=practitioner, kind="LEAVE", starts_on=TODAY - DAY, cover=colleague
    )
    assert [flag.owner for flag in sweep(FlagKind.SESSION_UNRECORDED)] == [colleague]

    away.delete()
    assert [flag.owner for flag in sweep(FlagKind.SESSION_UNRECORDED)] == [practitioner]


def test_a_practitioner_who_has_left_owes_nothing_the_lead_does(sweep, case, practitioner, lead):
    make.make_session(case, when=NOW - 5 * DAY)
    practitioner.is_active = False
    practitioner.save()

    assert [flag.owner for flag in sweep(FlagKind.SESSION_UNRECORDED)] == [lead]


# --- No contact --------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "raised"), [(28, False), (29, True)])
def test_silence_is_counted_from_the_last_session_held(sweep, case, days, raised):
    make.make_session(case, when=NOW - days * DAY, status="HELD")

    flags = sweep(FlagKind.NO_CONTACT)

    assert [(flag.subject_id, flag.since_on) for flag in flags] == (
        [(case.pk, TODAY - days * DAY)] if raised else []
    )


@pytest.mark.parametrize(("days", "raised"), [(28, False), (29, True)])
def test_silence_is_counted_from_the_opening_when_nobody_has_met(sweep, case, days, raised):
    change(case, opened_at=NOW - days * DAY)

    assert bool(sweep(FlagKind.NO_CONTACT)) is raised


def test_missed_sessions_and_failed_attempts_break_no_silence(sweep, case):
    make.make_session(case, when=NOW - DAY, status="MISSED")
    reach(case, at=NOW - DAY, reached=False)

    assert [flag.subject_id for flag in sweep(FlagKind.NO_CONTACT)] == [case.pk]


def test_reaching_the_person_clears_the_flag(sweep, case):
    assert sweep(FlagKind.NO_CONTACT)
    reach(case, at=NOW - DAY)

    assert sweep(FlagKind.NO_CONTACT) == []


def test_each_team_has_its_own_silence(sweep, case, other_case, other_team):
    other_team.policy.no_contact_days = 90
    other_team.policy.save()

    assert [flag.subject_id for flag in sweep(FlagKind.NO_CONTACT)] == [case.pk]


def test_a_paused_case_chases_nobody_and_counts_from_its_resuming(sweep, case):
    pause(case)
    assert sweep(FlagKind.NO_CONTACT) == []

    change(case, status=CaseStatus.OPEN, paused_at=None, paused_by=None, pause_reason="")
    CaseStatusChange.objects.create(
        case=case,
        from_status=CaseStatus.PAUSED,
        to_status=CaseStatus.OPEN,
        at=NOW - 3 * DAY,
        by=case.practitioner,
    )
    assert sweep(FlagKind.NO_CONTACT) == []


@pytest.mark.parametrize(
    ("last_met", "moment", "raised"),
    [
        # Met at half past midnight on 1 July in London: 28 days are over on 29 July, not before.
        (
            datetime(2026, 6, 30, 23, 30, tzinfo=UTC),
            datetime(2026, 7, 29, 22, 59, tzinfo=UTC),
            False,
        ),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), datetime(2026, 7, 29, 23, 1, tzinfo=UTC), True),
        # Across the end of summer time: days are counted, not hours.
        (
            datetime(2026, 10, 10, 23, 30, tzinfo=UTC),
            datetime(2026, 11, 8, 23, 59, tzinfo=UTC),
            False,
        ),
        (datetime(2026, 10, 10, 23, 30, tzinfo=UTC), datetime(2026, 11, 9, 0, 1, tzinfo=UTC), True),
    ],
)
def test_days_are_london_days_across_summer_time(sweep, case, last_met, moment, raised):
    change(case, opened_at=datetime(2026, 1, 5, 12, tzinfo=UTC))
    make.make_session(case, when=last_met, status="HELD")

    assert bool(sweep(FlagKind.NO_CONTACT, moment)) is raised


# --- Three missed in a row ------------------------------------------------------------------------


def missed(case, *days, by="PERSON_NOT_TOLD"):
    for number in days:
        make.make_session(case, when=NOW - number * DAY, status="MISSED", missed_by=by)


def test_three_missed_in_a_row_ask_for_a_review(sweep, case):
    missed(case, 21, 14)
    make.make_session(case, when=NOW - 10 * DAY, status="CANCELLED")
    assert sweep(FlagKind.THREE_MISSED) == []

    missed(case, 7, by="PERSON_TOLD")
    flags = sweep(FlagKind.THREE_MISSED)
    assert [(flag.subject_id, flag.since_on) for flag in flags] == [(case.pk, TODAY - 21 * DAY)]


def test_our_own_missing_is_not_the_persons(sweep, case):
    missed(case, 21, 14)
    missed(case, 7, by="PRACTITIONER")

    assert sweep(FlagKind.THREE_MISSED) == []


def test_a_session_held_clears_three_missed(sweep, case):
    missed(case, 21, 14, 7)
    assert sweep(FlagKind.THREE_MISSED)
    make.make_session(case, when=NOW - DAY, status="HELD")

    assert sweep(FlagKind.THREE_MISSED) == []


def test_a_review_answers_three_missed_and_three_more_ask_again(sweep, case):
    missed(case, 30, 23, 16)
    assert sweep(FlagKind.THREE_MISSED)
    CaseStatusChange.objects.create(
        case=case,
        from_status=CaseStatus.OPEN,
        to_status=CaseStatus.OPEN,
        at=NOW - 15 * DAY,
        by=case.practitioner,
        words="We try the side door",
    )
    assert sweep(FlagKind.THREE_MISSED) == []

    missed(case, 9, 5, 2)
    assert sweep(FlagKind.THREE_MISSED)


def test_missing_with_two_services_is_not_three_with_one(sweep, case, other_case):
    missed(case, 14, 7)
    missed(other_case, 3)

    assert sweep(FlagKind.THREE_MISSED) == []


# --- Reviews and endings ---------------------------------------------------------------------------


@pytest.mark.parametrize("paused", [False, True])
@pytest.mark.parametrize(("review_on", "raised"), [(TODAY + DAY, False), (TODAY, True)])
def test_a_review_is_due_on_its_day_paused_or_not(sweep, case, review_on, raised, paused):
    change(case, review_on=review_on)
    if paused:
        pause(case)

    flags = sweep(FlagKind.REVIEW_DUE)

    assert [flag.since_on for flag in flags] == ([review_on] if raised else [])


def test_a_new_review_date_clears_the_flag(sweep, case):
    change(case, review_on=TODAY - DAY)
    assert sweep(FlagKind.REVIEW_DUE)
    change(case, review_on=TODAY + 84 * DAY)

    assert sweep(FlagKind.REVIEW_DUE) == []


@pytest.mark.parametrize(("ahead", "raised"), [(57, False), (56, True), (10, True)])
def test_an_ending_is_planned_eight_weeks_before_the_end(sweep, case, ahead, raised):
    change(case, planned_end_on=TODAY + ahead * DAY)

    flags = sweep(FlagKind.NO_ENDING_PLAN)

    assert [flag.since_on for flag in flags] == ([TODAY + (ahead - 56) * DAY] if raised else [])


def test_steps_proposed_are_no_ending_plan_and_an_agreed_ending_is(sweep, case, practitioner):
    change(case, planned_end_on=TODAY + 10 * DAY)
    assert sweep(FlagKind.NO_ENDING_PLAN)
    plan_with_step(case, kind=StepKind.FAREWELL, due_on=TODAY + 10 * DAY)
    assert sweep(FlagKind.NO_ENDING_PLAN)

    EndingPlan.objects.update(agreed_at=make.NOW, agreed_by=practitioner)
    assert sweep(FlagKind.NO_ENDING_PLAN) == []


def test_each_team_has_its_own_lead_time_for_endings(sweep, case, other_case, team):
    team.policy.ending_plan_lead_days = 7
    team.policy.save()
    change(case, planned_end_on=TODAY + 20 * DAY)
    change(other_case, planned_end_on=TODAY + 20 * DAY)

    assert [flag.subject_id for flag in sweep(FlagKind.NO_ENDING_PLAN)] == [other_case.pk]


@pytest.mark.parametrize(("end_on", "raised"), [(TODAY, False), (TODAY - DAY, True)])
def test_the_planned_end_has_passed_the_day_after(sweep, case, end_on, raised):
    change(case, planned_end_on=end_on)

    assert [flag.since_on for flag in sweep(FlagKind.END_DATE_PASSED)] == (
        [end_on] if raised else []
    )


def test_the_end_agreed_in_the_plan_is_the_end(sweep, case, practitioner):
    change(case, planned_end_on=TODAY - 10 * DAY)
    made = {"case_id": case.pk, "end_on": TODAY + 40 * DAY, "wish": "AGREES"}
    talk = {"talked_on": TODAY, "how_talked": "Over tea"}
    plan = actions.make_ending_plan(**made, **talk, by=practitioner, at=make.NOW)
    assert sweep(FlagKind.END_DATE_PASSED)

    actions.agree_ending_plan(plan_id=plan.pk, by=practitioner, at=make.NOW)
    assert sweep(FlagKind.END_DATE_PASSED) == []


@pytest.mark.parametrize(
    "kind", [FlagKind.NO_ENDING_PLAN, FlagKind.END_DATE_PASSED, FlagKind.THREE_MISSED]
)
def test_a_paused_case_has_one_clock_its_review(sweep, case, kind):
    change(case, planned_end_on=TODAY - DAY)
    missed(case, 21, 14, 7)
    assert sweep(kind)
    pause(case)

    assert sweep(kind) == []


def test_ending_the_case_clears_what_it_owed(sweep, case):
    change(case, planned_end_on=TODAY - DAY, review_on=TODAY)
    kinds = [
        FlagKind.NO_CONTACT,
        FlagKind.NO_ENDING_PLAN,
        FlagKind.END_DATE_PASSED,
        FlagKind.REVIEW_DUE,
    ]
    assert all(sweep(kind) for kind in kinds)
    end(case)

    assert [sweep(kind) for kind in kinds] == [[], [], [], []]


@pytest.mark.parametrize(("due_on", "raised"), [(TODAY, False), (TODAY - DAY, True)])
def test_a_step_of_the_goodbye_is_late_the_day_after(sweep, case, practitioner, due_on, raised):
    step = plan_with_step(case, kind=StepKind.TAPER, due_on=due_on)

    flags = sweep(FlagKind.ENDING_STEP_OVERDUE)

    assert [(flag.subject_id, flag.owner, flag.since_on) for flag in flags] == (
        [(step.pk, practitioner, due_on)] if raised else []
    )


@pytest.mark.parametrize(
    "fields",
    [{"dropped_reason": "She asked to keep the rhythm"}, {"done": True}],
    ids=["dropped", "done"],
)
def test_a_step_done_or_dropped_clears_its_flag(sweep, case, fields):
    step = plan_with_step(case, kind=StepKind.TAPER, due_on=TODAY - DAY)
    assert sweep(FlagKind.ENDING_STEP_OVERDUE)
    if fields.pop("done", None):
        fields = {"done_at": NOW, "done_by": case.practitioner, "done_on": TODAY}
    EndingStep.objects.filter(pk=step.pk).update(**fields)

    assert sweep(FlagKind.ENDING_STEP_OVERDUE) == []


@pytest.mark.parametrize(("due_on", "raised"), [(TODAY + DAY, False), (TODAY, True)])
def test_an_after_contact_is_due_on_its_day_after_the_end(sweep, case, due_on, raised):
    plan_with_step(case, kind=StepKind.AFTER_CONTACT, due_on=due_on)
    assert sweep(FlagKind.AFTER_CONTACT_DUE) == []  # the work has not ended yet
    end(case)

    assert bool(sweep(FlagKind.AFTER_CONTACT_DUE)) is raised


def test_nobody_is_asked_to_contact_somebody_who_has_died(sweep, case):
    plan_with_step(case, kind=StepKind.AFTER_CONTACT, due_on=TODAY - DAY)
    end(case, EndingReason.DEATH)

    assert sweep(FlagKind.AFTER_CONTACT_DUE) == []


def test_the_other_teams_flags_belong_to_the_other_team(sweep, case, other_case, stranger):
    change(other_case, planned_end_on=TODAY - DAY)

    flags = sweep(FlagKind.END_DATE_PASSED)

    assert [(flag.team, flag.owner) for flag in flags] == [(other_case.team, stranger)]
