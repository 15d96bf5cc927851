"""A spreadsheet sent, and thrown away."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from audit.actions import acting, lock
from imports.models import Sheet, SheetProgress
from imports.rules.files import check_file
from imports.rules.kinds import Kind, SheetStatus, check_can_move
from people.models import User
from people.permissions import Permission
from people.rules import NotAllowed


def send_sheet(
    *, team_id: int, kind: str, file_name: str, data: bytes, language: str, by: User, at: datetime
) -> Sheet:
    """Kept until it is read. What cannot be a list at all is refused here, before anything is kept."""
    if team_id not in by.teams_where(Permission.IMPORT):
        raise NotAllowed(_("You cannot bring records into this team."), field="team")
    check_file(data)
    with acting("spreadsheet_sent", by=by) as act:
        sheet = Sheet.objects.create(
            team_id=team_id,
            kind=Kind(kind),
            file_name=file_name[-120:],
            file=data,
            language=language,
            sent_at=at,
            sent_by=by,
        )
        SheetProgress.objects.create(sheet=sheet)
        act.record(sheet, at=at, kind=kind, bytes=len(data))
    return sheet


def discard_sheet(*, sheet_id: int, by: User, at: datetime) -> Sheet:
    """Nothing of it was written; what it said of people goes at once."""
    with acting("spreadsheet_discarded", by=by) as act:
        sheet = lock(Sheet.objects.visible_to(by), sheet_id)
        check_can_move(sheet.status, SheetStatus.DISCARDED)
        sheet.status = SheetStatus.DISCARDED
        _forget(sheet, at=at)
        act.record(sheet, at=at)
    return sheet


def forget_sheets(at: datetime) -> int:
    """Kept as long as the team's policy says, and no longer (policy: spreadsheet_keep_days)."""
    system = User.objects.system()
    gone = 0
    for pk in list(Sheet.objects.to_forget(at).values_list("pk", flat=True)):
        with acting("spreadsheet_forgotten", by=system) as act:
            due = Sheet.objects.to_forget(at).select_for_update(of=("self",), skip_locked=True)
            sheet = due.filter(pk=pk).first()
            if sheet is None:
                act.nothing_to_record()  # somebody else has it in hand
                continue
            _forget(sheet, at=at)
            act.record(sheet, at=at)
            gone += 1
    return gone


def _forget(sheet: Sheet, *, at: datetime) -> None:
    sheet.file = None
    sheet.headings, sheet.column_problems = {}, []
    sheet.forgotten_at = at
    sheet.save()
    sheet.rows.update(values={}, problems=[])
