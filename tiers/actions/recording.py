"""What became of a session: recorded on one page, amended for a while, corrected after."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Act, acting
from notices.rules import NoticeKind
from people.models import Absence, User
from people.permissions import Permission
from people.rules import NotAllowed, Stale
from tiers import rules
from tiers.models import Case, EndingStep, Intervention, Session, SessionAddition
from tiers.rules import SessionStatus

from .endings import plan_moved_on
from .planning import (
    check_minutes,
    check_venue,
    held_session,
    how_it_is_now,
    keep_once,
    put_in_diary,
    worker_in_team,
)
from .reach import check_live, held_case, london_clock, london_day, tell_pps
from .safeguarding import Concern, pass_on

# What one may say of a session beyond its outcome: the rest belongs to the service.
FACTS = (
    "minutes",
    "travel_minutes",
    "mode",
    "venue_id",
    "joined",
    "travelled",
    "cost_to_person",
    "missed_by",
    "cancelled_by",
    "barriers",
    "why_not",
    "shared_with_pp",
    "iirms_only",
    "readiness",
    "alliance",
    "risk_change",
    "tell_pp",
    "how_left",
    "aftercare",
    "exposure",
    "next_plan",
)
# Which of them an outcome has: a missed session has no minutes, a held one nobody who missed it.
ALWAYS = {"shared_with_pp", "iirms_only", "next_plan", "tell_pp", "mode", "venue_id"}
FACTS_OF: dict[str, frozenset[str]] = {
    SessionStatus.HELD: frozenset(
        set(FACTS) - {"missed_by", "cancelled_by", "barriers", "why_not"}
    ),
    SessionStatus.MISSED: frozenset(
        ALWAYS
        | {"missed_by", "barriers", "why_not", "travel_minutes", "cost_to_person", "exposure"}
    ),
    SessionStatus.CANCELLED: frozenset(ALWAYS | {"cancelled_by", "barriers", "why_not"}),
}


def record_session(
    *,
    session_id: int,
    outcome: str,
    by: User,
    at: datetime,
    version: int | None = None,
    worked_on: Collection[int] = (),
    next_for: datetime | None = None,
    next_minutes: int | None = None,
    next_at_that_hour: bool = False,
    concern: Concern | None = None,
    **facts: Any,
) -> Session:
    """What became of it, and the next one in the diary: both are kept or neither."""
    with acting("session_recorded", by=by) as act:
        # Sent twice, it is told what it already says, not that it is old.
        session, case = held_session(session_id, by=by)
        rules.check_can_record(
            status=session.status, planned_for=session.planned_for, now=at, outcome=outcome
        )
        if version is not None and version != session.version:
            raise Stale(how_it_is_now(session))
        holder = session.practitioner_id
        if outcome == SessionStatus.HELD and _stood_in(by, holder, session.planned_for):
            session.practitioner = by  # what was met and heard is theirs; the next is the holder's
        _record(session, case, outcome, facts, by=by, at=at, worked_on=worked_on)
        act.record(session, at=at, service_user_id=case.service_user_id, outcome=str(outcome))
        if concern is not None:
            pass_on(act, case, concern, session=session, by=by, at=at)
        following = Following(next_for, next_minutes, next_at_that_hour, worker=holder)
        _plan_next(act, session, case, following, by=by, at=at)
    return session


def _stood_in(by: User, holder: int, when: datetime) -> bool:
    """Did they cover on that day? What the holder met before they left stays the holder's."""
    if holder not in by.stands_in_for:
        return False
    absences = Absence.objects.on(london_day(when))
    return absences.filter(user_id=holder, cover=by).exists()


def record_unplanned_session(
    *,
    case_id: int,
    held_at: datetime,
    outcome: str,
    by: User,
    at: datetime,
    practitioner_id: int | None = None,
    worked_on: Collection[int] = (),
    next_for: datetime | None = None,
    next_minutes: int | None = None,
    next_at_that_hour: bool = False,
    with_probation: bool = False,
    concern: Concern | None = None,
    **facts: Any,
) -> Session:
    """It happened and was not in the diary. The diary is not asked: what happened, happened."""
    with acting("session_recorded", by=by) as act:
        case = held_case(case_id, by=by, permission=Permission.CASE_WORK)
        check_live(case)
        rules.check_planned_for(
            timezone.localtime(held_at),
            now=at,
            opened_on=london_day(case.opened_at),
            field="held_on",
        )
        rules.check_can_record(
            status=SessionStatus.PLANNED, planned_for=held_at, now=at, outcome=outcome
        )
        session = Session(
            case=case,
            practitioner=worker_in_team(case, practitioner_id or by.pk),
            planned_for=held_at,
            planned_minutes=facts.get("minutes") or 60,
            planned_at=at,
            planned_by=by,
            with_probation=with_probation,
        )
        keep_once(session, field="held_on")
        _record(session, case, outcome, facts, by=by, at=at, worked_on=worked_on)
        act.record(
            session,
            at=at,
            service_user_id=case.service_user_id,
            outcome=str(outcome),
            planned=False,
        )
        if concern is not None:
            pass_on(act, case, concern, session=session, by=by, at=at)
        holder = (
            case.practitioner_id
            if case.practitioner_id in by.stands_in_for
            else session.practitioner_id
        )
        following = Following(next_for, next_minutes, next_at_that_hour, worker=holder)
        _plan_next(act, session, case, following, by=by, at=at)
    return session


def _record(
    session: Session,
    case: Case,
    outcome: str,
    facts: dict[str, Any],
    *,
    by: User,
    at: datetime,
    worked_on: Collection[int],
) -> None:
    session.status = SessionStatus(outcome)
    _set_facts(session, facts)
    session.recorded_at, session.recorded_by = at, by
    session.version += 1
    _tell_of_risk(session, case, by=by, at=at)
    session.save()
    if outcome == SessionStatus.HELD:
        _set_worked_on(session, case, worked_on)
        _do_step(session, case, by=by, at=at)


def _tell_of_risk(session: Session, case: Case, *, by: User, at: datetime) -> None:
    """Once a session; `told_at` says that somebody was there to be told."""
    if session.tell_pp and session.told_at is None:
        told = tell_pps(case, NoticeKind.RISK_TOLD, by=by, at=at)
        session.told_at = at if told else None


def _set_facts(session: Session, facts: dict[str, Any]) -> None:
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise TypeError(f"not facts of a session: {', '.join(sorted(unknown))}")
    for name in FACTS_OF[session.status] & set(facts):
        value = facts[name]
        field: Any = Session._meta.get_field(name.removesuffix("_id"))
        if value is None and not field.null:
            value = field.get_default()
        setattr(session, name, value)
    if "venue_id" in facts:
        check_venue(session.venue_id)
    check_facts(session)


def check_facts(session: Session) -> None:
    if session.status == SessionStatus.HELD and session.minutes is None:
        raise NotAllowed(_("Enter how long it took, in minutes."), field="minutes")
    if session.status == SessionStatus.MISSED and not session.missed_by:
        raise NotAllowed(_("Say why it did not happen."), field="missed_by")
    if session.status == SessionStatus.CANCELLED and not session.cancelled_by:
        raise NotAllowed(_("Say who cancelled."), field="cancelled_by")
    rules.check_told(tell_pp=session.tell_pp, shared_with_pp=session.shared_with_pp)
    check_minutes(session.minutes)
    if session.travel_minutes and session.travel_minutes > rules.LONGEST_TRAVEL_MINUTES:
        raise NotAllowed(
            _("Enter at most %(most)s minutes of travel.") % {"most": rules.LONGEST_TRAVEL_MINUTES},
            field="travel_minutes",
        )
    for field in ("readiness", "alliance"):
        if (getattr(session, field) or 0) > 10:
            raise NotAllowed(_("Enter a number from 0 to 10."), field=field)


def _set_worked_on(session: Session, case: Case, worked_on: Collection[int]) -> None:
    """Only what the team has at this tier, what it offered once too; a session with nothing chosen
    costs no statement more."""
    if worked_on or session.version > 2:
        entries = Intervention.objects.of_team(case.team_id).filter(tier=case.tier)
        session.worked_on.set(entries.filter(pk__in=worked_on))


def _do_step(session: Session, case: Case, *, by: User, at: datetime) -> None:
    """A step of the agreed goodbye that was due is done by meeting."""
    steps = (
        EndingStep.objects.to_do()
        .filter(case=case, plan__agreed_at__isnull=False, kind__in=rules.BY_SESSION)
        .values_list("pk", "due_on")
    )
    done = rules.step_done_by_session(list(steps), london_day(session.planned_for))
    if done is not None:
        step = EndingStep.objects.select_for_update(of=("self",)).get(pk=done)
        step.done_at, step.done_by, step.session = at, by, session
        step.done_on = london_day(session.planned_for)
        step.save(update_fields=["done_at", "done_by", "done_on", "session"])
        plan_moved_on(step.plan_id)


@dataclass(frozen=True)
class Following:
    """The next session, when one is planned with the record of this one."""

    planned_for: datetime | None
    minutes: int | None
    at_that_hour: bool
    worker: int


def _plan_next(
    act: Act, session: Session, case: Case, following: Following, *, by: User, at: datetime
) -> None:
    when = following.planned_for
    if when is None:
        return
    same_hour = london_clock(when) == london_clock(session.planned_for)
    rules.check_hour(
        london_clock(when), meant=following.at_that_hour or same_hour, field="next_at_that_hour"
    )
    planned = put_in_diary(
        case,
        planned_for=when,
        minutes=following.minutes or session.planned_minutes,
        by=by,
        at=at,
        practitioner_id=following.worker,
        field="next_on",
        mode=session.mode,
        venue_id=session.venue_id,
        with_probation=session.with_probation,
    )
    act.record(planned, at=at, service_user_id=case.service_user_id, action="session_planned")


def amend_session(
    *,
    session_id: int,
    by: User,
    at: datetime,
    version: int | None = None,
    worked_on: Collection[int] | None = None,
    **facts: Any,
) -> Session:
    """For as long as the team's policy says; what it said before is in its history."""
    with acting("session_amended", by=by) as act:
        session, case = held_session(session_id, by=by, version=version)
        rules.check_can_amend(
            recorded_at=_recorded_at(session), now=at, hours=case.team.policy.amend_hours
        )
        if session.recorded_by_id != by.pk:
            raise NotAllowed(
                _("%(name)s recorded this session. Add a correction: both will be shown.")
                % {"name": session.recorded_by}
            )
        _set_facts(session, facts)
        session.version += 1
        _tell_of_risk(session, case, by=by, at=at)
        session.save()
        if worked_on is not None and session.status == SessionStatus.HELD:
            _set_worked_on(session, case, worked_on)
        act.record(session, at=at, service_user_id=case.service_user_id)
    return session


def _recorded_at(session: Session) -> datetime:
    if session.recorded_at is None:
        raise NotAllowed(_("This session is not recorded yet: record it first."))
    return session.recorded_at


def add_correction(*, session_id: int, words: str, by: User, at: datetime) -> SessionAddition:
    """The record stays as it is; the correction is shown beside it."""
    with acting("session_corrected", by=by) as act:
        session, case = held_session(session_id, by=by)
        _recorded_at(session)
        last = session.additions.order_by("-at", "-pk").first()
        if last is not None and last.by_id == by.pk and last.words == words:
            raise NotAllowed(_("This correction is already recorded."), field="words")
        addition = SessionAddition.objects.create(
            session=session, case=case, words=words, at=at, by=by
        )
        act.record(addition, at=at, service_user_id=case.service_user_id)
    return addition
