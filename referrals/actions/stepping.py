"""To another tier, up or down: everything that is known goes along, and is asked nowhere twice (N93)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from audit.actions import acting
from people.models import User
from referrals import rules
from referrals.models import Agency, Referral, Screening

from .answers import COPIED
from .drafting import start
from .moving import check_none_open, held

# What was confirmed for the referral it follows. Readiness and consent are the person's own word of
# today, so these two alone are asked anew: one click each.
CONFIRMED = ("details_confirmed", "criteria_set", "rosh_confirmed")


def step_to_tier(
    *,
    service_user_id: int,
    tier: int,
    by: User,
    at: datetime,
    after_id: int | None = None,
    carried: Mapping[str, str] | None = None,
) -> Referral:
    """A draft for that tier. `after_id`: the referral it follows; `carried`: words for empty boxes.

    What somebody already wrote in a draft of theirs is never written over.
    """
    with acting("referral_stepped", by=by) as act:
        check_none_open(service_user_id, tier)
        draft = start(service_user_id=service_user_id, by=by, at=at, tier=tier)
        after = _followed(after_id, service_user_id, by=by)
        known = dict(carried or {})
        if after is not None:
            known |= {name: getattr(after, name) for name in COPIED if getattr(after, name)}
            _confirm(draft, after)
        for name, words in known.items():
            if not getattr(draft, name):
                setattr(draft, name, words)
        draft.version += 1
        draft.touched_at = at
        draft.save()
        act.record(draft, at=at, service_user_id=service_user_id, tier=tier)
    return held(draft.pk, by=by)


def _followed(after_id: int | None, service_user_id: int, *, by: User) -> Referral | None:
    if after_id is None:
        return None
    rows = Referral.objects.visible_to(by).filter(submitted_at__isnull=False)
    return rows.get(pk=after_id, service_user_id=service_user_id)


def _confirm(draft: Referral, after: Referral) -> None:
    draft.previous = after
    for name in CONFIRMED:
        if not getattr(draft, name):
            setattr(draft, name, getattr(after, name))
    if not draft.agencies.exists():
        Agency.objects.bulk_create(one.copy_to(draft) for one in after.agencies.all())
    carry_screening(after, draft)


def carry_screening(before: Referral, after: Referral) -> None:
    """As it was judged then, a signed override and all; what was asked and not signed was asked for
    that referral. A screening of its own stays."""
    screening = Screening.objects.filter(referral=before).first()
    if screening is None or Screening.objects.filter(referral=after).exists():
        return
    screening.pk, screening.referral = None, after
    screening._state.adding = True
    if screening.override != rules.Override.SIGNED:
        screening.override = ""
        screening.asked_because, screening.asked_at, screening.asked_by = "", None, None
    screening.save(force_insert=True)
