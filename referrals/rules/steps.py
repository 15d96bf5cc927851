"""The steps of a referral, and what it must hold before it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.rules import NotAllowed

from .decisions import check_review_on
from .moves import Tier
from .overrides import Override
from .screening import OPENS_TIER_2_AND_3

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


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

# What each step may write on the referral itself. Eligibility and risk also write elsewhere.
STEP_FIELDS: Mapping[str, frozenset[str]] = {
    Step.PERSON: frozenset({"details_confirmed"}),
    Step.ELIGIBILITY: frozenset(),
    Step.HOPES: frozenset(
        {"tier", "focus", "hope_wellbeing", "hope_risk", "tried_before", "tried_by", "let_down"}
    ),
    Step.RISK: frozenset({"rosh_confirmed", "risk_summary", "room_worries"}),
    Step.READINESS: frozenset(
        {
            "readiness",
            "readiness_factors",
            "readiness_note",
            "review_proposed_on",
            "venue_wish",
            "venue_worries",
            "worker_wish",
        }
    ),
    Step.NETWORK: frozenset({"network", "consent", "explained"}),
}

# What a step keeps elsewhere, by which it counts as begun.
ALSO: Mapping[str, tuple[str, ...]] = {
    Step.ELIGIBILITY: ("criteria_set",),
    Step.NETWORK: ("agencies",),
}

# Tier 1 advises the PP: the person need not be met, so nothing is asked about meeting them.
FOR_TIER_1 = (Step.PERSON, Step.HOPES, Step.RISK)


def steps_for(tier: int | None) -> tuple[Step, ...]:
    """The steps a referral of this tier needs, in order. The others may be filled all the same."""
    return FOR_TIER_1 if tier == Tier.ONE else tuple(Step)


def step_state(step: str, values: Mapping[str, object]) -> StepState:
    """`values` are the referral's own fields by name; falsy means not answered."""
    if all(values.get(name) for name in REQUIRED[step]):
        return StepState.DONE
    begun = any(values.get(name) for name in (*STEP_FIELDS[step], *ALSO.get(step, ())))
    return StepState.IN_PROGRESS if begun else StepState.NOT_STARTED


def steps_missing(values: Mapping[str, object]) -> list[Step]:
    tier = values.get("tier")
    asked = steps_for(tier if isinstance(tier, int) else None)
    return [step for step in asked if step_state(step, values) != StepState.DONE]


class Readiness(models.TextChoices):
    READY = "READY", _("Ready now")
    UNSURE = "UNSURE", _("Unsure, willing to meet")
    NOT_YET = "NOT_YET", _("Not yet")


class ReadinessFactor(models.TextChoices):
    """What stands behind "not yet" or "unsure" (N50-N52): facts to plan with, never grounds."""

    HEADSPACE = "HEADSPACE", _("Not in the right headspace")
    SUBSTANCES = "SUBSTANCES", _("Drinking or using drugs")
    UNSETTLED = "UNSETTLED", _("Housing or release not settled")
    CRISIS = "CRISIS", _("In a crisis now")
    ENOUGH = "ENOUGH", _("Enough other work going on")
    TRUST = "TRUST", _("Needs time to trust a service")


class Explained(models.TextChoices):
    """What was said to the person before they answered (N103, N119)."""

    WORK = "WORK", _("What IIRMS does, and who they would meet")
    CHOICE = "CHOICE", _("It is their choice: saying no changes nothing about their probation")
    PRIVATE = "PRIVATE", _("What stays between them and IIRMS, and what the PP is told")
    SAFETY = "SAFETY", _("What is always passed on: danger to somebody, or to themselves")
    RECORD = "RECORD", _("What is kept about them, and that they may see it")


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
    readiness: str = Readiness.READY
    review_proposed_on: date | None = None
    release_expected_on: date | None = None
    consent: str = ""
    explained: tuple[str, ...] = ()
    override: str = ""


def check_proposed_review(readiness: str, review_on: date | None, *, today: date) -> None:
    """ "Not yet" is a respectable answer: it comes with the day to look again (N51)."""
    if readiness == Readiness.NOT_YET and review_on:
        check_review_on(review_on, today=today, field="review_proposed_on")


NOT_ELIGIBLE = _(
    "Tier 2 and 3 are for people eligible for core OPD. Ask for Tier 1 instead, or ask a psychologist or"
    " lead to sign an override."
)
NOT_OPEN: Mapping[str, StrOrPromise] = {
    Override.ASKED: _(
        "This waits for a signature. It can be sent when a psychologist or lead has signed."
    ),
    Override.QUESTIONED: _(
        "The team asked you something before it signs. Answer that first, then it can be signed."
    ),
    Override.NOT_SIGNED: _(
        "The override was not signed. Read why, then ask for Tier 1 or do what the team suggests."
    ),
}


def check_can_send(draft: Sendable) -> None:
    """All steps done; Tier 2 and 3 only for those eligible for core OPD or overridden (N1)."""
    if draft.missing:
        raise NotAllowed(
            _("Finish these parts first: %(parts)s.")
            % {"parts": ", ".join(str(Step(step).label) for step in draft.missing)}
        )
    if draft.tier in (Tier.TWO, Tier.THREE) and draft.outcome not in OPENS_TIER_2_AND_3:
        raise NotAllowed(NOT_OPEN.get(draft.override, NOT_ELIGIBLE), field="tier")
    if draft.release_expected_on and draft.release_expected_on < draft.today:
        raise NotAllowed(
            _("The release date recorded is in the past. Say where the person is now, then send.")
        )
    if draft.tier == Tier.ONE:
        return
    if draft.readiness == Readiness.NOT_YET:
        check_not_yet(draft.review_proposed_on, today=draft.today)
    if draft.consent in (Consent.AGREED, Consent.EXPLAINED) and not draft.explained:
        raise NotAllowed(_("Say what was explained to the person, under “People around them”"))


def check_not_yet(review_on: date | None, *, today: date) -> None:
    if review_on is None:
        raise NotAllowed(
            _("They are not ready yet: enter when to look again, under “Readiness”."),
            field="review_proposed_on",
        )
    check_review_on(review_on, today=today, field="review_proposed_on")
