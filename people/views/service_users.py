"""Adding a person, correcting what is known of them, and saying where they live now."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.views import looked_at
from people import actions, rules
from people.bar import person_bar
from people.forms import DetailsForm, NewPersonForm
from people.models import NumberKind, ServiceUser, Team, User, likely_same
from people.permissions import Permission, Role
from people.rules import NotAllowed

from .doors import follows_merges, form_page, needs, onward


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.REFER)
def person_new(request):
    return new_person_page(request, lambda person: redirect("reports:person", person.pk))


def new_person_page(request, onward_with, *, then_refers=False):
    """`onward_with`: where it goes on once the person is added. The page offers the other way too."""
    now = timezone.now()
    teams = _teams(request.user)
    form = NewPersonForm(
        request.POST or None,
        initial={"unit_id": request.user.unit_id, **_carried(request)},
        today=timezone.localdate(now),
        teams=teams,
        pps=_pps_to_name(request.user, teams),
    )
    likely = hidden = None
    if request.method == "POST" and form.is_valid():
        likely, hidden = _likely(request, form, now)
        if not likely and not hidden and form.is_valid():
            person = _add(request, form, teams, now)
            if person is not None:
                _say_added(request, form, person)
                return onward_with(person)
    return form_page(
        request,
        "people/person_new.html",
        form,
        "people:person_find",
        likely=likely or [],
        hidden=bool(hidden),
        then_refers=then_refers,
    )


def _teams(user):
    rows = Team.objects.visible_to(user).filter(pk__in=user.teams_where(Permission.REFER))
    return list(rows.order_by("name"))


def _pps(user, team_ids):
    """Who may be named as supervising or covering: the PPs of these teams."""
    people = User.objects.visible_to(user).active()
    return people.in_teams(team_ids, Role.REFERRER).order_by("family_name", "given_name")


def _pps_to_name(user, teams):
    """A PP is not asked who supervises: they do, or they name another later."""
    if Role.REFERRER in user.roles:
        return []
    return list(_pps(user, {team.pk for team in teams}))


def _carried(request):
    """What was typed into the search goes into its own box."""
    typed = request.GET.get("q", "")[:80]
    try:
        identifier = rules.read_identifier(typed, year=timezone.localdate().year)
    except NotAllowed:
        return {}
    if identifier:
        return {identifier[0]: identifier[1]}
    given, _space, family = typed.strip().rpartition(" ")
    return {"given_name": given, "family_name": family}


def _likely(request, form, now):
    """People already known who may be this one, and whether somebody out of reach may be; nobody when
    it was said they are not. That there is somebody is an answer about them: kept, and limited."""
    if "anyway" in request.POST:
        return [], False
    names = {key: form.cleaned_data[key] for key in ("given_name", "family_name", "date_of_birth")}
    seen, hidden = likely_same(**names, user=request.user)
    try:
        actions.tell_known(hidden, page="people:person_new", by=request.user, at=now)
    except NotAllowed as refusal:
        form.refuse(refusal)
        return [], False
    return seen, bool(hidden)


def _add(request, form, teams, now):
    where = form.where()
    try:
        return actions.add_service_user(
            by=request.user,
            at=now,
            team_id=form.cleaned_data.get("team_id") or teams[0].pk,
            where=actions.Place(**where) if where else None,
            **form.person(),
        )
    except NotAllowed as refusal:
        form.refuse(refusal)
        return None


def _say_added(request, form, person):
    messages.success(request, _("%(name)s has been added.") % {"name": person.display_name})
    if form.pnc_warning:
        _warn_of_pnc(request)


def _warn_of_pnc(request):
    messages.warning(
        request,
        _("The PNC number is kept as typed, but its last letter does not fit. Check it."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@follows_merges
def person_edit(request, pk):
    now = timezone.now()
    today = timezone.localdate(now)
    person = get_object_or_404(ServiceUser.objects.visible_to(request.user).for_bar(today), pk=pk)
    looked_at(request, service_user_id=person.pk, at=now)
    form = DetailsForm(
        request.POST or None,
        initial={name: getattr(person, name) for name in (*actions.PERSON_DETAILS, "version")},
        today=today,
        pps=named_pps(person, request.user),
        held=[kind.value for kind in NumberKind if getattr(person, kind.value)],
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.update_service_user(
                service_user_id=person.pk, by=request.user, at=now, **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The details have been saved."))
            if form.pnc_warning:
                _warn_of_pnc(request)
            return still_theirs(request, person)
    return form_page(
        request,
        "people/person_edit.html",
        form,
        "reports:person",
        person.pk,
        person=person,
        bar=person_bar(person, request.user, now),
    )


def still_theirs(request, person):
    """Naming another PP may end one's own sight of the person."""
    if ServiceUser.objects.visible_to(request.user).filter(pk=person.pk).exists():
        return onward(request, "reports:person", person.pk)
    return redirect("people:person_find")


def named_pps(person, user):
    """A PP of another team, or one who has left, stays on the list for the person they hold."""
    listed = list(_pps(user, {person.team_id}))
    present = [user for user in (person.pp, person.cover_pp) if user and user not in listed]
    return [*listed, *dict.fromkeys(present)]
