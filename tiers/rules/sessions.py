"""Sessions and contacts: what happened, who missed what, when a record may change (N24, N118)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from people.rules import NotAllowed


class SessionStatus(models.TextChoices):
    PLANNED = "PLANNED", _("Planned")
    HELD = "HELD", _("Held")
    MISSED = "MISSED", _("Missed")
    CANCELLED = "CANCELLED", _("Cancelled")


SESSION_TRANSITIONS: Mapping[str, frozenset[str]] = {
    SessionStatus.PLANNED: frozenset(
        {SessionStatus.HELD, SessionStatus.MISSED, SessionStatus.CANCELLED}
    ),
    SessionStatus.HELD: frozenset(),
    SessionStatus.MISSED: frozenset(),
    SessionStatus.CANCELLED: frozenset(),
}


class Mode(models.TextChoices):
    IN_PERSON = "IN_PERSON", _("In person")
    PHONE = "PHONE", _("Phone")
    VIDEO = "VIDEO", _("Video")


class MissedBy(models.TextChoices):
    """Whose missing it was: most are nobody's fault (N118)."""

    PERSON_TOLD = "PERSON_TOLD", _("The person could not come and told us")
    PERSON_NOT_TOLD = "PERSON_NOT_TOLD", _("The person did not come and we had no word")
    PRACTITIONER = "PRACTITIONER", _("We could not make it")
    ESTABLISHMENT = "ESTABLISHMENT", _("The prison, premises or office could not do it")


# What counts towards "three missed in a row".
MISSED_BY_PERSON = frozenset({MissedBy.PERSON_TOLD, MissedBy.PERSON_NOT_TOLD})


class CancelledBy(models.TextChoices):
    PERSON = "PERSON", _("The person")
    PRACTITIONER = "PRACTITIONER", _("Us")
    OTHER = "OTHER", _("Somebody else")


class Travelled(models.TextChoices):
    """Who made the way for a meeting in person (N113)."""

    WE = "WE", _("We went to them")
    THEY = "THEY", _("They came to us")


class CostToPerson(models.TextChoices):
    """What coming cost the person, and whether they were paid back (N72)."""

    NONE = "NONE", _("No")
    PAID_BACK = "PAID_BACK", _("Yes, and it is paid back")
    NOT_PAID_BACK = "NOT_PAID", _("Yes, and it is not paid back")


class Barrier(models.TextChoices):
    """What stood in the way: reasons to count and to change something, never grounds (N110, N118)."""

    UNSTABLE = "UNSTABLE", _("Things are too unstable at the moment")
    NOT_TODAY = "NOT_TODAY", _("Not ready today")
    SUBSTANCES = "SUBSTANCES", _("Substance use")
    APPOINTMENTS = "APPOINTMENTS", _("Other appointments")
    TRAVEL = "TRAVEL", _("Getting there")
    PLACE = "PLACE", _("The place is not right for this work")
    WATCHED = "WATCHED", _("Watched or noisy")
    OURS = "OURS", _("Our own reasons")


class RiskChange(models.TextChoices):
    SAME = "SAME", _("Same")
    LOWER = "LOWER", _("Lower")
    HIGHER = "HIGHER", _("Higher")


class HowLeft(models.TextChoices):
    SETTLED = "SETTLED", _("Settled")
    UNSETTLED = "UNSETTLED", _("Unsettled, and we agreed what would help")
    DISTRESSED = "DISTRESSED", _("Distressed")


class Exposure(models.TextChoices):
    """What the worker heard, for the worker's own care (N41)."""

    ORDINARY = "ORDINARY", _("Ordinary")
    HEAVY = "HEAVY", _("Heavy")
    VERY_HEAVY = "VERY_HEAVY", _("Very heavy")


LONGEST_SESSION_MINUTES = 480
LONGEST_TRAVEL_MINUTES = 720
FURTHEST_AHEAD = timedelta(days=183)


def check_planned_for(
    when: datetime, *, now: datetime, opened_on: date, field: str = "planned_for"
) -> None:
    """Sessions are planned ahead (half a year at most) or entered late, after the case opened."""
    if when > now + FURTHEST_AHEAD:
        raise NotAllowed(_("Plan a session within the next six months."), field=field)
    if when.date() < opened_on:
        raise NotAllowed(before_the_work(opened_on), field=field)


def before_the_work(opened_on: date) -> str:
    return _("The date must be on or after %(day)s, when this work began.") % {
        "day": date_format(opened_on, "j F Y")
    }


EARLIEST, LATEST = time(7), time(21)


def is_at_night(clock: time) -> bool:
    return not EARLIEST <= clock < LATEST


def check_hour(clock: time, *, meant: bool, field: str = "at_that_hour") -> None:
    """A slip of the hand turns 3pm into 3am; whoever means the night says so."""
    if is_at_night(clock) and not meant:
        raise NotAllowed(
            _(
                "This start time is at night, between 9pm and 7am. Change it, or tick “Yes, at that"
                " hour”."
            ),
            field=field,
        )


def check_place(*, refused: bool, meant: bool) -> None:
    """The person said that they will not go there (N59): whoever means it all the same says so."""
    if refused and not meant:
        raise NotAllowed(
            _(
                "The person said that they will not go there. Choose another place, or tick “Meet"
                " there all the same”."
            ),
            field="even_so",
        )


def is_too_early(planned_for: datetime, now: datetime) -> bool:
    """To say what became of it, but that it was cancelled."""
    return planned_for > now + timedelta(hours=1)


def check_can_record(*, status: str, planned_for: datetime, now: datetime, outcome: str) -> None:
    if outcome not in SESSION_TRANSITIONS[status]:
        raise NotAllowed(
            _("This session is already recorded as “%(status)s”.")
            % {"status": SessionStatus(status).label}
        )
    if outcome != SessionStatus.CANCELLED and is_too_early(planned_for, now):
        raise NotAllowed(
            _("This session has not happened yet. Cancel it, or change when it is."),
            field="outcome",
        )


def check_told(*, tell_pp: bool, shared_with_pp: str) -> None:
    """An alert with nothing to read frightens and helps nobody (N56)."""
    if tell_pp and not shared_with_pp.strip():
        raise NotAllowed(
            _("Write what the PP should know about the risk: you ticked that they are told."),
            field="shared_with_pp",
        )


def check_can_amend(*, recorded_at: datetime, now: datetime, hours: int) -> None:
    """Policy `amend_hours`; afterwards a correction is added and both are shown."""
    if now > recorded_at + timedelta(hours=hours):
        raise NotAllowed(
            _("This record can no longer be changed. Add a correction: both will be shown.")
        )


def can_amend(*, recorded_at: datetime, now: datetime, hours: int) -> bool:
    try:
        check_can_amend(recorded_at=recorded_at, now=now, hours=hours)
    except NotAllowed:
        return False
    return True


def three_missed(outcomes: Sequence[tuple[str, str]]) -> bool:
    """`outcomes`: (status, missed_by) newest first, cancelled left out by the caller or not."""
    counted = [pair for pair in outcomes if pair[0] in (SessionStatus.HELD, SessionStatus.MISSED)]
    newest = counted[:3]
    return len(newest) == 3 and all(
        status == SessionStatus.MISSED and by in MISSED_BY_PERSON for status, by in newest
    )


# --- Contacts --------------------------------------------------------------------------------


class ContactKind(models.TextChoices):
    PHONE = "PHONE", _("Phone call")
    TEXT = "TEXT", _("Text message")
    LETTER = "LETTER", _("Letter or e-mail")
    LIAISON = "LIAISON", _("Talk with another service")
    PP = "PP", _("Talk with the PP")
    JOINT = "JOINT", _("Joint meeting")
    ATTEMPT = "ATTEMPT", _("Tried to reach them")


def overlaps(one: datetime, one_minutes: int, other: datetime, other_minutes: int) -> bool:
    return one < other + timedelta(minutes=other_minutes) and other < one + timedelta(
        minutes=one_minutes
    )


def check_contact_when(when: datetime, *, now: datetime, opened_at: datetime) -> None:
    if when > now:
        raise NotAllowed(
            _("A contact is logged when it has happened: this is in the future."), field="held_on"
        )
    if when.date() < opened_at.date():
        raise NotAllowed(before_the_work(opened_at.date()), field="held_on")


def check_contact_reached(*, kind: str, reached: bool) -> None:
    """An attempt that failed resets no clock, so it must not say that it got through (N24)."""
    if kind == ContactKind.ATTEMPT and reached:
        raise NotAllowed(
            _("If you reached the person, choose how: a call, a text message or a meeting."),
            field="kind",
        )


def check_joined(*, kind: str, with_whom: str) -> None:
    """Of a joint meeting one asks later who was there (N36)."""
    if kind == ContactKind.JOINT and not with_whom.strip():
        raise NotAllowed(_("Enter who joined: the name and the service."), field="with_whom")
