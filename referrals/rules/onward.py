"""Sending somebody on to another service, and not letting it go quiet (N14, N15, N17, N34)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.rules import NotAllowed

from .letters import check_agreed
from .moves import no_longer

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class OnwardStatus(models.TextChoices):
    DRAFT = "DRAFT", _("Being written")
    SENT = "SENT", _("Sent, no answer yet")
    WAITING = "WAITING", _("On their waiting list")
    ACCEPTED = "ACCEPTED", _("Accepted, not started")
    REFUSED = "REFUSED", _("Refused")
    APPEALED = "APPEALED", _("Refusal appealed")
    STARTED = "STARTED", _("Started with them")
    ENDED = "ENDED", _("Finished with them")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    ABSENT = "ABSENT", _("No such service here")


class RefusalReason(models.TextChoices):
    """Why a service says no (N15). The first four are the ones people in the study met."""

    RISK = "RISK", _("Risk")
    DIAGNOSIS = "DIAGNOSIS", _("Personality disorder diagnosis")
    OTHER_SERVICE = "OTHER_SERVICE", _("“Already in therapy” or another service involved")
    INSTABILITY = "INSTABILITY", _("“Too unstable” or “too chaotic”")
    LIST_CLOSED = "LIST_CLOSED", _("Waiting list closed")
    OUT_OF_AREA = "OUT_OF_AREA", _("Out of their area")
    NOT_THEIR_CRITERIA = "NOT_THEIR_CRITERIA", _("Does not meet their criteria otherwise")
    DID_NOT_ATTEND = "DID_NOT_ATTEND", _("Missed appointments or did not answer them")
    OTHER = "OTHER", _("Another reason")
    ABSENT = "ABSENT", _("No such service in the area")


# What a service may answer: one that is not there gives no answer.
GIVEN_REASONS = tuple(one for one in RefusalReason if one != RefusalReason.ABSENT)


class ChaseHow(models.TextChoices):
    PHONE = "PHONE", _("Telephone")
    EMAIL = "EMAIL", _("E-mail")
    LETTER = "LETTER", _("Letter")
    MEETING = "MEETING", _("In a meeting")


S = OnwardStatus

# from -> to. Only practitioners and leads of the team move these; a pair that is not here cannot
# happen, at any door.
ONWARD_TRANSITIONS: Mapping[str, frozenset[str]] = {
    S.DRAFT: frozenset({S.SENT, S.WITHDRAWN, S.ABSENT}),
    S.SENT: frozenset({S.WAITING, S.ACCEPTED, S.STARTED, S.REFUSED, S.WITHDRAWN}),
    S.WAITING: frozenset({S.ACCEPTED, S.STARTED, S.REFUSED, S.WITHDRAWN}),
    S.ACCEPTED: frozenset({S.WAITING, S.STARTED, S.REFUSED, S.WITHDRAWN}),
    S.REFUSED: frozenset({S.APPEALED}),
    S.APPEALED: frozenset({S.WAITING, S.ACCEPTED, S.STARTED, S.REFUSED, S.WITHDRAWN}),
    S.STARTED: frozenset({S.ENDED}),
    S.ENDED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.ABSENT: frozenset(),
}
# These may never have left us.
NEVER_SENT = frozenset({S.DRAFT, S.WITHDRAWN, S.ABSENT})
# A gap: a service said no, or there is none to ask (N14).
GAPS = frozenset({S.REFUSED, S.ABSENT})

# Somebody waits for their answer or their door: these are chased.
AWAITED = frozenset({S.SENT, S.WAITING, S.ACCEPTED, S.APPEALED})
# One of these for a person and a service; after the others it may be tried again.
ONWARD_OPEN = AWAITED | {S.DRAFT, S.STARTED}

# What must be said in words with the move: why an appeal, why it was taken back.
IN_WORDS: Mapping[str, StrOrPromise] = {
    S.APPEALED: _("Enter what the appeal says."),
    S.WITHDRAWN: _("Enter why it is withdrawn."),
    S.ABSENT: _("Enter what is missing, and where you looked."),
}

ONWARD_SAID: Mapping[str, StrOrPromise] = {
    S.SENT: _("Referred on to %(service)s"),
    S.WAITING: _("On the waiting list of %(service)s"),
    S.ACCEPTED: _("Accepted by %(service)s"),
    S.REFUSED: _("Refused by %(service)s"),
    S.APPEALED: _("Refusal by %(service)s appealed"),
    S.STARTED: _("Started with %(service)s"),
    S.ENDED: _("Finished with %(service)s"),
    S.WITHDRAWN: _("Referral to %(service)s withdrawn"),
    S.ABSENT: _("There is no such service here: %(service)s"),
}

LONGEST_CHASE = timedelta(days=183)


def onward_moves(status: str) -> list[str]:
    """Where it can go from here, in the order of the states: what the page offers."""
    return [to for to in OnwardStatus if to in ONWARD_TRANSITIONS[status]]


def check_can_move_onward(status: str, to: str) -> None:
    if to not in ONWARD_TRANSITIONS[status]:
        raise no_longer(OnwardStatus(status))


def check_can_send_onward(*, agreed_on: date | None, words: str, today: date) -> None:
    """Nothing about a person leaves without their yes (N103)."""
    check_agreed(agreed_on, today=today)
    if not words.strip():
        raise NotAllowed(_("Enter what we say to the service."), field="words")


def check_day_of_move(on: date, *, today: date, last_on: date | None) -> None:
    """The day it happened, which may be some time before it is written down."""
    if on > today:
        raise NotAllowed(_("The day must be today or in the past."), field="on")
    if last_on is not None and on < last_on:
        raise NotAllowed(
            _("The day cannot be before what happened last (%(day)s).")
            % {"day": f"{last_on.day}/{last_on.month}/{last_on.year}"},
            field="on",
        )


def check_move_says_why(to: str, *, reason: str, words: str) -> None:
    """A refusal names its reason, so that gaps can be counted (N14, N15)."""
    if to == S.REFUSED and reason not in GIVEN_REASONS:
        raise NotAllowed(_("Choose the reason they gave."), field="reason")
    if to == S.REFUSED and reason == RefusalReason.OTHER and not words.strip():
        raise NotAllowed(_("Enter the reason in words."), field="words")
    if to in IN_WORDS and not words.strip():
        raise NotAllowed(IN_WORDS[to], field="words")


def reason_kept(to: str, reason: str) -> str:
    """Gaps are counted by reason: a missing service is a reason of its own."""
    if to == S.ABSENT:
        return RefusalReason.ABSENT
    return reason if to == S.REFUSED else ""


def chase_on(day: date, *, policy_days: int) -> date:
    """Policy: onward_chase_days after it was sent, or after it last moved or was chased."""
    return day + timedelta(days=policy_days)


def check_chase(*, said: str, on: date, next_on: date | None, status: str, today: date) -> None:
    if status not in AWAITED:
        raise NotAllowed(_("Nobody waits for an answer to this referral any more."))
    if not said.strip():
        raise NotAllowed(_("Enter what they said."), field="said")
    if on > today:
        raise NotAllowed(_("The day must be today or in the past."), field="on")
    if next_on is not None and next_on <= today:
        raise NotAllowed(_("The next day must be after today."), field="next_on")
    if next_on is not None and next_on > today + LONGEST_CHASE:
        raise NotAllowed(_("Chase again within six months."), field="next_on")
