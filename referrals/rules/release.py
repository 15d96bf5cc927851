"""What a release plan promises, and whether it was there when the person came out (N16)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.rules import NotAllowed


class ReleaseOutcome(models.TextChoices):
    MET = "MET", _("It is in place")
    UNMET = "UNMET", _("It did not happen")


class UnmetReason(models.TextChoices):
    """Why it did not happen: counted in the gap log, beside refusals."""

    NOT_ARRANGED = "NOT_ARRANGED", _("Nobody arranged it")
    REFUSED = "REFUSED", _("The service refused")
    WAITING = "WAITING", _("Still on a waiting list when they were released")
    NOT_THERE = "NOT_THERE", _("No such service where they were released to")
    PLAN_CHANGED = "PLAN_CHANGED", _("Released sooner, or somewhere else, than planned")
    THEIR_CHOICE = "THEIR_CHOICE", _("The person no longer wanted it")
    OTHER = "OTHER", _("Another reason")


def check_settles_release(*, may: bool, outcome: str, before: str, reason: str, words: str) -> None:
    """`before`: what was said of it until now. What is in place stays so; what did not happen may
    still come about."""
    if not may:
        raise NotAllowed(_("Only the person’s PP or somebody of the team can say that."))
    if before == ReleaseOutcome.MET:
        raise NotAllowed(_("Somebody has said already that it is in place."))
    if outcome not in ReleaseOutcome:
        raise NotAllowed(_("Choose what became of it."), field="outcome")
    if outcome == ReleaseOutcome.UNMET and reason not in UnmetReason:
        raise NotAllowed(_("Choose why it did not happen."), field="reason")
    if outcome == ReleaseOutcome.UNMET and reason == UnmetReason.OTHER and not words.strip():
        raise NotAllowed(_("Enter the reason in words."), field="words")
