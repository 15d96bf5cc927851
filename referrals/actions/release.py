"""The release plan: kept with the draft, carried on while it is open, and what became of each part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from audit.actions import acting
from people.models import User
from people.permissions import Permission
from referrals import rules
from referrals.models import Referral, ReleaseItem
from referrals.rules import ReleaseOutcome, Status

from .moving import held


def keep_release_items(referral: Referral, rows: Sequence[Mapping[str, Any]]) -> None:
    """Call inside an act, for a draft: nothing has become of any of them yet."""
    referral.release_items.all().delete()
    ReleaseItem.objects.bulk_create(
        ReleaseItem(referral=referral, position=position, **row)
        for position, row in enumerate(rows)
    )


def carry_release_items(before: Referral, after: Referral) -> None:
    """What is still open goes along; what became of the others stays where it was said."""
    if not after.release_items.exists():
        open_still = before.release_items.still_open()
        ReleaseItem.objects.bulk_create(one.copy_to(after) for one in open_still)


def settle_release_item(
    *,
    item_id: int,
    outcome: str,
    by: User,
    at: datetime,
    reason: str = "",
    words: str = "",
) -> ReleaseItem:
    """The PP or the team says whether it was there when the person came out."""
    with acting("release_item_settled", by=by, reason=reason) as act:
        item = ReleaseItem.objects.visible_to(by).get(pk=item_id)
        referral = held(item.referral_id, by=by)
        item.refresh_from_db()
        rules.check_settles_release(
            may=may_settle(referral, by),
            outcome=outcome,
            before=item.outcome,
            reason=reason,
            words=words,
        )
        item.outcome, item.words = outcome, words
        item.reason = reason if outcome == ReleaseOutcome.UNMET else ""
        item.settled_at, item.settled_by = at, by
        item.save()
        act.record(item, at=at, service_user_id=referral.service_user_id, outcome=str(outcome))
    return item


def may_settle(referral: Referral, user: User) -> bool:
    """A draft is still being written: what it says is changed there."""
    if referral.status == Status.DRAFT:
        return False
    return referral.is_of(user) or user.can(Permission.CASE_WORK, referral.team_id)
