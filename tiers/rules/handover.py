"""Work that goes to somebody else: what the next worker must read, and whose diary has room (N23)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.rules import NotAllowed

from .sessions import overlaps


class ClashWay(models.TextChoices):
    """What becomes of a planned session for which the next worker has no room. Two places at once is
    not among them."""

    REARRANGE = "REARRANGE", _("Arrange them again")
    STAY = "STAY", _("Leave them with whoever planned them")


class Meeting(NamedTuple):
    starts: datetime
    minutes: int


class Diary(NamedTuple):
    """What somebody has on already: sessions, booked consultations, and days away."""

    meetings: Sequence[Meeting] = ()
    away: Sequence[tuple[date, date | None]] = ()

    def is_away(self, day: date) -> bool:
        return any(starts <= day and (ends is None or day <= ends) for starts, ends in self.away)

    def in_the_way_of(self, meeting: Meeting) -> Meeting | None:
        return next((own for own in self.meetings if overlaps(*meeting, *own)), None)


def check_handover(*, what_matters: str, what_was_agreed: str) -> None:
    """The person does not tell it all again: the one who knows writes it down (N23, N37)."""
    if not what_matters.strip():
        raise NotAllowed(
            _("Write what matters, for whoever works with them now."), field="what_matters"
        )
    if not what_was_agreed.strip():
        raise NotAllowed(
            _("Write what was agreed with the person, or that nothing was."),
            field="what_was_agreed",
        )


def check_cannot_go_on(*, reason: str, holds: bool, holder: str) -> None:
    """Whoever works with the person says it, or who covers for them; a lead chooses without asking."""
    if not holds:
        raise NotAllowed(_("Only %(name)s can say that: it is their work.") % {"name": holder})
    if not reason.strip():
        raise NotAllowed(_("Enter why you cannot go on."), field="reason")


def to_arrange_again(cancelled_at: Iterable[datetime], planned_at: Iterable[datetime]) -> int:
    """How many sessions that we took back still wait for another: each planned since then answers
    one, the one planned in the same breath too."""
    waiting, since = 0, sorted(planned_at)
    for taken_back in sorted(cancelled_at):
        later = [moment for moment in since if moment >= taken_back]
        if later:
            since.remove(later[0])
        else:
            waiting += 1
    return waiting
