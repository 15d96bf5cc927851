"""The work's rulebook: cases, sessions, endings. Values in, answer or exception out.

Grounds: design.md section 6, needs N10-N29, N38-N41, N50-N56.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.permissions import Profession
from people.rules import NotAllowed


class CaseStatus(models.TextChoices):
    OPEN = "OPEN", _("Under way")
    PAUSED = "PAUSED", _("Paused")
    ENDING = "ENDING", _("Ending")
    ENDED = "ENDED", _("Ended")


# A missed session never closes a case (N19); recall pauses, it never ends (design.md section 6).
CASE_TRANSITIONS: Mapping[str, frozenset[str]] = {
    CaseStatus.OPEN: frozenset({CaseStatus.PAUSED, CaseStatus.ENDING, CaseStatus.ENDED}),
    CaseStatus.PAUSED: frozenset({CaseStatus.OPEN, CaseStatus.ENDING, CaseStatus.ENDED}),
    CaseStatus.ENDING: frozenset({CaseStatus.OPEN, CaseStatus.PAUSED, CaseStatus.ENDED}),
    CaseStatus.ENDED: frozenset(),
}
LIVE = frozenset({CaseStatus.OPEN, CaseStatus.PAUSED, CaseStatus.ENDING})


def check_can_move_case(status: str, to: str) -> None:
    if to not in CASE_TRANSITIONS[status]:
        raise NotAllowed(
            _("This case is “%(status)s”, so that is no longer possible.")
            % {"status": CaseStatus(status).label}
        )


class PauseReason(models.TextChoices):
    CUSTODY = "CUSTODY", _("Recalled or in custody")
    HOSPITAL = "HOSPITAL", _("In hospital")
    NOT_READY = "NOT_READY", _("Not ready at the moment")
    OTHER = "OTHER", _("Another reason")


class EndingReason(models.TextChoices):
    COMPLETED = "COMPLETED", _("The work is done")
    RECALL = "RECALL", _("Recalled, and the work cannot go on")
    DEATH = "DEATH", _("The person has died")
    MOVED = "MOVED", _("Moved out of the area")
    PERSONS_CHOICE = "PERSONS_CHOICE", _("The person chose to stop")
    DISENGAGED = "DISENGAGED", _("Out of touch, after a review of how we engage")
    HANDED_BACK = "HANDED_BACK", _("Went back to the waiting list before they met")


# These alone may end a case whose plan is not complete, and a lead must confirm.
UNPLANNED = frozenset(EndingReason) - {EndingReason.COMPLETED, EndingReason.HANDED_BACK}

# Who may deliver each tier (paper; design.md section 6, catalogue).
TIER_PROFESSIONS: Mapping[int, frozenset[str]] = {
    1: frozenset(
        {Profession.CLINICAL_PSYCHOLOGIST, Profession.FORENSIC_PSYCHOLOGIST, Profession.PDPO}
    ),
    2: frozenset({Profession.TLN, Profession.HCA, Profession.PDPO}),
    3: frozenset({Profession.CLINICAL_PSYCHOLOGIST, Profession.FORENSIC_PSYCHOLOGIST}),
}


def check_can_hold(*, tier: int, profession: str, is_active: bool, field: str) -> None:
    if not is_active:
        raise NotAllowed(_("This person no longer works in the team."), field=field)
    if profession not in TIER_PROFESSIONS[tier]:
        raise NotAllowed(
            _("Tier %(tier)s work is done by: %(who)s.")
            % {
                "tier": tier,
                "who": ", ".join(sorted(str(Profession(p).label) for p in TIER_PROFESSIONS[tier])),
            },
            field=field,
        )


# --- Sessions --------------------------------------------------------------------------------


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
        raise NotAllowed(_("That is before this work began."), field=field)


def check_can_record(*, status: str, planned_for: datetime, now: datetime, outcome: str) -> None:
    if outcome not in SESSION_TRANSITIONS[status]:
        raise NotAllowed(
            _("This session is already recorded as “%(status)s”.")
            % {"status": SessionStatus(status).label}
        )
    if outcome != SessionStatus.CANCELLED and planned_for > now + timedelta(hours=1):
        raise NotAllowed(
            _("This session has not happened yet. Cancel it, or change when it is."),
            field="outcome",
        )


def check_can_amend(*, recorded_at: datetime, now: datetime, hours: int) -> None:
    """Policy `amend_hours`; afterwards a correction is added and both are shown."""
    if now > recorded_at + timedelta(hours=hours):
        raise NotAllowed(
            _("This record can no longer be changed. Add a correction: both will be shown.")
        )


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


# Kinds that reached, or may have reached, the person: an attempt that failed resets no clock.
REACHES_PERSON = frozenset({ContactKind.PHONE, ContactKind.TEXT, ContactKind.JOINT})


# --- Endings: the long goodbye (N54-N56) --------------------------------------------------------


class StepKind(models.TextChoices):
    TAPER = "TAPER", _("Session, further apart")
    FAREWELL = "FAREWELL", _("Farewell session")
    LETTER = "LETTER", _("Ending letter")
    HANDOVER = "HANDOVER", _("Handover to the PP")
    AFTER_CONTACT = "AFTER_CONTACT", _("After-contact")


# Done while the case is open; after-contacts continue after the end.
BEFORE_END = frozenset({StepKind.TAPER, StepKind.FAREWELL, StepKind.LETTER, StepKind.HANDOVER})
BY_SESSION = frozenset({StepKind.TAPER, StepKind.FAREWELL})


class Wish(models.TextChoices):
    """What the person wants about ending (N55)."""

    AGREES = "AGREES", _("Agrees it is time")
    MIXED = "MIXED", _("Mixed feelings")
    CONTINUE = "CONTINUE", _("Would like to continue")
    NOT_KNOWN = "NOT_KNOWN", _("Not talked about yet")


@dataclass(frozen=True)
class ProposedStep:
    kind: str
    due_on: date


def rhythm_days(held_on: Sequence[date]) -> int:
    """The usual gap between the last sessions held, in days (median of up to five); 7 if unknown."""
    days = sorted(set(held_on))[-6:]
    gaps = sorted((later - earlier).days for earlier, later in pairwise(days))
    return max(7, gaps[len(gaps) // 2]) if gaps else 7


def taper_gaps(rhythm: int, span: int) -> list[int]:
    """Growing gaps (days) that fill `span` days: today's rhythm, then twice, then monthly.

    Never more often than today's rhythm and never further apart than 35 days.
    """
    gaps: list[int] = []
    gap, used = rhythm, 0
    while used + gap <= span:
        gaps.append(gap)
        used += gap
        if len(gaps) % 2 == 0:
            gap = min(max(gap * 2, 14), 35)
    return gaps


def propose_steps(
    *,
    today: date,
    end_on: date,
    held_on: Sequence[date],
    after_months: Sequence[int],
    working_day: Callable[[date], date],
) -> list[ProposedStep]:
    """A dated long goodbye from today's rhythm, on working days (policy: after_contact_months).

    `working_day` moves a date to the nearest working day on or before it.
    """
    if end_on <= today:
        raise NotAllowed(_("The agreed end must be after today."), field="end_on")
    steps = []
    day = today
    for gap in taper_gaps(rhythm_days(held_on), (end_on - today).days - 7):
        day += timedelta(days=gap)
        steps.append(ProposedStep(StepKind.TAPER, working_day(day)))
    steps.append(ProposedStep(StepKind.LETTER, working_day(max(today, end_on - timedelta(days=7)))))
    steps.append(ProposedStep(StepKind.HANDOVER, working_day(end_on)))
    steps.append(ProposedStep(StepKind.FAREWELL, working_day(end_on)))
    steps += [
        ProposedStep(StepKind.AFTER_CONTACT, working_day(add_months(end_on, months)))
        for months in after_months
    ]
    return steps


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def parse_months(text: str) -> list[int]:
    """`1, 3, 6` becomes [1, 3, 6]; anything else is refused with the way out."""
    try:
        months = [int(part) for part in text.split(",") if part.strip()]
    except ValueError:
        months = [0]
    if any(not 1 <= month <= 24 for month in months):
        raise NotAllowed(
            _("Write months as numbers between 1 and 24 with commas, like 1, 3, 6."),
            field="after_contact_months",
        )
    return sorted(set(months))


def check_plan_dates(*, today: date, end_on: date, steps: Sequence[ProposedStep]) -> None:
    if end_on <= today:
        raise NotAllowed(_("The agreed end must be after today."), field="end_on")
    if not any(step.kind == StepKind.FAREWELL for step in steps):
        raise NotAllowed(_("A long goodbye has a farewell session: add one."), field="steps")
    for step in steps:
        if step.kind == StepKind.AFTER_CONTACT and step.due_on <= end_on:
            raise NotAllowed(_("After-contacts come after the agreed end."), field="steps")
        if step.kind in BEFORE_END and step.due_on > end_on + timedelta(days=14):
            raise NotAllowed(
                _("Steps before the end cannot fall more than two weeks after the agreed end."),
                field="steps",
            )


@dataclass(frozen=True)
class EndingFacts:
    """What `check_can_end` needs to know."""

    status: str
    has_agreed_plan: bool
    steps_left: int
    reason: str
    is_lead: bool


def check_can_end(facts: EndingFacts) -> None:
    """No plan, no ending, except for a listed reason that a lead confirms (design.md section 6)."""
    check_can_move_case(facts.status, CaseStatus.ENDED)
    if facts.reason == EndingReason.COMPLETED:
        if not facts.has_agreed_plan:
            raise NotAllowed(_("Agree an ending plan first."), field="reason")
        if facts.steps_left:
            raise NotAllowed(
                _("The ending plan still has %(count)s steps to do before the end.")
                % {"count": facts.steps_left},
                field="reason",
            )
    elif not facts.is_lead:
        raise NotAllowed(_("A lead must confirm this ending. Ask them to."), field="reason")


def can_end(facts: EndingFacts) -> bool:
    try:
        check_can_end(facts)
    except NotAllowed:
        return False
    return True


# --- Opening a case, and the diary ----------------------------------------------------------------

# Tier 1 is a formulation with the PP: short by design. The other tiers' lengths are policy.
TIER1_LENGTH_WEEKS = 8
FURTHEST_END = timedelta(days=3 * 365)


def usual_end(*, tier: int, opened_on: date, tier2_weeks: int, tier3_weeks: int) -> date:
    weeks = {1: TIER1_LENGTH_WEEKS, 2: tier2_weeks, 3: tier3_weeks}[tier]
    return opened_on + timedelta(weeks=weeks)


def check_case_dates(*, today: date, planned_end_on: date, review_on: date) -> None:
    """The work is limited in time and looked at again before it runs out (N10)."""
    if planned_end_on <= today:
        raise NotAllowed(_("The planned end must be after today."), field="planned_end_on")
    if planned_end_on > today + FURTHEST_END:
        raise NotAllowed(_("Plan an end within three years."), field="planned_end_on")
    check_review_on(today=today, review_on=review_on)


def check_review_on(*, today: date, review_on: date) -> None:
    if review_on <= today:
        raise NotAllowed(_("The next review must be after today."), field="review_on")
    if review_on > today + timedelta(days=366):
        raise NotAllowed(_("Plan the next review within a year."), field="review_on")


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
        raise NotAllowed(_("That is before this work began."), field="held_on")


def check_contact_reached(*, kind: str, reached: bool) -> None:
    """An attempt that failed resets no clock, so it must not say that it got through (N24)."""
    if kind == ContactKind.ATTEMPT and reached:
        raise NotAllowed(
            _("If you reached the person, choose how: a call, a text message or a meeting."),
            field="kind",
        )


# A held session does the step it was meant for: one that is late, or due within a week.
STEP_NEAR = timedelta(days=7)


def step_done_by_session(steps: Sequence[tuple[int, date]], held_on: date) -> int | None:
    """`steps`: (pk, due_on) still to do. The nearest to the day of the session, or none."""
    near = [
        (abs(due_on - held_on), due_on, pk) for pk, due_on in steps if due_on <= held_on + STEP_NEAR
    ]
    return min(near)[2] if near else None


def check_can_agree(*, talked_on: date | None, how_talked: str, wish: str) -> None:
    """An ending is agreed once it was talked about and the person's wish is known (N55)."""
    if talked_on is None or not how_talked.strip():
        raise NotAllowed(
            _("Say when and how the ending was talked about before you agree it."),
            field="talked_on" if talked_on is None else "how_talked",
        )
    if wish == Wish.NOT_KNOWN:
        raise NotAllowed(_("Ask the person what they want before you agree it."), field="wish")


def check_unplanned(*, reason: str, note: str) -> None:
    """An ending without a completed plan has one of the listed reasons, and words."""
    if reason not in UNPLANNED:
        raise NotAllowed(_("Choose a reason."), field="reason")
    if not note.strip():
        raise NotAllowed(_("Enter what happened, for the lead who confirms."), field="note")
