"""Cases brought in from records: work that began, and perhaps ended, before it was kept here."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pgtrigger
from django.utils.translation import gettext as _

from audit.actions import acting
from audit.models import AuditEvent
from people.models import TeamPolicy, User
from people.permissions import Permission
from people.rules import NotAllowed
from referrals import actions as referrals
from tiers import rules
from tiers.models import (
    Case,
    CaseStatusChange,
    Contact,
    EndingPlan,
    EndingRequest,
    Holding,
    Session,
)
from tiers.rules import CaseStatus, EndingReason

from .reach import london_day

AT_ONCE = 500


@dataclass(frozen=True)
class PastCase:
    """`worker` is whoever held the work; for live work, whoever holds it now."""

    referral_id: int
    service_user_id: int
    tier: int
    worker: User
    opened_at: datetime
    accepted_at: datetime | None
    planned_end_on: date | None = None
    review_on: date | None = None
    aim_wellbeing: str = ""
    aim_risk: str = ""
    ended_at: datetime | None = None
    ending_reason: str = ""
    ending_note: str = ""


def problems_of_case(past: PastCase, *, at: datetime) -> Iterator[NotAllowed]:
    """What allocating and ending would have refused on the day. Asks nothing of the database."""
    if past.opened_at > at:
        yield NotAllowed(_("This day is still to come."), field="opened_on")
    elif past.accepted_at and london_day(past.opened_at) < london_day(past.accepted_at):
        yield NotAllowed(_("This is before the referral was accepted."), field="opened_on")
    if past.ended_at is None:
        yield from _problems_of_live(past, at=at)
    else:
        yield from _problems_of_ended(past, at=at)


def _problems_of_live(past: PastCase, *, at: datetime) -> Iterator[NotAllowed]:
    if past.ending_reason:
        yield NotAllowed(_("Enter the day it ended, or leave the reason empty."), field="ended_on")
    yield from _refused(
        lambda: rules.check_can_hold(
            tier=past.tier,
            profession=past.worker.profession,
            is_active=past.worker.is_active,
            field="worker",
        )
    )
    if past.planned_end_on:
        # As it was planned on the day: one that has passed since is late, and the flags say so.
        opened = london_day(past.opened_at)
        planned = past.planned_end_on
        yield from _refused(
            lambda: rules.check_case_dates(
                today=opened, planned_end_on=planned, review_on=opened + timedelta(days=1)
            ),
            said=_("The planned end must be after the start, and within three years of it."),
        )
    if past.review_on:
        review = past.review_on
        yield from _refused(lambda: rules.check_review_on(today=london_day(at), review_on=review))


def _problems_of_ended(past: PastCase, *, at: datetime) -> Iterator[NotAllowed]:
    ended = past.ended_at
    if ended is None:
        return
    if ended > at:
        yield NotAllowed(_("This day is still to come."), field="ended_on")
    elif ended < past.opened_at:
        yield NotAllowed(_("This is before the work began."), field="ended_on")
    if past.ending_reason not in set(EndingReason) - {EndingReason.HANDED_BACK}:
        yield NotAllowed(_("Say why it ended."), field="ending_reason")


def _refused(check: object, *, said: str = "") -> Iterator[NotAllowed]:
    try:
        check()  # type: ignore[operator]
    except NotAllowed as refusal:
        yield NotAllowed(said or refusal.message, field=refusal.field)


def bring_in_cases(
    pasts: Sequence[PastCase], *, team_id: int, by: User, at: datetime, source: str
) -> list[Case]:
    """With who held them, their story, and their referrals moved along. All of them or none."""
    if team_id not in by.teams_where(Permission.IMPORT):
        raise NotAllowed(_("You cannot bring records into this team."))
    for past in pasts:
        for problem in problems_of_case(past, at=at):
            raise problem
    policy = TeamPolicy.objects.get(team_id=team_id)
    with acting("case_brought_in", by=by, reason=source) as act:
        cases = Case.objects.bulk_create(
            (_case(past, policy=policy, by=by, at=at) for past in pasts), batch_size=AT_ONCE
        )
        made = list(zip(cases, pasts, strict=True))
        Holding.objects.bulk_create(
            (
                Holding(
                    case=case,
                    practitioner=past.worker,
                    from_at=past.opened_at,
                    to_at=past.ended_at,
                    chosen_by=by,
                    reason=source,
                )
                for case, past in made
            ),
            batch_size=AT_ONCE,
        )
        CaseStatusChange.objects.bulk_create(
            (change for case, past in made for change in _story(case, past, by=by, source=source)),
            batch_size=AT_ONCE,
        )
        referrals.bring_in_work(
            [referrals.Work(past.referral_id, past.opened_at, past.ended_at) for past in pasts],
            by=by,
            at=at,
            source=source,
        )
        act.record_each(((case, case.service_user_id) for case in cases), at=at)
    return cases


def _case(past: PastCase, *, policy: TeamPolicy, by: User, at: datetime) -> Case:
    usual = rules.usual_end(
        tier=past.tier,
        opened_on=london_day(past.opened_at),
        tier2_weeks=policy.tier2_length_weeks,
        tier3_weeks=policy.tier3_length_weeks,
    )
    ended = past.ended_at is not None
    return Case(
        referral_id=past.referral_id,
        service_user_id=past.service_user_id,
        team_id=policy.team_id,
        tier=past.tier,
        practitioner=past.worker,
        status=CaseStatus.ENDED if ended else CaseStatus.OPEN,
        aim_wellbeing=past.aim_wellbeing,
        aim_risk=past.aim_risk,
        planned_end_on=past.planned_end_on or usual,
        review_on=past.review_on or london_day(at) + timedelta(days=policy.review_days),
        opened_at=past.opened_at,
        opened_by=by,
        ended_at=past.ended_at,
        ended_by=by if ended else None,
        ending_reason=past.ending_reason,
        ending_note=past.ending_note,
    )


def _story(case: Case, past: PastCase, *, by: User, source: str) -> Iterator[CaseStatusChange]:
    yield CaseStatusChange(
        case=case, to_status=CaseStatus.OPEN, at=past.opened_at, by=by, words=source
    )
    if past.ended_at:
        yield CaseStatusChange(
            case=case,
            from_status=CaseStatus.OPEN,
            to_status=CaseStatus.ENDED,
            at=past.ended_at,
            by=by,
            words=past.ending_note or source,
        )


def cases_touched_since(pks: Collection[int]) -> dict[int, str]:
    """Those something was done about since they were brought in: case -> the last of it."""
    touched: dict[int, str] = {}
    for model, action in (
        (Session, "session_recorded"),
        (Contact, "contact_logged"),
        (EndingPlan, "ending_planned"),
        (EndingRequest, "ending_asked"),
    ):
        found = model.objects.filter(case__in=pks).values_list("case_id", flat=True)
        touched |= dict.fromkeys(found, action)
    events = (
        AuditEvent.objects.filter(subject_type="tiers.case", subject_id__in=pks)
        .exclude(action="case_brought_in")
        .order_by("at", "pk")
    )
    return touched | dict(events.values_list("subject_id", "action"))


def take_out_cases(pks: Collection[int], *, by: User, at: datetime, source: str) -> int:
    """Gone again, and their referrals back on the waiting list; the trail stays."""
    with (
        acting("case_taken_out", by=by, reason=source) as act,
        pgtrigger.ignore("tiers.CaseStatusChange:case_status_change_append_only"),
    ):
        rows = Case.objects.filter(pk__in=pks).order_by("pk")
        cases = list(rows.select_for_update(of=("self",)))
        if cases_touched_since(pks):
            raise NotAllowed(_("Somebody has worked on one of these cases meanwhile."))
        act.record_each([(case, case.service_user_id) for case in cases], at=at)
        Case.objects.filter(pk__in=pks).delete()
        referrals.take_out_work([case.referral_id for case in cases], by=by, at=at, source=source)
    return len(cases)
