"""What a caseload weighs against the hours somebody has (N67). Points are the team's own policy.

A case weighs by its tier, more when the person needs more time, less while it is paused. Nothing else
counts, and every number is shown with what it is made of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

FULL_TIME_HOURS = Decimal("37.5")
# How often one usually meets at each tier, for the week that a new case would bring.
SESSIONS_A_WEEK: Mapping[int, Decimal] = {1: Decimal("0.5"), 2: Decimal(1), 3: Decimal(1)}
NEARLY_FULL, FULL = 85, 100


class Complexity(models.TextChoices):
    USUAL = "USUAL", _("Usual")
    MORE = "MORE", _("Needs more time")
    MOST = "MOST", _("Needs much more time")


class Weighed(NamedTuple):
    """A live case, as far as its weight goes."""

    tier: int
    complexity: str = Complexity.USUAL
    paused: bool = False


@dataclass(frozen=True)
class Weights:
    tier: Mapping[int, int]
    more: int
    most: int
    paused_percent: int
    full_time: int

    def points(self, case: Weighed) -> Decimal:
        added = {Complexity.MORE: self.more, Complexity.MOST: self.most}
        whole = Decimal(self.tier[case.tier] + added.get(Complexity(case.complexity), 0))
        return whole * self.paused_percent / 100 if case.paused else whole

    def room(self, hours: Decimal | float) -> Decimal:
        """How many points the hours of a week allow."""
        return self.full_time * Decimal(str(hours)) / FULL_TIME_HOURS


class Load(NamedTuple):
    """`percent` is None for somebody without hours: nothing can be said of them."""

    cases: int
    points: Decimal
    percent: int | None

    @property
    def is_over(self) -> bool:
        return self.percent is not None and self.percent > FULL


def load_of(cases: Iterable[Weighed], *, hours: Decimal | float, weights: Weights) -> Load:
    held = list(cases)
    points = sum((weights.points(case) for case in held), Decimal(0))
    room = weights.room(hours)
    return Load(len(held), points, round(100 * points / room) if room else None)


def sessions_a_week(planned: int, days: int) -> Decimal:
    """From the sessions in the diary for so many days, to the nearest half."""
    halves = (Decimal(2 * 7 * planned) / days).quantize(Decimal(1), ROUND_HALF_UP)
    return halves / 2
