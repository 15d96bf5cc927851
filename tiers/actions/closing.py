"""What an end leaves behind, however the work came to it: a diary, a holder, a question to a lead."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from audit.actions import lock
from people.models import User
from people.rules import NotAllowed
from tiers.models import Case, EndingRequest, HandoverRequest, Holding, Session
from tiers.rules import CancelledBy, CaseStatus, EndingReason, SessionStatus

from .reach import held_case, move_case

Asked = TypeVar("Asked", EndingRequest, HandoverRequest)


def end_work(
    case: Case, *, reason: EndingReason, words: str, why: str, by: User, at: datetime
) -> None:
    """Call inside an act, with the row locked. What lay ahead is cancelled (`why`: for the diary),
    what still waits for a lead falls away; after-contacts stay to be done."""
    cancel_ahead(case, by=by, at=at, why=why)
    Holding.objects.filter(case=case, to_at__isnull=True).update(to_at=at)
    withdraw(EndingRequest, case, by=by, at=at)
    withdraw(HandoverRequest, case, by=by, at=at)
    case.ended_at, case.ended_by = at, by
    case.ending_reason, case.ending_note = reason, words
    move_case(case, CaseStatus.ENDED, by=by, at=at, words=words)


def withdraw(asked: type[Asked], case: Case, *, by: User, at: datetime) -> int:
    """Nobody answers it any more: how many there were, which is one at most."""
    rows: Any = asked.objects
    return rows.filter(case=case).open().update(withdrawn_at=at, withdrawn_by=by)


def held_request(
    asked: type[Asked], request_id: int, *, by: User, permission: str
) -> tuple[Asked, Case]:
    """The case first, then what was asked of a lead about it, while that still waits."""
    rows: Any = asked.objects.visible_to(by)
    case_id = rows.values_list("case_id", flat=True).get(pk=request_id)
    case = held_case(case_id, by=by, permission=permission)
    request = lock(rows, request_id)
    if request.answered_at is not None:
        raise NotAllowed(_("This has been answered already."))
    if request.withdrawn_at is not None:
        raise NotAllowed(_("This is no longer asked: there is nothing to answer."))
    return request, case


def cancel_ahead(case: Case, *, by: User, at: datetime, why: str) -> int:
    """Sessions planned ahead would wait for nobody and be asked about every night."""
    ahead = Session.objects.planned().filter(case=case, planned_for__gte=at)
    return cancel(ahead, cancelled_by=CancelledBy.OTHER, by=by, at=at, why=why)


def cancel(
    sessions: QuerySet, *, cancelled_by: CancelledBy, by: User, at: datetime, why: str
) -> int:
    return sessions.update(
        status=SessionStatus.CANCELLED,
        cancelled_by=cancelled_by,
        why_not=why,
        recorded_at=at,
        recorded_by=by,
        version=F("version") + 1,
    )
