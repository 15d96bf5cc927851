"""What can be brought in, the lists to fill in, and sending one."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from imports import actions, schedule
from imports.forms import SheetForm
from imports.models import Sheet
from imports.rules import blank
from imports.rules.files import MOST_ROWS
from imports.rules.kinds import Kind
from people.models import Team
from people.permissions import Permission
from people.rules import NotAllowed
from people.views.doors import needs

from .words import WHAT_IT_HOLDS

RECENT = 30
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def kind_of(slug):
    """people -> Kind.PEOPLE; anything else is no page of ours."""
    if slug.upper() not in actions.WORKS:
        raise Http404
    return Kind(slug.upper())


@require_safe
@needs(Permission.IMPORT)
def sheet_list(request):
    sheets = Sheet.objects.visible_to(request.user).defer("file", "headings", "column_problems")
    return render(
        request,
        "imports/sheet_list.html",
        {
            "kinds": [
                {"slug": kind.lower(), "label": kind.label, "words": WHAT_IT_HOLDS[kind]}
                for kind in Kind
                if kind in actions.WORKS
            ],
            "sheets": list(
                sheets.select_related("team", "sent_by").order_by("-sent_at", "-pk")[:RECENT]
            ),
        },
    )


def own_teams(user):
    """Bring in for the teams where one may, and no other."""
    teams = Team.objects.visible_to(user).filter(pk__in=user.teams_where(Permission.IMPORT))
    return list(teams.order_by("name"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.IMPORT)
def sheet_new(request, kind):
    kind = kind_of(kind)
    sent = request.method == "POST"
    form = SheetForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        teams=own_teams(request.user),
    )
    if sent and form.is_valid():
        try:
            return redirect(send(request, kind, form))
        except NotAllowed as refusal:
            form.refuse(refusal)
    return render(
        request,
        "imports/sheet_new.html",
        {
            "form": form,
            "most_rows": f"{MOST_ROWS:,}",
            "kind": {"slug": kind.lower(), "label": kind.label, "words": WHAT_IT_HOLDS[kind]},
            "columns": [
                {
                    "label": column.label,
                    "required": column.required,
                    "words": blank.explanation(column),
                    "allowed": blank.allowed_values(column),
                }
                for column in actions.WORKS[kind].columns
            ],
        },
    )


def send(request, kind, form):
    sent = form.cleaned_data["file"]
    # The task leaves with the commit: a sheet is never kept with nobody to read it.
    with transaction.atomic():
        sheet = actions.send_sheet(
            team_id=form.team_id,
            kind=kind,
            file_name=sent.name,
            data=sent.read(),
            language=get_language(),
            by=request.user,
            at=timezone.now(),
        )
        schedule.read.delay(sheet_id=sheet.pk)
    return sheet


@require_safe
@needs(Permission.IMPORT)
def sheet_template(request, kind, packing):
    kind = kind_of(kind)
    if packing not in TYPES:
        raise Http404
    columns = actions.WORKS[kind].columns
    made = (
        blank.as_workbook(columns, str(kind.label)) if packing == "xlsx" else blank.as_csv(columns)
    )
    return download(made, f"iirms-{kind.lower()}.{packing}", TYPES[packing])


def download(data, name, kind):
    return HttpResponse(
        data, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
