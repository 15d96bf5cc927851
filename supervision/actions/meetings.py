"""Supervision planned, moved, held, confirmed, amended, cancelled; what was agreed in it, done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from audit.actions import Act, acting, lock
from people.models import User
from people.rules import NotAllowed, check_version
from supervision import rules
from supervision.models import AgreedAction, Agreement, SupervisionRecord, cases_open_to
from supervision.rules import RecordStatus


@dataclass(frozen=True)
class ToDo:
    """An action as it is agreed: what, by which of the two, by when."""

    what: str
    owner_id: int
    due_on: date | None = None


@dataclass(frozen=True)
class Said:
    """What the two keep of a supervision."""

    minutes: int
    themes: Sequence[str] = ()
    summary: str = ""
    feelings: str = ""
    case_ids: Sequence[int] = ()
    to_do: Sequence[ToDo] = ()


def _agreement_of_mine(agreement_id: int, by: User) -> Agreement:
    agreement = lock(Agreement.objects.visible_to(by), agreement_id)
    rules.check_one_of_the_two(by_id=by.pk, pair=agreement.pair)
    rules.check_is_current(has_ended=agreement.ended_at is not None)
    return agreement


def plan_supervision(
    *, agreement_id: int, planned_for: datetime, by: User, at: datetime
) -> SupervisionRecord:
    with acting("supervision_planned", by=by) as act:
        agreement = _agreement_of_mine(agreement_id, by)
        _check_time(agreement, planned_for, at)
        record = SupervisionRecord.objects.create(
            agreement=agreement, planned_for=planned_for, planned_at=at, planned_by=by
        )
        act.record(record, at=at, planned_for=planned_for.isoformat())
    return record


def _check_time(agreement: Agreement, planned_for: datetime, at: datetime) -> None:
    rules.check_planned_for(planned_for, now=at)
    if agreement.records.planned().filter(planned_for=planned_for).exists():
        raise NotAllowed(_("This is already booked for that time."), field="planned_for")


def move_supervision(
    *, record_id: int, planned_for: datetime, by: User, at: datetime, version: int | None = None
) -> SupervisionRecord:
    """Another time for what is booked, or was and did not take place. It resets no clock."""
    with acting("supervision_moved", by=by) as act:
        record = _my_record(record_id, by, version)
        rules.check_can_move(status=record.status)
        _check_time(record.agreement, planned_for, at)
        was = record.planned_for
        record.planned_for = planned_for
        record.version += 1
        record.save(update_fields=["planned_for", "version"])
        act.record(record, at=at, planned_for=planned_for.isoformat(), was=was.isoformat())
    return record


def record_supervision(
    *,
    record_id: int,
    said: Said,
    by: User,
    at: datetime,
    is_informal: bool = False,
    version: int | None = None,
) -> SupervisionRecord:
    """It took place. Whoever records it confirms it by doing so; the other confirms afterwards."""
    with acting("supervision_recorded", by=by) as act:
        record = _my_record(record_id, by, version)
        rules.check_can_record(
            status=record.status, to=RecordStatus.HELD, planned_for=record.planned_for, now=at
        )
        record.is_informal = is_informal
        record.version += 1  # another page that still shows it as planned is told
        _hold(record, said, by=by, at=at)
        _record(act, record, at)
    return record


def record_unplanned_supervision(
    *,
    agreement_id: int,
    held_at: datetime,
    said: Said,
    by: User,
    at: datetime,
    is_informal: bool = True,
) -> SupervisionRecord:
    """A word in the corridor counts (N48): recorded on the spot, without having been booked."""
    with acting("supervision_recorded", by=by) as act:
        agreement = _agreement_of_mine(agreement_id, by)
        rules.check_held_at(held_at, now=at)
        if agreement.records.held().filter(planned_for=held_at).exists():
            raise NotAllowed(
                _("Supervision at that time is already recorded."), field="planned_for"
            )
        record = SupervisionRecord(
            agreement=agreement,
            planned_for=held_at,
            planned_at=at,
            planned_by=by,
            is_informal=is_informal,
        )
        _hold(record, said, by=by, at=at)
        _record(act, record, at)
    return record


def amend_supervision(
    *, record_id: int, said: Said, by: User, at: datetime, version: int | None = None
) -> SupervisionRecord:
    """Until both have confirmed, either may change it; the other then confirms what it says now."""
    with acting("supervision_amended", by=by) as act:
        record = _my_record(record_id, by, version)
        rules.check_can_amend(status=record.status, confirmed_by_both=record.confirmed_by_both)
        record.supervisee_confirmed_at = record.supervisor_confirmed_at = None
        record.version += 1
        _hold(record, said, by=by, at=at)
        _record(act, record, at)
    return record


def confirm_supervision(
    *, record_id: int, by: User, at: datetime, version: int | None = None
) -> SupervisionRecord:
    """`version` is what the page showed: nobody confirms words they have not read."""
    with acting("supervision_confirmed", by=by) as act:
        record = _my_record(record_id, by, version)
        field = _confirmed_field(record, by)
        rules.check_can_confirm(status=record.status, already=getattr(record, field) is not None)
        setattr(record, field, at)
        record.save(update_fields=[field])
        act.record(record, at=at, by_both=record.confirmed_by_both)
    return record


def cancel_supervision(
    *, record_id: int, reason: str, by: User, at: datetime, version: int | None = None
) -> SupervisionRecord:
    """It resets no clock. Why is the two's own: the trail says only that it was cancelled."""
    with acting("supervision_cancelled", by=by) as act:
        record = _my_record(record_id, by, version)
        rules.check_can_record(
            status=record.status, to=RecordStatus.CANCELLED, planned_for=record.planned_for, now=at
        )
        if not reason.strip():
            raise NotAllowed(_("Say why it is cancelled."), field="reason")
        record.status = RecordStatus.CANCELLED
        record.cancelled_reason = reason.strip()
        record.recorded_at = at
        record.recorded_by = by
        record.version += 1
        record.save()
        act.record(record, at=at)
    return record


def finish_action(*, action_id: int, by: User, at: datetime) -> AgreedAction:
    with acting("supervision_action_done", by=by) as act:
        action = lock(AgreedAction.objects.visible_to(by), action_id)
        rules.check_can_finish(is_done=action.done_at is not None)
        action.done_at = at
        action.done_by = by
        action.save(update_fields=["done_at", "done_by"])
        act.record(action, at=at)
    return action


def _my_record(record_id: int, by: User, version: int | None) -> SupervisionRecord:
    rows = SupervisionRecord.objects.visible_to(by).select_related("agreement")
    record = lock(rows, record_id)
    check_version(record.version, version)
    return record


def _confirmed_field(record: SupervisionRecord, by: User) -> str:
    mine = by.pk == record.agreement.supervisee_id
    return "supervisee_confirmed_at" if mine else "supervisor_confirmed_at"


def _hold(record: SupervisionRecord, said: Said, *, by: User, at: datetime) -> None:
    """What they keep of it, whom they talked about, and what more they agreed to do."""
    agreed = record.actions.count() if record.pk else 0
    people = _people_discussed(record, said)
    rules.check_minutes(said.minutes)
    rules.check_themes(said.themes)
    rules.check_says_something(
        themes=said.themes,
        words=[said.summary, said.feelings],
        others=len(people) + agreed + len(said.to_do),
    )
    for to_do in said.to_do:
        rules.check_action_owner(owner_id=to_do.owner_id, pair=record.agreement.pair)
    record.status = RecordStatus.HELD
    record.minutes = said.minutes
    record.themes = list(said.themes)
    record.summary = said.summary
    record.feelings = said.feelings
    record.recorded_at = at
    record.recorded_by = by
    setattr(record, _confirmed_field(record, by), at)
    record.save()
    record.cases_discussed.set(people)
    AgreedAction.objects.bulk_create(
        AgreedAction(record=record, what=to_do.what, owner_id=to_do.owner_id, due_on=to_do.due_on)
        for to_do in said.to_do
    )


def _people_discussed(record: SupervisionRecord, said: Said) -> set[int]:
    """The cases both may read that were chosen. One they talked about and can no longer both read
    is on nobody's page to be taken off: it stays."""
    before = set(record.cases_discussed.values_list("pk", flat=True)) if record.pk else set()
    chosen = set(said.case_ids)
    both = User.objects.filter(pk__in=record.agreement.pair)
    readable = cases_open_to(both).filter(pk__in=before | chosen)
    known = set(readable.values_list("pk", flat=True)) if before | chosen else set()
    if chosen - known:
        raise NotAllowed(_("Choose people whose records you can both read."), field="cases")
    return chosen | (before - known)


def _record(act: Act, record: SupervisionRecord, at: datetime) -> None:
    """That it took place and how long: nothing of what was said."""
    act.record(record, at=at, minutes=record.minutes, informal=record.is_informal)
