"""The steps of a referral, and what it must hold before it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.rules import NotAllowed

from .moves import Tier
from .screening import OPENS_TIER_2_AND_3


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
    if draft.tier in (Tier.TWO, Tier.THREE) and draft.outcome not in OPENS_TIER_2_AND_3:
        raise NotAllowed(
            _(
                "Tier 2 and 3 are for people eligible for core OPD. Ask for Tier 1 instead, or ask"
                " a psychologist or lead to sign an override."
            ),
            field="tier",
        )
