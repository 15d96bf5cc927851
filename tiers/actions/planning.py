"""The diary: a session planned, or moved. Nobody is in two places at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import acting, lock
from people.actions.taken import told_when
from people.models import User, Venue, VenueWish
from people.permissions import Permission
from people.rules import NotAllowed, PlaceWish, Stale
from people.templatetags.words import moment
from tiers import rules
from tiers.models import Case, Session
from tiers.rules import Mode, SessionStatus

from .free import check_free
from .reach import check_live, held_case, london_clock, london_day


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
    at_that_hour: bool = False,
    even_so: bool = False,
) -> Session:
    """In the diary of whoever holds the case, unless a colleague stands in. `at_that_hour`: a night
    hour is meant; `even_so`: a place they refused."""
    with acting("session_planned", by=by) as act:
        rules.check_hour(london_clock(planned_for), meant=at_that_hour)
        case = held_case(case_id, by=by, permission=Permission.CASE_WORK)
        rules.check_place(refused=_refused(case, venue_id), meant=even_so)
        session = put_in_diary(
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


def put_in_diary(
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
    check_minutes(minutes)
    check_venue(more.get("venue_id"))
    practitioner = worker_in_team(case, practitioner_id)
    check_free(practitioner, planned_for, minutes, by=by, field=field, case=case)
    return keep_once(
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


def worker_in_team(case: Case, practitioner_id: int) -> User:
    """Held still: two sessions in one diary are checked one after the other."""
    users = User.objects.select_for_update(of=("self",), no_key=True).active()
    user = users.filter(pk=practitioner_id).first()
    if user is None or not user.can(Permission.CASE_WORK, case.team_id):
        raise NotAllowed(_("Choose somebody who works in this team."), field="practitioner")
    return user


def _refused(case: Case, venue_id: int | None) -> bool:
    """Did the person say that they will not go there?"""
    if venue_id is None:
        return False
    said = VenueWish.objects.filter(service_user_id=case.service_user_id, venue_id=venue_id)
    return said.filter(wish=PlaceWish.REFUSES).exists()


def check_venue(venue_id: int | None) -> None:
    if venue_id is not None and not Venue.objects.filter(pk=venue_id).exists():
        raise NotAllowed(_("Choose a place from the list."), field="venue_id")


def check_minutes(minutes: int | None) -> None:
    if minutes is not None and not 1 <= minutes <= rules.LONGEST_SESSION_MINUTES:
        raise NotAllowed(
            _("Enter between 1 and %(most)s minutes.") % {"most": rules.LONGEST_SESSION_MINUTES},
            field="minutes",
        )


def keep_once(session: Session, *, field: str) -> Session:
    """The constraint decides when one session is sent twice at the same moment."""
    twice = _("A session with this person is in the record already for that day and time.")
    with told_when({"one_session_at_a_moment": (field, twice)}), transaction.atomic():
        session.save()
    return session


def held_session(session_id: int, *, by: User, version: int | None = None) -> tuple[Session, Case]:
    """The case first, then its session: every verb takes them in this order, so none waits for
    another in a circle."""
    case_id = Session.objects.visible_to(by).values_list("case_id", flat=True).get(pk=session_id)
    case = held_case(case_id, by=by, permission=Permission.CASE_WORK)
    session = lock(
        Session.objects.visible_to(by).select_related("practitioner", "recorded_by"), session_id
    )
    if version is not None and version != session.version:
        raise Stale(how_it_is_now(session))
    return session, case


def how_it_is_now(session: Session) -> str:
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
    at_that_hour: bool = False,
    even_so: bool = False,
    version: int | None = None,
) -> Session:
    """Another day, place or way. `venue_id` is as it will be. An hour or a place that stays was meant
    before."""
    with acting("session_moved", by=by) as act:
        session, case = held_session(session_id, by=by, version=version)
        _check_planned(session)
        check_live(case)
        before = session.planned_for
        rules.check_planned_for(
            timezone.localtime(planned_for), now=at, opened_on=london_day(case.opened_at)
        )
        same_hour = london_clock(planned_for) == london_clock(before)
        rules.check_hour(london_clock(planned_for), meant=at_that_hour or same_hour)
        if venue_id != session.venue_id:
            rules.check_place(refused=_refused(case, venue_id), meant=even_so)
        length = minutes or session.planned_minutes
        check_minutes(length)
        check_venue(venue_id)
        practitioner = worker_in_team(case, session.practitioner_id)
        check_free(
            practitioner,
            planned_for,
            length,
            by=by,
            field="planned_for",
            case=case,
            but=session,
        )
        session.planned_for, session.planned_minutes = planned_for, length
        session.mode = mode or session.mode
        session.venue_id = venue_id
        if with_probation is not None:
            session.with_probation = with_probation
        session.version += 1
        keep_once(session, field="planned_for")
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
