"""Until work begins: what has become worse, and that the team has looked."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import acting
from notices.rules import NoticeKind
from people.calendar import day_off
from people.models import User
from people.permissions import Permission
from people.rules import NotAllowed, check_on_working_day
from referrals import rules
from referrals.models import Referral, WaitReview
from referrals.rules import Status

from .deciding import pause, resume
from .moving import held, tell_deciders


def say_urgent(
    *, referral_id: int, words: str, by: User, at: datetime, version: int | None = None
) -> Referral:
    """Whoever sees the referral may say that the person is getting worse, from the day it is sent until
    work begins: those who decide are told at once, and both lists show it, with words and name (N67)."""
    with acting("referral_urgent", by=by, reason=words) as act:
        referral = held(referral_id, by=by, version=version)
        rules.check_among(referral.status, rules.BEFORE_WORK)
        rules.check_urgency(words)
        if words.strip() == referral.urgent_words.strip():
            raise NotAllowed(
                _("That has been said already, and those who decide know it."), field="words"
            )
        unseen = _nobody_has_looked(referral)
        referral.urgent_words, referral.urgent_at, referral.urgent_by = words, at, by
        _keep_urgency(referral)
        act.record(referral, at=at, service_user_id=referral.service_user_id)
        if not unseen:
            tell_deciders(NoticeKind.REFERRAL_WORSE, referral, by=by, at=at)
    return referral


def _nobody_has_looked(referral: Referral) -> bool:
    """Said before, and told: more words stand beside the name, and mail nobody again."""
    if referral.urgent_at is None:
        return False
    return not WaitReview.objects.filter(referral=referral, at__gte=referral.urgent_at).exists()


def clear_urgent(
    *, referral_id: int, words: str, by: User, at: datetime, version: int | None = None
) -> Referral:
    """A decider of the team: it has settled, and why they think so."""
    with acting("referral_urgent_over", by=by, reason=words) as act:
        referral = held(referral_id, by=by, version=version)
        rules.check_among(referral.status, rules.BEFORE_WORK)
        _check_decides(referral, by)
        rules.check_words(words, field="words", ask=_("Say what has settled."))
        if not referral.urgent_words:
            raise NotAllowed(_("Nothing urgent is said about this referral any more."))
        referral.urgent_words, referral.urgent_at, referral.urgent_by = "", None, None
        _keep_urgency(referral)
        WaitReview.objects.create(referral=referral, note=words, at=at, by=by)
        act.record(referral, at=at, service_user_id=referral.service_user_id)
    return referral


def review_waiting(
    *, referral_ids: Collection[int], note: str, by: User, at: datetime
) -> tuple[list[Referral], list[tuple[str, str]]]:
    """Note that one looked at each of several who wait or are paused. Each is a transaction of its own:
    one that has moved on meanwhile stops no other. Gives (reviewed, [(reference, why not)])."""
    rules.check_words(note, field="note", ask=_("Say what you found."))
    reviewed, refused = [], []
    for pk in sorted(set(referral_ids)):
        try:
            reviewed.append(_review(pk, note, by=by, at=at))
        except Referral.DoesNotExist:
            refused.append((f"{pk}", _("is not within your reach")))
        except NotAllowed as refusal:
            reference = Referral.objects.visible_to(by).values_list("reference", flat=True)
            refused.append((reference.get(pk=pk), str(refusal)))
    return reviewed, refused


def pause_several(
    *, referral_ids: Collection[int], reason: str, review_on: date, by: User, at: datetime
) -> list[Referral]:
    """All of those chosen or none: what would be refused is named, each with its why."""

    def one(pk: int) -> Referral:
        _check_waiting(held(pk, by=by))
        return pause(referral_id=pk, reason=reason, review_on=review_on, by=by, at=at)

    return _all_or_nobody(referral_ids, one, by=by, nobody=_("Nobody was paused. %(whys)s"))


def look_again_at_several(
    *, referral_ids: Collection[int], note: str, review_on: date, by: User, at: datetime
) -> list[Referral]:
    """Paused still, until another day: all of those chosen or none."""

    def one(pk: int) -> Referral:
        return look_again(referral_id=pk, note=note, review_on=review_on, by=by, at=at)

    return _all_or_nobody(referral_ids, one, by=by, nobody=_("No day was changed. %(whys)s"))


def resume_several(
    *, referral_ids: Collection[int], readiness: str, words: str, by: User, at: datetime
) -> list[Referral]:
    """Back on the list with one answer for all of them: all of those chosen or none."""

    def one(pk: int) -> Referral:
        return resume(referral_id=pk, readiness=readiness, words=words, by=by, at=at)

    return _all_or_nobody(
        referral_ids, one, by=by, nobody=_("Nobody was put back on the list. %(whys)s")
    )


def look_again(
    *,
    referral_id: int,
    note: str,
    review_on: date,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Referral:
    """Looked at, and not ready yet: the pause stands, with a new day (N51)."""
    with acting("referral_pause_reviewed", by=by) as act:
        referral = held(referral_id, by=by, version=version)
        rules.check_came_from(referral.status, Status.PAUSED)
        _check_decides(referral, by)
        rules.check_words(note, field="note", ask=_("Say what you found."))
        rules.check_review_on(review_on, today=timezone.localdate(at))
        check_on_working_day(review_on, day_off=day_off, field="review_on")
        referral.review_on = review_on
        referral.version += 1
        referral.save(update_fields=["review_on", "version"])
        WaitReview.objects.create(referral=referral, note=note, at=at, by=by)
        act.record(referral, at=at, service_user_id=referral.service_user_id)
    return referral


def _all_or_nobody(
    referral_ids: Collection[int], act: Callable[[int], Referral], *, by: User, nobody: str
) -> list[Referral]:
    """`nobody`: what is said when one of them is refused, with `%(whys)s`, each by its reference."""
    done, refused = [], []
    with transaction.atomic():
        for pk in sorted(set(referral_ids)):
            try:
                done.append(act(pk))
            except Referral.DoesNotExist:
                refused.append((f"{pk}", _("is not within your reach")))
            except NotAllowed as refusal:
                if refusal.field:  # what was typed: the same for each, so it is said once
                    raise
                reference = Referral.objects.visible_to(by).values_list("reference", flat=True)
                refused.append((reference.get(pk=pk), str(refusal)))
        if refused:
            whys = " ".join(f"{reference}: {why}" for reference, why in refused)
            raise NotAllowed(nobody % {"whys": whys})
    return done


def _review(referral_id: int, note: str, *, by: User, at: datetime) -> Referral:
    with acting("referral_wait_reviewed", by=by) as act:
        referral = held(referral_id, by=by)
        if referral.status != Status.PAUSED:
            _check_waiting(referral)
        _check_decides(referral, by)
        WaitReview.objects.create(referral=referral, note=note, at=at, by=by)
        act.record(referral, at=at, service_user_id=referral.service_user_id)
    return referral


def _check_waiting(referral: Referral) -> None:
    if referral.status != Status.WAITING:
        raise NotAllowed(
            _("This referral is now “%(status)s”, so it is not on the waiting list.")
            % {"status": referral.get_status_display()}
        )


def _check_decides(referral: Referral, by: User) -> None:
    rules.check_decides(by.can(Permission.REFERRAL_DECIDE, referral.team_id))


def _keep_urgency(referral: Referral) -> None:
    referral.version += 1
    referral.save(update_fields=["urgent_words", "urgent_at", "urgent_by", "version"])
