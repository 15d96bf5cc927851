"""What the work does to its referral. Called by `tiers.actions`, inside their transaction."""

from __future__ import annotations

from datetime import datetime

from audit.actions import acting
from people.models import User
from referrals.models import Referral
from referrals.rules import Status

from .moving import held, move, tell_referrer


def mark_allocated(*, referral_id: int, by: User, at: datetime, words: str = "") -> Referral:
    """A case was opened for it. Only a lead of the team may (rules.TRANSITIONS)."""
    with acting("referral_allocated", by=by) as act:
        referral = held(referral_id, by=by)
        move(referral, Status.ALLOCATED, by=by, at=at, words=words)
        act.record(referral, at=at, service_user_id=referral.service_user_id)
        tell_referrer(referral, by=by, at=at)
    return referral


def close(*, referral_id: int, by: User, at: datetime, words: str = "") -> Referral:
    """Its case ended: the service's own move, whoever ended the case."""
    with acting("referral_closed", by=by) as act:
        referral = held(referral_id, by=by)
        move(referral, Status.CLOSED, by=by, at=at, words=words, system=True)
        act.record(referral, at=at, service_user_id=referral.service_user_id)
        tell_referrer(referral, by=by, at=at)
    return referral


def return_to_waiting(*, referral_id: int, by: User, at: datetime, words: str) -> Referral:
    """The allocation fell through: back to the list, with the time already waited."""
    with acting("referral_returned", by=by, reason=words) as act:
        referral = held(referral_id, by=by)
        move(referral, Status.WAITING, by=by, at=at, words=words, came_from=Status.ALLOCATED)
        act.record(referral, at=at, service_user_id=referral.service_user_id)
        tell_referrer(referral, by=by, at=at)
    return referral
