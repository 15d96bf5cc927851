"""What a team works on and what stood in the way: the catalogue, the counts, the lists behind them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iirms.forms import whole_number
from people.models import Venue
from people.permissions import Permission
from people.rules import NotAllowed
from referrals.rules import Tier
from tiers import actions, figures
from tiers.forms import AddInterventionForm, NameForm
from tiers.models import Intervention
from tiers.rules import Barrier

from .answering import tier_one_page
from .pages import is_sent, tried, working_team

LISTED = 200


def _leads(request, team):
    return request.user.can(Permission.POLICY_EDIT, team.pk)


def _page_of(team):
    return f"{reverse('tiers:intervention_list')}?team={team.pk}"


@require_safe
def intervention_list(request):
    team = working_team(request)
    entries = figures.catalogue(request.user, team, now=timezone.now())
    return render(
        request,
        "tiers/intervention_list.html",
        {
            "team": team,
            "leads": _leads(request, team),
            "tiers": [
                (tier.label, [one for one in entries if one.tier == tier and not one.is_retired])
                for tier in Tier
            ],
            "retired": [one for one in entries if one.is_retired],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def intervention_new(request):
    return _named(
        request,
        AddInterventionForm(request.POST or None),
        actions.add_intervention,
        heading=_("Add to what you work on"),
        button=_("Add it"),
        said=_("It can be chosen now, when a session is recorded."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def intervention_rename(request, pk):
    entry = _entry(request, working_team(request), pk)
    return _named(
        request,
        NameForm(request.POST or None, initial={"name": entry.shown_name}),
        actions.rename_intervention,
        heading=_("Call “%(name)s” something else") % {"name": entry.shown_name},
        button=_("Save the name"),
        said=_("The name is changed."),
        intervention_id=pk,
    )


def _entry(request, team, pk):
    return get_object_or_404(Intervention.objects.visible_to(request.user).of_team(team.pk), pk=pk)


def _named(request, form, action, *, heading, button, said, **more):
    team = working_team(request)
    if not _leads(request, team):
        raise PermissionDenied
    if is_sent(request, form):
        done = tried(
            form,
            lambda: action(
                team_id=team.pk,
                by=request.user,
                at=timezone.now(),
                **form.cleaned_data,
                **more,
            ),
        )
        if done is not None:
            messages.success(request, said)
            return redirect(_page_of(team))
    return tier_one_page(request, form, heading=heading, button=button, back_url=_page_of(team))


@require_POST
def intervention_retire(request, pk):
    return _change(request, pk, actions.retire_intervention, _("It is no longer offered."))


@require_POST
def intervention_bring_back(request, pk):
    return _change(request, pk, actions.bring_back_intervention, _("It is offered again."))


def _change(request, pk, action, said):
    team = working_team(request)
    entry = _entry(request, team, pk)
    try:
        action(intervention_id=entry.pk, team_id=team.pk, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    messages.success(request, said)
    return redirect(_page_of(team))


@require_safe
def intervention_sessions(request, pk):
    now = timezone.now()
    team = working_team(request)
    entry = _entry(request, team, pk)
    rows = figures.sessions_worked_on(request.user, team, entry, now=now)[:LISTED]
    return _counted(request, team, entry.shown_name, rows, back_url=_page_of(team))


# --- What stood in the way ------------------------------------------------------------------------


@require_safe
def barrier_list(request):
    team = working_team(request)
    by_code, by_venue = figures.barriers(request.user, team, now=timezone.now())
    return render(
        request,
        "tiers/barrier_list.html",
        {"team": team, "by_code": by_code, "by_venue": by_venue},
    )


@require_safe
def barrier_sessions(request, code):
    """?venue: a key, or "none" for sessions without a place."""
    team, barrier = working_team(request), _barrier(code)
    venue = request.GET.get("venue", "any")
    place = "any" if venue == "any" else None if venue == "none" else whole_number(venue)
    if venue not in ("any", "none") and place is None:
        raise Http404
    rows = figures.sessions_with_barrier(
        request.user, team, code=barrier.value, venue=place, now=timezone.now()
    )
    where = ""
    if venue not in ("any", "none"):
        where = str(get_object_or_404(Venue, pk=place))
    return _counted(
        request, team, barrier.label, rows[:LISTED], back_url=_barriers_of(team), where=where
    )


@require_safe
def barrier_reviews(request, code):
    team, barrier = working_team(request), _barrier(code)
    rows = figures.reviews_with_barrier(request.user, team, code=barrier.value, now=timezone.now())
    return _counted(
        request, team, barrier.label, rows[:LISTED], back_url=_barriers_of(team), reviews=True
    )


def _barrier(code):
    if code not in Barrier:
        raise Http404
    return Barrier(code)


def _barriers_of(team):
    return f"{reverse('tiers:barrier_list')}?team={team.pk}"


def _counted(request, team, heading, rows, *, back_url, where="", reviews=False):
    return render(
        request,
        "tiers/counted_list.html",
        {
            "team": team,
            "heading": heading,
            "where": where,
            "rows": list(rows),
            "reviews": reviews,
            "back_url": back_url,
        },
    )
