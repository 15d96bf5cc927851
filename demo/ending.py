"""Goodbyes: planned with the person, kept step by step, and those that came otherwise."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from people.calendar import working_day
from tiers import actions
from tiers.actions import Step
from tiers.models import Case, EndingPlan, EndingStep
from tiers.rules import BY_SESSION, StepKind, add_months

from . import words, working
from .cast import Person
from .stage import Crew, Stage

PLANNED_BEFORE = 56  # days before the end, as the policy asks


def plan(stage: Stage, case: Case, person: Person, *, ago: int, ends: int, wish: int) -> EndingPlan:
    """Proposed from the present rhythm; `ends` is so many days ago, ahead when negative."""
    wished, said = words.WISHES[wish % len(words.WISHES)]
    return actions.make_ending_plan(
        case_id=case.pk,
        end_on=stage.day(ends),
        talked_on=stage.day(ago),
        how_talked=stage.pick(words.TALKED),
        wish=wished,
        wish_words=said,
        answer_given=stage.pick(words.ANSWERED),
        by=case.practitioner,
        at=stage.at(ago, 16),
    )


def agree(stage: Stage, made: EndingPlan, case: Case, *, ago: int) -> None:
    actions.agree_ending_plan(plan_id=made.pk, by=case.practitioner, at=stage.at(ago, 16, 30))


def long_goodbye(stage: Stage, case: Case, person: Person) -> None:
    """Five steps before the end: three meetings ever further apart are behind them."""
    made = plan(stage, case, person, ago=80, ends=-14, wish=1)
    end = stage.day(-14)
    met = [stage.day(ago) for ago in (66, 45, 17)]
    steps = [Step(StepKind.TAPER, day) for day in met]
    steps += [Step(StepKind.LETTER, stage.day(-7)), Step(StepKind.FAREWELL, end)]
    steps += [
        Step(StepKind.AFTER_CONTACT, working_day(add_months(end, months))) for months in (1, 3, 6)
    ]
    actions.change_ending_plan(
        plan_id=made.pk, steps=steps, by=case.practitioner, at=stage.at(80, 16, 10)
    )
    agree(stage, made, case, ago=79)
    for day in met:
        working.met_on(stage, case, person, stage.slot(case.practitioner, day), progress=0.9)
    working.plan(stage, case, person, stage.slot(case.practitioner, end), ago=2)


def say_goodbye(stage: Stage, case: Case, person: Person, *, planned: int, end_in: int) -> None:
    made = plan(stage, case, person, ago=planned, ends=-end_in, wish=end_in)
    agree(stage, made, case, ago=planned - 1)


def do_due_steps(stage: Stage, case: Case, person: Person) -> None:
    """Every step whose day has come: a meeting, or what was promised."""
    due = (
        EndingStep.objects.to_do()
        .before_end()
        .filter(case=case, due_on__lt=stage.today)
        .order_by("due_on", "pk")
    )
    for step in due:
        if step.kind in BY_SESSION:
            slot = stage.slot(case.practitioner, step.due_on)
            working.met_on(stage, case, person, slot, progress=0.95)
        else:
            _mark(case, step, 16)


def _mark(case: Case, step: EndingStep, hour: int, note: str = "") -> None:
    at = timezone.make_aware(datetime.combine(step.due_on, time(hour)))
    actions.mark_step_done(step_id=step.pk, by=case.practitioner, at=at, note=note)


def end_well(
    stage: Stage, crew: Crew, case: Case, person: Person, *, ago: int, keep_in_touch: bool = True
) -> None:
    """A plan, its steps, the end, and the calls afterwards."""
    made = plan(stage, case, person, ago=ago + PLANNED_BEFORE, ends=ago, wish=ago)
    agree(stage, made, case, ago=ago + PLANNED_BEFORE - 1)
    do_due_steps(stage, case, person)
    actions.end_case(
        case_id=case.pk,
        reason="COMPLETED",
        note=words.ENDED["COMPLETED"],
        by=case.practitioner,
        at=stage.at(ago, 18, 30),
    )
    if keep_in_touch:
        _ring_afterwards(stage, case, person)


def _ring_afterwards(stage: Stage, case: Case, person: Person) -> None:
    calls = EndingStep.objects.to_do().filter(
        case=case, kind=StepKind.AFTER_CONTACT, due_on__lt=stage.today
    )
    for step in calls.order_by("due_on"):
        said = words.about(stage.pick(words.AFTERWARDS), person.pronouns)
        when = timezone.make_aware(datetime.combine(step.due_on, time(11)))
        working.contact(stage, case, "PHONE", when, said)
        _mark(case, step, 12)


def ask_to_end(stage: Stage, case: Case, *, reason: str, ago: int) -> int:
    """The practitioner asks; a lead has to confirm what was not planned."""
    request = actions.ask_to_end(
        case_id=case.pk,
        reason=reason,
        note=words.ENDED[reason],
        by=case.practitioner,
        at=stage.at(ago, 15),
    )
    return request.pk


def end_otherwise(
    stage: Stage, crew: Crew, case: Case, person: Person, *, reason: str, ago: int
) -> None:
    actions.answer_ending_request(
        request_id=ask_to_end(stage, case, reason=reason, ago=ago + 2),
        confirmed=True,
        answer="Thank you for trying everything. The door stays open.",
        by=crew.lead,
        at=stage.at(ago, 17) + timedelta(minutes=10),
    )
