"""A professional override: asked for in a draft, questioned, answered, signed or not, each in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from audit.actions import acting, lock
from notices.rules import NoticeKind
from people.models import User
from people.permissions import Permission
from people.rules import NotAllowed
from referrals import rules
from referrals.models import OverrideWord, Referral, Screening
from referrals.rules import Override, OverrideSaid

from .drafting import check_own_draft
from .moving import check_still, held, tell, tell_deciders


def ask_for_override(
    *, referral_id: int, reason: str, by: User, at: datetime, version: int | None = None
) -> Referral:
    """The PP says why the person should be seen although not every criterion is met (N1). Those who
    may sign are told, once."""
    with acting("override_asked", by=by) as act:
        referral = held(referral_id, by=by, version=version)
        check_own_draft(referral, by=by)
        rules.check_override_words(OverrideSaid.ASKED, reason, field="reason")
        screening = Screening.objects.filter(referral=referral).first()
        if screening is None:
            raise NotAllowed(_("Answer the criteria first: the override needs the answers."))
        waits_already = screening.override == Override.ASKED
        screening.asked_because = reason
        if not waits_already:
            screening.asked_at, screening.asked_by = at, by
        _say(screening, referral, OverrideSaid.ASKED, reason, by=by, at=at)
        act.record(referral, at=at, service_user_id=referral.service_user_id)
        if not waits_already:
            tell_deciders(NoticeKind.OVERRIDE_ASKED, referral, by=by, at=at)
    return referral


def question_override(
    *, referral_id: int, words: str, by: User, at: datetime, version: int | None = None
) -> Screening:
    """Before signing, one thing more: the PP reads it in the draft and answers there."""
    said = OverrideSaid.QUESTIONED
    with acting("override_questioned", by=by) as act:
        referral, screening = _held_to_sign(referral_id, by=by, version=version)
        rules.check_override_words(said, words, field="words")
        _say(screening, referral, said, words, by=by, at=at)
        act.record(referral, at=at, service_user_id=referral.service_user_id)
        _tell_asker(screening, referral, NoticeKind.OVERRIDE_QUESTIONED, by=by, at=at)
    return screening


def answer_override(
    *, referral_id: int, words: str, by: User, at: datetime, version: int | None = None
) -> Referral:
    """The answer puts it back before those who may sign; whoever asked is told."""
    said = OverrideSaid.ANSWERED
    with acting("override_answered", by=by) as act:
        referral = held(referral_id, by=by, version=version)
        check_own_draft(referral, by=by)
        rules.check_override_words(said, words, field="words")
        screening = Screening.objects.get(referral=referral)
        screening.asked_at, screening.asked_by = at, by
        _say(screening, referral, said, words, by=by, at=at)
        act.record(referral, at=at, service_user_id=referral.service_user_id)
        questions = OverrideWord.objects.filter(referral=referral, said=OverrideSaid.QUESTIONED)
        asked_by = questions.order_by("-pk").values_list("by_id", flat=True)[:1]
        tell(asked_by, NoticeKind.OVERRIDE_ANSWERED, referral, by=by, at=at)
    return referral


def sign_override(
    *, referral_id: int, reason: str, by: User, at: datetime, version: int | None = None
) -> Screening:
    """A psychologist or lead takes the person as eligible, and says why (design.md section 5)."""
    said = OverrideSaid.SIGNED
    with acting("screening_overridden", by=by, reason=reason) as act:
        referral, screening = _held_to_sign(referral_id, by=by, version=version)
        rules.check_override_words(said, reason, field="reason")
        screening.override_reason = reason
        screening.overridden_at, screening.overridden_by = at, by
        screening.outcome = rules.screening_outcome(
            asked=screening.criteria_set.codes(), answers=screening.answers, overridden=True
        )
        _say(screening, referral, said, reason, by=by, at=at)
        act.record(referral, at=at, service_user_id=referral.service_user_id)
        _tell_asker(screening, referral, NoticeKind.OVERRIDE_SIGNED, by=by, at=at)
    return screening


def leave_unsigned(
    *,
    referral_id: int,
    words: str,
    alternatives: Sequence[str],
    by: User,
    at: datetime,
    version: int | None = None,
) -> Screening:
    """Not on this judgement: said why, and what can be done instead (N92). The PP may ask again."""
    said = OverrideSaid.NOT_SIGNED
    with acting("override_not_signed", by=by) as act:
        referral, screening = _held_to_sign(referral_id, by=by, version=version)
        rules.check_not_signed(words, alternatives)
        _say(screening, referral, said, words, by=by, at=at, alternatives=alternatives)
        act.record(referral, at=at, service_user_id=referral.service_user_id)
        _tell_asker(screening, referral, NoticeKind.OVERRIDE_NOT_SIGNED, by=by, at=at)
    return screening


def _held_to_sign(referral_id: int, *, by: User, version: int | None) -> tuple[Referral, Screening]:
    """A draft is its writer's alone, except to those who are asked to sign for it."""
    found = Referral.to_override.visible_to(by).select_related("service_user")
    referral = lock(found, referral_id)
    check_still(referral, version)
    if not by.can(Permission.OVERRIDE_SIGN, referral.team_id):
        raise NotAllowed(_("Only a psychologist or a lead of the team can sign an override."))
    screening = Screening.objects.filter(referral=referral).first()
    if screening is None:
        raise NotAllowed(_("Screen the person first: the override needs the answers."))
    rules.check_can_sign(
        status=referral.status, outcome=screening.outcome, is_own=referral.is_of(by)
    )
    return referral, screening


def _say(
    screening: Screening,
    referral: Referral,
    said: OverrideSaid,
    words: str,
    *,
    by: User,
    at: datetime,
    alternatives: Sequence[str] = (),
) -> None:
    """Call inside an act: the words, and where it stands since. A draft lives on from them."""
    screening.override = rules.override_after(said, override=screening.override)
    screening.save()
    OverrideWord.objects.create(
        referral=referral, said=said, words=words, alternatives=list(alternatives), at=at, by=by
    )
    referral.version += 1
    referral.touched_at = at
    referral.save(update_fields=["version", "touched_at"])


def _tell_asker(
    screening: Screening, referral: Referral, kind: NoticeKind, *, by: User, at: datetime
) -> None:
    tell([referral.referrer_id, screening.asked_by_id], kind, referral, by=by, at=at)
