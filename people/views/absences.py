"""Days away: one's own, or a lead's note for somebody of their team."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from people import actions
from people.forms import AbsenceForm
from people.models import Absence, User
from people.permissions import Permission
from people.rules import NotAllowed

from .doors import form_page, onward


@require_http_methods(["GET", "HEAD", "POST"])
def absence_new(request, pk):
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    _check_theirs(request, user)
    form = AbsenceForm(request.POST or None, colleagues=_colleagues(request.user, user))
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_absence(
                user_id=user.pk, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The absence has been saved."))
            return onward(request, _home(request, user))
    return form_page(
        request,
        "people/absence_new.html",
        form,
        _home(request, user),
        person=user,
        absences=_known(request.user, user),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def absence_edit(request, pk):
    absences = Absence.objects.visible_to(request.user).select_related("user")
    absence = get_object_or_404(absences, pk=pk)
    _check_theirs(request, absence.user)
    form = AbsenceForm(
        request.POST or None,
        colleagues=_colleagues(request.user, absence.user),
        initial={
            "kind": absence.kind,
            "starts_on": absence.starts_on,
            "ends_on": absence.ends_on,
            "cover_id": absence.cover_id,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_absence(
                absence_id=absence.pk, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The absence has been saved."))
            return onward(request, _home(request, absence.user))
    return form_page(
        request,
        "people/absence_edit.html",
        form,
        _home(request, absence.user),
        person=absence.user,
        absence=absence,
    )


@require_POST
def absence_remove(request, pk):
    absences = Absence.objects.visible_to(request.user).select_related("user")
    absence = get_object_or_404(absences, pk=pk)
    _check_theirs(request, absence.user)
    actions.remove_absence(absence_id=absence.pk, by=request.user, at=timezone.now())
    messages.success(request, _("The absence has been removed."))
    return onward(request, _home(request, absence.user))


def _check_theirs(request, user):
    """Why somebody is away is for them and their lead."""
    if user == request.user:
        return
    if not request.user.teams_where(Permission.TEAM_SEE) & user.team_ids:
        raise PermissionDenied


def _colleagues(viewer, user):
    people = User.objects.visible_to(viewer).active().who_could_cover(user)
    return people.exclude(pk=user.pk).order_by("family_name", "given_name")


def _known(viewer, user):
    rows = Absence.objects.visible_to(viewer).filter(user=user).select_related("cover")
    return list(rows.order_by("-starts_on")[:10])


def _home(request, user):
    return "people:my_details" if user == request.user else "people:staff_list"
