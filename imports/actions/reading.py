"""A spreadsheet read: its headings matched, each cell read, each row checked. Nothing is written of
what it says; its rows are laid out for somebody to look at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from audit.actions import acting
from imports.models import Sheet, SheetRow
from imports.rules import dates
from imports.rules.columns import Column, Headings, Reads, Wrong, kept, match_headings, read_cell
from imports.rules.files import check_file
from imports.rules.kinds import Outcome, SheetStatus
from imports.rules.rows import Row, rows_of
from people import actions as people
from people.rules import NotAllowed

from .lines import Desk, Line
from .progress import Told, tell_progress
from .works import WORKS

AT_ONCE = 500
PAGE = "imports:sheet_detail"


def read_sheet(*, sheet_id: int, at: datetime) -> Sheet | None:
    """None when it is read already: a task may come twice."""
    with transaction.atomic():
        waiting = Sheet.objects.filter(status=SheetStatus.READING)
        sheet = (
            waiting.select_for_update(of=("self",), no_key=True)
            .select_related("team", "sent_by")
            .filter(pk=sheet_id)
            .first()
        )
        if sheet is None:
            return None
        with translation.override(sheet.language):
            try:
                lay_out(sheet, at=at)
            except NotAllowed as refusal:
                _refuse(sheet, str(refusal), at=at)
    return sheet


def _refuse(sheet: Sheet, words: str, *, at: datetime) -> None:
    with acting("spreadsheet_refused", by=sheet.sent_by) as act:
        sheet.status, sheet.refusal, sheet.file = SheetStatus.REFUSED, words, None
        sheet.save()
        act.record(sheet, at=at)


def lay_out(sheet: Sheet, *, at: datetime) -> None:
    work = WORKS[sheet.kind]
    data = bytes(sheet.file or b"")
    rows = rows_of(data, check_file(data))
    top = next(rows, None)
    headings = _headings(top, work.columns)
    told = tell_progress(sheet.pk)
    read = Reading(work.columns, headings)
    lines = [_counted(read.line(row), told) for row in rows]
    if not lines:
        raise NotAllowed(_("There are no rows under the headings. Fill in the list and send it."))
    sheet.column_problems = read.column_problems()
    work.check(lines, Desk(team=sheet.team, by=sheet.sent_by, at=at))
    known = {line.here for line in lines if line.elsewhere and line.here}
    people.tell_known(known, page=PAGE, by=sheet.sent_by, at=at)
    sheet.headings = {
        "places": dict(headings.places),
        "unmatched": [*headings.unmatched, *headings.twice],
    }
    keep_lines(sheet, lines, at=at)


def _counted(line: Line, told: Told) -> Line:
    told(1)
    return line


def _headings(top: Row | None, columns: Sequence[Column]) -> Headings:
    if top is None:
        raise NotAllowed(_("There is nothing on the first sheet of this file."))
    headings = match_headings(top.cells, columns)
    if headings.twice:
        raise NotAllowed(
            _("Two columns mean the same: %(names)s. Keep one of them and send the file again.")
            % {"names": ", ".join(headings.twice)}
        )
    if headings.missing:
        said = [_("These columns are missing: %(names)s.") % {"names": ", ".join(headings.missing)}]
        if headings.unmatched:
            names = {"names": ", ".join(headings.unmatched)}
            said.append(_("Columns we did not recognise: %(names)s.") % names)
        said.append(_("The headings must stand in the first row, named as in our template."))
        raise NotAllowed(" ".join(said))
    return headings


class Reading:
    """The cells of each row by column, and what the dates of each column look like together."""

    def __init__(self, columns: Sequence[Column], headings: Headings) -> None:
        self.columns = [column for column in columns if column.name in headings.places]
        self.places = headings.places
        self.dates: dict[str, list[dates.Seen]] = {
            column.name: [] for column in self.columns if column.reads == Reads.DATE
        }

    def line(self, row: Row) -> Line:
        line = Line(row.number, {})
        for column in self.columns:
            place = self.places[column.name]
            cell = row.cells[place] if place < len(row.cells) else None
            self._note_date(column, row.number, cell)
            value = read_cell(column, cell)
            if isinstance(value, Wrong):
                line.wrong(column.name, value.words)
            elif value is not None:
                line.values[column.name] = value
        return line

    def _note_date(self, column: Column, number: int, cell: Any) -> None:
        if column.name in self.dates and (found := dates.seen(number, cell)):
            self.dates[column.name].append(found)

    def column_problems(self) -> list[dict[str, str]]:
        return [
            {"column": name, "words": words}
            for name, found in self.dates.items()
            if (words := dates.problem_of_column(found))
        ]


def keep_lines(sheet: Sheet, lines: Sequence[Line], *, at: datetime) -> None:
    """Laid out for the preview; counts on the sheet itself, so that its page asks once."""
    SheetRow.objects.bulk_create(
        (
            SheetRow(
                sheet=sheet,
                number=line.number,
                outcome=outcome_of(line),
                values={name: kept(value) for name, value in line.values.items()},
                problems=line.problems,
                subject_id=line.here,
                service_user_id=line.about,
            )
            for line in lines
        ),
        batch_size=AT_ONCE,
    )
    count(sheet, [outcome_of(line) for line in lines])
    with acting("spreadsheet_read", by=sheet.sent_by) as act:
        sheet.status, sheet.file = SheetStatus.PREVIEW, None
        sheet.save()
        act.record(sheet, at=at, rows=sheet.row_count)


def count(sheet: Sheet, outcomes: Sequence[str]) -> None:
    sheet.row_count = len(outcomes)
    sheet.new_count = outcomes.count(Outcome.NEW)
    sheet.here_count = outcomes.count(Outcome.HERE)
    sheet.problem_count = outcomes.count(Outcome.PROBLEM)


def outcome_of(line: Line) -> Outcome:
    if line.problems:
        return Outcome.PROBLEM
    return Outcome.HERE if line.here is not None else Outcome.NEW
