"""A practitioner's area and focus, kept by their lead; whom a person asked for."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.views import looked_at
from people import actions
from people.bar import person_bar
from people.forms import FocusForm, WorkerWishForm
from people.models import Area, ServiceUser, Unit, User, WorkerWish
from people.permissions import Permission, Role
from people.rules import NotAllowed

from .doors import form_page, needs, onward


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.TEAM_SEE, Permission.STAFF_EDIT)
def staff_focus(request, pk):
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if not actions.may_look_after(user, request.user):
        raise PermissionDenied
    areas = Area.objects.visible_to(request.user).filter(user=user).select_related("unit")
    held = [area.unit for area in areas]
    served = Unit.objects.filter(team_id__in=user.working_team_ids)
    units = sorted({*served, *held}, key=lambda unit: unit.name)
    form = FocusForm(
        request.POST or None,
        units=units,
        initial={
            "units": [unit.pk for unit in held],
            "specialisms": user.specialisms,
            "version": user.version,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_focus(
                user_id=user.pk, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, _("The area and focus of %(name)s are saved.") % {"name": user}
            )
            return onward(request, "people:staff_list")
    return form_page(
        request,
        "people/staff_focus.html",
        form,
        "people:staff_list",
        person=user,
        units=units,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def worker_wishes(request, pk):
    """The team and the PPs write it down; it is read where somebody chooses the worker."""
    now = timezone.now()
    people = ServiceUser.objects.visible_to(request.user).for_bar(timezone.localdate(now))
    person = get_object_or_404(people, pk=pk)
    looked_at(request, service_user_id=person.pk, at=now)
    workers = (
        User.objects.visible_to(request.user)
        .active()
        .in_team(person.team_id, Role.PRACTITIONER, Role.LEAD)
        .order_by("family_name", "given_name")
    )
    form = WorkerWishForm(request.POST or None, workers=workers)
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_worker_wish(
                service_user_id=person.pk,
                worker_id=form.cleaned_data["worker"],
                wish=form.cleaned_data["wish"],
                by=request.user,
                at=now,
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("What they say has been noted."))
            return redirect("people:worker_wishes", person.pk)
    said = WorkerWish.objects.visible_to(request.user).filter(service_user=person)
    return form_page(
        request,
        "people/worker_wishes.html",
        form,
        "reports:person",
        person.pk,
        person=person,
        bar=person_bar(person, request.user, now),
        said=list(said.select_related("user", "noted_by").order_by("wish", "-noted_at")),
    )
