"""Teams and the units they serve; the intervals and limits a lead sets for theirs."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people import actions
from people.forms import PolicyForm, TeamForm, UnitForm
from people.models import Team, TeamPolicy, Unit
from people.permissions import Permission
from people.rules import NotAllowed

from .doors import form_page, needs, onward


@require_safe
@needs(Permission.STAFF_EDIT, Permission.POLICY_EDIT)
def team_list(request):
    teams = Team.objects.visible_to(request.user).select_related("region")
    units = list(Unit.objects.select_related("team").order_by("name"))
    return render(
        request,
        "people/team_list.html",
        {
            "teams": list(teams.prefetch_related("units").order_by("region__name", "name")),
            "units": units,
            "unserved": [unit for unit in units if unit.team is None],
            "administers": request.user.can(Permission.STAFF_EDIT),
            "led": request.user.teams_where(Permission.POLICY_EDIT),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.STAFF_EDIT)
def team_new(request):
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            team = actions.add_team(by=request.user, at=timezone.now(), **form.cleaned_data)
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("%(team)s has been added.") % {"team": team})
            return redirect("people:team_list")
    return form_page(request, "people/team_new.html", form, "people:team_list")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.STAFF_EDIT)
def team_edit(request, pk):
    teams = Team.objects.visible_to(request.user).select_related("region")
    team = get_object_or_404(teams, pk=pk)
    form = TeamForm(
        request.POST or None,
        initial={
            "name": team.name,
            "name_cy": team.name_cy,
            "region": team.region.name,
            "email": team.email,
            "telephone": team.telephone,
            "units": [unit.pk for unit in team.units.all()],
            "version": team.version,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_team(
                team_id=team.pk, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The team has been saved."))
            return redirect("people:team_list")
    return form_page(request, "people/team_edit.html", form, "people:team_list", team=team)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.STAFF_EDIT)
def unit_new(request):
    form = UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            unit = actions.add_unit(by=request.user, at=timezone.now(), **form.cleaned_data)
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            words = _("%(unit)s has been added. Choose the team that serves it.")
            messages.success(request, words % {"unit": unit})
            return redirect("people:team_list")
    return form_page(request, "people/unit_new.html", form, "people:team_list")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.STAFF_EDIT)
def unit_edit(request, pk):
    unit = get_object_or_404(Unit.objects.select_related("region"), pk=pk)
    form = UnitForm(request.POST or None, initial={"name": unit.name, "region": unit.region.name})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_unit(
                unit_id=unit.pk, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The unit has been saved."))
            return redirect("people:team_list")
    return form_page(request, "people/unit_edit.html", form, "people:team_list", unit=unit)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.POLICY_EDIT)
def policy_edit(request, pk):
    led = TeamPolicy.objects.visible_to(request.user).filter(
        team_id__in=request.user.teams_where(Permission.POLICY_EDIT)
    )
    policy = get_object_or_404(led.select_related("team", "updated_by"), team_id=pk)
    form = PolicyForm(
        request.POST or None,
        initial={name: getattr(policy, name) for name in (*actions.POLICY_FIELDS, "version")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_policy(
                team_id=pk, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The policy has been saved. It holds from now on."))
            return onward(request, "people:policy_edit", pk)
    return form_page(request, "people/policy_edit.html", form, "people:team_list", policy=policy)
