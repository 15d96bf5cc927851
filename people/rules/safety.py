"""What keeps a meeting safe: registers, places and who they would work with (N58, N59, N62-N65)."""

from __future__ import annotations

from collections.abc import Collection
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


# One assessment gives them all, on one day.
ROSH_GROUPS = ("rosh_public", "rosh_children", "rosh_known_adult", "rosh_staff")


def check_assessed_on(recorded_on: date | None, *, today: date) -> None:
    if recorded_on and recorded_on > today:
        raise NotAllowed(
            _("The date of the assessment cannot be in the future"), field="risk_recorded_on"
        )


def check_assessment_dated(changed: Collection[str], recorded_on: date | None) -> None:
    """A level without its day cannot be told from an old one."""
    if recorded_on is None and not set(ROSH_GROUPS).isdisjoint(changed):
        raise NotAllowed(_("Enter the date of the assessment."), field="risk_recorded_on")


NOT_MAPPA = "NONE"


def check_mappa(*, level: str, category: str) -> None:
    """Whoever reads “Not MAPPA” before a meeting must not be wrong."""
    if category and level == NOT_MAPPA:
        raise NotAllowed(
            _("Choose the MAPPA level, or no category: somebody who is not under MAPPA has none."),
            field="mappa_level",
        )


def check_register_review(review_on: date | None, *, today: date) -> None:
    """A review long past says that nobody has looked: find out, then enter."""
    if review_on and review_on < today - timedelta(days=365):
        raise NotAllowed(_("The review date of a register is more than a year old. Check it."))
