"""The long goodbye, and endings without one (N54-N56)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from people.rules import NotAllowed

from .cases import UNPLANNED, CaseStatus, EndingReason, check_can_move_case
from .sessions import before_the_work


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


# A held session does the step it was meant for: one that is late, or due within a week.
STEP_NEAR = timedelta(days=7)


def step_done_by_session(steps: Sequence[tuple[int, date]], held_on: date) -> int | None:
    """`steps`: (pk, due_on) still to do. The nearest to the day of the session, or none."""
    near = [
        (abs(due_on - held_on), due_on, pk) for pk, due_on in steps if due_on <= held_on + STEP_NEAR
    ]
    return min(near)[2] if near else None


def check_step_done(
    *,
    kind: str,
    status: str,
    due_on: date,
    done_on: date | None,
    note: str,
    opened_on: date,
    ended_on: date | None,
    today: date,
) -> date:
    """The day it was really done. A step of meeting is done by meeting, or needs words; what is kept for
    after the end is not done before it (N54, N56)."""
    if kind == StepKind.AFTER_CONTACT and status != CaseStatus.ENDED:
        raise NotAllowed(
            _("An after-contact comes after the end of the work. Until then, log a contact.")
        )
    if kind in BY_SESSION and not note.strip():
        raise NotAllowed(
            _("Say how it happened, or record the session: held near this day, it does the step."),
            field="note",
        )
    if done_on is None and due_on > today:
        raise NotAllowed(
            _("This step is due on a later day. Enter the day it was really done."),
            field="done_on",
        )
    if done_on is not None and done_on > today:
        raise NotAllowed(_("That day is still to come."), field="done_on")
    if done_on is not None and done_on < opened_on:
        raise NotAllowed(before_the_work(opened_on), field="done_on")
    if kind == StepKind.AFTER_CONTACT and done_on is not None and ended_on and done_on < ended_on:
        raise NotAllowed(
            _("The date must be on or after %(day)s, when the work ended.")
            % {"day": date_format(ended_on, "j F Y")},
            field="done_on",
        )
    return done_on or today


def check_can_undo(*, is_marked: bool, is_theirs: bool, marked_by: str) -> None:
    if not is_marked:
        raise NotAllowed(_("This step is still to do: there is nothing to undo."))
    if not is_theirs:
        raise NotAllowed(
            _("%(name)s marked this step. Only they can undo it.") % {"name": marked_by}
        )


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
