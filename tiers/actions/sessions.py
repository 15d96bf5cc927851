"""Sessions: planned, moved, recorded on one page, amended for a while, corrected after."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Act, acting, lock
from notices.rules import NoticeKind
from people.models import Absence, User, Venue
from people.permissions import Permission
from people.rules import NotAllowed, Stale
from people.templatetags.words import moment
from tiers import rules
from tiers.models import Case, EndingStep, Intervention, Session, SessionAddition
from tiers.rules import Mode, SessionStatus

from .reach import check_live, held_case, london_day, tell_pps

# What one may say of a session beyond its outcome: the rest belongs to the service.
FACTS = (
    "minutes",
    "travel_minutes",
    "mode",
    "venue_id",
    "missed_by",
    "cancelled_by",
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
    SessionStatus.HELD: frozenset(set(FACTS) - {"missed_by", "cancelled_by", "why_not"}),
    SessionStatus.MISSED: frozenset(
        ALWAYS | {"missed_by", "why_not", "travel_minutes", "exposure"}
    ),
    SessionStatus.CANCELLED: frozenset(ALWAYS | {"cancelled_by", "why_not"}),
}


def plan_session(
    *,
    case_id: int,
    planned_for: datetime,
    by: User,
    at: datetime,
    minutes: int = 60,
    mode: str = Mode.IN_PERSON,
    venue_id: int | None = None,
    with_probation: bool = False,
    practitioner_id: int | None = None,
) -> Session:
    """In the diary of whoever holds the case, unless a colleague stands in."""
    with acting("session_planned", by=by) as act:
        case = held_case(case_id, by=by, permission=Permission.CASE_WORK)
        session = _plan(
            case,
            planned_for=planned_for,
            minutes=minutes,
            by=by,
            at=at,
            mode=mode,
            venue_id=venue_id,
            with_probation=with_probation,
            practitioner_id=practitioner_id or case.practitioner_id,
        )
        act.record(session, at=at, service_user_id=case.service_user_id)
    return session


def _plan(
    case: Case,
    *,
    planned_for: datetime,
    minutes: int,
    by: User,
    at: datetime,
    practitioner_id: int,
    field: str = "planned_for",
    **more: Any,
) -> Session:
    check_live(case)
    rules.check_planned_for(
        timezone.localtime(planned_for),
        now=at,
        opened_on=london_day(case.opened_at),
        field=field,
    )
    _check_minutes(minutes)
    _check_venue(more.get("venue_id"))
    practitioner = _in_the_team(case, practitioner_id)
    _check_free(case, practitioner, planned_for, minutes, by=by, field=field)
    return _kept(
        Session(
            case=case,
            practitioner=practitioner,
            planned_for=planned_for,
            planned_minutes=minutes,
            planned_at=at,
            planned_by=by,
            **more,
        ),
        field=field,
    )


def _in_the_team(case: Case, practitioner_id: int) -> User:
    """Held still: two sessions in one diary are checked one after the other."""
    users = User.objects.select_for_update(of=("self",), no_key=True).active()
    user = users.filter(pk=practitioner_id).first()
    if user is None or not user.can(Permission.CASE_WORK, case.team_id):
        raise NotAllowed(_("Choose somebody who works in this team."), field="practitioner")
    return user


def _check_venue(venue_id: int | None) -> None:
    if venue_id is not None and not Venue.objects.filter(pk=venue_id).exists():
        raise NotAllowed(_("Choose a place from the list."), field="venue_id")


def _check_minutes(minutes: int | None) -> None:
    if minutes is not None and not 1 <= minutes <= rules.LONGEST_SESSION_MINUTES:
        raise NotAllowed(
            _("Enter between 1 and %(most)s minutes.") % {"most": rules.LONGEST_SESSION_MINUTES},
            field="minutes",
        )


def _check_free(
    case: Case,
    practitioner: User,
    planned_for: datetime,
    minutes: int,
    *,
    by: User,
    field: str,
    but: int | None = None,
) -> None:
    """Nobody is in two places at once; whoever may see the other session is told which."""
    near = (
        Session.objects.planned()
        .filter(
            practitioner=practitioner,
            planned_for__lt=planned_for + timedelta(minutes=minutes),
            planned_for__gt=planned_for - timedelta(minutes=rules.LONGEST_SESSION_MINUTES),
        )
        .exclude(pk=but)
        .select_related("case__service_user")
        .order_by("planned_for")
    )
    for other in near:
        if rules.overlaps(planned_for, minutes, other.planned_for, other.planned_minutes):
            raise NotAllowed(_clash(other, case, practitioner, by=by), field=field)


def _clash(other: Session, case: Case, practitioner: User, *, by: User) -> str:
    seen = Case.objects.visible_to(by).filter(pk=other.case_id).exists()
    told = {
        "name": practitioner,
        "person": other.case.service_user,
        "moment": moment(other.planned_for),
        "minutes": other.planned_minutes,
    }
    if other.case_id == case.pk:
        return (
            _("A session with this person is planned already for %(moment)s (%(minutes)s minutes).")
            % told
        )
    if seen:
        return _("%(name)s sees %(person)s then: %(moment)s, %(minutes)s minutes.") % told
    return _("%(name)s has another session then: %(moment)s, %(minutes)s minutes.") % told


def _kept(session: Session, *, field: str) -> Session:
    """The constraint decides when one session is sent twice at the same moment."""
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError as error:
        diag = getattr(error.__cause__, "diag", None)
        if getattr(diag, "constraint_name", "") != "one_session_at_a_moment":
            raise
        raise NotAllowed(
            _("A session with this person is in the record already for that day and time."),
            field=field,
        ) from error
    return session


def _held_session(session_id: int, *, by: User, version: int | None = None) -> tuple[Session, Case]:
    """The case first, then its session: every verb takes them in this order, so none waits for
    another in a circle."""
    case_id = Session.objects.visible_to(by).values_list("case_id", flat=True).get(pk=session_id)
    case = held_case(case_id, by=by, permission=Permission.CASE_WORK)
    session = lock(
        Session.objects.visible_to(by).select_related("practitioner", "recorded_by"), session_id
    )
    if version is not None and version != session.version:
        raise Stale(_how_it_is_now(session))
    return session, case


def _how_it_is_now(session: Session) -> str:
    told = {
        "name": session.recorded_by,
        "status": session.get_status_display(),
        "moment": moment(session.planned_for),
    }
    if session.recorded_by is not None:
        return (
            _(
                "Meanwhile this session was recorded by %(name)s: %(status)s. What you typed is still"
                " below."
            )
            % told
        )
    return (
        _("Meanwhile this session was moved to %(moment)s. What you typed is still below.") % told
    )


def move_session(
    *,
    session_id: int,
    planned_for: datetime,
    by: User,
    at: datetime,
    minutes: int | None = None,
    mode: str | None = None,
    venue_id: int | None = None,
    with_probation: bool | None = None,
    version: int | None = None,
) -> Session:
    """Another day, place or way. `venue_id` is as it will be."""
    with acting("session_moved", by=by) as act:
        session, case = _held_session(session_id, by=by, version=version)
        _check_planned(session)
        check_live(case)
        before = session.planned_for
        rules.check_planned_for(
            timezone.localtime(planned_for), now=at, opened_on=london_day(case.opened_at)
        )
        length = minutes or session.planned_minutes
        _check_minutes(length)
        _check_venue(venue_id)
        practitioner = _in_the_team(case, session.practitioner_id)
        _check_free(
            case, practitioner, planned_for, length, by=by, field="planned_for", but=session.pk
        )
        session.planned_for, session.planned_minutes = planned_for, length
        session.mode = mode or session.mode
        session.venue_id = venue_id
        if with_probation is not None:
            session.with_probation = with_probation
        session.version += 1
        _kept(session, field="planned_for")
        act.record(
            session, at=at, service_user_id=case.service_user_id, from_when=before.isoformat()
        )
    return session


def _check_planned(session: Session) -> None:
    if session.status != SessionStatus.PLANNED:
        raise NotAllowed(
            _("This session is already recorded as “%(status)s”.")
            % {"status": session.get_status_display()}
        )


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
    **facts: Any,
) -> Session:
    """What became of it, and the next one in the diary: both are kept or neither."""
    with acting("session_recorded", by=by) as act:
        # Sent twice, it is told what it already says, not that it is old.
        session, case = _held_session(session_id, by=by)
        rules.check_can_record(
            status=session.status, planned_for=session.planned_for, now=at, outcome=outcome
        )
        if version is not None and version != session.version:
            raise Stale(_how_it_is_now(session))
        holder = session.practitioner_id
        if outcome == SessionStatus.HELD and _stood_in(by, holder, session.planned_for):
            session.practitioner = by  # what was met and heard is theirs; the next is the holder's
        _record(session, case, outcome, facts, by=by, at=at, worked_on=worked_on)
        act.record(session, at=at, service_user_id=case.service_user_id, outcome=str(outcome))
        _plan_next(act, session, case, next_for, next_minutes, by=by, at=at, worker=holder)
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
    with_probation: bool = False,
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
            practitioner=_in_the_team(case, practitioner_id or by.pk),
            planned_for=held_at,
            planned_minutes=facts.get("minutes") or 60,
            planned_at=at,
            planned_by=by,
            with_probation=with_probation,
        )
        _kept(session, field="held_on")
        _record(session, case, outcome, facts, by=by, at=at, worked_on=worked_on)
        act.record(
            session,
            at=at,
            service_user_id=case.service_user_id,
            outcome=str(outcome),
            planned=False,
        )
        holder = (
            case.practitioner_id
            if case.practitioner_id in by.stands_in_for
            else session.practitioner_id
        )
        _plan_next(act, session, case, next_for, next_minutes, by=by, at=at, worker=holder)
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
    session.save()
    if session.tell_pp:
        tell_pps(case, NoticeKind.RISK_TOLD, by=by, at=at)
    if outcome == SessionStatus.HELD:
        _set_worked_on(session, case, worked_on)
        _do_step(session, case, by=by, at=at)


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
        _check_venue(session.venue_id)
    _check_facts(session)


def _check_facts(session: Session) -> None:
    if session.status == SessionStatus.HELD and session.minutes is None:
        raise NotAllowed(_("Enter how long it took, in minutes."), field="minutes")
    if session.status == SessionStatus.MISSED and not session.missed_by:
        raise NotAllowed(_("Say why it did not happen."), field="missed_by")
    rules.check_told(tell_pp=session.tell_pp, shared_with_pp=session.shared_with_pp)
    _check_minutes(session.minutes)
    if session.travel_minutes and session.travel_minutes > rules.LONGEST_TRAVEL_MINUTES:
        raise NotAllowed(
            _("Enter at most %(most)s minutes of travel.") % {"most": rules.LONGEST_TRAVEL_MINUTES},
            field="travel_minutes",
        )
    for field in ("readiness", "alliance"):
        if (getattr(session, field) or 0) > 10:
            raise NotAllowed(_("Enter a number from 0 to 10."), field=field)


def _set_worked_on(session: Session, case: Case, worked_on: Collection[int]) -> None:
    """Only what the tier offers; a session with nothing chosen costs no statement more."""
    if worked_on or session.version > 2:
        offered = Intervention.objects.filter(tier=case.tier, pk__in=worked_on)
        session.worked_on.set(offered)


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
        step.save(update_fields=["done_at", "done_by", "session"])


def _plan_next(
    act: Act,
    session: Session,
    case: Case,
    next_for: datetime | None,
    minutes: int | None,
    *,
    by: User,
    at: datetime,
    worker: int,
) -> None:
    if next_for is None:
        return
    following = _plan(
        case,
        planned_for=next_for,
        minutes=minutes or session.planned_minutes,
        by=by,
        at=at,
        practitioner_id=worker,
        field="next_on",
        mode=session.mode,
        venue_id=session.venue_id,
        with_probation=session.with_probation,
    )
    act.record(following, at=at, service_user_id=case.service_user_id, action="session_planned")


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
        session, case = _held_session(session_id, by=by, version=version)
        rules.check_can_amend(
            recorded_at=_recorded_at(session), now=at, hours=case.team.policy.amend_hours
        )
        if session.recorded_by_id != by.pk:
            raise NotAllowed(
                _("%(name)s recorded this session. Add a correction: both will be shown.")
                % {"name": session.recorded_by}
            )
        told_before = session.tell_pp
        _set_facts(session, facts)
        session.version += 1
        session.save()
        if session.tell_pp and not told_before:
            tell_pps(case, NoticeKind.RISK_TOLD, by=by, at=at)
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
        session, case = _held_session(session_id, by=by)
        _recorded_at(session)
        last = session.additions.order_by("-at", "-pk").first()
        if last is not None and last.by_id == by.pk and last.words == words:
            raise NotAllowed(_("This correction is already recorded."), field="words")
        addition = SessionAddition.objects.create(
            session=session, case=case, words=words, at=at, by=by
        )
        act.record(addition, at=at, service_user_id=case.service_user_id)
    return addition
