"""What a decision must say, and the days it sets running."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.rules import LONGEST_TO_ANSWER, NotAllowed

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class DeclineReason(models.TextChoices):
    NOT_ELIGIBLE = "NOT_ELIGIBLE", _("Not eligible for core OPD")
    NEED_MET_ELSEWHERE = "NEED_MET_ELSEWHERE", _("Another service meets the need")
    NOT_THIS_TIER = "NOT_THIS_TIER", _("The need does not call for this tier")
    PERSON_DECLINED = "PERSON_DECLINED", _("The person does not want this")
    TOO_LITTLE_TIME = "TOO_LITTLE_TIME", _("Too little time left on the sentence")
    NO_ANSWER = "NO_ANSWER", _("Our question was not answered")
    OTHER = "OTHER", _("Another reason")


class RedirectReason(models.TextChoices):
    """Why another tier fits better: counted, so that a team learns what it is asked for (N3)."""

    NEEDS_PSYCHOLOGIST = "NEEDS_PSYCHOLOGIST", _("The work calls for a psychologist")
    STABLE_FIRST = "STABLE_FIRST", _("Steadying and skills come first")
    PP_CAN_DO_IT = "PP_CAN_DO_IT", _("The PP can do this, with advice")
    UNDERSTAND_FIRST = "UNDERSTAND_FIRST", _("A formulation comes first")
    PERSONS_WISH = "PERSONS_WISH", _("The person asks for this instead")
    OTHER = "OTHER", _("Another reason")


class WithdrawReason(models.TextChoices):
    """Why a referral is taken back; the codes of the nearest peer, in our words (peers.md (b))."""

    MISTAKE = "MISTAKE", _("Sent by mistake, or twice")
    MET_ELSEWHERE = "MET_ELSEWHERE", _("Another service meets the need")
    PERSON_CHANGED = "PERSON_CHANGED", _("The person does not want this now")
    MOVED = "MOVED", _("The person has moved away")
    RECALLED = "RECALLED", _("Recalled, or back in custody")
    SENTENCE_ENDED = "SENTENCE_ENDED", _("The sentence or order has ended")
    DIED = "DIED", _("The person has died")
    OTHER = "OTHER", _("Another reason")
    NOT_KNOWN = "NOT_KNOWN", _("Not known")


# Nobody withdraws for a reason they do not know: only records brought in may say so.
WITHDRAW_REASONS = tuple(one for one in WithdrawReason if one != WithdrawReason.NOT_KNOWN)


# Facts, no judgement: of these the team may take a referral off the list itself. For anything else it
# declines, in words and with another way (decisions/0019).
WITHDRAWN_BY_TEAM = (
    WithdrawReason.MOVED,
    WithdrawReason.RECALLED,
    WithdrawReason.SENTENCE_ENDED,
    WithdrawReason.DIED,
)


class Alternative(models.TextChoices):
    """What can be done instead: nobody is declined without one (N92)."""

    CONSULTATION = "CONSULTATION", _("A consultation with a psychologist")
    FORMULATION = "FORMULATION", _("A formulation to guide the PP's work")
    PP_WORK = "PP_WORK", _("Work the PP can do, with our materials")
    LOCAL_SERVICE = "LOCAL_SERVICE", _("A local service")
    REFER_AGAIN = "REFER_AGAIN", _("Refer again when something changes")


def check_instead(
    alternatives: Sequence[str], *, service_id: int | None, material_id: int | None
) -> None:
    """What is offered instead, and where it is found, when it was named: the PP reads both."""
    if not alternatives:
        raise NotAllowed(_("Choose what can be done instead."), field="alternatives")
    if service_id is not None and Alternative.LOCAL_SERVICE not in alternatives:
        raise NotAllowed(_("Choose “A local service” to name one."), field="alternatives")
    if material_id is not None and Alternative.PP_WORK not in alternatives:
        raise NotAllowed(_("Choose work the PP can do to name a material."), field="alternatives")


def target_on(accepted_on: date, days: int, *, working_day: Callable[[date], date]) -> date:
    """The day by which work should start (policy: tierN_target_days), and on which it can.
    `working_day` moves a date to the nearest working day on or before it."""
    return max(accepted_on, working_day(accepted_on + timedelta(days=days)))


def days_waiting(accepted_on: date, today: date) -> int:
    return (today - accepted_on).days


def check_review_on(review_on: date, *, today: date, field: str = "review_on") -> None:
    """A pause names the day it is looked at again; it never closes by silence (N51)."""
    if review_on <= today:
        raise NotAllowed(_("The review date must be after today."), field=field)
    if review_on > today + timedelta(days=183):
        raise NotAllowed(_("Review a pause within six months."), field=field)


def check_due_on(due_on: date, *, today: date) -> None:
    """A question has a day that can be met, and does not hold a referral up for months."""
    if due_on <= today:
        raise NotAllowed(_("The day for the answer must be after today."), field="due_on")
    if due_on > today + timedelta(days=LONGEST_TO_ANSWER):
        raise NotAllowed(
            _("Ask for the answer within %(days)s days.") % {"days": LONGEST_TO_ANSWER},
            field="due_on",
        )


def check_words(text: str, *, field: str, ask: StrOrPromise) -> None:
    if not text.strip():
        raise NotAllowed(ask, field=field)


def check_withdrawn_because(reason: str, words: str, *, by_team: bool) -> None:
    """A code always; words when no code says it. `by_team`: by none of its PPs."""
    ask = _("Choose why you are withdrawing it.")
    check_words(reason, field="reason", ask=ask)
    if reason not in WITHDRAW_REASONS:
        raise NotAllowed(ask, field="reason")
    if by_team and reason not in WITHDRAWN_BY_TEAM:
        raise NotAllowed(
            _("Only its PP withdraws it for that reason. The team does not take it on, in words."),
            field="reason",
        )
    if reason == WithdrawReason.OTHER:
        check_words(words, field="words", ask=_("Enter why you are withdrawing it."))
