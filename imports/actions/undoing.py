"""What was brought in, taken out again: for as long as nobody has worked on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from audit.actions import acting, lock
from imports.models import Sheet
from imports.rules.kinds import SheetStatus, check_can_move
from people.models import User
from people.rules import NotAllowed

from .bringing import source_of
from .lines import Desk
from .works import WORKS


@dataclass(frozen=True)
class Touched:
    """A row that somebody has worked on since."""

    number: int
    subject_id: int
    action: str


def touched_rows(sheet: Sheet) -> list[Touched]:
    rows = dict(sheet.rows.new().order_by("number").values_list("subject_id", "number"))
    touched = WORKS[sheet.kind].touched(list(rows))
    return sorted(
        (Touched(rows[pk], pk, action) for pk, action in touched.items()),
        key=lambda row: row.number,
    )


def undo_sheet(*, sheet_id: int, by: User, at: datetime) -> Sheet:
    with acting("spreadsheet_undone", by=by) as act:
        sheet = lock(Sheet.objects.visible_to(by).select_related("team"), sheet_id)
        check_can_move(sheet.status, SheetStatus.UNDONE)
        if sheet.forgotten_at:
            raise NotAllowed(_("This was too long ago to undo: what it said has been deleted."))
        if touched := touched_rows(sheet):
            raise NotAllowed(
                _("This can no longer be undone: %(count)s of the rows have been worked on since.")
                % {"count": len(touched)}
            )
        pks = list(sheet.rows.new().values_list("subject_id", flat=True))
        _take_out(sheet, pks, Desk(team=sheet.team, by=by, at=at))
        sheet.status, sheet.undone_at, sheet.undone_by = SheetStatus.UNDONE, at, by
        sheet.save()
        act.record(sheet, at=at, rows=len(pks))
    return sheet


def _take_out(sheet: Sheet, pks: list[int], desk: Desk) -> None:
    try:
        with transaction.atomic():
            WORKS[sheet.kind].take_out(pks, desk, source_of(sheet))
    except ProtectedError as error:
        raise NotAllowed(
            _("This can no longer be undone: something has been added to these rows since.")
        ) from error
