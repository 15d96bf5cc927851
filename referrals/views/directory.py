"""The directory of local services: find one, keep it fresh."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.models import Team, Unit
from people.permissions import Permission
from people.rules import NotAllowed, Stale
from people.views.doors import onward
from referrals import actions
from referrals.forms import RetireServiceForm, ServiceFilterForm, ServiceForm
from referrals.models import LocalService

from .paging import PAGE, pages, parts, start_of


def units_near(user):
    """The areas of the regions this person works or refers in."""
    regions = Team.objects.visible_to(user).filter(pk__in=user.team_ids).values("region_id")
    return Unit.objects.filter(region_id__in=regions).order_by("name")


def keeps(user):
    return user.can(Permission.CASE_WORK)


def other_services(request):
    """The three pages about other services, for those who refer to them."""
    if not keeps(request.user):
        return []
    return parts(
        request,
        (
            ("referrals:service_list", _("Directory")),
            ("referrals:onward_list", _("Referred on")),
            ("referrals:onward_gaps", _("Who refused, and why")),
        ),
    )


@require_safe
def service_list(request):
    today = timezone.localdate(timezone.now())
    form = ServiceFilterForm(request.GET or None, units=units_near(request.user))
    rows = (
        _narrowed(LocalService.objects.visible_to(request.user), form, today)
        .with_check_due()
        .select_related("checked_by")
        .prefetch_related("units")
        .order_by("name", "pk")
    )
    start = start_of(request)
    found = list(rows[start : start + PAGE + 1])
    return render(
        request,
        "referrals/service_list.html",
        {
            "services": found[:PAGE],
            "today": today,
            "form": form,
            "clear_url": request.path,
            "here": request.get_full_path(),
            "keeps": keeps(request.user),
            "parts": other_services(request),
            **pages(request, start, len(found)),
        },
    )


def _narrowed(rows, form, today):
    asked = form.cleaned_data if form.is_valid() else {}
    rows = rows.retired() if asked.get("show") == "retired" else rows.open()
    if asked.get("show") == "stale":
        rows = rows.stale(today)
    if asked.get("q"):
        rows = rows.called(asked["q"])
    if asked.get("need"):
        rows = rows.for_need(asked["need"])
    if asked.get("area"):
        rows = rows.in_area(int(asked["area"]))
    return rows


def _found(request, pk):
    rows = LocalService.objects.visible_to(request.user).with_check_due()
    return get_object_or_404(rows.select_related("checked_by", "retired_by", "team"), pk=pk)


@require_safe
def service_detail(request, pk):
    service = _found(request, pk)
    kept = LocalService.objects.visible_to(request.user).kept_by(request.user)
    return render(
        request,
        "referrals/service_detail.html",
        {
            "service": service,
            "mail_url": f"mailto:{service.email}",
            "units": list(service.units.order_by("name")),
            "today": timezone.localdate(timezone.now()),
            "keeps": kept.filter(pk=pk).exists(),
        },
    )


def _keepers_only(user):
    if not keeps(user):
        raise PermissionDenied


def _teams(user):
    ours = user.teams_where(Permission.CASE_WORK)
    return list(Team.objects.visible_to(user).filter(pk__in=ours).order_by("name"))


@require_http_methods(["GET", "HEAD", "POST"])
def service_new(request):
    _keepers_only(request.user)
    now = timezone.now()
    teams = _teams(request.user)
    form = ServiceForm(request.POST or None, teams=teams, units=units_near(request.user))
    if request.method == "POST" and form.is_valid():
        team_id = int(form.cleaned_data.get("team") or teams[0].pk)
        try:
            service = actions.add_service(team_id=team_id, by=request.user, at=now, **form.values())
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Added to the directory."))
            return redirect(service)
    return render(request, "referrals/service_edit.html", {"form": form, "service": None})


@require_http_methods(["GET", "HEAD", "POST"])
def service_edit(request, pk):
    service = _found(request, pk)
    _keepers_only(request.user)
    form = ServiceForm(
        request.POST or None, units=units_near(request.user), initial=_initial(service)
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_service(
                service_id=pk, by=request.user, at=timezone.now(), **form.values()
            )
        except Stale as told:
            form.refuse(told)
            form.catch_up(_found(request, pk).version)
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Changed, and marked as checked today."))
            return redirect(service)
    return render(request, "referrals/service_edit.html", {"form": form, "service": service})


def _initial(service):
    given = {name: getattr(service, name) for name in (*actions.SERVICE_DETAILS, "version")}
    return given | {"units": [str(unit.pk) for unit in service.units.all()]}


def _done(request, act, said, **values):
    try:
        act(by=request.user, at=timezone.now(), **values)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)


@require_POST
def service_check(request, pk):
    """One click from the list, and back to where one was."""
    service = _found(request, pk)
    said = _("%(name)s: checked today.") % {"name": service.name}
    _done(request, actions.check_service, said, service_id=pk)
    return onward(request, service)


@require_POST
def service_bring_back(request, pk):
    service = _found(request, pk)
    _done(request, actions.bring_back_service, _("Listed again."), service_id=pk)
    return redirect(service)


@require_http_methods(["GET", "HEAD", "POST"])
def service_retire(request, pk):
    service = _found(request, pk)
    _keepers_only(request.user)
    form = RetireServiceForm(request.POST or None, initial={"version": service.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.retire_service(
                service_id=pk, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
            form.catch_up(_found(request, pk).version)
        else:
            messages.success(request, _("No longer listed. Past referrals to it are kept."))
            return redirect("referrals:service_list")
    return render(request, "referrals/service_retire.html", {"form": form, "service": service})
