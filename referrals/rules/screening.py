"""Who is eligible for core OPD (N1, N2). The sets changed over time: a screening keeps the set it used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


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
