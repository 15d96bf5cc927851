"""Taking over a person one does not yet supervise."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from .refusals import NotAllowed

TAKE_OVER_TRIES = 5
TAKE_OVER_WINDOW = timedelta(hours=1)


def check_may_take_over(*, is_referrer: bool, refusals: int) -> None:
    """Only a PP supervises; guessing a date of birth is stopped early."""
    if not is_referrer:
        raise NotAllowed(
            _("Only a probation practitioner can become the one who supervises this person.")
        )
    if refusals >= TAKE_OVER_TRIES:
        raise NotAllowed(_("You have tried several times. Wait an hour, or speak to the team now."))


def no_match() -> NotAllowed:
    """One answer for a wrong detail, an unknown number and a record one is barred from."""
    return NotAllowed(
        _(
            "These details do not match a person you can supervise here. Check each of them; if"
            " they are right, speak to the team."
        )
    )


def in_another_team(team: str) -> NotAllowed:
    """Said only when all three details agree: being the PP opens nothing in a team one does not
    refer to."""
    return NotAllowed(
        _(
            "This person is with %(team)s, and you do not refer to that team. Ask an administrator"
            " for the role of referrer there, then try again."
        )
        % {"team": team}
    )
