"""What keeps a meeting safe: registers, places and who they would work with (N58, N59, N62-N65)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from .refusals import NotAllowed


class Register(models.TextChoices):
    """Delius registrations by code (domain: MoJ reference data)."""

    MAPP = "MAPP", _("MAPPA")
    ARSO = "ARSO", _("Registered sexual offender")
    SOPS = "SOPS", _("Sexual harm prevention order")
    RCCO = "RCCO", _("Concerns about a child")
    RCPR = "RCPR", _("Child protection")
    RCHD = "RCHD", _("Risk to children")
    ADVP = "ADVP", _("Domestic abuse: perpetrator")
    ADVV = "ADVV", _("Domestic abuse: victim")
    ALSH = "ALSH", _("Suicide or self-harm")
    RVLN = "RVLN", _("Vulnerable")
    AV2S = "AV2S", _("Risk to staff")
    WEAP = "WEAP", _("Weapons")
    INVI = "INVI", _("Victim contact")
    IMAR = "IMAR", _("MARAC")
    RTAO = "RTAO", _("Terrorism")
    IIOM = "IIOM", _("Integrated offender management")
    INLL = "INLL", _("Life or indeterminate sentence")
    RMDO = "RMDO", _("Mentally disordered offender")
    AMHL = "AMHL", _("Mental health")
    IRMO = "IRMO", _("Hate crime")
    STRG = "STRG", _("Gangs")


class PlaceWish(models.TextChoices):
    PREFERS = "PREFERS", _("Likes best")
    KNOWS = "KNOWS", _("Knows it")
    REFUSES = "REFUSES", _("Will not go there")


class WorkerGender(models.TextChoices):
    ANY = "ANY", _("No preference")
    WOMAN = "WOMAN", _("A woman")
    MAN = "MAN", _("A man")


class WorkerWishKind(models.TextChoices):
    ASKS_FOR = "ASKS_FOR", _("Asked for them")
    NOT_WITH = "NOT_WITH", _("Would not work with them")


def check_register_review(review_on: date | None, *, today: date) -> None:
    """A review long past says that nobody has looked: find out, then enter."""
    if review_on and review_on < today - timedelta(days=365):
        raise NotAllowed(_("The review date of a register is more than a year old. Check it."))
