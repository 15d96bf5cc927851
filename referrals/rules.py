"""The front door's rulebook: states, who may move them, what each step must hold.

Values in, answer or exception out: no query, no clock. Grounds: design.md section 5, needs N1-N19.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
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
FINAL = frozenset(
    {Status.CLOSED, Status.DECLINED, Status.REDIRECTED, Status.WITHDRAWN, Status.DISCARDED}
)


class Mover(models.TextChoices):
    """Who may make a move."""

    REFERRER = "REFERRER", _("the person who referred")
    DECIDER = "DECIDER", _("a lead or psychologist of the team")
    ALLOCATOR = "ALLOCATOR", _("a lead of the team")
    SYSTEM = "SYSTEM", _("the service itself")


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
        Status.WITHDRAWN: frozenset({REFERRER}),
    },
    Status.INFORMATION_REQUESTED: {
        Status.SUBMITTED: frozenset({REFERRER}),
        Status.WITHDRAWN: frozenset({REFERRER}),
        Status.DECLINED: frozenset({DECIDER}),
    },
    Status.WAITING: {
        Status.ALLOCATED: frozenset({ALLOCATOR}),
        Status.PAUSED: frozenset({DECIDER}),
        Status.WITHDRAWN: frozenset({REFERRER}),
        Status.DECLINED: frozenset({DECIDER}),
    },
    Status.PAUSED: {
        Status.WAITING: frozenset({DECIDER}),
        Status.WITHDRAWN: frozenset({REFERRER}),
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

SAID_IN_WORDS: Mapping[str, StrOrPromise] = {
    Status.DRAFT: _("Started as a draft"),
    Status.SUBMITTED: _("Sent to the team"),
    Status.INFORMATION_REQUESTED: _("The team asked a question"),
    Status.WAITING: _("Accepted and put on the waiting list"),
    Status.PAUSED: _("Paused until the person is ready"),
    Status.ALLOCATED: _("A practitioner was chosen"),
    Status.CLOSED: _("The work finished"),
    Status.DECLINED: _("The team did not take this on"),
    Status.REDIRECTED: _("Moved to another tier"),
    Status.WITHDRAWN: _("Withdrawn by the referrer"),
    Status.DISCARDED: _("The draft was discarded"),
}


def movers(*, is_referrer: bool, is_system: bool, permissions: frozenset[str]) -> frozenset[str]:
    """Which parts this person plays for one referral."""
    parts = set()
    if is_referrer:
        parts.add(REFERRER)
    if is_system:
        parts.add(SYSTEM)
    if Permission.REFERRAL_DECIDE in permissions:
        parts.add(DECIDER)
    if Permission.CASE_ALLOCATE in permissions:
        parts.add(ALLOCATOR)
    return frozenset(parts)


def moves(status: str, parts: frozenset[str]) -> list[str]:
    """The states this person may move a referral to: what a page offers and nothing more."""
    return [to for to, who in TRANSITIONS[status].items() if who & parts]


def check_can_move(status: str, to: str, parts: frozenset[str]) -> None:
    allowed = TRANSITIONS[status].get(to)
    if allowed is None:
        raise NotAllowed(
            _("This referral is now “%(status)s”, so that is no longer possible.")
            % {"status": Status(status).label}
        )
    if not allowed & parts:
        raise NotAllowed(
            _("Only %(who)s can do that.")
            % {"who": str(_(" or ")).join(sorted(str(Mover(who).label) for who in allowed))}
        )


def can_move(status: str, to: str, parts: frozenset[str]) -> bool:
    return to in moves(status, parts)


class DeclineReason(models.TextChoices):
    NOT_ELIGIBLE = "NOT_ELIGIBLE", _("Not eligible for core OPD")
    NEED_MET_ELSEWHERE = "NEED_MET_ELSEWHERE", _("Another service meets the need")
    NOT_THIS_TIER = "NOT_THIS_TIER", _("The need does not call for this tier")
    PERSON_DECLINED = "PERSON_DECLINED", _("The person does not want this")
    TOO_LITTLE_TIME = "TOO_LITTLE_TIME", _("Too little time left on the sentence")
    NO_ANSWER = "NO_ANSWER", _("Our question was not answered")
    OTHER = "OTHER", _("Another reason")


class Alternative(models.TextChoices):
    """What can be done instead: nobody is declined without one (N92)."""

    CONSULTATION = "CONSULTATION", _("A consultation with a psychologist")
    FORMULATION = "FORMULATION", _("A formulation to guide the PP's work")
    PP_WORK = "PP_WORK", _("Work the PP can do, with our materials")
    LOCAL_SERVICE = "LOCAL_SERVICE", _("A local service")
    REFER_AGAIN = "REFER_AGAIN", _("Refer again when something changes")


# --- Screening (N1, N2). The sets changed over time: a screening keeps the set it used. ---------


class Answer(models.TextChoices):
    MET = "MET", _("Met")
    NOT_MET = "NOT_MET", _("Not met")
    UNKNOWN = "UNKNOWN", _("Not known")


class ScreeningOutcome(models.TextChoices):
    ELIGIBLE = "ELIGIBLE", _("Eligible for core OPD")
    NOT_ELIGIBLE = "NOT_ELIGIBLE", _("Not eligible for core OPD")
    MORE_NEEDED = "MORE_NEEDED", _("More to find out")
    OVERRIDDEN = "OVERRIDDEN", _("Taken as eligible on professional judgement")


MEN_2023 = "men-2023"
WOMEN_2023 = "women-2023"

CRITERIA_SETS: Mapping[str, Mapping[str, StrOrPromise]] = {
    MEN_2023: {
        "personality": _("Likely to have severe personality difficulties"),
        "reoffending": _("High likelihood of violent or sexual reoffending"),
        "harm": _("High or very high risk of serious harm"),
        "link": _("A clear link between personality difficulties and risk"),
    },
    WOMEN_2023: {
        "personality": _("Likely to have severe personality difficulties"),
        "offence": _("A current offence of violence, arson or against a child, or MAPPA"),
        "harm": _("High risk of committing a further serious offence"),
        "link": _("A clear link between personality difficulties and risk"),
    },
}


def criteria_set_for(sex: str) -> str:
    return WOMEN_2023 if sex == "F" else MEN_2023


OASYS_PD_HIGHEST = 10
OASYS_PD_REFERS = 8


def screening_outcome(
    *, criteria_set: str, answers: Mapping[str, str], overridden: bool
) -> ScreeningOutcome:
    """Every criterion met is eligible; one not met is not, unless a signed override says so."""
    given = [answers.get(code, Answer.UNKNOWN) for code in CRITERIA_SETS[criteria_set]]
    if all(answer == Answer.MET for answer in given):
        return ScreeningOutcome.ELIGIBLE
    if overridden:
        return ScreeningOutcome.OVERRIDDEN
    if Answer.NOT_MET in given:
        return ScreeningOutcome.NOT_ELIGIBLE
    return ScreeningOutcome.MORE_NEEDED


# --- The steps of a referral ---------------------------------------------------------------


class Step(models.TextChoices):
    PERSON = "person", _("The person")
    ELIGIBILITY = "eligibility", _("Eligibility")
    HOPES = "hopes", _("What is hoped for")
    RISK = "risk", _("Risk")
    READINESS = "readiness", _("Readiness, place and safety")
    NETWORK = "network", _("People around them")


class StepState(models.TextChoices):
    NOT_STARTED = "NOT_STARTED", _("Not started")
    IN_PROGRESS = "IN_PROGRESS", _("In progress")
    DONE = "DONE", _("Completed")


# What a step must hold before it counts as done. The shape of each answer is the form's business.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    Step.PERSON: ("details_confirmed",),
    Step.ELIGIBILITY: ("criteria_set",),
    Step.HOPES: ("tier", "hope_wellbeing", "hope_risk"),
    Step.RISK: ("rosh_confirmed", "risk_summary"),
    Step.READINESS: ("readiness", "venue_wish"),
    Step.NETWORK: ("consent",),
}


def step_state(step: str, values: Mapping[str, object]) -> StepState:
    """`values` are the referral's own fields by name; falsy means not answered."""
    given = [bool(values.get(name)) for name in REQUIRED[step]]
    if all(given):
        return StepState.DONE
    return StepState.IN_PROGRESS if any(given) else StepState.NOT_STARTED


def steps_missing(values: Mapping[str, object]) -> list[Step]:
    return [step for step in Step if step_state(step, values) != StepState.DONE]


class Readiness(models.TextChoices):
    READY = "READY", _("Ready now")
    UNSURE = "UNSURE", _("Unsure, willing to meet")
    NOT_YET = "NOT_YET", _("Not yet")


class Consent(models.TextChoices):
    AGREED = "AGREED", _("It was explained and they agree")
    EXPLAINED = "EXPLAINED", _("It was explained; they have not decided")
    NOT_ASKED = "NOT_ASKED", _("Not asked yet")


@dataclass(frozen=True)
class Sendable:
    """What `check_can_send` needs to know about a draft."""

    tier: int | None
    missing: tuple[str, ...]
    outcome: str
    today: date
    sentence_ends_on: date | None


def check_can_send(draft: Sendable) -> None:
    """All steps done; Tier 2 and 3 only for those eligible for core OPD or overridden (N1)."""
    if draft.missing:
        raise NotAllowed(
            _("Finish these parts first: %(parts)s.")
            % {"parts": ", ".join(str(Step(step).label) for step in draft.missing)}
        )
    if draft.tier in (Tier.TWO, Tier.THREE) and draft.outcome not in (
        ScreeningOutcome.ELIGIBLE,
        ScreeningOutcome.OVERRIDDEN,
    ):
        raise NotAllowed(
            _(
                "Tier 2 and 3 are for people eligible for core OPD. Ask for Tier 1 instead, or ask"
                " a psychologist or lead to sign an override."
            ),
            field="tier",
        )


# --- Dates and counts --------------------------------------------------------------------


def target_on(accepted_on: date, days: int) -> date:
    """The day by which work should start (policy: tierN_target_days)."""
    return accepted_on + timedelta(days=days)


def days_waiting(accepted_on: date, today: date) -> int:
    return (today - accepted_on).days


def check_review_on(review_on: date, *, today: date) -> None:
    """A pause names the day it is looked at again; it never closes by silence (N51)."""
    if review_on <= today:
        raise NotAllowed(_("The review date must be after today."), field="review_on")
    if review_on > today + timedelta(days=183):
        raise NotAllowed(_("Review a pause within six months."), field="review_on")


def check_words(text: str, *, field: str, ask: StrOrPromise) -> None:
    if not text.strip():
        raise NotAllowed(ask, field=field)


# Read aloud without mistakes: no I, O, 0, 1 (design.md section 5).
REFERENCE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
REFERENCE_DIGITS = "23456789"


def reference(picks: list[int]) -> str:
    """Seven numbers in [0, 24) become a reference like KT47295."""
    letters = [REFERENCE_LETTERS[pick % len(REFERENCE_LETTERS)] for pick in picks[:2]]
    digits = [REFERENCE_DIGITS[pick % len(REFERENCE_DIGITS)] for pick in picks[2:]]
    return "".join(letters + digits)
