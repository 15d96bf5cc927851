"""States of a referral and who may move it (design.md section 5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.permissions import Permission
from people.rules import NotAllowed

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Tier(models.IntegerChoices):
    """IIRMS/OPD tiers. Never the probation resource tier A-G."""

    ONE = 1, _("Tier 1: consultation and formulation")
    TWO = 2, _("Tier 2: relational and skills work")
    THREE = 3, _("Tier 3: specialist psychological work")


class Status(models.TextChoices):
    DRAFT = "DRAFT", _("Draft")
    SUBMITTED = "SUBMITTED", _("Sent, waiting for a decision")
    INFORMATION_REQUESTED = "INFORMATION_REQUESTED", _("Question to answer")
    WAITING = "WAITING", _("Accepted, on the waiting list")
    PAUSED = "PAUSED", _("Paused, not ready yet")
    ALLOCATED = "ALLOCATED", _("Work under way")
    CLOSED = "CLOSED", _("Work finished")
    DECLINED = "DECLINED", _("Not taken on")
    REDIRECTED = "REDIRECTED", _("Moved to another tier")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    DISCARDED = "DISCARDED", _("Draft discarded")


OPEN = frozenset(
    {
        Status.SUBMITTED,
        Status.INFORMATION_REQUESTED,
        Status.WAITING,
        Status.PAUSED,
        Status.ALLOCATED,
    }
)


# It is with the team, and nobody works with the person yet.
BEFORE_WORK = OPEN - {Status.ALLOCATED}


FINAL = frozenset(
    {Status.CLOSED, Status.DECLINED, Status.REDIRECTED, Status.WITHDRAWN, Status.DISCARDED}
)


class Mover(models.TextChoices):
    """Who may make a move."""

    REFERRER = "REFERRER", _("the person who referred")
    DECIDER = "DECIDER", _("a lead or psychologist of the team")
    ALLOCATOR = "ALLOCATOR", _("a lead of the team")
    SYSTEM = "SYSTEM", _("the service itself")
    OWN = "OWN", _("who would decide, had they not sent it themselves")


REFERRER, DECIDER = Mover.REFERRER, Mover.DECIDER


ALLOCATOR, SYSTEM = Mover.ALLOCATOR, Mover.SYSTEM


# from -> to -> who. A pair that is not here cannot happen, at any door (design.md section 5).
TRANSITIONS: Mapping[str, Mapping[str, frozenset[str]]] = {
    Status.DRAFT: {
        Status.SUBMITTED: frozenset({REFERRER}),
        Status.DISCARDED: frozenset({REFERRER, SYSTEM}),
    },
    Status.SUBMITTED: {
        Status.INFORMATION_REQUESTED: frozenset({DECIDER}),
        Status.WAITING: frozenset({DECIDER}),
        Status.REDIRECTED: frozenset({DECIDER}),
        Status.DECLINED: frozenset({DECIDER}),
        Status.WITHDRAWN: frozenset({REFERRER, DECIDER}),
    },
    Status.INFORMATION_REQUESTED: {
        Status.SUBMITTED: frozenset({REFERRER}),
        Status.WITHDRAWN: frozenset({REFERRER, DECIDER}),
        Status.DECLINED: frozenset({DECIDER}),
    },
    Status.WAITING: {
        Status.ALLOCATED: frozenset({ALLOCATOR}),
        Status.PAUSED: frozenset({DECIDER}),
        Status.WITHDRAWN: frozenset({REFERRER, DECIDER}),
        Status.DECLINED: frozenset({DECIDER}),
    },
    Status.PAUSED: {
        Status.WAITING: frozenset({DECIDER}),
        Status.WITHDRAWN: frozenset({REFERRER, DECIDER}),
    },
    Status.ALLOCATED: {
        Status.CLOSED: frozenset({SYSTEM}),
        Status.WAITING: frozenset({ALLOCATOR}),
    },
    Status.CLOSED: {},
    Status.DECLINED: {},
    Status.REDIRECTED: {},
    Status.WITHDRAWN: {},
    Status.DISCARDED: {},
}


# What happened, by where it came from and where it went: the story that PP and team both read. Who did
# it stands beside it.
SAID_IN_WORDS: Mapping[tuple[str, str], StrOrPromise] = {
    ("", Status.DRAFT): _("Started as a draft"),
    ("", Status.SUBMITTED): _("Sent to the team"),
    (Status.DRAFT, Status.SUBMITTED): _("Sent to the team"),
    (Status.DRAFT, Status.DISCARDED): _("The draft was discarded"),
    (Status.SUBMITTED, Status.INFORMATION_REQUESTED): _("Sent back with a question"),
    (Status.SUBMITTED, Status.WAITING): _("Accepted and put on the waiting list"),
    (Status.SUBMITTED, Status.REDIRECTED): _("Moved to another tier"),
    (Status.SUBMITTED, Status.DECLINED): _("The team did not take this on"),
    (Status.SUBMITTED, Status.WITHDRAWN): _("Withdrawn before it was decided on"),
    (Status.INFORMATION_REQUESTED, Status.SUBMITTED): _("Answered, and before the team again"),
    (Status.INFORMATION_REQUESTED, Status.WITHDRAWN): _("Withdrawn while a question was open"),
    (Status.INFORMATION_REQUESTED, Status.DECLINED): _(
        "The team did not take this on, with its question still open"
    ),
    (Status.WAITING, Status.ALLOCATED): _("Somebody was chosen to work with the person"),
    (Status.WAITING, Status.PAUSED): _("Paused until the person is ready"),
    (Status.WAITING, Status.WITHDRAWN): _("Withdrawn from the waiting list"),
    (Status.WAITING, Status.DECLINED): _("Taken off the waiting list by the team"),
    (Status.PAUSED, Status.WAITING): _("The pause is over: back on the waiting list"),
    (Status.PAUSED, Status.WITHDRAWN): _("Withdrawn while it was paused"),
    (Status.ALLOCATED, Status.CLOSED): _("The work finished"),
    (Status.ALLOCATED, Status.WAITING): _("Handed back: on the waiting list again"),
}


def said_in_words(before: str, to: str) -> StrOrPromise:
    """Rows brought in may begin in any state: these say the state."""
    return SAID_IN_WORDS.get((before, to), Status(to).label)


def movers(
    *,
    is_referrer: bool,
    is_system: bool,
    permissions: frozenset[str],
    others_decide: bool = False,
) -> frozenset[str]:
    """Which parts this person plays for one referral. Nobody decides on their own while somebody
    else of the team can (`others_decide`: asked only about one's own)."""
    parts = set()
    if is_referrer:
        parts.add(REFERRER)
    if is_system:
        parts.add(SYSTEM)
    if Permission.REFERRAL_DECIDE in permissions:
        parts.add(Mover.OWN if is_referrer and others_decide else DECIDER)
    if Permission.CASE_ALLOCATE in permissions:
        parts.add(ALLOCATOR)
    return frozenset(parts)


def moves(status: str, parts: frozenset[str]) -> list[str]:
    """The states this person may move a referral to: what a page offers and nothing more."""
    return [to for to, who in TRANSITIONS[status].items() if who & parts]


def no_longer(status: models.TextChoices) -> NotAllowed:
    """Where it stands now, for one who comes too late: said by page and action alike."""
    return NotAllowed(
        _("This referral is now “%(status)s”, so that is no longer possible.")
        % {"status": status.label}
    )


OWN_REFERRAL = _("This is your own referral: somebody else decides on it.")


def check_decides(decides: bool) -> None:
    """`decides`: REFERRAL_DECIDE in the referral's team."""
    if not decides:
        raise NotAllowed(_("Only a lead or psychologist of the team can do that."))


def check_can_move(status: str, to: str, parts: frozenset[str]) -> None:
    allowed = TRANSITIONS[status].get(to)
    if allowed is None:
        raise no_longer(Status(status))
    if not allowed & parts:
        if DECIDER in allowed and Mover.OWN in parts:
            raise NotAllowed(OWN_REFERRAL)
        raise NotAllowed(
            _("Only %(who)s can do that.")
            % {"who": str(_(" or ")).join(sorted(str(Mover(who).label) for who in allowed))}
        )


def check_came_from(status: str, expected: str) -> None:
    """Accepting, resuming and handing back all lead to the waiting list, and each from its own
    state alone: one done in place of another would lose the day waited from, or the answer owed."""
    if status != expected:
        raise no_longer(Status(status))


def check_among(status: str, among: Collection[str]) -> None:
    """For a verb that moves nothing: the states in which it makes sense."""
    if status not in among:
        raise no_longer(Status(status))


def can_move(status: str, to: str, parts: frozenset[str]) -> bool:
    return to in moves(status, parts)
