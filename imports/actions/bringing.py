"""The preview confirmed, and its rows brought in: every one or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from audit.actions import acting, lock
from imports.models import Sheet, SheetProgress, SheetRow
from imports.rules.columns import as_read
from imports.rules.kinds import AT_WORK, Kind, Outcome, SheetStatus, check_can_confirm
from people.models import User
from people.rules import NotAllowed

from .lines import Desk, Line, Work
from .progress import tell_progress
from .reading import AT_ONCE, count, outcome_of
from .works import WORKS


def confirm_sheet(*, sheet_id: int, by: User, at: datetime) -> Sheet:
    """From here on the service does the rest. A second time is told that it is under way."""
    with acting("spreadsheet_confirmed", by=by) as act:
        sheet = lock(Sheet.objects.visible_to(by), sheet_id)
        check_can_confirm(
            status=sheet.status,
            new=sheet.new_count,
            problems=sheet.problem_count,
            column_problems=len(sheet.column_problems),
        )
        sheet.status, sheet.refusal = SheetStatus.CONFIRMED, ""
        sheet.confirmed_at, sheet.confirmed_by = at, by
        sheet.save()
        SheetProgress.objects.filter(sheet=sheet).update(rows_done=0)
        act.record(sheet, at=at, rows=sheet.new_count)
    return sheet


def bring_in_sheet(*, sheet_id: int, at: datetime) -> Sheet | None:
    """One transaction: a worker that dies leaves nothing, and its task comes back to do it all."""
    try:
        with transaction.atomic():
            return _bring_in(sheet_id, at=at)
    except (NotAllowed, IntegrityError):
        return _look_again(sheet_id, at=at)


def _bring_in(sheet_id: int, *, at: datetime) -> Sheet | None:
    sheet = _confirmed(sheet_id)
    if sheet is None or sheet.confirmed_by is None:
        return None
    with translation.override(sheet.language):
        work, desk = WORKS[sheet.kind], Desk(team=sheet.team, by=sheet.confirmed_by, at=at)
        lines = lines_of(sheet, work)
        work.check(lines, desk)
        if any(outcome_of(line) != Outcome.NEW for line in lines):
            raise NotAllowed(_("Something changed since the preview."))
        with acting("spreadsheet_brought_in", by=desk.by) as act:
            _bring_in_lines(sheet, lines, work, desk)
            sheet.status, sheet.done_at = SheetStatus.DONE, at
            sheet.save()
            act.record(sheet, at=at, rows=len(lines))
    return sheet


def _confirmed(sheet_id: int) -> Sheet | None:
    return (
        Sheet.objects.filter(status=SheetStatus.CONFIRMED, pk=sheet_id)
        .select_for_update(of=("self",), no_key=True)
        .select_related("team", "confirmed_by")
        .first()
    )


def lines_of(sheet: Sheet, work: Work) -> list[Line]:
    rows = sheet.rows.new().kept().order_by("number")
    return [Line(row.number, as_read(work.columns, row.values)) for row in rows]


def _bring_in_lines(sheet: Sheet, lines: Sequence[Line], work: Work, desk: Desk) -> None:
    told = tell_progress(sheet.pk)
    for start in range(0, len(lines), AT_ONCE):
        some = lines[start : start + AT_ONCE]
        made = work.bring_in([line.record for line in some], desk, source_of(sheet))
        _note_what_became(sheet, some, made)
        told(len(some))


def _note_what_became(sheet: Sheet, lines: Sequence[Line], pks: Sequence[int]) -> None:
    """One statement: five hundred rows, each with what it is now."""
    about = pks if sheet.kind == Kind.PEOPLE else [line.about for line in lines]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE imports_sheetrow row SET subject_id = became.pk, service_user_id = became.about"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS became(number, pk, about)"
            " WHERE row.sheet_id = %s AND row.number = became.number",
            [[line.number for line in lines], list(pks), list(about), sheet.pk],
        )


def source_of(sheet: Sheet) -> str:
    """What the trail says of every row that came this way."""
    return _("Brought in from records: %(file)s") % {"file": sheet.file_name}


def _look_again(sheet_id: int, *, at: datetime) -> Sheet | None:
    """Somebody was quicker with one of these rows. The preview says which; nothing was written."""
    with transaction.atomic():
        sheet = _confirmed(sheet_id)
        if sheet is None or sheet.confirmed_by is None:
            return None
        with (
            translation.override(sheet.language),
            acting("spreadsheet_held_back", by=sheet.confirmed_by) as act,
        ):
            work, desk = WORKS[sheet.kind], Desk(team=sheet.team, by=sheet.confirmed_by, at=at)
            _check_anew(sheet, work, desk)
            sheet.status = SheetStatus.PREVIEW
            sheet.confirmed_at = sheet.confirmed_by = None
            sheet.refusal = _(
                "Something changed between your preview and now, so nothing was brought in. Look at"
                " the rows below again."
            )
            sheet.save()
            act.record(sheet, at=at)
    return sheet


def _check_anew(sheet: Sheet, work: Work, desk: Desk) -> None:
    rows = list(sheet.rows.kept().order_by("number"))
    lines = [Line(row.number, as_read(work.columns, row.values)) for row in rows]
    work.check(lines, desk)
    for row, line in zip(rows, lines, strict=True):
        row.outcome, row.problems = outcome_of(line), line.problems
        row.subject_id, row.service_user_id = line.here, line.about
    SheetRow.objects.bulk_update(
        rows, ["outcome", "problems", "subject_id", "service_user"], batch_size=AT_ONCE
    )
    count(sheet, list(sheet.rows.values_list("outcome", flat=True)))


def give_up(*, sheet_id: int, at: datetime) -> None:
    """Our own mistake, or too little time: what was begun is gone, and somebody is told so."""
    with transaction.atomic():
        sheet = _at_work(sheet_id)
        if sheet is None:
            return
        with (
            translation.override(sheet.language),
            acting("spreadsheet_given_up", by=sheet.confirmed_by or sheet.sent_by) as act,
        ):
            if sheet.status == SheetStatus.READING:
                sheet.status, sheet.file = SheetStatus.REFUSED, None
            else:
                sheet.status = SheetStatus.PREVIEW
                sheet.confirmed_at = sheet.confirmed_by = None
            sheet.refusal = _(
                "The service could not finish. Nothing was brought in. Try again, or split the list"
                " into smaller files; if it happens again, tell the people who run the service."
            )
            sheet.save()
            act.record(sheet, at=at)


def _at_work(sheet_id: int) -> Sheet | None:
    return (
        Sheet.objects.filter(status__in=sorted(AT_WORK), pk=sheet_id)
        .select_for_update(of=("self",), no_key=True)
        .select_related("confirmed_by", "sent_by")
        .first()
    )
