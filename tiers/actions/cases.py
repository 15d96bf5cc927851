"""A case opened, handed on, paused, looked at again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from audit.actions import Act, acting, lock
from notices.rules import NoticeKind
from people.calendar import day_off, working_day_after
from people.models import User
from people.permissions import Permission
from people.rules import NotAllowed, check_on_working_day, check_version
from referrals import actions as referrals
from referrals.models import Referral
from referrals.rules import Focus, check_focus
from tiers import rules
from tiers.models import Case, CaseStatusChange
from tiers.rules import (
    Barrier,
    CaseStatus,
    Complexity,
    PauseReason,
)

from .closing import cancel_ahead
from .handing_over import hold
from .reach import check_live, held_case, london_day, move_case, tell_worker, worker_for


def allocate(
    *,
    referral_id: int,
    practitioner_id: int,
    reason: str,
    by: User,
    at: datetime,
    aim_wellbeing: str = "",
    aim_risk: str = "",
    complexity: str = "",
    focus: str = "",
    planned_end_on: date | None = None,
    review_on: date | None = None,
    version: int | None = None,
) -> Case:
    """The lead chooses who works with the person, and why; the wait is over."""
    with acting("case_opened", by=by, reason=reason) as act:
        referral = _held_referral(referral_id, by=by, version=version)
        tier = _tier_of(referral)
        worker = worker_for(
            practitioner_id,
            person=referral.service_user,
            team_id=referral.team_id,
            tier=tier,
            by=by,
        )
        focus = focus or referral.focus
        check_focus(tier=tier, focus=focus)
        end, review = _dates(referral, at=at, planned_end_on=planned_end_on, review_on=review_on)
        case = Case.objects.create(
            referral=referral,
            service_user=referral.service_user,
            team=referral.team,
            tier=tier,
            complexity=Complexity(complexity or Complexity.USUAL),
            focus=Focus(focus) if focus else "",
            practitioner=worker,
            aim_wellbeing=aim_wellbeing or referral.hope_wellbeing,
            aim_risk=aim_risk or referral.hope_risk,
            planned_end_on=end,
            review_on=review,
            opened_at=at,
            opened_by=by,
        )
        hold(case, worker, by=by, at=at, reason=reason)
        CaseStatusChange.objects.create(
            case=case, to_status=case.status, at=at, by=by, words=reason
        )
        referrals.mark_allocated(referral_id=referral.pk, by=by, at=at, words="")
        act.record(case, at=at, service_user_id=case.service_user_id, practitioner=worker.pk)
        tell_worker(case, NoticeKind.CASE_GIVEN, by=by, at=at)
    return case


def _held_referral(referral_id: int, *, by: User, version: int | None) -> Referral:
    """The loser of a race is told who was chosen, before being told that the page is old."""
    referral = lock(
        Referral.objects.visible_to(by).select_related("service_user", "team__policy"), referral_id
    )
    if not by.can(Permission.CASE_ALLOCATE, referral.team_id):
        raise NotAllowed(_("Only a lead of the team can choose who works with the person."))
    taken = (
        Case.objects.live().filter(referral=referral).select_related("opened_by", "practitioner")
    )
    case = taken.first()
    if case is not None:
        raise NotAllowed(
            _("%(lead)s has already allocated this to %(worker)s.")
            % {"lead": case.opened_by, "worker": case.practitioner}
        )
    check_version(referral.version, version)
    return referral


def _tier_of(referral: Referral) -> int:
    if referral.tier is None:
        raise NotAllowed(_("This referral has no tier yet, so nobody can take it on."))
    return referral.tier


def _dates(
    referral: Referral, *, at: datetime, planned_end_on: date | None, review_on: date | None
) -> tuple[date, date]:
    today, policy = london_day(at), referral.team.policy
    usual = rules.usual_end(
        tier=_tier_of(referral),
        opened_on=today,
        tier2_weeks=policy.tier2_length_weeks,
        tier3_weeks=policy.tier3_length_weeks,
    )
    end = planned_end_on or working_day_after(today, usual)
    review = review_on or _usual_review(today, end, policy.review_days)
    check_on_working_day(planned_end_on, day_off=day_off, field="planned_end_on")
    check_on_working_day(review_on, day_off=day_off, field="review_on")
    rules.check_case_dates(today=today, planned_end_on=end, review_on=review)
    return end, review


def _usual_review(today: date, end_on: date, review_days: int) -> date:
    usual = rules.usual_review(today=today, end_on=end_on, review_days=review_days)
    return working_day_after(today, usual)


def _look_again_on(case: Case, today: date) -> date:
    return working_day_after(today, today + timedelta(days=case.team.policy.review_days))


def pause_case(
    *,
    case_id: int,
    reason: str,
    by: User,
    at: datetime,
    words: str = "",
    review_on: date | None = None,
    version: int | None = None,
) -> Case:
    """Recalled, in hospital, not ready: never an ending. Its one clock is the review."""
    with acting("case_paused", by=by, reason=words) as act:
        case = held_case(case_id, by=by, permission=Permission.CASE_WORK, version=version)
        today = london_day(at)
        review_on = review_on or _look_again_on(case, today)
        check_on_working_day(review_on, day_off=day_off, field="review_on")
        rules.check_can_move_case(case.status, CaseStatus.PAUSED)
        rules.check_review_on(today=today, review_on=review_on)
        case.paused_at, case.paused_by, case.pause_reason = at, by, PauseReason(reason)
        case.review_on = review_on
        move_case(case, CaseStatus.PAUSED, by=by, at=at, words=words)
        cancelled = cancel_ahead(case, by=by, at=at, why=str(PauseReason(reason).label))
        act.record(
            case,
            at=at,
            service_user_id=case.service_user_id,
            pause_reason=reason,
            cancelled=cancelled,
        )
    return case


def resume_case(
    *,
    case_id: int,
    by: User,
    at: datetime,
    words: str = "",
    review_on: date | None = None,
    version: int | None = None,
) -> Case:
    """The work goes on where it was: a goodbye that was agreed is still agreed."""
    with acting("case_resumed", by=by, reason=words) as act:
        case = held_case(case_id, by=by, permission=Permission.CASE_WORK, version=version)
        if case.status != CaseStatus.PAUSED:
            raise NotAllowed(
                _("This case is “%(status)s”: only a paused one can go on.")
                % {"status": case.get_status_display()}
            )
        today = london_day(at)
        review_on = review_on or _look_again_on(case, today)
        check_on_working_day(review_on, day_off=day_off, field="review_on")
        rules.check_review_on(today=today, review_on=review_on)
        case.review_on = review_on
        plan = getattr(case, "ending_plan", None)
        agreed = plan is not None and plan.agreed_at is not None
        move_case(case, CaseStatus.ENDING if agreed else CaseStatus.OPEN, by=by, at=at, words=words)
        act.record(case, at=at, service_user_id=case.service_user_id)
    return case


def review_case(
    *,
    case_id: int,
    words: str,
    by: User,
    at: datetime,
    review_on: date | None = None,
    planned_end_on: date | None = None,
    aim_wellbeing: str | None = None,
    aim_risk: str | None = None,
    complexity: str = "",
    barriers: Collection[str] = (),
    version: int | None = None,
) -> Case:
    """Looked at again: what was found, the aims, the end and the next review."""
    with acting("case_reviewed", by=by) as act:
        case = held_case(case_id, by=by, permission=Permission.CASE_WORK, version=version)
        check_live(case)
        today = london_day(at)
        end_on = planned_end_on or case.planned_end_on
        review_on = review_on or _usual_review(today, end_on, case.team.policy.review_days)
        check_on_working_day(review_on, day_off=day_off, field="review_on")
        rules.check_review_before_end(today=today, planned_end_on=end_on, review_on=review_on)
        if end_on != case.planned_end_on:
            check_on_working_day(end_on, day_off=day_off, field="planned_end_on")
            _check_end_is_free(case)
            rules.check_case_dates(today=today, planned_end_on=end_on, review_on=review_on)
            case.planned_end_on = end_on
        _change_aims(case, aim_wellbeing, aim_risk)
        case.complexity = Complexity(complexity or case.complexity)
        case.review_on = review_on
        case.version += 1
        case.save()
        _note_review(act, case, by=by, at=at, words=words, barriers=barriers)
    return case


def _check_end_is_free(case: Case) -> None:
    plan = getattr(case, "ending_plan", None)
    if plan is not None and plan.agreed_at is not None:
        raise NotAllowed(
            _("The end was agreed with the person. Change it in the ending plan."),
            field="planned_end_on",
        )


def _change_aims(case: Case, aim_wellbeing: str | None, aim_risk: str | None) -> None:
    if aim_wellbeing is not None:
        case.aim_wellbeing = aim_wellbeing
    if aim_risk is not None:
        case.aim_risk = aim_risk


def _note_review(
    act: Act, case: Case, *, by: User, at: datetime, words: str, barriers: Collection[str]
) -> None:
    """A review is a line of the case's story that leaves its state as it was."""
    CaseStatusChange.objects.create(
        case=case,
        from_status=case.status,
        to_status=case.status,
        at=at,
        by=by,
        words=words,
        barriers=[Barrier(one) for one in barriers],
    )
    act.record(case, at=at, service_user_id=case.service_user_id, review_on=str(case.review_on))
