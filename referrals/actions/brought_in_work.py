"""Work brought in for a referral, and what was brought in taken out again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import pgtrigger
from django.db.models import F
from django.utils.translation import gettext as _

from audit.actions import acting
from audit.models import AuditEvent
from people.actions import unnote_referrers
from people.models import User
from people.rules import NotAllowed
from referrals.models import Referral, ReferralStatusChange
from referrals.rules import Status

AT_ONCE = 500


@dataclass(frozen=True)
class Work:
    """What was done about a referral: from when, and until when if it is over."""

    referral_id: int
    opened_at: datetime
    ended_at: datetime | None = None


def bring_in_work(works: Sequence[Work], *, by: User, at: datetime, source: str) -> None:
    """Called by `tiers.actions`, inside their transaction: from the waiting list to the work."""
    with acting("referral_work_brought_in", by=by, reason=source) as act:
        ids = [work.referral_id for work in works]
        waiting = Referral.objects.waiting().filter(pk__in=ids).order_by("pk")
        held = waiting.select_for_update(of=("self",), no_key=True)
        found = {referral.pk: referral for referral in held}
        if len(found) != len(set(ids)):
            raise NotAllowed(_("One of these referrals is no longer on the waiting list."))
        rows = Referral.objects.filter(pk__in=ids)
        rows.update(status=Status.ALLOCATED, version=F("version") + 1, touched_at=at)
        over = {work.referral_id: work.ended_at for work in works if work.ended_at}
        closing = list(rows.filter(pk__in=over))
        for referral in closing:
            referral.status, referral.version = Status.CLOSED, referral.version + 1
            referral.ended_at, referral.ended_by = over[referral.pk], by
        Referral.objects.bulk_update(
            closing, ["status", "version", "ended_at", "ended_by"], batch_size=AT_ONCE
        )
        ReferralStatusChange.objects.bulk_create(
            (change for work in works for change in _moves_of(work, by=by, source=source)),
            batch_size=AT_ONCE,
        )
        act.record_each(
            ((referral, referral.service_user_id) for referral in found.values()), at=at
        )


def _moves_of(work: Work, *, by: User, source: str) -> Iterator[ReferralStatusChange]:
    moves = [(Status.WAITING, Status.ALLOCATED, work.opened_at)]
    if work.ended_at:
        moves.append((Status.ALLOCATED, Status.CLOSED, work.ended_at))
    for before, after, when in moves:
        yield ReferralStatusChange(
            referral_id=work.referral_id,
            from_status=before,
            to_status=after,
            at=when,
            by=by,
            words=source,
        )


def take_out_work(referral_ids: Collection[int], *, by: User, at: datetime, source: str) -> None:
    """Back on the waiting list, as if the work had never been brought in."""
    with (
        acting("referral_work_taken_out", by=by, reason=source) as act,
        pgtrigger.ignore(
            "referrals.Referral:referral_moves",
            "referrals.ReferralStatusChange:status_change_append_only",
        ),
    ):
        rows = Referral.objects.filter(pk__in=referral_ids)
        locked = list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))
        rows.update(
            status=Status.WAITING,
            version=F("version") + 1,
            touched_at=at,
            ended_at=None,
            ended_by=None,
        )
        ReferralStatusChange.objects.filter(
            referral__in=referral_ids, to_status__in=[Status.ALLOCATED, Status.CLOSED]
        ).delete()
        act.record_each(((one, one.service_user_id) for one in locked), at=at)


def referrals_touched_since(pks: Collection[int]) -> dict[int, str]:
    """Those something was done about since they were brought in: referral -> the last of it."""
    touched: dict[int, str] = {}
    events = AuditEvent.objects.filter(subject_type="referrals.referral", subject_id__in=pks)
    for pk, action in events.order_by("at", "pk").values_list("subject_id", "action"):
        if action == "referral_work_taken_out":
            touched.pop(pk, None)
        elif action != "referral_brought_in":
            touched[pk] = action
    return touched


def take_out_referrals(pks: Collection[int], *, by: User, at: datetime, source: str) -> int:
    """What was brought in by mistake goes again; its history and the trail stay."""
    with (
        acting("referral_taken_out", by=by, reason=source) as act,
        pgtrigger.ignore("referrals.ReferralStatusChange:status_change_append_only"),
    ):
        here = Referral.objects.filter(pk__in=pks).order_by("pk")
        rows = list(here.select_for_update(of=("self",)))
        if referrals_touched_since(pks):
            raise NotAllowed(_("Somebody has worked on one of these referrals meanwhile."))
        act.record_each([(one, one.service_user_id) for one in rows], at=at)
        pairs = {(one.service_user_id, one.referrer_id) for one in rows}
        Referral.objects.filter(pk__in=pks).delete()
        still = Referral.objects.filter(service_user_id__in={who for who, _by in pairs})
        unnote_referrers(pairs - set(still.values_list("service_user_id", "referrer_id")))
    return len(rows)
