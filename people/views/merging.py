"""Two records side by side: merged into one, and taken apart again."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.views import looked_at
from people import actions, registry, rules
from people.bar import person_bar
from people.figures import side_by_side
from people.forms import FindForm, MergeForm, UnmergeForm
from people.models import Merge, ServiceUser
from people.permissions import Permission
from people.rules import NotAllowed, Stale

from .doors import needs
from .finding import search


@require_safe
@needs(Permission.RECORDS_MERGE)
def merge_find(request, pk):
    now = timezone.now()
    today = timezone.localdate(now)
    person = get_object_or_404(ServiceUser.objects.visible_to(request.user).for_bar(today), pk=pk)
    looked_at(request, service_user_id=person.pk, at=now)
    form = FindForm(request.GET) if "q" in request.GET else FindForm()
    found = None
    if form.is_bound and form.is_valid():
        rows = search(request.user, form, now)
        found = [
            one
            for one in (*rows.people, *rows.nearly)
            if one.team_id == person.team_id and one.pk != person.pk
        ]
    return render(
        request,
        "people/merge_find.html",
        {
            "form": form,
            "person": person,
            "bar": person_bar(person, request.user, now),
            "found": None
            if found is None
            else [person_bar(one, request.user, now) for one in found],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.RECORDS_MERGE)
def person_merge(request, pk, other):
    now = timezone.now()
    if pk == other:
        messages.error(request, _("These are the same record. Choose another one."))
        return redirect("people:merge_find", pk)
    kept, gone = _both(request.user, pk, other, today=timezone.localdate(now))
    for person in (kept, gone):
        looked_at(request, service_user_id=person.pk, at=now)
    if gone.merged_into_id == kept.pk:
        return redirect("people:person_merged", gone.pk)
    rows = side_by_side(kept, gone)
    form = MergeForm(request.POST or None, rows=rows, kept=kept, gone=gone)
    if request.method == "POST" and form.is_valid() and _merge(request, form, kept, gone, now):
        messages.success(request, _("The two records are one now."))
        return redirect("reports:person", kept.pk)
    return render(
        request,
        "people/person_merge.html",
        {
            "form": form,
            "kept": kept,
            "gone": gone,
            "rows": rows,
            "counts": _counts(kept, gone),
            "why_not": _why_not(request.user, kept, gone),
        },
    )


def _both(user, pk, other, *, today):
    """Records merged already are found too, so that somebody who comes second is told so."""
    people = ServiceUser.objects.visible_to(user, merged=True)
    found = people.for_bar(today).select_related("unit").in_bulk([pk, other])
    if len(found) < 2:
        raise Http404
    return found[pk], found[other]


def _merge(request, form, kept, gone, now):
    try:
        return actions.merge(
            kept_id=kept.pk,
            gone_id=gone.pk,
            choices=form.choices,
            reason=form.cleaned_data["reason"],
            kept_version=form.cleaned_data["kept_version"],
            gone_version=form.cleaned_data["gone_version"],
            by=request.user,
            at=now,
        )
    except Stale as refusal:
        form.refuse(refusal)
        form.data = form.data.copy()
        form.data.update({"kept_version": kept.version, "gone_version": gone.version})
    except NotAllowed as refusal:
        form.refuse(refusal)
    return None


def _why_not(user, kept, gone):
    """Said before anything is typed."""
    try:
        rules.check_merge(
            kept_id=kept.pk,
            gone_id=gone.pk,
            kept_team=kept.team_id,
            gone_team=gone.team_id,
            may=user.can(Permission.RECORDS_MERGE, kept.team_id),
            merged=bool(kept.merged_into_id or gone.merged_into_id),
        )
    except NotAllowed as refusal:
        return [str(refusal)]
    found = registry.clashes(kept_id=kept.pk, gone_id=gone.pk, but={actions.ONE_PLACE})
    return [registry.in_words(clash) for clash in found]


def _counts(kept, gone):
    """What hangs on each, a sentence a kind."""
    counted = registry.counts([kept.pk, gone.pk])
    return {
        side: [tie.counted(count) for tie, count in counted[person.pk].items()]
        for side, person in (("kept", kept), ("gone", gone))
    }


@require_http_methods(["GET", "HEAD", "POST"])
def person_merged(request, pk):
    """The one page of a record that was merged into another."""
    now = timezone.now()
    merges = Merge.objects.visible_to(request.user).select_related("gone", "kept", "merged_by")
    merge = merges.standing().filter(gone_id=pk).first()
    if merge is None:
        get_object_or_404(ServiceUser.objects.visible_to(request.user), pk=pk)
        return redirect("reports:person", pk)
    looked_at(request, service_user_id=merge.kept_id, at=now)
    may = request.user.can(Permission.RECORDS_MERGE, merge.kept.team_id)
    form = UnmergeForm(request.POST or None)
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if form.is_valid() and _unmerge(request, form, merge, now):
            messages.success(request, _("They are two people again, with a record each."))
            return redirect("reports:person", pk)
    return render(
        request,
        "people/person_merged.html",
        {
            "form": form,
            "merge": merge,
            "may": may,
            "moved": registry.counted_in_words(merge.moved),
            "numbers": [number for number in merge.numbers.values() if number],
            "bar": person_bar(merge.kept, request.user, now),
        },
    )


def _unmerge(request, form, merge, now):
    try:
        return actions.unmerge(merge_id=merge.pk, by=request.user, at=now, **form.cleaned_data)
    except NotAllowed as refusal:
        form.refuse(refusal)
        return None
