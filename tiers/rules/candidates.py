"""Who could work with the person: what speaks for each, what to weigh, and the order (N58, N62, N67).

No score: an order somebody could work out by hand, one question after the other. Each answer stands in
words beside the name (`tiers.words`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.rules import WorkerGender, WorkerWishKind

AWAY_SOON = timedelta(days=28)


class Away(models.TextChoices):
    NO = "", _("At work")
    SOON = "SOON", _("Away soon")
    NOW = "NOW", _("Away now")


def away(starts_on: date | None, ends_on: date | None, *, today: date) -> Away:
    """The next days away that have not ended: now, within four weeks, or not to be thought of."""
    if starts_on is None or (ends_on is not None and ends_on < today):
        return Away.NO
    if starts_on <= today:
        return Away.NOW
    return Away.SOON if starts_on <= today + AWAY_SOON else Away.NO


class Welsh(models.TextChoices):
    """How a worker answers to somebody who prefers Welsh."""

    NOT_ASKED = "", _("Not asked for")
    MET = "MET", _("Works in Welsh")
    NOT_MET = "NOT_MET", _("Does not work in Welsh")


def welsh_answer(*, preferred: bool, speaks: bool) -> Welsh:
    if not preferred:
        return Welsh.NOT_ASKED
    return Welsh.MET if speaks else Welsh.NOT_MET


# Distances within as many kilometres count as even, so that a few streets never outweigh a load.
EVEN_KM = 10


class Gender(models.TextChoices):
    """How a worker answers to the gender the person asks for."""

    NOT_ASKED = "", _("Not asked for")
    MET = "MET", _("As they ask")
    NOT_MET = "NOT_MET", _("Not as they ask")
    UNKNOWN = "UNKNOWN", _("Not known")


def gender_answer(*, asked: str, works_as: str) -> Gender:
    if asked in ("", WorkerGender.ANY):
        return Gender.NOT_ASKED
    if not works_as:
        return Gender.UNKNOWN
    return Gender.MET if works_as == asked else Gender.NOT_MET


@dataclass(frozen=True)
class Fit:
    """What is known of one worker and one person."""

    wish: str = ""
    gender: Gender = Gender.NOT_ASKED
    welsh: Welsh = Welsh.NOT_ASKED
    away: Away = Away.NO
    worked_before: bool = False
    in_area: bool = False
    specialism: bool = False
    km: float | None = None  # to the nearest place they know; None: not known
    percent: int | None = 0  # the load this choice would give; None: no hours known

    @property
    def comes_last(self) -> bool:
        """To be weighed with care, never forbidden: only whoever chooses knows enough."""
        return (
            self.wish == WorkerWishKind.NOT_WITH
            or self.gender == Gender.NOT_MET
            or self.away == Away.NOW
        )

    @property
    def order(self) -> tuple[bool, bool, bool, bool, bool, bool, float, int]:
        """`False` comes first: each question decides only where those before it are even."""
        return (
            self.comes_last,
            self.wish != WorkerWishKind.ASKS_FOR,
            self.welsh == Welsh.NOT_MET,
            not self.worked_before,
            not self.in_area,
            not self.specialism,
            self.km // EVEN_KM if self.km is not None else 1000,
            self.percent if self.percent is not None else 1000,
        )
