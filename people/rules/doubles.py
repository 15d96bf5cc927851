"""What makes two records look like one person (people/actions/doubles.py asks the database)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .refusals import NotAllowed


class Because(models.TextChoices):
    BORN = "BORN", _("Born on the same day, with names alike")
    NAMES = "NAMES", _("The same names, with one part of the date of birth different or swapped")
    PNC = "PNC", _("The same PNC number")
    NUMBER = "NUMBER", _("One has a number that the other had before")


# Trigram similarity from which two names are alike: Davies and Davis 0.5, Gareth and Gary 0.33.
FAMILY_ALIKE = 0.4
GIVEN_ALIKE = 0.3


def check_answer(*, may: bool, answered: bool) -> None:
    if not may:
        raise NotAllowed(_("Only a lead or an administrator of the team can answer this."))
    if answered:
        raise NotAllowed(_("Somebody has answered this already."))
