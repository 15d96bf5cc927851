"""A referral's life as its actions know it: written, sent, decided."""

from __future__ import annotations

from typing import Any

from people.calendar import working_day_from
from people.models import User
from people.rules import PlaceWish, Register, WorkerGender
from referrals import actions
from referrals.models import CriteriaSet, Referral, Screening
from referrals.rules import (
    FOCUSED_TIER,
    Answer,
    CriteriaGroup,
    Explained,
    Focus,
    PDItem,
    ReadinessFactor,
    Step,
    criteria_group,
)

from . import words
from .cast import Person
from .stage import Crew, Stage

EXPLAINED = Explained.values
# home -> one in how many has a release plan we know of, and which of them: few, so that what a plan
# lacks stays the exception on the team's page.
PROMISED_TO = {"CUSTODY": (4, 3), "APPROVED_PREMISES": (14, 8)}


def _steps(stage: Stage, person: Person, tier: int) -> dict[str, dict[str, Any]]:
    def say(bank: list[str]) -> str:
        return words.about(stage.pick(bank), person.pronouns)

    # Where the record does not say, whoever refers does.
    group = criteria_group(person.row.sex, CriteriaGroup.MEN)
    criteria = CriteriaSet.objects.in_force(
        group=group,
        region_id=person.row.team.region_id,
        on=stage.today,
    )
    items = PDItem.values[: stage.dice.randrange(7, 11)]
    return {
        Step.PERSON: {
            "details_confirmed": True,
            "worker_gender": (WorkerGender.WOMAN, WorkerGender.ANY)[person.pk % 2],
        },
        Step.ELIGIBILITY: {
            "criteria_group": group,
            "answers": dict.fromkeys(criteria.codes(), Answer.MET),
            "notes": {},
            "pd_items": items,
            "note": "",
        },
        Step.HOPES: {
            "tier": tier,
            "focus": Focus.values[person.pk % 3] if tier == FOCUSED_TIER else "",
            "hope_wellbeing": say(words.HOPES_WELLBEING),
            "hope_risk": say(words.HOPES_RISK),
            "tried_before": say(words.TRIED),
            "tried_by": words.TRIED_BY[person.pk % len(words.TRIED_BY)],
            "release_items": _promised(person),
            "let_down": words.LET_DOWN[person.pk % len(words.LET_DOWN)],
        },
        Step.RISK: {
            "rosh_confirmed": True,
            "risk_summary": say(words.RISK),
            "room_worries": say(words.ROOM),
            "registers": _registers(stage, person),
        },
        Step.READINESS: {
            "readiness": stage.pick(["READY", "READY", "UNSURE"]),
            "readiness_note": say(words.READINESS),
            "venue_wish": say(words.VENUE_WISHES),
            "venue_wishes": {person.venue.pk: PlaceWish.PREFERS},
            "readiness_factors": [] if person.pk % 3 else [ReadinessFactor.SUBSTANCES],
            "venue_worries": say(words.VENUE_WORRIES),
            "worker_wish": say(words.WORKER_WISHES),
        },
        Step.NETWORK: {
            "agencies": _agencies(person, say(words.AGENCIES)),
            "network": say(words.NETWORK),
            "consent": stage.pick(["AGREED", "AGREED", "EXPLAINED"]),
            "explained": EXPLAINED[: 3 + person.pk % 3],
        },
    }


def _promised(person: Person) -> list[dict[str, str]]:
    """Two things for some who are inside or just out: of the others nobody has told us."""
    every, place = PROMISED_TO.get(person.home, (1, 1))
    if person.pk % every != place:
        return []
    first = person.pk % len(words.PROMISED)
    agreed = (words.PROMISED[first], words.PROMISED[first - 1])
    return [{"what": what, "need": need, "by_whom": who} for what, need, who in agreed]


def _agencies(person: Person, says: str) -> list[dict[str, str]]:
    """What they say stays as it is worded; which service says it goes by the person."""
    service, contact = words.SERVICES[person.pk % len(words.SERVICES)]
    return [{"service": service, "contact": contact, "says": says}]


def _registers(stage: Stage, person: Person) -> dict[str, Any]:
    """Two people in three are on one, reviewed every three months."""
    listed = [Register.MAPP, Register.ADVP, Register.WEAP]
    if person.pk % 3 == 0:
        return {}
    return {listed[person.pk % len(listed)]: stage.day(-20 - person.pk % 60)}


def draft(stage: Stage, person: Person, *, tier: int, ago: int, steps: int = 6) -> Referral:
    """Begun, and as many of its six steps saved."""
    at = stage.at(ago, 9, 20)
    referral = actions.start(service_user_id=person.pk, by=person.pp, at=at, tier=tier)
    for step, values in list(_steps(stage, person, tier).items())[:steps]:
        referral = actions.save_step(
            referral_id=referral.pk,
            step=step,
            values=values,
            version=referral.version,
            by=person.pp,
            at=at,
        )
    return referral


def ask_to_sign(stage: Stage, person: Person, *, ago: int) -> Referral:
    """All written but one criterion not met: its PP says why the person should be seen all the same."""
    referral = draft(stage, person, tier=2, ago=ago)
    kept = Screening.objects.get(referral=referral)
    answers = kept.answers | {next(iter(kept.answers)): Answer.NOT_MET}
    held: dict[str, Any] = {"referral_id": referral.pk, "by": person.pp}
    actions.save_step(
        step=Step.ELIGIBILITY,
        values={"answers": answers, "pd_items": kept.pd_items, "note": ""},
        at=stage.at(ago, 9, 40),
        **held,
    )
    reason = words.about(words.WHY_ALL_THE_SAME[person.pk % 2], person.pronouns)
    return actions.ask_for_override(reason=reason, at=stage.at(ago, 9, 45), **held)


def worse(stage: Stage, referral: Referral, person: Person, *, ago: int) -> None:
    actions.say_urgent(
        referral_id=referral.pk,
        words=words.about(words.GETTING_WORSE, person.pronouns),
        by=person.pp,
        at=stage.at(ago, 16),
    )


def send(stage: Stage, person: Person, *, tier: int, ago: int) -> Referral:
    referral = draft(stage, person, tier=tier, ago=ago)
    return actions.submit(referral_id=referral.pk, by=person.pp, at=stage.at(ago, 9, 50))


def accept(stage: Stage, referral: Referral, *, by: User, ago: int) -> Referral:
    return actions.accept(referral_id=referral.pk, by=by, at=stage.at(ago, 11))


def wait(stage: Stage, crew: Crew, person: Person, *, tier: int, ago: int) -> Referral:
    """Sent and accepted a few days later: on the waiting list since `ago` days."""
    referral = send(stage, person, tier=tier, ago=ago + stage.dice.randrange(2, 9))
    return accept(stage, referral, by=decider(stage, crew), ago=ago)


def decider(stage: Stage, crew: Crew) -> User:
    return stage.pick([crew.lead, *crew.psychologists])


def ask(stage: Stage, crew: Crew, referral: Referral, person: Person, *, ago: int) -> None:
    actions.ask(
        referral_id=referral.pk,
        question=words.about(stage.pick(words.QUESTIONS), person.pronouns),
        by=decider(stage, crew),
        at=stage.at(ago, 11),
    )


def answer(stage: Stage, referral: Referral, person: Person, *, ago: int) -> None:
    actions.answer(
        referral_id=referral.pk,
        words=stage.pick(words.ANSWERS),
        by=person.pp,
        at=stage.at(ago, 13),
    )


def decline(stage: Stage, crew: Crew, referral: Referral, person: Person, *, ago: int) -> None:
    said, reason, instead = stage.pick(words.DECLINED)
    actions.decline(
        referral_id=referral.pk,
        reason=reason,
        words=words.about(said, person.pronouns),
        alternatives=instead,
        by=decider(stage, crew),
        at=stage.at(ago, 11),
    )


def redirect(stage: Stage, crew: Crew, referral: Referral, *, ago: int) -> Referral:
    """From Tier 3 to Tier 2: the new referral stands before the team, then on the list."""
    by = decider(stage, crew)
    onward = actions.redirect(
        referral_id=referral.pk,
        tier=2,
        reason="STABLE_FIRST",
        words="Skills first, and somebody to walk beside; trauma work can follow when that holds.",
        by=by,
        at=stage.at(ago, 11),
    )
    return accept(stage, onward, by=by, ago=ago)


def withdraw(stage: Stage, referral: Referral, person: Person, *, ago: int) -> None:
    said, reason = stage.pick(words.WITHDRAWN)
    actions.withdraw(
        referral_id=referral.pk,
        reason=reason,
        words=said,
        by=person.pp,
        at=stage.at(ago, 15),
    )


def pause(
    stage: Stage, crew: Crew, referral: Referral, person: Person, *, ago: int, review_in: int
) -> None:
    actions.pause(
        referral_id=referral.pk,
        reason=words.about(stage.pick(words.PAUSED), person.pronouns),
        review_on=working_day_from(stage.day(-review_in)),
        by=decider(stage, crew),
        at=stage.at(ago, 11),
    )
