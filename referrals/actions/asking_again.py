"""What the person says of the work, asked again: nobody waits for a word that nobody can write down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from audit.actions import acting
from notices.rules import NoticeKind
from people.models import User
from people.permissions import Permission
from people.rules import NotAllowed
from referrals import rules
from referrals.models import Amendment, Referral

from .moving import held, tell, tell_leads_that

Said = Mapping[str, str | Sequence[str] | None]


def say_again(
    *,
    referral_id: int,
    by: User,
    at: datetime,
    consent: str = "",
    explained: Sequence[str] | None = None,
    readiness: str = "",
    readiness_factors: Sequence[str] | None = None,
    words: str = "",
    version: int | None = None,
) -> Referral:
    """By the PP, a practitioner of the team or a decider, while it is open; before and after are kept
    (N50, N103). What is not given stays as it was."""
    with acting("referral_said_again", by=by, reason=words) as act:
        referral = held(referral_id, by=by, version=version)
        takes_part = bool(referral.parts_of(by) & {rules.REFERRER, rules.DECIDER})
        rules.check_can_say_again(
            referral.status,
            tier=referral.tier,
            takes_part=takes_part or by.can(Permission.CASE_WORK, referral.team_id),
        )
        said = {
            "consent": consent,
            "explained": explained,
            "readiness": readiness,
            "readiness_factors": readiness_factors,
        }
        if not keep_said(referral, said, words=words, by=by, at=at):
            raise NotAllowed(_("That is what it says already. Change an answer, or go back."))
        referral.version += 1
        referral.save()
        act.record(referral, at=at, service_user_id=referral.service_user_id)
        tell(referral.pps(), NoticeKind.REFERRAL_AMENDED, referral, by=by, at=at)
        tell_leads_that(NoticeKind.REFERRAL_AMENDED, referral, by=by, at=at)
    return referral


def keep_said(referral: Referral, said: Said, *, words: str, by: User, at: datetime) -> bool:
    """Call inside an act; the caller saves the referral. An amendment for each answer that differs;
    whether there was any."""
    given = {name: value for name, value in said.items() if value not in (None, "")}
    changed = [
        Amendment(
            referral=referral,
            field=name,
            before=_kept(getattr(referral, name)),
            after=_kept(value),
            reason=words,
            at=at,
            by=by,
        )
        for name, value in given.items()
        if _kept(getattr(referral, name)) != _kept(value)
    ]
    for name, value in given.items():
        setattr(referral, name, value if isinstance(value, str) else sorted(value or ()))
    if referral.readiness != rules.Readiness.NOT_YET:
        referral.review_proposed_on = None
    if given.keys() & {"consent", "explained"}:
        rules.check_said(referral.consent, referral.explained)
    Amendment.objects.bulk_create(changed)
    return bool(changed)


def _kept(value: str | Sequence[str] | None) -> str:
    return value if isinstance(value, str) else ",".join(sorted(value or ()))
