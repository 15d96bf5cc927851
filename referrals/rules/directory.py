"""Local services: what they help with, and how long what we know of them stays fresh (N60)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.rules import NotAllowed, check_telephone


class Need(models.TextChoices):
    """What a person may need help with beyond us. A service serves one or more."""

    HOUSING = "HOUSING", _("A place to live")
    SUBSTANCES = "SUBSTANCES", _("Drugs and alcohol")
    MENTAL_HEALTH = "MENTAL_HEALTH", _("Mental health team")
    TALKING_THERAPY = "TALKING_THERAPY", _("Talking therapy")
    TRAUMA = "TRAUMA", _("Trauma and sexual violence")
    DOMESTIC_ABUSE = "DOMESTIC_ABUSE", _("Domestic abuse")
    PHYSICAL_HEALTH = "PHYSICAL_HEALTH", _("GP and physical health")
    NEURODIVERSITY = "NEURODIVERSITY", _("Autism, ADHD, learning disability")
    WORK = "WORK", _("Work and training")
    MONEY = "MONEY", _("Money, debt and benefits")
    FAMILY = "FAMILY", _("Family and relationships")
    BEREAVEMENT = "BEREAVEMENT", _("Loss and bereavement")
    IDENTITY = "IDENTITY", _("Gender and sexuality")
    PEOPLE_AND_PLACES = "PEOPLE_AND_PLACES", _("Company and things to do")
    VETERANS = "VETERANS", _("Veterans")
    RIGHTS = "RIGHTS", _("Advice and advocacy")


LONGEST_WAIT_WEEKS = 260


def check_service(values: dict[str, Any], *, today: date) -> None:
    """What an entry must say to be of use to somebody who has never heard of the service."""
    for name, ask in (
        ("name", _("Enter the name of the service.")),
        ("offers", _("Enter what the service offers.")),
        ("how_to_refer", _("Enter how to refer.")),
    ):
        if not values[name].strip():
            raise NotAllowed(ask, field=name)
    if not values["needs"]:
        raise NotAllowed(_("Choose what the service helps with."), field="needs")
    if not (values["telephone"] or values["email"] or values["address"]):
        raise NotAllowed(
            _("Enter a telephone number, an e-mail address or a postal address."),
            field="telephone",
        )
    if values["telephone"]:
        check_telephone(values["telephone"])
    _check_wait(values["wait_weeks"], values["wait_known_on"], today=today)


def _check_wait(weeks: int | None, known_on: date | None, *, today: date) -> None:
    """A wait without its day misleads."""
    if weeks is not None and known_on is None:
        raise NotAllowed(_("Enter the day this wait was told to us."), field="wait_known_on")
    if weeks is None and known_on is not None:
        raise NotAllowed(_("Enter the wait in weeks, 0 for none."), field="wait_weeks")
    if weeks is not None and not 0 <= weeks <= LONGEST_WAIT_WEEKS:
        raise NotAllowed(_("The wait must be 0 to 260 weeks."), field="wait_weeks")
    if known_on is not None and known_on > today:
        raise NotAllowed(_("This day must be today or in the past."), field="wait_known_on")
