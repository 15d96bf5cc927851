"""One spreadsheet: how far it has come, what each row says, what is wrong and how to mend it."""

from __future__ import annotations

from datetime import timedelta

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from audit.models import AccessKind
from audit.views import looked_at, looked_at_each
from iirms.forms import whole_number
from imports import actions
from imports.models import Sheet, SheetRow
from imports.rules import report
from imports.rules.columns import shown
from imports.rules.kinds import Kind, Outcome, SheetStatus
from imports.rules.rows import address
from people.models import ServiceUser
from people.permissions import Permission
from people.views.doors import needs
from referrals.models import Referral
from tiers.models import Case, Session

from .sending import TYPES, download
from .words import ROW_TONES, TONES, WHAT_IT_HOLDS

PAGE = 50
FURTHEST_PAGE = 99_999
# The columns by which one knows a row again, and no more: the rest stands in the spreadsheet.
KNOWN_BY = {
    Kind.PEOPLE: ("crn", "given_name", "family_name", "date_of_birth"),
    Kind.REFERRALS: ("crn", "tier", "sent_on", "status"),
    Kind.CASES: ("crn", "tier", "opened_on", "worker"),
    Kind.SESSIONS: ("crn", "held_on", "starts_at", "outcome"),
}
PAGE_OF = {
    Kind.PEOPLE: (ServiceUser, "reports:person"),
    Kind.REFERRALS: (Referral, "referrals:referral_detail"),
    Kind.CASES: (Case, "tiers:case_detail"),
    Kind.SESSIONS: (Session, "tiers:session_detail"),
}
SHOWS = {"problems": Outcome.PROBLEM, "new": Outcome.NEW, "here": Outcome.HERE}


def own_sheet(request, pk):
    sheets = Sheet.objects.visible_to(request.user).defer("file")
    return get_object_or_404(
        sheets.select_related("team__policy", "sent_by", "confirmed_by", "undone_by", "progress"),
        pk=pk,
    )


@require_safe
@needs(Permission.IMPORT)
def sheet_detail(request, pk):
    sheet = own_sheet(request, pk)
    rows = {} if sheet.is_at_work else rows_shown(request, sheet)
    return render(
        request,
        "imports/sheet_detail.html",
        {
            "sheet": sheet,
            "tone": TONES[sheet.status],
            "kind": WHAT_IT_HOLDS[sheet.kind],
            "slug": sheet.kind.lower(),
            "kept_until": kept_until(sheet),
            "percent": percent_done(sheet),
            "column_problems": in_words(sheet, sheet.column_problems),
            "can_confirm": can_confirm(sheet),
            "can_discard": sheet.status in (SheetStatus.PREVIEW, SheetStatus.REFUSED),
            "can_undo": sheet.status == SheetStatus.DONE and not sheet.forgotten_at,
            **rows,
        },
    )


def kept_until(sheet):
    days = sheet.team.policy.spreadsheet_keep_days
    return timezone.localdate(sheet.sent_at + timedelta(days=days))


def percent_done(sheet):
    if sheet.status != SheetStatus.CONFIRMED or not sheet.new_count:
        return 0
    return min(99, 100 * sheet.progress.rows_done // sheet.new_count)


def can_confirm(sheet):
    return (
        sheet.status == SheetStatus.PREVIEW
        and sheet.new_count > 0
        and not sheet.problem_count
        and not sheet.column_problems
    )


def columns_of(sheet):
    return {column.name: column for column in actions.WORKS[sheet.kind].columns}


def in_words(sheet, problems):
    columns = columns_of(sheet)
    return [
        {
            "column": columns[one["column"]].label if one["column"] in columns else "",
            "words": one["words"],
        }
        for one in problems
    ]


def rows_shown(request, sheet):
    """A page of rows, problems first when there are any."""
    chosen = request.GET.get("show")
    if chosen not in SHOWS:
        chosen = next((name for name, count in counts(sheet).items() if count), "new")
    page = min(max(whole_number(request.GET.get("page", "")) or 1, 1), FURTHEST_PAGE)
    start = PAGE * (page - 1)
    found = list(
        SheetRow.objects.visible_to(request.user)
        .filter(sheet=sheet, outcome=SHOWS[chosen])
        .order_by("number")[start : start + PAGE + 1]
    )
    looked_at_each(
        request, (row.service_user_id for row in found[:PAGE] if row.is_readable), at=timezone.now()
    )
    address_of = f"{request.path}?show={chosen}&page="
    return {
        "items": lines(sheet, found[:PAGE], request.user),
        "heads": [columns_of(sheet)[name].label for name in KNOWN_BY[sheet.kind]],
        "chosen": chosen,
        "parts": parts(request, sheet, chosen),
        "newer_url": f"{address_of}{page - 1}" if page > 1 else "",
        "older_url": f"{address_of}{page + 1}" if len(found) > PAGE else "",
    }


def counts(sheet):
    return {
        "problems": sheet.problem_count,
        "new": sheet.new_count,
        "here": sheet.here_count,
    }


def parts(request, sheet, chosen):
    was = sheet.status in (SheetStatus.DONE, SheetStatus.UNDONE)
    labels = {
        "problems": _("Needs mending (%(count)s)"),
        "new": _("Brought in (%(count)s)") if was else _("Will be added (%(count)s)"),
        "here": _("Already here (%(count)s)"),
    }
    return [
        {
            "url": f"{request.path}?show={name}",
            "label": labels[name] % {"count": f"{count:,}"},
            "current": name == chosen,
        }
        for name, count in counts(sheet).items()
        if count or name == chosen
    ]


def lines(sheet, rows, user):
    columns = columns_of(sheet)
    links = links_to(sheet, rows, user)
    return [
        {
            "number": row.number,
            "cells": [
                {"label": columns[name].label, "text": shown(columns[name], row.said.get(name))}
                for name in KNOWN_BY[sheet.kind]
            ],
            "problems": [
                {**said, "cell": cell(sheet, row.number, problem["column"])}
                for said, problem in zip(in_words(sheet, row.wrong), row.wrong, strict=True)
            ],
            "url": links.get(row.subject_id, ""),
            "tag": Outcome(row.outcome).label,
            "tone": ROW_TONES[row.outcome],
        }
        for row in rows
    ]


def cell(sheet, number, column):
    place = sheet.headings.get("places", {}).get(column)
    return "" if place is None else address(number, place)


def links_to(sheet, rows, user):
    """Only to what this person may see: an administrator reads no record about a person."""
    model, name = PAGE_OF[sheet.kind]
    if sheet.status == SheetStatus.UNDONE:
        return {}
    pks = [row.subject_id for row in rows if row.subject_id]
    seen = model.objects.visible_to(user).filter(pk__in=pks).values_list("pk", flat=True)
    return {pk: reverse(name, args=[pk]) for pk in seen}


@require_safe
@needs(Permission.IMPORT)
def sheet_problems(request, pk):
    """Everything that needs mending, to work through beside the spreadsheet."""
    sheet = own_sheet(request, pk)
    looked_at(request, service_user_id=None, at=timezone.now(), kind=AccessKind.EXPORT)
    columns = columns_of(sheet)
    rows = [
        ["", said["column"], "", said["words"]] for said in in_words(sheet, sheet.column_problems)
    ]
    wrong = SheetRow.objects.visible_to(request.user).wrong().filter(sheet=sheet).order_by("number")
    for row in wrong.iterator(chunk_size=1000):
        for said, problem in zip(in_words(sheet, row.wrong), row.wrong, strict=True):
            name = problem["column"]
            value = shown(columns[name], row.said.get(name)) if name in columns else ""
            rows.append([str(row.number), str(said["column"]), value[:200], said["words"]])
    top = [_("Row"), _("Column"), _("What it says"), _("What is wrong, and how to mend it")]
    return download(report.as_csv(top, rows), f"to-mend-{sheet.pk}.csv", TYPES["csv"])
