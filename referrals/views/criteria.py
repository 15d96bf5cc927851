"""The criteria for referral: those in force, those before, and a new version."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people.models import Team
from people.permissions import Permission
from people.rules import NotAllowed
from people.views.doors import needs
from referrals import actions
from referrals.forms import CriteriaForm
from referrals.models import CriteriaSet
from referrals.rules import CriteriaGroup


@require_safe
@needs(Permission.CRITERIA_EDIT, Permission.REFER)
def criteria_list(request):
    today = timezone.localdate(timezone.now())
    sets = (
        CriteriaSet.objects.visible_to(request.user)
        .select_related("region", "added_by")
        .prefetch_related("criteria")
        .order_by("-in_force_from", "-pk")
    )
    groups = {group: {"group": group, "label": group.label, "sets": []} for group in CriteriaGroup}
    for one in sets:
        groups[CriteriaGroup(one.group)]["sets"].append(one)
    for group in groups.values():
        _mark(group["sets"], today)
    return render(
        request,
        "referrals/criteria_list.html",
        {
            "groups": list(groups.values()),
            "may_add": request.user.can(Permission.CRITERIA_EDIT),
        },
    )


def _mark(sets, today):
    """Newest first: those to come, the one in force, and those it replaced."""
    begun = False
    for one in sets:
        if one.in_force_from > today:
            one.standing, one.tone = _("To come"), "soon"
        elif not begun:
            one.standing, one.tone, begun = _("In force"), "good", True
        else:
            one.standing, one.tone = _("Replaced"), "quiet"


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CRITERIA_EDIT)
def criteria_new(request, group):
    if group not in CriteriaGroup:
        raise Http404
    now = timezone.now()
    region_id = _region(request.user)
    latest = (
        CriteriaSet.objects.visible_to(request.user)
        .filter(group=group)
        .order_by("-in_force_from", "-pk")
        .first()
    )
    form = CriteriaForm(request.POST or None, criteria=list(latest.criteria.all()))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.add_criteria_set(
                group=group,
                region_id=region_id,
                in_force_from=given["in_force_from"],
                why=given["why"],
                criteria=form.criteria(),
                by=request.user,
                at=now,
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The new criteria have been added. The old ones stay."))
            return redirect("referrals:criteria_list")
    return render(
        request,
        "referrals/criteria_new.html",
        {"form": form, "group": CriteriaGroup(group), "latest": latest},
    )


def _region(user):
    """Of the first team they administer: an administrator's teams lie in one region."""
    mine = Team.objects.visible_to(user).filter(pk__in=user.teams_where(Permission.CRITERIA_EDIT))
    return mine.order_by("pk").values_list("region_id", flat=True)[0]
