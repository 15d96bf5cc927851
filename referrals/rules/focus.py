"""Which piece of Tier 3 work fits, from the referral to the case that carries it (N7)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.rules import NotAllowed

from .moves import Tier


class Focus(models.TextChoices):
    TRAUMA = "TRAUMA", _("Trauma-focused work")
    SEXUAL_VIOLENCE = "SEXUAL_VIOLENCE", _("Sexual-violence risk support")
    FORMULATION = "FORMULATION", _("Collaborative formulation")
    OTHER = "OTHER", _("Other specialist work")


FOCUSED_TIER = Tier.THREE


def check_focus(*, tier: int | None, focus: str) -> None:
    if focus and tier != FOCUSED_TIER:
        raise NotAllowed(_("Only Tier 3 work has a focus."), field="focus")
