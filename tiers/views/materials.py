"""The library: short texts to work with, one a page, fit to be printed."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.models import Team
from people.permissions import Permission
from people.rules import NotAllowed
from tiers import actions
from tiers.forms import MaterialForm
from tiers.models import Material, PutAway

from .answering import tier_one_page
from .pages import is_sent, tried


def blocks(text):
    """[(kind, lines)] for the page: "heading", "points" or "paragraph"."""
    found = []
    lines = (line.strip() for line in text.splitlines())
    for kind, group in groupby(lines, key=_kind):
        said = [line.removeprefix("# ").removeprefix("- ") for line in group]
        if kind == "points":
            found.append((kind, said))
        elif kind:
            found += [(kind, [line]) for line in said]
    return found


def _kind(line):
    if not line:
        return ""
    return {"# ": "heading", "- ": "points"}.get(line[:2], "paragraph")


def _team(request):
    """The team whose library is shown: the one asked for, or the first one belongs to."""
    teams = list(Team.objects.visible_to(request.user).order_by("name"))
    asked = request.GET.get("team") or request.POST.get("team")
    chosen = [one for one in teams if not asked or str(one.pk) == asked]
    if not chosen:
        raise Http404
    return chosen[0], teams


@require_safe
def material_list(request):
    team, teams = _team(request)
    keeps = request.user.can(Permission.POLICY_EDIT, team.pk)
    put_away = PutAway.objects.visible_to(request.user).filter(team=team)
    return render(
        request,
        "tiers/material_list.html",
        {
            "team": team,
            "team_links": [
                {"url": f"?team={one.pk}", "label": one.name, "current": one == team}
                for one in teams
            ],
            "materials": Material.objects.visible_to(request.user).in_use(team.pk),
            "put_away": put_away.select_related("material").order_by("material__title")
            if keeps
            else [],
            "keeps": keeps,
        },
    )


@require_safe
def material_detail(request, pk):
    material = get_object_or_404(Material.objects.visible_to(request.user), pk=pk)
    return render(
        request,
        "tiers/material_detail.html",
        {
            "material": material,
            "blocks": blocks(material.text),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def material_new(request):
    team, _teams = _team(request)
    if not request.user.can(Permission.POLICY_EDIT, team.pk):
        raise PermissionDenied
    form = MaterialForm(request.POST or None)
    if is_sent(request, form):
        material = tried(
            form,
            lambda: actions.add_material(
                team_id=team.pk, by=request.user, at=timezone.now(), **form.cleaned_data
            ),
        )
        if material is not None:
            messages.success(request, _("Your team can use it now."))
            return redirect(material)
    return tier_one_page(
        request,
        form,
        heading=_("Add a material"),
        lead=_("For the PPs and practitioners of %(team)s.") % {"team": team},
        button=_("Add it"),
        back_url=redirect("tiers:material_list").url,
    )


@require_POST
def material_put_away(request, pk):
    return _change(request, pk, actions.put_away_material, _("It is no longer offered."))


@require_POST
def material_bring_back(request, pk):
    return _change(request, pk, actions.bring_back_material, _("It is offered again."))


def _change(request, pk, action, said):
    team, _teams = _team(request)
    material = get_object_or_404(Material.objects.visible_to(request.user), pk=pk)
    try:
        action(material_id=material.pk, team_id=team.pk, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    messages.success(request, said)
    return redirect(f"{redirect('tiers:material_list').url}?team={team.pk}")
