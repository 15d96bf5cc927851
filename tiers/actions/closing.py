"""What an end leaves behind, however the work came to it: a diary, a holder, a question to a lead."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, QuerySet

from people.models import User
from tiers.models import Case, EndingRequest, Holding, Session
from tiers.rules import CancelledBy, CaseStatus, EndingReason, SessionStatus

from .reach import move_case


def end_work(
    case: Case, *, reason: EndingReason, words: str, why: str, by: User, at: datetime
) -> None:
    """Call inside an act, with the row locked. What lay ahead is cancelled (`why`: for the diary), a
    question that still waits for a lead falls away; after-contacts stay to be done."""
    cancel_ahead(case, by=by, at=at, why=why)
    Holding.objects.filter(case=case, to_at__isnull=True).update(to_at=at)
    withdraw_request(case, by=by, at=at)
    case.ended_at, case.ended_by = at, by
    case.ending_reason, case.ending_note = reason, words
    move_case(case, CaseStatus.ENDED, by=by, at=at, words=words)


def withdraw_request(case: Case, *, by: User, at: datetime) -> int:
    """Nobody answers it any more: how many there were, which is one at most."""
    open_ones = EndingRequest.objects.filter(case=case).open()
    return open_ones.update(withdrawn_at=at, withdrawn_by=by)


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
