"""A preview confirmed or thrown away; what was brought in, undone."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from imports import actions, schedule
from imports.rules.kinds import SheetStatus
from people.permissions import Permission
from people.rules import NotAllowed
from people.views.doors import needs

from .reading import own_sheet
from .words import done_since

MOST_SHOWN = 50


@require_POST
@needs(Permission.IMPORT)
def sheet_confirm(request, pk):
    sheet = own_sheet(request, pk)
    try:
        # The task leaves with the commit, and only for the one who was first.
        with transaction.atomic():
            actions.confirm_sheet(sheet_id=sheet.pk, by=request.user, at=timezone.now())
            schedule.bring_in.delay(sheet_id=sheet.pk)
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
    return redirect(sheet)


@require_POST
@needs(Permission.IMPORT)
def sheet_discard(request, pk):
    sheet = own_sheet(request, pk)
    try:
        actions.discard_sheet(sheet_id=sheet.pk, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
        return redirect(sheet)
    messages.success(request, _("The spreadsheet has been thrown away. Nothing of it was kept."))
    return redirect("imports:sheet_list")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.IMPORT)
def sheet_undo(request, pk):
    sheet = own_sheet(request, pk)
    if request.method == "POST":
        try:
            actions.undo_sheet(sheet_id=sheet.pk, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            messages.warning(request, str(refusal))
            return redirect("imports:sheet_undo", sheet.pk)
        messages.success(request, _("Undone: the rows that had been brought in are gone again."))
        return redirect(sheet)
    if sheet.status != SheetStatus.DONE or sheet.forgotten_at:
        return redirect(sheet)
    touched = actions.touched_rows(sheet)
    return render(
        request,
        "imports/sheet_undo.html",
        {
            "sheet": sheet,
            "count": len(touched),
            "touched": [
                {"number": row.number, "words": done_since(row.action)}
                for row in touched[:MOST_SHOWN]
            ],
        },
    )
