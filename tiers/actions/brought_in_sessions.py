"""Past sessions brought in from records, for cases that are here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.actions import acting
from audit.models import AuditEvent
from people.actions.taken import told_when
from people.models import User
from people.permissions import Permission
from people.rules import NotAllowed
from tiers import rules
from tiers.models import Case, Session, SessionAddition
from tiers.rules import SessionStatus

from .recording import FACTS_OF, check_facts

AT_ONCE = 500
IN_THE_RECORD = {
    "one_session_at_a_moment": (
        "",
        gettext_lazy("One of these sessions is in the record already for that day and time."),
    )
}


@dataclass(frozen=True)
class PastSession:
    case_id: int
    service_user_id: int
    practitioner_id: int
    held_at: datetime
    outcome: str
    with_probation: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)


def problems_of_session(past: PastSession, *, at: datetime) -> list[NotAllowed]:
    """What recording it on the day would have refused. Asks nothing of the database."""
    found = []
    try:
        rules.check_can_record(
            status=SessionStatus.PLANNED, planned_for=past.held_at, now=at, outcome=past.outcome
        )
    except NotAllowed as refusal:
        found.append(NotAllowed(refusal.message, field="held_on"))
    if past.outcome == SessionStatus.CANCELLED and past.held_at > at:
        found.append(NotAllowed(_("This day is still to come."), field="held_on"))
    for name in sorted(set(past.facts) - FACTS_OF[past.outcome]):
        found.append(
            NotAllowed(
                _("Leave this empty: it does not go with “%(outcome)s”.")
                % {"outcome": SessionStatus(past.outcome).label},
                field=name,
            )
        )
    if not found:
        try:
            check_facts(_session(past))
        except NotAllowed as refusal:
            found.append(refusal)
    return found


def _session(past: PastSession, **more: Any) -> Session:
    return Session(
        case_id=past.case_id,
        practitioner_id=past.practitioner_id,
        status=SessionStatus(past.outcome),
        planned_for=past.held_at,
        planned_minutes=past.facts.get("minutes") or 60,
        with_probation=past.with_probation,
        **past.facts,
        **more,
    )


def bring_in_sessions(
    pasts: Sequence[PastSession], *, team_id: int, by: User, at: datetime, source: str
) -> list[Session]:
    """As recorded now by whoever brings them in. All of them or none."""
    if team_id not in by.teams_where(Permission.IMPORT):
        raise NotAllowed(_("You cannot bring records into this team."))
    for past in pasts:
        for problem in problems_of_session(past, at=at):
            raise problem
    _check_cases({past.case_id for past in pasts}, team_id)
    with (
        told_when(IN_THE_RECORD),
        acting("session_brought_in", by=by, reason=source) as act,
    ):
        sessions = Session.objects.bulk_create(
            (
                _session(past, planned_at=at, planned_by=by, recorded_at=at, recorded_by=by)
                for past in pasts
            ),
            batch_size=AT_ONCE,
        )
        about = [past.service_user_id for past in pasts]
        act.record_each(zip(sessions, about, strict=True), at=at)
    return sessions


def _check_cases(pks: Collection[int], team_id: int) -> None:
    if Case.objects.filter(pk__in=pks, team_id=team_id).count() != len(pks):
        raise NotAllowed(_("One of these cases is not of this team."))


def sessions_touched_since(pks: Collection[int]) -> dict[int, str]:
    """Those something was done about since they were brought in: session -> the last of it."""
    events = (
        AuditEvent.objects.filter(subject_type="tiers.session", subject_id__in=pks)
        .exclude(action="session_brought_in")
        .order_by("at", "pk")
    )
    corrected = SessionAddition.objects.filter(session__in=pks).values_list("session_id", flat=True)
    return dict(events.values_list("subject_id", "action")) | dict.fromkeys(
        corrected, "session_corrected"
    )


def take_out_sessions(pks: Collection[int], *, by: User, at: datetime, source: str) -> int:
    with acting("session_taken_out", by=by, reason=source) as act:
        rows = Session.objects.filter(pk__in=pks)
        held = rows.order_by("pk").select_for_update(of=("self",))
        sessions = list(held.select_related("case"))
        if sessions_touched_since(pks):
            raise NotAllowed(_("Somebody has worked on one of these sessions meanwhile."))
        act.record_each([(one, one.case.service_user_id) for one in sessions], at=at)
        rows.delete()
    return len(sessions)
