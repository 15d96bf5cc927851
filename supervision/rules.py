"""The care of staff: what is due, what is overdue, who may read what.

"Supervision" here is always of staff (design.md section 3). Grounds: design.md section 8, N41-N48.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.permissions import Permission, Profession
from people.rules import NotAllowed


class Kind(models.TextChoices):
    CLINICAL = "CLINICAL", _("Clinical")
    LINE = "LINE", _("Line management")
    GROUP = "GROUP", _("Group")
    PEER = "PEER", _("Peer")
    REFLECTIVE = "REFLECTIVE", _("Reflective practice")


# One of these keeps somebody who works with people from being without (design.md section 8).
PROTECTING = frozenset({Kind.CLINICAL, Kind.REFLECTIVE})

# Who may be the supervisor, by kind: any of these permissions in the team. A peer is any colleague.
MAY_SUPERVISE = {
    Kind.CLINICAL: frozenset({Permission.SUPERVISE}),
    Kind.REFLECTIVE: frozenset({Permission.SUPERVISE}),
    Kind.GROUP: frozenset({Permission.SUPERVISE}),
    Kind.LINE: frozenset({Permission.SUPERVISE, Permission.TEAM_SEE}),
    Kind.PEER: frozenset({Permission.SUPERVISE, Permission.TEAM_SEE, Permission.CASE_WORK}),
}


class Theme(models.TextChoices):
    """What was talked about, in a word or two; the two may add their own."""

    CASES = "CASES", _("The people I work with")
    FEELINGS = "FEELINGS", _("What the work stirs up")
    HEARD = "HEARD", _("Hearing about trauma")
    RISK = "RISK", _("Risk and safety")
    BOUNDARIES = "BOUNDARIES", _("Boundaries")
    ENDINGS = "ENDINGS", _("Endings and loss")
    WORKLOAD = "WORKLOAD", _("Workload and travel")
    TEAM = "TEAM", _("The team and other services")
    LEARNING = "LEARNING", _("Learning and practice")


LONGEST_THEME = 60
MOST_THEMES = 12


def theme_words(code: str) -> str:
    return str(Theme(code).label) if code in Theme else code


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


BOOKED_LATE = _("Booked after it is due")


def days_late(*, due_on: date, booked_on: date | None) -> int:
    return max(0, (booked_on - due_on).days) if booked_on else 0


# What a lead reads first.
PRESSING = (Standing.OVERDUE, Standing.AT_RISK, Standing.FINE)

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
        raise NotAllowed(_("Supervision happens every 7 to 92 days."), field="interval_days")


def check_can_arrange(*, by_id: int, pair: Sequence[int], leads_team: bool) -> None:
    """The two themselves, or a lead of the team."""
    if by_id not in pair and not leads_team:
        raise NotAllowed(_("Only the two of you, or a lead of the team, can do that."))


def check_works_here(*, is_active: bool, in_team: bool, field: str) -> None:
    if not is_active or not in_team:
        raise NotAllowed(_("This person no longer works in the team."), field=field)


def check_can_supervise(*, kind: str, permissions: frozenset[str]) -> None:
    """`permissions`: the supervisor's, in this team (N115: several arrangements beside each other)."""
    if not MAY_SUPERVISE[Kind(kind)] & permissions:
        raise NotAllowed(
            _(
                "%(kind)s supervision is given by somebody with the role of supervisor in the"
                " team. An administrator can add the role."
            )
            % {"kind": Kind(kind).label},
            field="supervisor",
        )


def check_agreed_on(agreed_on: date, *, today: date) -> None:
    if agreed_on > today:
        raise NotAllowed(_("The day you agreed this cannot be in the future."), field="agreed_on")


def check_one_of_the_two(*, by_id: int, pair: Sequence[int]) -> None:
    if by_id not in pair:
        raise NotAllowed(_("Only the two people of this agreement can do that."))


def check_is_current(*, has_ended: bool) -> None:
    if has_ended:
        raise NotAllowed(_("This agreement has ended. Make a new one first."))


FURTHEST_AHEAD = timedelta(days=183)
FURTHEST_BACK = timedelta(days=92)


def check_planned_for(when: datetime, *, now: datetime) -> None:
    if when <= now:
        raise NotAllowed(
            _("That is in the past. To record supervision that took place, use “Record”."),
            field="planned_for",
        )
    if when > now + FURTHEST_AHEAD:
        raise NotAllowed(_("Plan supervision within the next six months."), field="planned_for")


def check_held_at(when: datetime, *, now: datetime) -> None:
    """Supervision that was not planned: recorded on the spot, or some days later (N48)."""
    if when > now:
        raise NotAllowed(_("The time it took place cannot be in the future."), field="planned_for")
    if when < now - FURTHEST_BACK:
        raise NotAllowed(
            _("Record supervision within three months of the day it took place."),
            field="planned_for",
        )


def check_minutes(minutes: int) -> None:
    if not 1 <= minutes <= 480:
        raise NotAllowed(_("Enter how long it took, from 1 to 480 minutes."), field="minutes")


def check_themes(themes: Sequence[str]) -> None:
    if len(themes) > MOST_THEMES:
        raise NotAllowed(_("Choose twelve themes at most."), field="themes")
    if any(len(theme) > LONGEST_THEME for theme in themes):
        raise NotAllowed(_("A theme is 60 characters at most."), field="other_theme")


def check_says_something(*, themes: Sequence[str], words: Sequence[str], others: int) -> None:
    """An empty record would stop the clock that guards somebody who was not listened to (N41).

    `others`: people discussed and things to do.
    """
    if not themes and not others and not any(word.strip() for word in words):
        raise NotAllowed(_("Tick what you talked about, or say it in a few words."), field="themes")


def check_can_amend(*, status: str, confirmed_by_both: bool) -> None:
    """The record stands once both have said that it is right (N46)."""
    if status != RecordStatus.HELD:
        raise NotAllowed(_("Only supervision that took place can be changed here."))
    if confirmed_by_both:
        raise NotAllowed(_("You have both confirmed this record, so it no longer changes."))


def can_amend(*, status: str, confirmed_by_both: bool) -> bool:
    return status == RecordStatus.HELD and not confirmed_by_both


def check_can_confirm(*, status: str, already: bool) -> None:
    if status != RecordStatus.HELD:
        raise NotAllowed(_("Only supervision that took place can be confirmed."))
    if already:
        raise NotAllowed(_("You have confirmed this record already."))


def check_action_owner(*, owner_id: int, pair: Sequence[int]) -> None:
    if owner_id not in pair:
        raise NotAllowed(_("An agreed action belongs to one of the two of you."), field="actions")


def check_can_finish(*, is_done: bool) -> None:
    if is_done:
        raise NotAllowed(_("This action is already done."))


def paused_days(absences: Sequence[tuple[date, date | None]], *, start: date, end: date) -> int:
    """Whole days away after `start` and up to `end`, overlaps counted once. Absence pauses the clock."""
    away: set[date] = set()
    for first, last in absences:
        day = max(first, start + timedelta(days=1))
        until = min(last or end, end)
        while day <= until:
            away.add(day)
            day += timedelta(days=1)
    return len(away)


def days_since(*, last_held_on: date | None, agreed_on: date, today: date, paused: int = 0) -> int:
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


def _already(status: str) -> NoReturn:
    raise NotAllowed(
        _("This supervision is already recorded as “%(status)s”.")
        % {"status": RecordStatus(status).label}
    )


def check_can_move(*, status: str) -> None:
    """Only what is booked, whether or not its time has passed."""
    if status != RecordStatus.PLANNED:
        _already(status)


def check_can_record(*, status: str, to: str, planned_for: datetime, now: datetime) -> None:
    if to not in RECORD_TRANSITIONS[RecordStatus(status)]:
        _already(status)
    if to == RecordStatus.HELD and planned_for > now + timedelta(hours=1):
        raise NotAllowed(
            _("This supervision has not happened yet. Cancel it, or change when it is."),
            field="outcome",
        )
