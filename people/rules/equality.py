"""Who is reached and who is not, in numbers that point at nobody (N104, N106)."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class EthnicGroup(models.TextChoices):
    """The harmonised groups of the 2021 census, as asked in Wales. Told, never guessed."""

    WHITE_BRITISH = "WHITE_BRITISH", _("White: Welsh, English, Scottish, Northern Irish or British")
    WHITE_IRISH = "WHITE_IRISH", _("White: Irish")
    WHITE_GYPSY = "WHITE_GYPSY", _("White: Gypsy or Irish Traveller")
    WHITE_ROMA = "WHITE_ROMA", _("White: Roma")
    WHITE_OTHER = "WHITE_OTHER", _("White: any other background")
    MIXED_CARIBBEAN = "MIXED_CARIBBEAN", _("Mixed: White and Black Caribbean")
    MIXED_AFRICAN = "MIXED_AFRICAN", _("Mixed: White and Black African")
    MIXED_ASIAN = "MIXED_ASIAN", _("Mixed: White and Asian")
    MIXED_OTHER = "MIXED_OTHER", _("Mixed: any other background")
    ASIAN_INDIAN = "ASIAN_INDIAN", _("Asian: Indian")
    ASIAN_PAKISTANI = "ASIAN_PAKISTANI", _("Asian: Pakistani")
    ASIAN_BANGLADESHI = "ASIAN_BANGLADESHI", _("Asian: Bangladeshi")
    ASIAN_CHINESE = "ASIAN_CHINESE", _("Asian: Chinese")
    ASIAN_OTHER = "ASIAN_OTHER", _("Asian: any other background")
    BLACK_AFRICAN = "BLACK_AFRICAN", _("Black: African")
    BLACK_CARIBBEAN = "BLACK_CARIBBEAN", _("Black: Caribbean")
    BLACK_OTHER = "BLACK_OTHER", _("Black: any other background")
    ARAB = "ARAB", _("Arab")
    OTHER = "OTHER", _("Any other ethnic group")
    NOT_SAID = "NOT_SAID", _("Prefers not to say")


class BroadGroup(models.TextChoices):
    """What is counted: of smaller groups a team has too few for a number."""

    WHITE = "WHITE", _("White")
    MIXED = "MIXED", _("Mixed")
    ASIAN = "ASIAN", _("Asian, Asian Welsh or Asian British")
    BLACK = "BLACK", _("Black, Black Welsh, Black British, Caribbean or African")
    OTHER = "OTHER", _("Any other ethnic group")
    NOT_SAID = "NOT_SAID", _("Prefers not to say")
    NOT_ASKED = "NOT_ASKED", _("Not asked yet")


class OffenceType(models.TextChoices):
    """The offence for which they are under supervision; the most serious one when there are several."""

    VIOLENCE = "VIOLENCE", _("Violence against a person")
    HOMICIDE = "HOMICIDE", _("Murder or manslaughter")
    SEXUAL = "SEXUAL", _("Sexual offence")
    STALKING = "STALKING", _("Stalking, harassment or coercive control")
    ROBBERY = "ROBBERY", _("Robbery")
    ARSON = "ARSON", _("Arson or criminal damage")
    WEAPONS = "WEAPONS", _("Weapons")
    DRUGS = "DRUGS", _("Drugs")
    THEFT = "THEFT", _("Theft, burglary or fraud")
    TERRORISM = "TERRORISM", _("Terrorism")
    OTHER = "OTHER", _("Another offence")


class AgeBand(models.TextChoices):
    UNDER_25 = "UNDER_25", _("Under 25")
    FROM_25 = "FROM_25", _("25 to 34")
    FROM_35 = "FROM_35", _("35 to 49")
    FROM_50 = "FROM_50", _("50 and over")


BROAD: Mapping[str, BroadGroup] = {
    **{
        group: BroadGroup(group.partition("_")[0])
        for group in EthnicGroup.values
        if group.partition("_")[0] in {"WHITE", "MIXED", "ASIAN", "BLACK"}
    },
    EthnicGroup.ARAB: BroadGroup.OTHER,
    EthnicGroup.OTHER: BroadGroup.OTHER,
    EthnicGroup.NOT_SAID: BroadGroup.NOT_SAID,
}


def broad_group(ethnic_group: str) -> BroadGroup:
    return BROAD[ethnic_group] if ethnic_group else BroadGroup.NOT_ASKED


def age_band(age: int) -> AgeBand:
    if age < 25:
        return AgeBand.UNDER_25
    if age < 35:
        return AgeBand.FROM_25
    return AgeBand.FROM_35 if age < 50 else AgeBand.FROM_50


# Fewer than this in a cell could point at somebody (N104); what is shown is rounded to as many, for the
# tables hold the same people, and a hidden cell of one could be reckoned from the rows of another.
SMALLEST_SHOWN = 5


def shown_count(count: int) -> int | None:
    """To the nearest five. None for what is too small to show, nought included: who is missing could be
    found from it."""
    if count < SMALLEST_SHOWN:
        return None
    return SMALLEST_SHOWN * round(count / SMALLEST_SHOWN)
