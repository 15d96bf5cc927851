"""Limited joint work, and what PPs learn with us: both counted, neither without an end (N4, N91)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.rules import NotAllowed

MOST_MEETINGS = 6
LONGEST_MEETING_MINUTES = 240
LONGEST_TEACHING_MINUTES = 480


class UpskillingKind(models.TextChoices):
    TEACHING = "TEACHING", _("Teaching")
    JOINT = "JOINT", _("Joint session")
    REFLECTIVE = "REFLECTIVE", _("Reflective talk")


def check_number_agreed(agreed: int, *, held: int = 0) -> None:
    """Limited by agreement: more than this is a referral to Tier 2 or 3."""
    if not 1 <= agreed <= MOST_MEETINGS:
        raise NotAllowed(
            _("Agree on 1 to %(most)s meetings. For more, refer to Tier 2 or 3.")
            % {"most": MOST_MEETINGS},
            field="meetings_agreed",
        )
    if agreed <= held:
        raise NotAllowed(
            _("You have met %(held)s times already: agree on more than that.") % {"held": held},
            field="meetings_agreed",
        )


def check_can_meet(*, ended: bool, agreed: int, held: int) -> None:
    if ended:
        raise NotAllowed(_("This joint work has ended."))
    if held >= agreed:
        raise NotAllowed(
            _("You agreed on %(agreed)s meetings and all are recorded. End it, or agree on more.")
            % {"agreed": agreed}
        )


def check_met_on(met_on: date, *, today: date, began_on: date) -> None:
    if met_on > today:
        raise NotAllowed(_("This meeting has not happened yet."), field="met_on")
    if met_on < began_on:
        raise NotAllowed(_("That is before this joint work was agreed."), field="met_on")


def check_taught_on(held_on: date, *, today: date) -> None:
    if held_on > today:
        raise NotAllowed(_("Log it when it has happened."), field="held_on")
    if held_on < today - timedelta(days=366):
        raise NotAllowed(_("Log what happened within the last year."), field="held_on")
