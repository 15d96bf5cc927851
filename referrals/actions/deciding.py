"""What the team decides, and what it asks. Nobody is refused without words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Act, acting
from notices.rules import NoticeKind
from people.actions.taken import told_when
from people.calendar import day_off, working_day, working_day_from
from people.models import TeamPolicy, User
from people.rules import NotAllowed, check_on_working_day
from referrals import rules
from referrals.models import (
    Agency,
    InformationRequest,
    LocalService,
    Referral,
    ReferralStatusChange,
    Screening,
)
from referrals.registry import title_of_material
from referrals.rules import Status, Tier

from .answers import KEPT_ON_REDIRECT
from .asking_again import keep_said
from .drafting import new_reference
from .moving import (
    OPEN_ALREADY,
    held,
    move,
    tell,
    tell_leads,
    tell_referrer,
)
from .release import carry_release_items
from .stepping import carry_screening


def accept(
    *,
    referral_id: int,
    by: User,
    at: datetime,
    words: str = "",
    discipline: str = "",
    version: int | None = None,
    tells: bool = True,
) -> Referral:
    """Onto the waiting list, with the day work should start by (policy: tierN_target_days) and whose
    work it is, when that is clear already. `tells`: not when the next verb tells the PP more."""
    with acting("referral_accepted", by=by) as act:
        referral = held(referral_id, by=by, version=version)
        days = TeamPolicy.objects.get(team_id=referral.team_id).target_days(referral.tier or 1)
        referral.accepted_at, referral.accepted_by = at, by
        referral.discipline = discipline
        referral.target_on = rules.target_on(timezone.localdate(at), days, working_day=working_day)
        move(referral, Status.WAITING, by=by, at=at, words=words, came_from=Status.SUBMITTED)
        _record(act, referral, by=by, at=at)
        if tells:
            tell_referrer(referral, by=by, at=at)
    return referral


def accept_to_pause(
    *,
    referral_id: int,
    reason: str,
    review_on: date,
    by: User,
    at: datetime,
    words: str = "",
    version: int | None = None,
) -> Referral:
    """Taken on, and waited for: "not yet" keeps its place and has its day (N50, N51). The PP is told
    once, where it stands in the end."""
    with transaction.atomic():
        accept(referral_id=referral_id, by=by, at=at, words=words, version=version, tells=False)
        return pause(referral_id=referral_id, reason=reason, review_on=review_on, by=by, at=at)


def ask(
    *,
    referral_id: int,
    question: str,
    by: User,
    at: datetime,
    due_on: date | None = None,
    version: int | None = None,
) -> InformationRequest:
    """A question with the day its answer is needed: the team's usual time when none is chosen."""
    with acting("referral_question_asked", by=by) as act:
        referral = held(referral_id, by=by, version=version)
        rules.check_words(question, field="question", ask=_("Enter what you need to know."))
        if due_on is None:
            due_on = usual_due_on(referral.team_id, at)
        else:
            rules.check_due_on(due_on, today=timezone.localdate(at))
            check_on_working_day(due_on, day_off=day_off, field="due_on")
        move(referral, Status.INFORMATION_REQUESTED, by=by, at=at)
        request = InformationRequest.objects.create(
            referral=referral,
            question=question,
            due_on=due_on,
            asked_at=at,
            asked_by=by,
        )
        _record(act, referral, by=by, at=at)
        tell_referrer(referral, by=by, at=at)
    return request


def usual_due_on(team_id: int, at: datetime) -> date:
    """By the team's policy, and never a day that the question itself would refuse."""
    days = TeamPolicy.objects.get(team_id=team_id).information_due_days
    today = timezone.localdate(at)
    last = working_day(today + timedelta(days=rules.LONGEST_TO_ANSWER))
    return min(working_day_from(today + timedelta(days=days)), last)


def answer(
    *, referral_id: int, words: str, by: User, at: datetime, version: int | None = None
) -> InformationRequest:
    """The referrer's answer puts the referral back before the team."""
    with acting("referral_question_answered", by=by) as act:
        referral = held(referral_id, by=by, version=version)
        rules.check_words(words, field="words", ask=_("Enter your answer."))
        request = InformationRequest.objects.unanswered().filter(referral=referral).first()
        if request is None:
            raise NotAllowed(_("This question has been answered already."))
        request.answer, request.answered_at, request.answered_by = words, at, by
        request.save(update_fields=["answer", "answered_at", "answered_by"])
        move(referral, Status.SUBMITTED, by=by, at=at)
        act.record(referral, at=at, service_user_id=referral.service_user_id)
        tell([request.asked_by_id], NoticeKind.REFERRAL_ANSWERED, referral, by=by, at=at)
    return request


def decline(
    *,
    referral_id: int,
    reason: str,
    words: str,
    alternatives: Sequence[str],
    by: User,
    at: datetime,
    service_id: int | None = None,
    material_id: int | None = None,
    version: int | None = None,
) -> Referral:
    """A reason, words for the PP, and what can be done instead (N92)."""
    with acting("referral_declined", by=by, reason=reason) as act:
        referral = held(referral_id, by=by, version=version)
        rules.check_words(reason, field="reason", ask=_("Choose a reason."))
        rules.check_words(words, field="words", ask=_("Enter what you want to say to the PP."))
        rules.check_instead(alternatives, service_id=service_id, material_id=material_id)
        _name_instead(referral, service_id=service_id, material_id=material_id, by=by)
        referral.decline_reason = reason
        referral.words_to_referrer = words
        referral.alternatives = list(alternatives)
        move(referral, Status.DECLINED, by=by, at=at, words=words)
        _record(act, referral, by=by, at=at)
        tell_referrer(referral, by=by, at=at)
    return referral


def _name_instead(
    referral: Referral, *, service_id: int | None, material_id: int | None, by: User
) -> None:
    """One of the directory, one of the team's library: what its PP can open too."""
    if service_id is not None:
        listed = LocalService.objects.visible_to(by).open().filter(pk=service_id).first()
        if listed is None:
            raise NotAllowed(_("Choose a service from the list."), field="service_id")
        referral.instead_service = listed
    if material_id is not None:
        title = title_of_material(by, referral.team_id, material_id)
        if not title:
            raise NotAllowed(_("Choose a material from the list."), field="material_id")
        referral.instead_material, referral.instead_material_title = material_id, title


def redirect(
    *,
    referral_id: int,
    tier: int,
    reason: str,
    words: str,
    by: User,
    at: datetime,
    focus: str | None = "",
    version: int | None = None,
) -> Referral:
    """To another tier: this one ends, and a new one stands before the team with every answer."""
    with told_when(OPEN_ALREADY), acting("referral_redirected", by=by, reason=reason) as act:
        referral = held(referral_id, by=by, version=version)
        rules.check_words(reason, field="reason", ask=_("Choose a reason."))
        rules.check_words(words, field="words", ask=_("Enter why another tier fits better."))
        if tier == referral.tier:
            raise NotAllowed(_("Choose another tier than the present one."), field="tier")
        rules.check_focus(tier=tier, focus=focus or "")
        _check_tier_open_to(referral, tier)
        referral.redirect_reason, referral.words_to_referrer = reason, words
        move(referral, Status.REDIRECTED, by=by, at=at, words=words)
        onward = _copy(referral, tier=tier, focus=focus or "", by=by, at=at, words=words)
        _record(act, referral, by=by, at=at, onward=onward.reference)
        tell_referrer(referral, by=by, at=at)
    return onward


def _record(act: Act, referral: Referral, *, by: User, at: datetime, **detail: str) -> None:
    """A decision on one's own referral is one that nobody else could make: the trail says so."""
    if referral.is_of(by):
        detail["own_referral"] = "nobody else of the team decides"
    act.record(referral, at=at, service_user_id=referral.service_user_id, **detail)


def _check_tier_open_to(referral: Referral, tier: int) -> None:
    screening = Screening.objects.filter(referral=referral).first()
    fine = screening is not None and screening.outcome in rules.OPENS_TIER_2_AND_3
    if tier != Tier.ONE and not fine:
        raise NotAllowed(
            _("Tier 2 and 3 are for people eligible for core OPD, or with a signed override."),
            field="tier",
        )


def _copy(
    referral: Referral, *, tier: int, focus: str, by: User, at: datetime, words: str
) -> Referral:
    onward = Referral.objects.create(
        reference=new_reference(),
        service_user_id=referral.service_user_id,
        team_id=referral.team_id,
        referrer_id=referral.referrer_id,
        tier=tier,
        focus=focus,
        status=Status.SUBMITTED,
        previous=referral,
        created_at=at,
        touched_at=at,
        submitted_at=at,
        submitted_by=by,
        **{name: getattr(referral, name) for name in KEPT_ON_REDIRECT},
    )
    Agency.objects.bulk_create(one.copy_to(onward) for one in referral.agencies.all())
    carry_release_items(referral, onward)
    carry_screening(referral, onward)
    ReferralStatusChange.objects.create(
        referral=onward, from_status="", to_status=Status.SUBMITTED, at=at, by=by, words=words
    )
    return onward


def pause(
    *,
    referral_id: int,
    reason: str,
    review_on: date,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Referral:
    """Not ready yet, and looked at again on a day: never closed by silence (N51)."""
    with acting("referral_paused", by=by, reason=reason) as act:
        referral = held(referral_id, by=by, version=version)
        rules.check_words(reason, field="reason", ask=_("Enter why it is paused."))
        rules.check_review_on(review_on, today=timezone.localdate(at))
        check_on_working_day(review_on, day_off=day_off, field="review_on")
        referral.pause_reason, referral.review_on = reason, review_on
        move(referral, Status.PAUSED, by=by, at=at, words=reason)
        act.record(referral, at=at, service_user_id=referral.service_user_id)
        tell_referrer(referral, by=by, at=at)
    return referral


def resume(
    *,
    referral_id: int,
    by: User,
    at: datetime,
    words: str = "",
    consent: str = "",
    explained: Sequence[str] | None = None,
    readiness: str = "",
    readiness_factors: Sequence[str] | None = None,
    version: int | None = None,
) -> Referral:
    """Back on the list, with what the person says now: nobody waits there as "not yet"."""
    with acting("referral_resumed", by=by) as act:
        referral = held(referral_id, by=by, version=version)
        rules.check_came_from(referral.status, Status.PAUSED)
        referral.pause_reason, referral.review_on = "", None
        if referral.tier != Tier.ONE:
            said = {
                "consent": consent,
                "explained": explained,
                "readiness": readiness,
                "readiness_factors": readiness_factors,
            }
            keep_said(referral, said, words=words, by=by, at=at)
            rules.check_ready_again(referral.readiness)
        move(referral, Status.WAITING, by=by, at=at, words=words, came_from=Status.PAUSED)
        act.record(referral, at=at, service_user_id=referral.service_user_id)
        tell_referrer(referral, by=by, at=at)
    return referral


def withdraw(
    *,
    referral_id: int,
    reason: str,
    by: User,
    at: datetime,
    words: str = "",
    version: int | None = None,
) -> Referral:
    """The referrer takes it back; or the team, when the person has died, moved away, been recalled or
    served the sentence. A question still open is answered by that."""
    with acting("referral_withdrawn", by=by, reason=reason) as act:
        referral = held(referral_id, by=by, version=version)
        by_team = rules.REFERRER not in referral.parts_of(by)
        rules.check_withdrawn_because(reason, words, by_team=by_team)
        referral.withdraw_reason = reason
        said = words.strip() or str(rules.WithdrawReason(reason).label)
        open_question = InformationRequest.objects.unanswered().filter(referral=referral)
        for question in open_question:
            question.answer, question.answered_at, question.answered_by = said, at, by
            question.save(update_fields=["answer", "answered_at", "answered_by"])
        move(referral, Status.WITHDRAWN, by=by, at=at, words=said)
        act.record(referral, at=at, service_user_id=referral.service_user_id)
        tell_leads(referral, by=by, at=at)
        if by_team:
            tell_referrer(referral, by=by, at=at)
    return referral
