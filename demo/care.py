"""Supervision of staff: who with whom, how often, and who has gone without."""

from __future__ import annotations

from people import actions as people_actions
from people.models import User
from supervision import actions
from supervision.actions import Said, ToDo
from supervision.models import Agreement, SupervisionRecord
from supervision.rules import Theme

from . import words
from .stage import Crew, Stage

BEGAN = 530  # days ago
CLINICAL_EVERY, PDPO_EVERY, LINE_EVERY = 28, 42, 56
DONE_AFTER = 14  # days: what was agreed is done by then
READ_AFTER = (
    2  # days: the one supervised reads the record and confirms it; the last is still to read
)


def build(stage: Stage, south: Crew, gwent: Crew) -> None:
    angharad, priya, tom, bethan = south.psychologists
    nia, grace, sian, _callie_has_none = south.tier2
    marc, eleri = south.pdpos
    # Supervisee, supervisor, days between, days since the last one held.
    for supervisee, supervisor, every, last in (
        (angharad, bethan, CLINICAL_EVERY, 12),
        (priya, angharad, CLINICAL_EVERY, 6),
        (tom, angharad, CLINICAL_EVERY, 18),
        (bethan, priya, CLINICAL_EVERY, 25),
        (nia, angharad, CLINICAL_EVERY, 15),
        (grace, bethan, CLINICAL_EVERY, 41),
        (sian, bethan, CLINICAL_EVERY, 19),
        (marc, tom, PDPO_EVERY, 61),
        (eleri, priya, PDPO_EVERY, 20),
    ):
        agreement = _agree(stage, supervisee, supervisor, "CLINICAL", every)
        _hold(stage, agreement, supervisee, supervisor, every=every, last=last)
    for nurse in (nia, sian):
        agreement = _agree(stage, nurse, south.lead, "LINE", LINE_EVERY)
        _hold(stage, agreement, nurse, south.lead, every=LINE_EVERY, last=30)
    _gwent(stage, gwent)


def _gwent(stage: Stage, crew: Crew) -> None:
    (harriet,) = crew.psychologists
    kieran, alys = crew.tier2
    (leon,) = crew.pdpos
    for supervisee, every, last in (
        (kieran, CLINICAL_EVERY, 11),
        (alys, CLINICAL_EVERY, 35),
        (leon, PDPO_EVERY, 22),
    ):
        agreement = _agree(stage, supervisee, harriet, "CLINICAL", every)
        _hold(stage, agreement, supervisee, harriet, every=every, last=last)


def _agree(stage: Stage, supervisee: User, supervisor: User, kind: str, every: int) -> Agreement:
    return actions.make_agreement(
        supervisee_id=supervisee.pk,
        supervisor_id=supervisor.pk,
        kind=kind,
        interval_days=every,
        place=stage.pick(["Team room, Cardiff", "By video", "Pontypridd, back office"]),
        by=supervisor,
        at=stage.at(BEGAN, 14),
    )


def _hold(
    stage: Stage, agreement: Agreement, supervisee: User, supervisor: User, *, every: int, last: int
) -> None:
    """Every few weeks up to `last` days ago; the last cancelled when it is long ago."""
    days = [*range(last, BEGAN - 10, every)]
    for ago in reversed(days):
        record = _one(
            stage, agreement, supervisor, owner=(supervisee, supervisor)[ago % 2], ago=ago
        )
        if ago != last:
            actions.confirm_supervision(
                record_id=record.pk,
                version=record.version,
                by=supervisee,
                at=stage.at(ago - READ_AFTER, 17),
            )
    _what_is_next(stage, agreement, supervisor, overdue=last > every, ahead=max(2, every - last))


def _one(
    stage: Stage, agreement: Agreement, supervisor: User, *, owner: User, ago: int
) -> SupervisionRecord:
    record = actions.record_unplanned_supervision(
        agreement_id=agreement.pk,
        held_at=stage.at(ago, 14),
        said=_said(stage, owner, ago),
        is_informal=ago % 9 == 0,
        by=supervisor,
        at=stage.at(ago, 15, 30),
    )
    for agreed in record.actions.all() if ago > DONE_AFTER else ():
        actions.finish_action(action_id=agreed.pk, by=supervisor, at=stage.at(ago - DONE_AFTER))
    return record


def _what_is_next(
    stage: Stage, agreement: Agreement, supervisor: User, *, overdue: bool, ahead: int
) -> None:
    """The next is booked; where it is overdue the last one was cancelled, which resets nothing."""
    when = stage.at(5, 14) if overdue else stage.at(-ahead, 14)
    record = actions.plan_supervision(
        agreement_id=agreement.pk, planned_for=when, by=supervisor, at=stage.at(9, 9)
    )
    if overdue:
        actions.cancel_supervision(
            record_id=record.pk,
            reason="A crisis visit took the afternoon.",
            by=supervisor,
            at=stage.at(5, 13),
        )


def _said(stage: Stage, owner: User, ago: int) -> Said:
    agreed = (ToDo(stage.pick(words.AGREED), owner.pk, stage.day(ago - DONE_AFTER)),)
    return Said(
        minutes=stage.pick([50, 60, 60, 75]),
        themes=stage.dice.sample(list(Theme.values), 2),
        summary=stage.pick(words.SUPERVISION),
        feelings=stage.pick(words.FEELINGS),
        to_do=agreed if stage.dice.random() < 0.25 else (),
    )


def absences(stage: Stage, crew: Crew) -> None:
    """One nurse is away this week, one psychologist next; a PP is away and covered (N30)."""
    sian, marc, tom = crew.tier2[2], crew.pdpos[0], crew.psychologists[2]
    for user, starts, ends, cover in (
        (sian, 2, -3, crew.tier2[0]),
        (tom, -5, -12, crew.psychologists[3]),
        (crew.pps[1], 6, -8, crew.pps[0]),
        (marc, 120, 106, crew.pdpos[1]),
    ):
        people_actions.record_absence(
            user_id=user.pk,
            kind="SICKNESS" if user is marc else "LEAVE",
            starts_on=stage.day(starts),
            ends_on=stage.day(ends),
            cover_id=cover.pk,
            by=user,
            at=stage.at(max(starts, 0) + 20),
        )
