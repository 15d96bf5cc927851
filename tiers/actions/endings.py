"""The long goodbye: a plan made with the person, kept step by step, and the end itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import acting, lock
from notices.rules import NoticeKind
from people.calendar import working_day
from people.models import User
from people.permissions import Permission
from people.rules import NotAllowed, Stale, after_contact_months
from referrals import actions as referrals
from tiers import rules
from tiers.models import Case, EndingPlan, EndingRequest, EndingStep, Session
from tiers.rules import CaseStatus, EndingReason, ProposedStep, StepKind

from .closing import end_work, held_request, withdraw
from .reach import check_live, held_case, london_day, move_case, tell_leads, tell_worker

RHYTHM_OF = 6


@dataclass(frozen=True)
class Step:
    """A step as the plan's page sends it: `pk` of one that stands already, None for a new one."""

    kind: str
    due_on: date
    pk: int | None = None


def make_ending_plan(
    *, case_id: int, end_on: date, by: User, at: datetime, **talk: Any
) -> EndingPlan:
    """Proposes dated steps from today's rhythm, on working days; they are changed with the person.

    `talk`: talked_on, how_talked, wish, wish_words, answer_given.
    """
    with acting("ending_plan_made", by=by) as act:
        case = held_case(case_id, by=by, permission=Permission.CASE_WORK)
        check_live(case)
        if EndingPlan.objects.filter(case=case).exists():
            raise NotAllowed(_("There is an ending plan already. Change that one."))
        steps = _proposed(case, end_on=end_on, at=at)
        _check_talk(case, talk, today=london_day(at))
        plan = EndingPlan.objects.create(case=case, end_on=end_on, made_at=at, made_by=by, **talk)
        EndingStep.objects.bulk_create(
            EndingStep(plan=plan, case=case, kind=step.kind, due_on=step.due_on) for step in steps
        )
        act.record(plan, at=at, service_user_id=case.service_user_id, end_on=str(end_on))
    return plan


def _proposed(case: Case, *, end_on: date, at: datetime) -> list[ProposedStep]:
    held = (
        Session.objects.held()
        .filter(case=case)
        .order_by("-planned_for")
        .values_list("planned_for", flat=True)[:RHYTHM_OF]
    )
    return rules.propose_steps(
        today=london_day(at),
        end_on=end_on,
        held_on=[timezone.localdate(moment) for moment in held],
        after_months=after_contact_months(case.team.policy.after_contact_months),
        working_day=working_day,
    )


def _check_talk(case: Case, talk: dict[str, Any], *, today: date) -> None:
    talked_on = talk.get("talked_on")
    if talked_on and talked_on > today:
        raise NotAllowed(
            _("The day it was talked about cannot be in the future."), field="talked_on"
        )
    opened_on = london_day(case.opened_at)
    if talked_on and talked_on < opened_on:
        raise NotAllowed(rules.before_the_work(opened_on), field="talked_on")


def _held_plan(plan_id: int, *, by: User, version: int | None = None) -> tuple[EndingPlan, Case]:
    """The plan and its case, both locked, the case first as every other verb does."""
    case_id = EndingPlan.objects.visible_to(by).values_list("case_id", flat=True).get(pk=plan_id)
    case = held_case(case_id, by=by, permission=Permission.CASE_WORK)
    plan = lock(EndingPlan.objects.visible_to(by), plan_id)
    if version is not None and version != plan.version:
        raise _changed_meanwhile()
    return plan, case


def _changed_meanwhile() -> Stale:
    return Stale(
        _(
            "Somebody changed this plan while you were writing. What you typed is still below:"
            " compare it with how the plan stands now, then send it again."
        )
    )


def change_ending_plan(
    *,
    plan_id: int,
    by: User,
    at: datetime,
    end_on: date | None = None,
    steps: Sequence[Step] | None = None,
    version: int | None = None,
    **talk: Any,
) -> EndingPlan:
    """New dates and words; `steps` is the whole list of what is still to do. What is done stands."""
    with acting("ending_plan_changed", by=by) as act:
        plan, case = _held_plan(plan_id, by=by, version=version)
        check_live(case)
        _write(plan, case, end_on=end_on, steps=steps, talk=talk, today=london_day(at))
        plan.version += 1
        plan.save()
        if plan.agreed_at is not None:
            _end_as_agreed(case, plan)
        act.record(plan, at=at, service_user_id=case.service_user_id, end_on=str(plan.end_on))
    return plan


def _write(
    plan: EndingPlan,
    case: Case,
    *,
    end_on: date | None,
    steps: Sequence[Step] | None,
    talk: dict[str, Any],
    today: date,
) -> None:
    _check_talk(case, talk, today=today)
    for name, value in talk.items():
        setattr(plan, name, value)
    plan.end_on = end_on or plan.end_on
    if steps is not None:
        _set_steps(plan, case, steps, today=today)


def _end_as_agreed(case: Case, plan: EndingPlan) -> None:
    """What was agreed is the planned end: lists, flags and reports read that one date."""
    case.planned_end_on = plan.end_on
    case.version += 1
    case.save(update_fields=["planned_end_on", "version"])


def _set_steps(plan: EndingPlan, case: Case, steps: Sequence[Step], *, today: date) -> None:
    finished = plan.steps.exclude(pk__in=EndingStep.objects.to_do().filter(plan=plan).values("pk"))
    whole = [ProposedStep(step.kind, step.due_on) for step in steps]
    whole += [ProposedStep(step.kind, step.due_on) for step in finished]
    rules.check_plan_dates(today=today, end_on=plan.end_on, steps=whole)
    standing = {step.pk: step for step in EndingStep.objects.to_do().filter(plan=plan)}
    kept = {step.pk for step in steps if step.pk is not None}
    if kept - standing.keys():
        raise _changed_meanwhile()  # done or dropped since: it is not to be written a second time
    EndingStep.objects.filter(plan=plan, pk__in=standing.keys() - kept).delete()
    for step in steps:
        if step.pk is None:
            EndingStep.objects.create(plan=plan, case=case, kind=step.kind, due_on=step.due_on)
        else:
            found = standing[step.pk]
            found.kind, found.due_on = step.kind, step.due_on
            found.save(update_fields=["kind", "due_on"])


def agree_ending_plan(
    *,
    plan_id: int,
    by: User,
    at: datetime,
    end_on: date | None = None,
    steps: Sequence[Step] | None = None,
    version: int | None = None,
    **talk: Any,
) -> EndingPlan:
    """Talked about with the person, changed for the last time, and agreed: the work is now ending
    (N55). Work that is paused stays so, and goes on as ending when it is taken up again."""
    with acting("ending_plan_agreed", by=by) as act:
        plan, case = _held_plan(plan_id, by=by, version=version)
        check_live(case)
        if plan.agreed_at is not None:
            raise NotAllowed(_("This plan has been agreed already."))
        _write(plan, case, end_on=end_on, steps=steps, talk=talk, today=london_day(at))
        rules.check_can_agree(talked_on=plan.talked_on, how_talked=plan.how_talked, wish=plan.wish)
        todo = EndingStep.objects.to_do().filter(plan=plan)
        rules.check_plan_dates(
            today=london_day(at),
            end_on=plan.end_on,
            steps=[ProposedStep(step.kind, step.due_on) for step in todo],
        )
        plan.agreed_at, plan.agreed_by = at, by
        plan.version += 1
        plan.save()
        _end_as_agreed(case, plan)
        if case.status != CaseStatus.PAUSED:
            move_case(case, CaseStatus.ENDING, by=by, at=at)
        act.record(plan, at=at, service_user_id=case.service_user_id)
    return plan


def _held_step(step_id: int, *, by: User, marked: bool = False) -> tuple[EndingStep, Case]:
    case_id = EndingStep.objects.visible_to(by).values_list("case_id", flat=True).get(pk=step_id)
    case = held_case(case_id, by=by, permission=Permission.CASE_WORK)
    step = lock(EndingStep.objects.visible_to(by), step_id)
    if not marked and step.done_at is not None:
        raise NotAllowed(_("This step is done already."))
    if not marked and step.dropped_reason:
        raise NotAllowed(_("This step was dropped already."))
    return step, case


def plan_moved_on(plan_id: int) -> None:
    """A step is done or dropped: whoever has the plan open is told before they save it."""
    EndingPlan.objects.filter(pk=plan_id).update(version=F("version") + 1)


def mark_step_done(
    *, step_id: int, by: User, at: datetime, note: str = "", done_on: date | None = None
) -> EndingStep:
    """After-contacts go on after the end; every other step belongs before it."""
    with acting("ending_step_done", by=by) as act:
        step, case = _held_step(step_id, by=by)
        _check_kept(step, case)
        step.done_on = rules.check_step_done(
            kind=step.kind,
            status=case.status,
            due_on=step.due_on,
            done_on=done_on,
            note=note,
            opened_on=london_day(case.opened_at),
            ended_on=london_day(case.ended_at) if case.ended_at else None,
            today=london_day(at),
        )
        step.done_at, step.done_by, step.note = at, by, note
        _keep_step(step)
        act.record(step, at=at, service_user_id=case.service_user_id, kind=step.kind)
    return step


def _check_kept(step: EndingStep, case: Case) -> None:
    if step.kind != StepKind.AFTER_CONTACT:
        check_live(case)


def _keep_step(step: EndingStep) -> None:
    step.save()
    plan_moved_on(step.plan_id)


def drop_step(*, step_id: int, reason: str, by: User, at: datetime) -> EndingStep:
    with acting("ending_step_dropped", by=by, reason=reason) as act:
        step, case = _held_step(step_id, by=by)
        if not reason.strip():
            raise NotAllowed(_("Enter why this step is dropped."), field="reason")
        step.dropped_reason, step.dropped_at, step.dropped_by = reason, at, by
        _keep_step(step)
        act.record(step, at=at, service_user_id=case.service_user_id, kind=step.kind)
    return step


def undo_step(*, step_id: int, by: User, at: datetime) -> EndingStep:
    """Marked in error: it is to do again. What was said of it stays in its history."""
    with acting("ending_step_undone", by=by) as act:
        step, case = _held_step(step_id, by=by, marked=True)
        _check_kept(step, case)
        rules.check_can_undo(
            is_marked=step.is_marked,
            is_theirs=step.marked_by in (None, by),
            marked_by=str(step.marked_by),
        )
        step.done_at = step.done_by = step.done_on = step.session = None
        step.dropped_at = step.dropped_by = None
        step.note = step.dropped_reason = ""
        _keep_step(step)
        act.record(step, at=at, service_user_id=case.service_user_id, kind=step.kind)
    return step


def ask_to_end(
    *,
    case_id: int,
    reason: str,
    note: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> EndingRequest:
    """Without a completed plan a lead must confirm: the practitioner asks, and says why."""
    with acting("ending_asked", by=by, reason=reason) as act:
        case = held_case(case_id, by=by, permission=Permission.CASE_WORK, version=version)
        check_live(case)
        rules.check_unplanned(reason=reason, note=note)
        if EndingRequest.objects.filter(case=case).open().exists():
            raise NotAllowed(_("A lead has been asked already. Wait for their answer."))
        request = EndingRequest.objects.create(
            case=case, reason=reason, note=note, asked_at=at, asked_by=by
        )
        act.record(request, at=at, service_user_id=case.service_user_id)
        tell_leads(case, NoticeKind.ENDING_ASKED, subject_id=request.pk, by=by, at=at)
    return request


def answer_ending_request(
    *, request_id: int, confirmed: bool, answer: str, by: User, at: datetime
) -> EndingRequest:
    """A lead confirms, and the case ends; or says no, and the work goes on."""
    with acting("ending_answered", by=by, reason=answer) as act:
        request, case = held_request(
            EndingRequest, request_id, by=by, permission=Permission.ENDING_CONFIRM
        )
        if not confirmed and not answer.strip():
            raise NotAllowed(_("Enter why the work should go on."), field="answer")
        request.answered_at, request.answered_by = at, by
        request.confirmed, request.answer = confirmed, answer
        request.save()
        if confirmed:
            _end(case, reason=EndingReason(request.reason), note=request.note, by=by, at=at)
        act.record(request, at=at, service_user_id=case.service_user_id, confirmed=confirmed)
        tell_worker(case, NoticeKind.ENDING_ANSWERED, by=by, at=at)
    return request


def take_back_ending_request(*, request_id: int, by: User, at: datetime) -> EndingRequest:
    """Asked in error, or the person came back: the work goes on and no lead need answer."""
    with acting("ending_request_taken_back", by=by) as act:
        request, case = held_request(
            EndingRequest, request_id, by=by, permission=Permission.CASE_WORK
        )
        withdraw(EndingRequest, case, by=by, at=at)
        act.record(request, at=at, service_user_id=case.service_user_id)
    return request


def end_case(
    *,
    case_id: int,
    reason: str,
    note: str = "",
    by: User,
    at: datetime,
    version: int | None = None,
) -> Case:
    """No plan, no ending, except for a listed reason that a lead confirms (rules.check_can_end)."""
    with acting("case_ended", by=by, reason=reason) as act:
        case = held_case(case_id, by=by, permission=Permission.CASE_WORK, version=version)
        if reason != EndingReason.COMPLETED:
            rules.check_unplanned(reason=reason, note=note)
        rules.check_can_end(_facts(case, reason=reason, by=by))
        if reason != EndingReason.COMPLETED:  # whoever ends it so may confirm it
            asked = EndingRequest.objects.filter(case=case).open()
            asked.update(answered_at=at, answered_by=by, confirmed=True)
        _end(case, reason=EndingReason(reason), note=note, by=by, at=at)
        act.record(case, at=at, service_user_id=case.service_user_id)
    return case


def _facts(case: Case, *, reason: str, by: User) -> rules.EndingFacts:
    plan = EndingPlan.objects.filter(case=case).first()
    left = EndingStep.objects.filter(case=case).to_do().before_end().count()
    return rules.EndingFacts(
        status=case.status,
        has_agreed_plan=plan is not None and plan.agreed_at is not None,
        steps_left=left,
        reason=reason,
        is_lead=by.can(Permission.ENDING_CONFIRM, case.team_id),
    )


def _end(case: Case, *, reason: EndingReason, note: str, by: User, at: datetime) -> None:
    end_work(case, reason=reason, words=note, why=_("The work has ended"), by=by, at=at)
    referrals.close(referral_id=case.referral_id, by=by, at=at, words=str(reason.label))
