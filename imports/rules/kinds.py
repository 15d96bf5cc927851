"""What a spreadsheet may hold, and how far it has come."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.rules import NotAllowed


class Kind(models.TextChoices):
    PEOPLE = "PEOPLE", _("People")
    REFERRALS = "REFERRALS", _("Referrals")
    CASES = "CASES", _("Cases")
    SESSIONS = "SESSIONS", _("Past sessions")


class SheetStatus(models.TextChoices):
    READING = "READING", _("Being read")
    REFUSED = "REFUSED", _("Could not be read")
    PREVIEW = "PREVIEW", _("Ready to look at")
    CONFIRMED = "CONFIRMED", _("Being brought in")
    DONE = "DONE", _("Brought in")
    UNDONE = "UNDONE", _("Undone")
    DISCARDED = "DISCARDED", _("Thrown away")


SHEET_TRANSITIONS: Mapping[str, frozenset[str]] = {
    SheetStatus.READING: frozenset(
        {SheetStatus.PREVIEW, SheetStatus.REFUSED, SheetStatus.DISCARDED}
    ),
    SheetStatus.REFUSED: frozenset({SheetStatus.DISCARDED}),
    SheetStatus.PREVIEW: frozenset({SheetStatus.CONFIRMED, SheetStatus.DISCARDED}),
    # Back to the preview when something changed meanwhile: nothing was written.
    SheetStatus.CONFIRMED: frozenset({SheetStatus.DONE, SheetStatus.PREVIEW}),
    SheetStatus.DONE: frozenset({SheetStatus.UNDONE}),
    SheetStatus.UNDONE: frozenset(),
    SheetStatus.DISCARDED: frozenset(),
}
# A page about one of these asks again by itself.
AT_WORK = frozenset({SheetStatus.READING, SheetStatus.CONFIRMED})


class Outcome(models.TextChoices):
    """What becomes of one row."""

    NEW = "NEW", _("Will be added")
    HERE = "HERE", _("Already here")
    PROBLEM = "PROBLEM", _("Needs mending")


def check_can_move(status: str, to: str) -> None:
    if to not in SHEET_TRANSITIONS[status]:
        raise NotAllowed(
            _("This spreadsheet is now “%(status)s”, so that is no longer possible.")
            % {"status": SheetStatus(status).label}
        )


def check_can_confirm(*, status: str, new: int, problems: int, column_problems: int) -> None:
    """All or nothing: one row that needs mending holds back the rest."""
    check_can_move(status, SheetStatus.CONFIRMED)
    if problems or column_problems:
        raise NotAllowed(_("Mend the rows that need it and send the spreadsheet again."))
    if not new:
        raise NotAllowed(_("Every row is here already: there is nothing to add."))
