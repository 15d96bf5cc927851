"""Who is eligible for core OPD (N1, N2). The criteria are data: a screening keeps the set it used."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.rules import NotAllowed


class Answer(models.TextChoices):
    MET = "MET", _("Met")
    NOT_MET = "NOT_MET", _("Not met")
    UNKNOWN = "UNKNOWN", _("Not known")


class ScreeningOutcome(models.TextChoices):
    ELIGIBLE = "ELIGIBLE", _("Eligible for core OPD")
    NOT_ELIGIBLE = "NOT_ELIGIBLE", _("Not eligible for core OPD")
    MORE_NEEDED = "MORE_NEEDED", _("More to find out")
    OVERRIDDEN = "OVERRIDDEN", _("Taken as eligible on professional judgement")


# Tier 2 and 3 are open to these (N1).
OPENS_TIER_2_AND_3 = frozenset({ScreeningOutcome.ELIGIBLE, ScreeningOutcome.OVERRIDDEN})


class CriteriaGroup(models.TextChoices):
    """The pathway has criteria of its own for women (domain: OPD strategy)."""

    MEN = "MEN", _("Men")
    WOMEN = "WOMEN", _("Women")


# The sets every service begins with (referrals/migrations); later ones are added in the product.
MEN_2023 = "men-2023"
WOMEN_2023 = "women-2023"


GROUP_OF_SEX = {"F": CriteriaGroup.WOMEN, "M": CriteriaGroup.MEN}


def criteria_group(sex: str, chosen: str = "") -> CriteriaGroup | None:
    """Where the record does not say the sex, whoever refers says which criteria apply; until then
    nobody guesses."""
    return GROUP_OF_SEX.get(sex) or (CriteriaGroup(chosen) if chosen else None)


def no_group_chosen() -> NotAllowed:
    return NotAllowed(_("Choose which criteria apply to them."), field="criteria_group")


def check_new_criteria(*, in_force_from: date, today: date, words: Sequence[str], why: str) -> None:
    """From a later day only, so that no screening begun today changes while it is written."""
    if in_force_from <= today:
        raise NotAllowed(
            _("The new criteria must come into force after today."), field="in_force_from"
        )
    check_criteria_words(words)
    if not why.strip():
        raise NotAllowed(_("Enter why the criteria change."), field="why")


def check_criteria_words(words: Sequence[str]) -> None:
    if not words:
        raise NotAllowed(_("Enter at least one criterion."))
    if len({one.casefold() for one in words}) < len(words):
        raise NotAllowed(_("Two criteria say the same. Keep one of them."))


def screening_outcome(
    *, asked: Collection[str], answers: Mapping[str, str], overridden: bool
) -> ScreeningOutcome:
    """Every criterion met is eligible; one not met is not, unless a signed override says so."""
    given = [answers.get(code, Answer.UNKNOWN) for code in asked]
    if all(answer == Answer.MET for answer in given):
        return ScreeningOutcome.ELIGIBLE
    if overridden:
        return ScreeningOutcome.OVERRIDDEN
    if Answer.NOT_MET in given:
        return ScreeningOutcome.NOT_ELIGIBLE
    return ScreeningOutcome.MORE_NEEDED


class PDItem(models.TextChoices):
    """The ten items of OASys that make the screen's score: one point each."""

    YOUNG_CONVICTION = "YOUNG_CONVICTION", _("Convicted before the age of 18")
    VIOLENCE = "VIOLENCE", _("Violence, threats or coercion")
    EXCESSIVE = "EXCESSIVE", _("Excessive or sadistic violence")
    VICTIM = "VICTIM", _("Does not see what it did to the victim")
    MONEY = "MONEY", _("Relies on others for money")
    PREDATORY = "PREDATORY", _("Predatory way of life")
    RECKLESS = "RECKLESS", _("Reckless, takes risks")
    CHILDHOOD_BEHAVIOUR = "CHILDHOOD_BEHAVIOUR", _("Behaviour problems as a child")
    IMPULSIVE = "IMPULSIVE", _("Impulsive")
    CONTROLLING = "CONTROLLING", _("Aggressive or controlling")


class PDIndicator(models.TextChoices):
    """Four further signs: read beside the score, not counted in it."""

    CHILDHOOD = "CHILDHOOD", _("A hard childhood")
    MENTAL_HEALTH = "MENTAL_HEALTH", _("Past mental health difficulties")
    SELF_HARM = "SELF_HARM", _("Self-harm or suicide attempts")
    CHALLENGING = "CHALLENGING", _("Behaviour staff find challenging")


OASYS_PD_HIGHEST = len(PDItem)
OASYS_PD_REFERS = 8  # suggests a referral or a consultation


def pd_score(items: Collection[str]) -> int:
    return len(set(items))


def check_pd_screen(*, score: int | None, items: Collection[str]) -> None:
    """A total may be entered alone; where items are ticked, the total is theirs."""
    if items and score != pd_score(items):
        raise NotAllowed(
            _("The total does not agree with the items ticked."), field="oasys_pd_score"
        )
