"""The gap log: numbers, the list behind each, and the same as a file without a name in it."""

from __future__ import annotations

import csv
from datetime import timedelta
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from audit.models import AccessKind
from audit.views import looked_at, looked_at_each
from iirms.cells import harmless
from people.permissions import Permission
from referrals import figures
from referrals.forms import GapForm, GapListForm, ReleaseGapListForm

from .directory import other_services, units_near
from .paging import PAGE, pages, start_of

A_YEAR = timedelta(days=365)
MOST_ROWS = 20_000


def _asked(form, today):
    """The last twelve months unless other days are named; a wrong answer narrows nothing."""
    given = form.cleaned_data if form.is_valid() else {}
    until = given.get("until") or today
    return figures.Asked(
        since=given.get("since") or until - A_YEAR,
        until=until,
        area=int(given["area"]) if given.get("area") else None,
        service=given.get("service") or "",
        reason=given.get("reason") or "",
        need=given.get("need") or "",
    )


def _show_period(form, asked):
    """A box left empty says which day was counted from, or until."""
    if not form.is_bound:
        return
    form.data = form.data.copy()
    for name in ("since", "until"):
        if name not in form.errors and not form.cleaned_data.get(name):
            form.data[name] = getattr(asked, name).isoformat()


def _workers_only(user):
    if not user.teams_where(Permission.CASE_WORK):
        raise PermissionDenied


@require_safe
def onward_gaps(request):
    _workers_only(request.user)
    today = timezone.localdate(timezone.now())
    usual = {"since": today - A_YEAR, "until": today}
    form = GapForm(request.GET or None, units=units_near(request.user), initial=usual)
    asked = _asked(form, today)
    _show_period(form, asked)
    return render(
        request,
        "referrals/onward_gaps.html",
        {
            "form": form,
            "clear_url": request.path,
            "asked": asked,
            "query": _query(asked),
            "parts": other_services(request),
            **figures.gaps(request.user, asked),
            "promises": figures.release_gaps(request.user, asked),
        },
    )


def _query(asked):
    """What the list and the file are asked with: the same refusals that were counted."""
    given = {"since": asked.since.isoformat(), "until": asked.until.isoformat()}
    return urlencode(given | ({"area": asked.area} if asked.area else {}))


@require_safe
def onward_gap_list(request):
    return _people_behind(
        request,
        GapListForm,
        lambda user, asked: (
            figures.refusals(user, asked)
            .select_related("onward__service_user")
            .order_by("-on", "-pk")
        ),
        lambda move: move.onward.service_user_id,
        "referrals/onward_gap_list.html",
    )


@require_safe
def release_gap_list(request):
    """What release plans promised and did not bring."""
    return _people_behind(
        request,
        ReleaseGapListForm,
        lambda user, asked: (
            figures.unmet_promises(user, asked)
            .select_related("referral__service_user")
            .order_by("-settled_at", "-pk")
        ),
        lambda item: item.referral.service_user_id,
        "referrals/release_gap_list.html",
    )


def _people_behind(request, form_class, counted, about, template):
    """The people behind one number, newest first. `counted`: the rows, of a user and a period;
    `about`: whose a row is."""
    _workers_only(request.user)
    now = timezone.now()
    form = form_class(request.GET or None, units=units_near(request.user))
    asked = _asked(form, timezone.localdate(now))
    start = start_of(request)
    found = list(counted(request.user, asked)[start : start + PAGE + 1])
    looked_at_each(request, map(about, found[:PAGE]), at=now)
    return render(
        request,
        template,
        {
            "rows": found[:PAGE],
            "asked": asked,
            "query": _query(asked),
            **pages(request, start, len(found)),
        },
    )


@require_safe
def onward_gaps_csv(request):
    """One row a refusal, nobody named: for a commissioner's table."""
    _workers_only(request.user)
    now = timezone.now()
    form = GapForm(request.GET or None, units=units_near(request.user))
    asked = _asked(form, timezone.localdate(now))
    looked_at(request, service_user_id=None, at=now, kind=AccessKind.EXPORT)
    rows = (
        figures.refusals(request.user, asked)
        .select_related("onward__service_user__unit")
        .order_by("on", "pk")[:MOST_ROWS]
    )
    promises = (
        figures.unmet_promises(request.user, asked)
        .select_related("referral__service_user__unit")
        .order_by("settled_at", "pk")[:MOST_ROWS]
    )
    answer = StreamingHttpResponse(_lines(rows, promises), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = (
        f'attachment; filename="refusals-{asked.since}-{asked.until}.csv"'
    )
    return answer


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text):
        return text


def _lines(rows, promises):
    writer = csv.writer(_Echo())
    # Excel reads a file without this mark in the code page of the machine.
    yield "\ufeff"
    yield writer.writerow(
        [_("Month"), _("Service"), _("Reason"), _("Help wanted"), _("Area"), _("How it stands now")]
    )
    for cells in (*map(_refusal, rows), *map(_promise, promises)):
        yield writer.writerow([harmless(str(cell)) for cell in cells])


def _refusal(move):
    """A service of the directory by its name; one that was typed may be anything."""
    onward = move.onward
    return [
        f"{move.on:%Y-%m}",
        onward.service_name if onward.service_id else _("Another service"),
        move.get_reason_display(),
        onward.get_need_display(),
        onward.service_user.unit or "",
        onward.get_status_display(),
    ]


def _promise(item):
    """What was promised, and who was to see to it, is in somebody's words and may name anybody."""
    return [
        f"{timezone.localdate(item.settled_at):%Y-%m}",
        "",
        item.get_reason_display(),
        item.get_need_display(),
        item.referral.service_user.unit or "",
        _("Promised for a release: %(outcome)s") % {"outcome": item.get_outcome_display()},
    ]
