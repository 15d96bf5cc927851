"""The work as its actions know it: given to somebody, met, reviewed, paused."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from people import actions as people_actions
from people.actions import Place
from people.calendar import working_day
from people.models import User
from referrals.models import Referral
from tiers import actions
from tiers.models import Case, Intervention, Session
from tiers.rules import CaseStatus, SessionStatus

from . import words
from .cast import Person
from .stage import Crew, Stage

HELD, MISSED, CANCELLED = SessionStatus.HELD, SessionStatus.MISSED, SessionStatus.CANCELLED
REVIEW_EVERY = 80  # days: a little before the policy asks


def allocate(
    stage: Stage, crew: Crew, referral: Referral, worker: User, *, ago: int, **more: Any
) -> Case:
    return actions.allocate(
        referral_id=referral.pk,
        practitioner_id=worker.pk,
        reason=stage.pick(words.REASONS),
        by=crew.lead,
        at=stage.at(ago, 8, 5),
        aim_wellbeing=stage.pick(words.AIMS_WELLBEING),
        aim_risk=stage.pick(words.AIMS_RISK),
        **more,
    )


# --- Sessions ---------------------------------------------------------------------------------------


def meet(stage: Stage, case: Case, person: Person, *, since: int, until: int, every: int) -> None:
    """Session after session; the last one was held, and no two in a row were lost."""
    days = dict.fromkeys(stage.day(ago) for ago in range(since, until - 1, -every))
    slots = [stage.slot(case.practitioner, day) for day in days]
    before = HELD
    for number, slot in enumerate(slots):
        progress, is_last = number / len(slots), number + 1 == len(slots)
        lost = before == HELD and not is_last and stage.dice.random() < 0.15
        before = stage.pick([MISSED, CANCELLED]) if lost else HELD
        if is_last:
            session = plan(stage, case, person, slot, ago=until + every)
            record(stage, case, person, session.pk, slot, progress=progress)
        else:
            met_on(stage, case, person, slot, before, progress=progress)
        between(stage, case, person, slot)


def met_on(
    stage: Stage,
    case: Case,
    person: Person,
    when: datetime,
    outcome: str = HELD,
    *,
    progress: float = 0.5,
) -> None:
    """Written down as it happened."""
    actions.record_unplanned_session(
        case_id=case.pk,
        held_at=when,
        outcome=outcome,
        by=case.practitioner,
        at=min(when + timedelta(minutes=80), stage.now),
        worked_on=_worked_on(stage, case) if outcome == HELD else (),
        with_probation=stage.dice.random() < 0.25,
        **_facts(stage, person, outcome, progress),
    )


def plan(
    stage: Stage, case: Case, person: Person, when: datetime, *, ago: int, **more: Any
) -> Session:
    return actions.plan_session(
        case_id=case.pk,
        planned_for=when,
        by=case.practitioner,
        at=max(stage.at(ago, 8, 30), case.opened_at),
        minutes=stage.pick([50, 60, 60]),
        venue_id=person.venue.pk,
        with_probation=stage.dice.random() < 0.25,
        **more,
    )


def record(
    stage: Stage, case: Case, person: Person, session_id: int, when: datetime, *, progress: float
) -> None:
    actions.record_session(
        session_id=session_id,
        outcome=HELD,
        by=case.practitioner,
        at=min(when + timedelta(minutes=80), stage.now),
        worked_on=_worked_on(stage, case),
        **_facts(stage, person, HELD, progress),
    )


def _worked_on(stage: Stage, case: Case) -> list[int]:
    if not stage.interventions:
        for pk, tier in Intervention.objects.values_list("pk", "tier").order_by("pk"):
            stage.interventions.setdefault(tier, []).append(pk)
    offered = stage.interventions[case.tier]
    return stage.dice.sample(offered, 1 if stage.dice.random() < 0.6 else 2)


def _facts(stage: Stage, person: Person, outcome: str, progress: float) -> dict[str, Any]:
    if outcome == MISSED:
        missed_by = stage.pick(["PERSON_TOLD", "PERSON_NOT_TOLD", "ESTABLISHMENT"])
        why_not = stage.pick(list(words.WHY_NOT))
        return {
            "missed_by": missed_by,
            "why_not": why_not,
            "barriers": [words.WHY_NOT[why_not]],
            "venue_id": person.venue.pk,
        }
    if outcome == CANCELLED:
        return {
            "cancelled_by": stage.pick(["PERSON", "PRACTITIONER"]),
            "why_not": "Moved by a week.",
            "venue_id": person.venue.pk,
        }
    dice = stage.dice
    risk = stage.pick(["SAME"] * 14 + ["LOWER"] * 2 + ["HIGHER"])
    by_phone = risk != "HIGHER" and dice.random() < 0.08
    bank = words.SHARED_RISK if risk == "HIGHER" else words.SHARED
    left = stage.pick(["SETTLED"] * 6 + ["UNSETTLED"] * 2 + ["DISTRESSED"])
    minutes = 25 if by_phone else stage.pick([45, 50, 60, 60, 60, 75, 90])
    travel = 0 if by_phone else stage.pick([0, 20, 30, 40, 50, 70])
    return {
        "minutes": minutes,
        "mode": "PHONE" if by_phone else "IN_PERSON",
        "venue_id": None if by_phone else person.venue.pk,
        "travel_minutes": travel,
        "travelled": "" if by_phone else "WE" if travel else "THEY",
        "cost_to_person": "PAID_BACK" if not by_phone and not travel else "NONE",
        "shared_with_pp": _say(stage, words.SHARED_BY_PHONE if by_phone else bank, person),
        "iirms_only": _say(stage, words.PRIVATE, person),
        "readiness": min(10, max(1, round(3 + 4 * progress + dice.uniform(-1.5, 1.5)))),
        "alliance": min(10, max(2, round(4 + 4 * progress + dice.uniform(-1, 1)))),
        "risk_change": risk,
        "tell_pp": risk == "HIGHER",
        "how_left": "UNSETTLED" if risk == "HIGHER" else left,
        "exposure": stage.pick(["ORDINARY"] * 5 + ["HEAVY"] * 2 + ["VERY_HEAVY"]),
        "next_plan": _say(stage, words.NEXT, person),
    }


def _say(stage: Stage, bank: list[str], person: Person) -> str:
    return words.about(stage.pick(bank), person.pronouns)


def miss(stage: Stage, case: Case, person: Person, *, ago: int) -> None:
    slot = stage.slot(case.practitioner, stage.day(ago))
    session = plan(stage, case, person, slot, ago=ago + 5)
    actions.record_session(
        session_id=session.pk,
        outcome=MISSED,
        by=case.practitioner,
        at=slot + timedelta(minutes=45),
        missed_by="PERSON_NOT_TOLD",
        why_not=next(iter(words.WHY_NOT)),
    )


def leave_unrecorded(stage: Stage, case: Case, person: Person, *, ago: int) -> None:
    slot = stage.slot(case.practitioner, stage.day(ago))
    plan(stage, case, person, slot, ago=ago + 5)


def plan_ahead(stage: Stage, case: Case, person: Person) -> None:
    ahead = stage.dice.randrange(1, 8)
    slot = stage.slot(case.practitioner, stage.day(-ahead))
    plan(stage, case, person, slot, ago=1)


def fill_today(stage: Stage, workers: list[User], count: int) -> None:
    """Some of the people to be met soon are met today as well; what is over is recorded."""
    for worker in workers:
        cases = (
            Case.objects.filter(practitioner=worker, status=CaseStatus.OPEN)
            .filter(sessions__status=SessionStatus.PLANNED, sessions__planned_for__gt=stage.now)
            .order_by("pk")[:count]
        )
        for case in cases:
            _today(stage, case, worker)


def _today(stage: Stage, case: Case, worker: User) -> None:
    last = Session.objects.held().filter(case=case).order_by("-planned_for").first()
    slot = stage.slot(worker, stage.today)
    session = actions.plan_session(
        case_id=case.pk,
        planned_for=slot,
        venue_id=last.venue_id if last else None,
        by=worker,
        at=stage.at(2, 16),
    )
    if slot + timedelta(hours=1) < stage.now:
        actions.record_session(
            session_id=session.pk,
            outcome=HELD,
            by=worker,
            at=slot + timedelta(hours=1),
            minutes=60,
            travel_minutes=30,
            shared_with_pp=words.SHARED[0],
        )


# --- Between sessions --------------------------------------------------------------------------------


def between(stage: Stage, case: Case, person: Person, when: datetime) -> None:
    """Now and then a call, a word with the PP or with another service."""
    if stage.dice.random() > 0.14:
        return
    kind, bank = stage.pick(
        [("PHONE", words.CALLS), ("LIAISON", words.LIAISON), ("PP", words.PP_TALK)]
    )
    next_day = timedelta(days=3 if when.weekday() == 4 else 1, hours=1)
    contact(stage, case, kind, when + next_day, _say(stage, bank, person), to_pp=kind == "PP")


def contact(
    stage: Stage, case: Case, kind: str, when: datetime, said: str, *, to_pp: bool = False
) -> None:
    when = min(when, stage.now)
    actions.log_contact(
        case_id=case.pk,
        kind=kind,
        when=when,
        by=case.practitioner,
        at=when,
        minutes=stage.pick([5, 10, 15]),
        reached=kind in ("PHONE", "TEXT", "JOINT"),
        shared_with_pp=said if to_pp else "",
        iirms_only="" if to_pp else said,
    )


def call(stage: Stage, case: Case, person: Person, *, ago: int) -> None:
    contact(stage, case, "PHONE", stage.at(ago, 16), _say(stage, words.CALLS, person))


def attempt(stage: Stage, case: Case, *, ago: int) -> None:
    contact(stage, case, "ATTEMPT", stage.at(ago, 15), stage.pick(words.ATTEMPTS))


def pass_on(stage: Stage, case: Case, *, ago: int) -> None:
    """Somebody could be harmed: told at once, and the referral is still to be recorded."""
    when = stage.at(ago, 14)
    actions.log_contact(
        case_id=case.pk,
        kind="PHONE",
        when=when,
        by=case.practitioner,
        at=when + timedelta(minutes=50),
        minutes=20,
        reached=True,
        iirms_only=words.DISCLOSED,
        concern=actions.Concern(
            at_risk="CHILD",
            route="COUNCIL",
            told="Duty desk",
            told_at=when + timedelta(minutes=40),
        ),
    )


def cannot_go_on(stage: Stage, case: Case, *, ago: int) -> None:
    actions.ask_to_hand_over(
        case_id=case.pk,
        **words.CANNOT_GO_ON,
        by=case.practitioner,
        at=stage.at(ago, 16),
    )


# --- The case ----------------------------------------------------------------------------------------


def review_if_due(stage: Stage, case: Case, *, ago: int, until: int = 0) -> None:
    for reviewed in range(ago - REVIEW_EVERY, until, -REVIEW_EVERY):
        actions.review_case(
            case_id=case.pk,
            words=stage.pick(words.REVIEWED),
            by=case.practitioner,
            at=stage.at(reviewed, 16, 30),
        )


def pause(stage: Stage, case: Case, *, reason: str, ago: int, said: str = "") -> None:
    actions.pause_case(
        case_id=case.pk,
        reason=reason,
        words=said,
        review_on=working_day(stage.day(-25)),
        by=case.practitioner,
        at=stage.at(ago, 15),
    )


def hand_back(stage: Stage, crew: Crew, case: Case, *, ago: int) -> None:
    actions.hand_back(
        case_id=case.pk,
        words="Off sick before they could meet; nobody else has room this week.",
        by=crew.lead,
        at=stage.at(ago, 15),
    )


def moved(stage: Stage, person: Person, where: Place, *, ago: int) -> None:
    people_actions.move(service_user_id=person.pk, by=person.pp, at=stage.at(ago, 9), where=where)
