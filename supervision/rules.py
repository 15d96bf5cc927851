"""The care of staff: what is due, what is overdue, who may read what.

"Supervision" here is always of staff (design.md section 3). Grounds: design.md section 8, N41-N48.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.permissions import Profession
from people.rules import NotAllowed


class Kind(models.TextChoices):
    CLINICAL = "CLINICAL", _("Clinical")
    LINE = "LINE", _("Line management")
    GROUP = "GROUP", _("Group")
    PEER = "PEER", _("Peer")
    REFLECTIVE = "REFLECTIVE", _("Reflective practice")


class RecordStatus(models.TextChoices):
    PLANNED = "PLANNED", _("Planned")
    HELD = "HELD", _("Held")
    CANCELLED = "CANCELLED", _("Cancelled")


RECORD_TRANSITIONS = {
    RecordStatus.PLANNED: frozenset({RecordStatus.HELD, RecordStatus.CANCELLED}),
    RecordStatus.HELD: frozenset(),
    RecordStatus.CANCELLED: frozenset(),
}


class Standing(models.TextChoices):
    """Where one agreement stands today."""

    FINE = "FINE", _("Up to date")
    AT_RISK = "AT_RISK", _("Due soon")
    OVERDUE = "OVERDUE", _("Overdue")


SHORTEST_INTERVAL_DAYS = 7
LONGEST_INTERVAL_DAYS = 92

# Professions that must have a clinical or reflective agreement (design.md section 8).
SUPERVISED = frozenset(
    {
        Profession.CLINICAL_PSYCHOLOGIST,
        Profession.FORENSIC_PSYCHOLOGIST,
        Profession.TLN,
        Profession.HCA,
        Profession.PDPO,
    }
)


def default_interval_days(profession: str, *, usual: int, pdpo: int) -> int:
    """Policy: supervision_days_default and supervision_days_pdpo."""
    return pdpo if profession == Profession.PDPO else usual


def check_agreement(*, supervisee_id: int, supervisor_id: int, interval_days: int) -> None:
    if supervisee_id == supervisor_id:
        raise NotAllowed(_("Nobody supervises themselves."), field="supervisor")
    if not SHORTEST_INTERVAL_DAYS <= interval_days <= LONGEST_INTERVAL_DAYS:
        raise NotAllowed(
            _("Supervision happens every 7 to 92 days."), field="interval_days"
        )


def paused_days(
    absences: Sequence[tuple[date, date | None]], *, start: date, end: date
) -> int:
    """Whole days away after `start` and up to `end`, overlaps counted once. Absence pauses the clock."""
    away: set[date] = set()
    for first, last in absences:
        day = max(first, start + timedelta(days=1))
        until = min(last or end, end)
        while day <= until:
            away.add(day)
            day += timedelta(days=1)
    return len(away)


def days_since(
    *, last_held_on: date | None, agreed_on: date, today: date, paused: int = 0
) -> int:
    """Days on the clock since the last *held* session (or the agreement); cancelled never resets."""
    return (today - (last_held_on or agreed_on)).days - paused


def standing(*, days: int, interval_days: int, at_risk_percent: int) -> Standing:
    if days > interval_days:
        return Standing.OVERDUE
    if days * 100 >= interval_days * at_risk_percent:
        return Standing.AT_RISK
    return Standing.FINE


def due_on(*, last_held_on: date | None, agreed_on: date, interval_days: int, paused: int) -> date:
    return (last_held_on or agreed_on) + timedelta(days=interval_days + paused)


def check_can_record(*, status: str, to: str, planned_for: datetime, now: datetime) -> None:
    if to not in RECORD_TRANSITIONS[RecordStatus(status)]:
        raise NotAllowed(
            _("This supervision is already recorded as “%(status)s”.")
            % {"status": RecordStatus(status).label}
        )
    if to == RecordStatus.HELD and planned_for > now + timedelta(hours=1):
        raise NotAllowed(
            _("This supervision has not happened yet. Cancel it, or change when it is."),
            field="outcome",
        )
