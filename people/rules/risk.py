"""Risk as probation assessed it: copied with its date, never computed here (N58, N59)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from .refusals import NotAllowed


class Rosh(models.TextChoices):
    """Risk of serious harm, as OASys words it; stored with a date, never computed."""

    LOW = "LOW", _("Low")
    MEDIUM = "MEDIUM", _("Medium")
    HIGH = "HIGH", _("High")
    VERY_HIGH = "VERY_HIGH", _("Very high")


class MappaLevel(models.TextChoices):
    NONE = "NONE", _("Not MAPPA")
    LEVEL_1 = "1", _("Level 1")
    LEVEL_2 = "2", _("Level 2")
    LEVEL_3 = "3", _("Level 3")


class MappaCategory(models.TextChoices):
    """Why somebody is managed under MAPPA; the level says how."""

    SEXUAL = "1", _("Category 1: registered sexual offender")
    VIOLENT = "2", _("Category 2: violent or other sexual offence")
    DANGEROUS = "3", _("Category 3: other dangerous offence")
    TERRORIST = "4", _("Category 4: terrorism")


# One assessment gives them all, on one day.
ROSH_GROUPS = ("rosh_public", "rosh_children", "rosh_known_adult", "rosh_staff")


def highest_rosh(levels: Iterable[str]) -> Rosh | None:
    """The worst of them; None when nobody has recorded any."""
    order = list(Rosh)
    return max((Rosh(level) for level in levels if level), key=order.index, default=None)


def check_assessed_on(recorded_on: date | None, *, today: date) -> None:
    if recorded_on and recorded_on > today:
        raise NotAllowed(
            _("The date of the assessment cannot be in the future"), field="risk_recorded_on"
        )


def check_assessment_dated(changed: Collection[str], recorded_on: date | None) -> None:
    """A level without its day cannot be told from an old one."""
    if recorded_on is None and not set(ROSH_GROUPS).isdisjoint(changed):
        raise NotAllowed(_("Enter the date of the assessment."), field="risk_recorded_on")


def check_mappa(*, level: str, category: str) -> None:
    """Whoever reads “Not MAPPA” before a meeting must not be wrong."""
    if category and level == MappaLevel.NONE:
        raise NotAllowed(
            _("Choose the MAPPA level, or no category: somebody who is not under MAPPA has none."),
            field="mappa_level",
        )
