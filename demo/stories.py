"""Who is where in the service, told through the verbs that brought them there."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle
from typing import Any

from people.actions import Place
from people.calendar import working_day
from people.models import User
from referrals import actions as referral_actions
from referrals.models import Referral
from tiers.models import Case

from . import care, ending, named, referring, working
from .cast import Person, enter
from .stage import Crew, Stage


class Rota:
    """Whose turn it is at each tier, so that caseloads grow alike."""

    def __init__(self, crew: Crew) -> None:
        self.turns = {
            1: cycle([*crew.psychologists, *crew.pdpos]),
            2: cycle([*crew.tier2, *crew.pdpos]),
            3: cycle(crew.psychologists),
        }

    def next(self, tier: int) -> User:
        return next(self.turns[tier])


# --- Before the work ---------------------------------------------------------------------------


def drafts(stage: Stage, crew: Crew, count: int) -> None:
    """Half-written, one nearly forgotten (it is about to be discarded), one discarded; two wait for a
    signature, one of them longer than the team wants."""
    to_sign = {2: 25, 3: 1}
    for number in range(count):
        ago = 80 if number == 0 else stage.dice.randrange(1, 30)
        ago = to_sign.get(number, ago)
        person = enter(stage, crew, ago=ago)
        if number in to_sign:
            referring.ask_to_sign(stage, person, ago=ago)
            continue
        draft = referring.draft(stage, person, tier=2, ago=ago, steps=1 + number % 6)
        if number == 1:
            referral_actions.discard(
                referral_id=draft.pk, by=person.pp, at=stage.at(0), version=draft.version
            )


def undecided(stage: Stage, crew: Crew, count: int) -> None:
    """Sent and waiting for a decision: two of them longer than the team wants."""
    for number in range(count):
        ago = 21 if number < 2 else stage.dice.randrange(1, 8)
        person = enter(stage, crew, ago=ago + 3)
        referring.send(stage, person, tier=stage.pick([1, 2, 2, 3]), ago=ago)


def asked(stage: Stage, crew: Crew, count: int) -> None:
    """The team asked something: one answer is late, the last has been given."""
    for number in range(count):
        ago = 20 if number == 0 else 5
        by = crew.pps[0] if number == 1 else None
        person = enter(stage, crew, ago=ago + 12, **({"by": by} if by else {}))
        referral = referring.send(stage, person, tier=3, ago=ago + 4)
        referring.ask(stage, crew, referral, person, ago=ago)
        if number == count - 1:
            referring.answer(stage, referral, person, ago=2)


def waiting(stage: Stage, crew: Crew, count: int) -> None:
    """On the list: most within the time they were told, some past it, and the first is getting worse."""
    ages = [(2, 110), (2, 96), (3, 101), (1, 20)]
    for number in range(count):
        tier, ago = (
            ages[number]
            if number < len(ages)
            else (stage.pick([1, 2, 2, 2, 3]), stage.dice.randrange(2, 24))
        )
        person = enter(stage, crew, ago=ago + 12)
        referral = referring.wait(stage, crew, person, tier=tier, ago=ago)
        if number == 0:
            referring.worse(stage, referral, person, ago=1)


def not_ready(stage: Stage, crew: Crew, count: int) -> None:
    """Paused, never closed: the first is due to be looked at again."""
    for number in range(count):
        person = enter(stage, crew, ago=75)
        referral = referring.wait(stage, crew, person, tier=2, ago=60)
        ago, review = (40, -1) if number == 0 else (20, stage.dice.randrange(10, 40))
        referring.pause(stage, crew, referral, person, ago=ago, review_in=review)


def not_taken_on(stage: Stage, crew: Crew, count: int) -> None:
    for _number in range(count):
        ago = stage.dice.randrange(10, 300)
        person = enter(stage, crew, ago=ago + 14)
        referral = referring.send(stage, person, tier=stage.pick([2, 3]), ago=ago + 9)
        referring.decline(stage, crew, referral, person, ago=ago)


def redirected(stage: Stage, crew: Crew, count: int) -> None:
    for _number in range(count):
        ago = stage.dice.randrange(10, 120)
        person = enter(stage, crew, ago=ago + 14)
        referral = referring.send(stage, person, tier=3, ago=ago + 6)
        referring.redirect(stage, crew, referral, ago=ago)


def withdrawn(stage: Stage, crew: Crew, count: int) -> None:
    for _number in range(count):
        ago = stage.dice.randrange(10, 200)
        person = enter(stage, crew, ago=ago + 40)
        referral = referring.wait(stage, crew, person, tier=2, ago=ago + 20)
        referring.withdraw(stage, referral, person, ago=ago)


# --- The work ------------------------------------------------------------------------------------


def taken_on(
    stage: Stage, crew: Crew, worker: User, *, tier: int, ago: int, waited: int = 0, **fixed: Any
) -> tuple[Person, Case]:
    """Referred, waited for, allocated `ago` days ago."""
    waited = waited or stage.dice.randrange(10, 60)
    person = enter(stage, crew, ago=ago + waited + 10, **fixed)
    referral = referring.wait(stage, crew, person, tier=tier, ago=ago + waited)
    return person, working.allocate(
        stage, crew, referral, worker, ago=ago, **_length(stage, tier, ago)
    )


def _length(stage: Stage, tier: int, ago: int) -> dict[str, Any]:
    """A formulation with its meetings takes four months here; the rest is the team's policy."""
    end_on = working_day(stage.day(ago) + timedelta(days=120))
    return {"planned_end_on": end_on} if tier == 1 else {}


def again(stage: Stage, crew: Crew, person: Person, *, tier: int, ago: int) -> Referral:
    """Somebody known is referred once more: nothing is asked twice."""
    return referring.wait(stage, crew, person, tier=tier, ago=ago)


def under_way(stage: Stage, crew: Crew, count: int, rota: Rota) -> None:
    """Most of the caseload: met at their own rhythm, the next meeting planned."""
    for number in range(count):
        tier = (2, 2, 3, 2, 1, 2, 3)[number % 7]
        ago = stage.dice.randrange(14, 42 if tier == 1 else 120)
        worker = rota.next(tier)
        person, case = taken_on(stage, crew, worker, tier=tier, ago=ago)
        every = 7 if ago < 45 else 14
        working.meet(stage, case, person, since=ago - 5, until=1, every=every)
        working.review_if_due(stage, case, ago=ago)
        working.plan_ahead(stage, case, person)
        if number == 5:
            working.cannot_go_on(stage, case, ago=2)


def gone_quiet(stage: Stage, crew: Crew, count: int, rota: Rota) -> None:
    """Nobody has met or reached them for more than four weeks; attempts did not get through."""
    for number in range(count):
        worker = rota.next(2)
        person, case = taken_on(stage, crew, worker, tier=2, ago=80)
        working.meet(stage, case, person, since=74, until=33 + 6 * number, every=7)
        working.attempt(stage, case, ago=9)


def missed_three(stage: Stage, crew: Crew, rota: Rota) -> None:
    """Nobody is closed for missing sessions: the flag asks how we engage."""
    worker = rota.next(2)
    person, case = taken_on(stage, crew, worker, tier=2, ago=70)
    working.meet(stage, case, person, since=64, until=25, every=7)
    for ago in (20, 13, 6):
        working.miss(stage, case, person, ago=ago)
    working.call(stage, case, person, ago=5)
    working.pass_on(stage, case, ago=1)


def unrecorded(stage: Stage, crew: Crew, workers: list[User]) -> None:
    """Planned, past, and nobody has said what happened."""
    for number, worker in enumerate(workers):
        tier = 3 if worker in crew.psychologists else 2
        person, case = taken_on(stage, crew, worker, tier=tier, ago=50)
        working.meet(stage, case, person, since=44, until=9, every=7)
        working.leave_unrecorded(stage, case, person, ago=4 if number else 3)
        working.plan_ahead(stage, case, person)


def review_late(stage: Stage, crew: Crew, rota: Rota) -> None:
    worker = rota.next(3)
    person, case = taken_on(stage, crew, worker, tier=3, ago=95)
    working.meet(stage, case, person, since=88, until=2, every=14)
    working.plan_ahead(stage, case, person)


def no_plan_yet(stage: Stage, crew: Crew, rota: Rota, ago: int) -> None:
    """The planned end is near (or gone by) and the goodbye is not planned."""
    worker = rota.next(2)
    person, case = taken_on(stage, crew, worker, tier=2, ago=ago)
    working.meet(stage, case, person, since=ago - 6, until=3, every=14)
    working.review_if_due(stage, case, ago=ago)
    working.plan_ahead(stage, case, person)


def fell_through(stage: Stage, crew: Crew, rota: Rota) -> None:
    """Given to somebody who fell ill before they met: back on the list, the wait not lost."""
    _person, case = taken_on(stage, crew, rota.next(2), tier=2, ago=12, waited=30)
    working.hand_back(stage, crew, case, ago=6)


# --- The goodbye ------------------------------------------------------------------------------------


def saying_goodbye(stage: Stage, crew: Crew, rota: Rota, count: int) -> None:
    """Plans agreed, steps begun; the first has one late step."""
    for number in range(count):
        worker = rota.next(2 if number % 2 else 3)
        tier = 2 if number % 2 else 3
        person, case = taken_on(stage, crew, worker, tier=tier, ago=170)
        working.meet(stage, case, person, since=160, until=20, every=14)
        working.review_if_due(stage, case, ago=170)
        ending.say_goodbye(stage, case, person, planned=20, end_in=50 + 7 * number)
        if number:
            ending.do_due_steps(stage, case, person)
        working.plan_ahead(stage, case, person)


def ended(stage: Stage, crew: Crew, rota: Rota, count: int) -> None:
    """Finished well, months ago and lately; after-contacts made, two of them due."""
    for number in range(count):
        finished = 20 + 26 * number
        tier = 1 if number % 5 == 4 else 2 if number % 2 else 3
        length = stage.dice.randrange(90, 150)
        worker = rota.next(tier)
        person, case = taken_on(stage, crew, worker, tier=tier, ago=finished + length)
        working.meet(
            stage, case, person, since=finished + length - 7, until=finished + 60, every=21
        )
        ending.end_well(stage, crew, case, person, ago=finished, keep_in_touch=number not in (1, 2))


def ended_otherwise(stage: Stage, crew: Crew, rota: Rota, reasons: list[str]) -> None:
    """Without a finished plan, for a listed reason, confirmed by a lead (N75, N99)."""
    for number, reason in enumerate(reasons):
        finished = 15 + 45 * number
        worker = rota.next(2)
        person, case = taken_on(stage, crew, worker, tier=2, ago=finished + 80)
        working.meet(stage, case, person, since=finished + 74, until=finished + 10, every=21)
        ending.end_otherwise(stage, crew, case, person, reason=reason, ago=finished)


def to_confirm(stage: Stage, crew: Crew, rota: Rota) -> None:
    """One ending waits for the lead's word."""
    person, case = taken_on(stage, crew, rota.next(2), tier=2, ago=90)
    working.meet(stage, case, person, since=84, until=16, every=14)
    working.review_if_due(stage, case, ago=90)
    ending.ask_to_end(stage, case, reason="MOVED", ago=2)


def paused(stage: Stage, crew: Crew, rota: Rota) -> None:
    """Hospital, and not the right time. The recall has its own story."""
    for reason, home in (("HOSPITAL", "HOSPITAL"), ("NOT_READY", "")):
        worker = rota.next(2)
        person, case = taken_on(stage, crew, worker, tier=2, ago=70, home="COMMUNITY")
        working.meet(stage, case, person, since=64, until=24, every=7)
        if home:
            working.moved(stage, person, Place(home, stage.day(16), place="Neath"), ago=16)
        working.pause(stage, case, reason=reason, ago=15)


# --- The whole -------------------------------------------------------------------------------------


def south_wales(stage: Stage, crew: Crew) -> None:
    rota = Rota(crew)
    drafts(stage, crew, 6)
    undecided(stage, crew, 8)
    asked(stage, crew, 4)
    waiting(stage, crew, 13)
    not_ready(stage, crew, 3)
    not_taken_on(stage, crew, 5)
    redirected(stage, crew, 4)
    withdrawn(stage, crew, 3)
    under_way(stage, crew, 27, rota)
    gone_quiet(stage, crew, 2, rota)
    missed_three(stage, crew, rota)
    unrecorded(stage, crew, [crew.tier2[0], crew.psychologists[1], crew.pdpos[1]])
    review_late(stage, crew, rota)
    no_plan_yet(stage, crew, rota, ago=150)
    no_plan_yet(stage, crew, rota, ago=190)
    saying_goodbye(stage, crew, rota, 3)
    paused(stage, crew, rota)
    ended(stage, crew, rota, 16)
    ended_otherwise(
        stage,
        crew,
        rota,
        ["RECALL", "MOVED", "PERSONS_CHOICE", "DISENGAGED", "RECALL", "PERSONS_CHOICE",
         "DEATH", "DISENGAGED"],
    )  # fmt: skip
    to_confirm(stage, crew, rota)
    fell_through(stage, crew, rota)
    named.everybody(stage, crew)
    working.fill_today(
        stage, [crew.tier2[0], crew.psychologists[1], crew.pdpos[1], crew.psychologists[0]], 3
    )
    care.absences(stage, crew)


def gwent(stage: Stage, crew: Crew) -> None:
    rota = Rota(crew)
    drafts(stage, crew, 1)
    undecided(stage, crew, 2)
    asked(stage, crew, 1)
    waiting(stage, crew, 5)
    not_taken_on(stage, crew, 1)
    under_way(stage, crew, 8, rota)
    saying_goodbye(stage, crew, rota, 1)
    ended(stage, crew, rota, 4)
    ended_otherwise(stage, crew, rota, ["MOVED"])
    gone_quiet(stage, crew, 1, rota)
