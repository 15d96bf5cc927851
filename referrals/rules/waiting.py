"""Who goes first, why, and how long people like this have waited (N66-N68).

No score is hidden: every point has its reason in words, and every weight is the team's own policy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from people.permissions import Profession
from people.rules import NotAllowed

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Discipline(models.TextChoices):
    """Whose work it is, as the team sees it; said when a referral is accepted."""

    NURSING = "NURSING", _("Nurse or healthcare assistant")
    PDPO = "PDPO", _("PD probation officer")
    PSYCHOLOGY = "PSYCHOLOGY", _("Psychologist")


DISCIPLINE_PROFESSIONS: Mapping[str, frozenset[str]] = {
    Discipline.NURSING: frozenset({Profession.TLN, Profession.HCA}),
    Discipline.PDPO: frozenset({Profession.PDPO}),
    Discipline.PSYCHOLOGY: frozenset(
        {Profession.CLINICAL_PSYCHOLOGIST, Profession.FORENSIC_PSYCHOLOGIST}
    ),
}


@dataclass(frozen=True)
class Weights:
    """Points, from the team's policy; `release_days` is how near a release must be to count."""

    very_high: int
    high: int
    release: int
    release_days: int
    month_waited: int
    destabilising: int


@dataclass(frozen=True)
class Waiting:
    """What the order of the list may depend on, and nothing else."""

    rosh: str
    release_on: date | None
    accepted_on: date
    destabilising: bool


@dataclass(frozen=True)
class Priority:
    points: int
    reasons: Sequence[tuple[StrOrPromise, int]]


MONTH = 30


def priority(waiting: Waiting, weights: Weights, *, today: date) -> Priority:
    """Points with their reasons, the weightiest first. Nothing that weighs nothing is named."""
    found = [
        *_for_risk(waiting.rosh, weights),
        *_for_release(waiting.release_on, weights, today),
        *_for_time((today - waiting.accepted_on).days, weights),
    ]
    if waiting.destabilising:
        found.append((_("said to be getting worse while they wait"), weights.destabilising))
    reasons = sorted((one for one in found if one[1]), key=lambda one: -one[1])
    return Priority(sum(points for _words, points in reasons), reasons)


def _for_risk(rosh: str, weights: Weights) -> list[tuple[StrOrPromise, int]]:
    if rosh == "VERY_HIGH":
        return [(_("very high risk of serious harm"), weights.very_high)]
    return [(_("high risk of serious harm"), weights.high)] if rosh == "HIGH" else []


def _for_release(
    release_on: date | None, weights: Weights, today: date
) -> list[tuple[StrOrPromise, int]]:
    days = (release_on - today).days if release_on else -1
    if not 0 <= days <= weights.release_days:
        return []
    words = ngettext_lazy("release in %(days)d day", "release in %(days)d days", days)
    return [(words % {"days": days}, weights.release)]


def _for_time(days: int, weights: Weights) -> list[tuple[StrOrPromise, int]]:
    months = max(days, 0) // MONTH
    words = ngettext_lazy("%(months)d month waited", "%(months)d months waited", months)
    return [(words % {"months": months}, months * weights.month_waited)] if months else []


class Stuck(models.TextChoices):
    """Why somebody may wait for ever, and what would free them."""

    NO_PP = "NO_PP", _("nobody is named as their PP")
    PP_LEFT = "PP_LEFT", _("their PP has left")
    NOT_AGREED = "NOT_AGREED", _("they have not been asked, or have not decided")
    NO_WORKER = "NO_WORKER", _("nobody in the team does this work")
    RELEASE_UNKNOWN = "RELEASE_UNKNOWN", _("in custody, and no release date is known")
    NO_ANSWER = "NO_ANSWER", _("the team’s question was not answered by its day")
    REVIEW_PASSED = "REVIEW_PASSED", _("the day to look again has passed")


@dataclass(frozen=True)
class Standing:
    """`agreed`: to the work with them. Tier 1 advises the PP, so nobody is asked there."""

    has_pp: bool
    pp_is_here: bool
    agreed: bool
    has_worker: bool
    in_custody: bool
    release_known: bool
    review_passed: bool = False


def stuck(standing: Standing) -> list[Stuck]:
    """Every reason that holds, most fundamental first."""
    tests: Mapping[Stuck, bool] = {
        Stuck.NO_PP: not standing.has_pp,
        Stuck.PP_LEFT: standing.has_pp and not standing.pp_is_here,
        Stuck.NO_WORKER: not standing.has_worker,
        Stuck.NOT_AGREED: not standing.agreed,
        Stuck.RELEASE_UNKNOWN: standing.in_custody and not standing.release_known,
        Stuck.REVIEW_PASSED: standing.review_passed,
    }
    return [reason for reason, holds in tests.items() if holds]


def stuck_undecided(answer_due: date | None, *, today: date) -> list[Stuck]:
    """Before a decision only a question holds a referral up, once its day has passed."""
    return [Stuck.NO_ANSWER] if answer_due is not None and answer_due < today else []


FEWEST_STARTS = 8


@dataclass(frozen=True)
class Estimate:
    """Half of last year's starts at this tier came between `low` and `high` weeks after acceptance."""

    low: int
    high: int
    starts: int


def estimate(*, starts: int, low_days: float | None, high_days: float | None) -> Estimate | None:
    """Weeks, rounded outwards; None when too few started to say anything."""
    if starts < FEWEST_STARTS or low_days is None or high_days is None:
        return None
    low = int(low_days // 7)
    return Estimate(low=low, high=max(low + 1, int(-(-high_days // 7))), starts=starts)


LONGEST_URGENCY = 1000


def check_urgency(words: str) -> None:
    if not words.strip():
        raise NotAllowed(_("Say what has changed."), field="words")
    if len(words) > LONGEST_URGENCY:
        raise NotAllowed(
            _("Say it in %(most)s characters or fewer.") % {"most": LONGEST_URGENCY}, field="words"
        )
