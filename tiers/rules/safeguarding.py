"""The one way out of a confidential talk: somebody could be harmed, and it is passed on (N119)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from people.rules import NotAllowed


class AtRisk(models.TextChoices):
    ADULT = "ADULT", _("An adult")
    CHILD = "CHILD", _("A child")
    BOTH = "BOTH", _("Adults and children")


class Route(models.TextChoices):
    COUNCIL = "COUNCIL", _("The council’s safeguarding team")
    POLICE = "POLICE", _("The police")
    OWN_LEAD = "OWN_LEAD", _("Our own safeguarding lead")
    OTHER = "OTHER", _("Somebody else")


def check_concern(*, told: str, told_at: datetime, heard_on: date, now: datetime) -> None:
    """Passing it on comes first: it is recorded once somebody was told. `heard_on`: the day of the
    session or contact it was heard in, `told_at` on the same clock."""
    if not told.strip():
        raise NotAllowed(_("Enter who was told, by name or team."), field="told")
    if told_at > now:
        raise NotAllowed(
            _("This is still to come. Tell them first, then record when it was."), field="told_on"
        )
    if told_at.date() < heard_on:
        raise NotAllowed(
            _("The date must be on or after %(day)s, when you heard it.")
            % {"day": date_format(heard_on, "j F Y")},
            field="told_on",
        )


def check_can_be_made(*, is_made: bool, reference: str) -> None:
    if is_made:
        raise NotAllowed(_("This referral is recorded as made already."))
    if not reference.strip():
        raise NotAllowed(_("Enter the reference, or what was decided instead."), field="reference")
