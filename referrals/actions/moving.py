"""The one way a referral changes state: ask the table, write, add its row to the story."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.actions import lock, moved_by
from notices import actions as notices
from notices.rules import NoticeKind
from people.models import User
from people.permissions import Role
from people.rules import NotAllowed, Stale, check_version
from people.templatetags.words import moment
from referrals import rules
from referrals.models import Referral, ReferralStatusChange, deciders_of
from referrals.rules import FINAL, Status


def held(referral_id: int, *, by: User, version: int | None = None) -> Referral:
    """The referral, locked. Stale when it moved since the page was opened, told in words."""
    referral = lock(Referral.objects.visible_to(by).select_related("service_user"), referral_id)
    check_still(referral, version)
    return referral


def check_still(row: Any, version: int | None) -> None:
    """`version` is the one the page was opened with. For a row with a status, locked: Stale says
    who moved it meanwhile, by whichever verb, and where it stands now."""
    if version is None or version == row.version:
        return
    moved = moved_by(row)
    if moved is None:
        check_version(row.version, version)
    else:
        raise Stale(
            _(
                "Meanwhile %(name)s changed this (%(moment)s); it is now “%(status)s”. What"
                " you typed is still below."
            )
            % {
                "name": User.objects.get(pk=moved[0]),
                "moment": moment(moved[1]),
                "status": row.get_status_display(),
            }
        )


def move(
    referral: Referral,
    to: str,
    *,
    by: User,
    at: datetime,
    words: str = "",
    system: bool = False,
    came_from: str = "",
) -> None:
    """Call inside an act, with the row locked; the caller saves nothing more after this.

    `came_from`: for a verb that is one of several ways into a state, the one state it starts in.
    """
    if came_from:
        rules.check_came_from(referral.status, came_from)
    parts = frozenset({rules.SYSTEM}) if system else referral.parts_of(by)
    rules.check_can_move(referral.status, to, parts)
    before, referral.status = referral.status, to
    referral.version += 1
    referral.touched_at = at
    if to in FINAL:
        referral.ended_at, referral.ended_by = at, by
    referral.save()
    ReferralStatusChange.objects.create(
        referral=referral, from_status=before, to_status=to, at=at, by=by, words=words
    )


NEWS: Mapping[str, NoticeKind] = {
    Status.SUBMITTED: NoticeKind.REFERRAL_SENT,
    Status.INFORMATION_REQUESTED: NoticeKind.REFERRAL_ASKED,
    Status.WAITING: NoticeKind.REFERRAL_WAITING,
    Status.PAUSED: NoticeKind.REFERRAL_PAUSED,
    Status.DECLINED: NoticeKind.REFERRAL_DECLINED,
    Status.REDIRECTED: NoticeKind.REFERRAL_REDIRECTED,
    Status.ALLOCATED: NoticeKind.REFERRAL_ALLOCATED,
    Status.CLOSED: NoticeKind.REFERRAL_CLOSED,
    Status.WITHDRAWN: NoticeKind.REFERRAL_WITHDRAWN,
}


def tell_referrer(referral: Referral, *, by: User, at: datetime) -> None:
    """Who referred the person, and the PPs who have them now: where it stands since this move."""
    tell(referral.pps(), NEWS[referral.status], referral, by=by, at=at)


def tell_leads(referral: Referral, *, by: User, at: datetime) -> None:
    tell_leads_that(NEWS[referral.status], referral, by=by, at=at)


def tell_leads_that(kind: NoticeKind, referral: Referral, *, by: User, at: datetime) -> None:
    leads = User.objects.in_team(referral.team_id, Role.LEAD).values_list("pk", flat=True)
    tell(leads, kind, referral, by=by, at=at)


def tell_deciders(kind: NoticeKind, referral: Referral, *, by: User, at: datetime) -> None:
    """The leads and the psychologists of the team: whoever may decide, or sign."""
    tell(deciders_of(referral.team_id), kind, referral, by=by, at=at)


def tell(
    users: Iterable[int | None], kind: NoticeKind, referral: Referral, *, by: User, at: datetime
) -> None:
    """Call inside an act."""
    notices.tell(
        users,
        kind,
        subject_id=referral.pk,
        about=referral.reference,
        service_user_id=referral.service_user_id,
        by=by,
        at=at,
    )


# Two referrals for one person at one tier meet.
_OPEN_ALREADY = (
    "tier",
    gettext_lazy(
        "There is an open referral for this person at this tier already. Open it from"
        " the person’s page instead of sending another."
    ),
)
OPEN_ALREADY = {"one_open_referral_per_person_and_tier": _OPEN_ALREADY}


def check_none_open(service_user_id: int, tier: int | None) -> None:
    """Said as soon as the tier is known, in the words the constraint would have at the end."""
    field, words = _OPEN_ALREADY
    if tier and Referral.objects.open().filter(service_user_id=service_user_id, tier=tier).exists():
        raise NotAllowed(words, field=field)
