"""Staff as an administrator keeps them, and as a lead sees their own team."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people import actions, rules
from people.forms import RegistrationForm, RolesForm, StaffFilterForm, StaffForm, StopForm
from people.models import Absence, Membership, Team, User
from people.permissions import Permission, Role
from people.rules import NotAllowed

from .doors import form_page, needs, onward

# A page never grows with the whole country: past this many rows it asks for a team or a name.
LONGEST = 200


@require_safe
@needs(Permission.STAFF_EDIT, Permission.TEAM_SEE)
def staff_list(request):
    today = timezone.localdate(timezone.now())
    teams = _teams_seen(request.user)
    form = StaffFilterForm(request.GET or None, teams=teams)
    sought = form.cleaned_data if form.is_bound and form.is_valid() else {}
    held = Membership.objects.visible_to(request.user).filter(team__in=teams)
    if sought.get("q"):
        held = held.filter(user__in=User.objects.visible_to(request.user).called(sought["q"]))
    if sought.get("team"):
        held = held.filter(team_id=sought["team"])
    held = held.select_related("user", "team__policy").order_by(
        "team__name", "user__family_name", "user__given_name", "user_id", "role"
    )
    rows = list(held[: LONGEST + 1])
    away = set(
        Absence.objects.visible_to(request.user)
        .on(today)
        .filter(user_id__in={row.user_id for row in rows})
        .values_list("user_id", flat=True)
    )
    administers = request.user.can(Permission.STAFF_EDIT)
    return render(
        request,
        "people/staff_list.html",
        {
            "form": form,
            "teams": _grouped(rows[:LONGEST], away, today),
            "alone": _without_team(request.user, sought) if administers else [],
            "too_many": len(rows) > LONGEST,
            "administers": administers,
            "today": today,
        },
    )


def _teams_seen(user):
    """All teams for an administrator; for a lead, the teams they lead."""
    teams = Team.objects.visible_to(user).order_by("name")
    if not user.can(Permission.STAFF_EDIT):
        teams = teams.filter(pk__in=user.teams_where(Permission.TEAM_SEE))
    return list(teams)


def _without_team(user, sought):
    """Somebody whose last role was taken away must not vanish from the page, nor from a search by
    name; of one team they are not."""
    if sought.get("team"):
        return []
    alone = User.objects.visible_to(user).filter(memberships__isnull=True)
    if sought.get("q"):
        alone = alone.called(sought["q"])
    return list(alone.order_by("family_name", "given_name")[:LONGEST])


def _grouped(rows, away, today):
    """[{team, staff: [{user, roles, registration, away}]}] from rows in order."""
    return [
        {
            "team": team,
            "staff": [
                {
                    "user": user,
                    "roles": [Role(row.role).label for row in held],
                    "registration": rules.registration_state(
                        user.registration_expires_on,
                        today,
                        soon_days=team.policy.staff_registration_days,
                    ),
                    "away": user.pk in away,
                }
                for user, held in groupby(members, key=lambda row: row.user)
            ],
        }
        for team, members in groupby(rows, key=lambda row: row.team)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.STAFF_EDIT)
def staff_new(request):
    teams = _teams_seen(request.user)
    form = StaffForm(request.POST or None)
    roles = RolesForm(request.POST or None, teams=teams)
    if request.method == "POST" and form.is_valid() & roles.is_valid():
        try:
            user = actions.add_staff(
                by=request.user, at=timezone.now(), roles=roles.roles, **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            words = _("%(name)s has been added. A letter to choose a password is on its way.")
            messages.success(request, words % {"name": user})
            if not roles.roles:
                messages.warning(
                    request, _("They have no role yet, and see nothing until they do.")
                )
                return redirect("people:staff_roles", user.pk)
            return redirect("people:staff_list")
    return form_page(request, "people/staff_new.html", form, "people:staff_list", roles=roles)


STAFF_FIELDS = tuple(name for name in StaffForm.base_fields if name != "version")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.STAFF_EDIT)
def staff_edit(request, pk):
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form = StaffForm(
        request.POST or None,
        initial={name: getattr(user, name) for name in (*STAFF_FIELDS, "version")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_staff(
                user_id=user.pk, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The details have been saved."))
            return redirect("people:staff_edit", user.pk)
    return form_page(
        request,
        "people/staff_edit.html",
        form,
        "people:staff_list",
        person=user,
        held=_held(request.user, user),
    )


def _held(reader, user):
    rows = Membership.objects.visible_to(reader).filter(user=user).select_related("team")
    return [
        {"team": team, "roles": [Role(row.role).label for row in held]}
        for team, held in groupby(
            rows.order_by("team__name", "role"), key=lambda row: row.team.name
        )
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.STAFF_EDIT)
def staff_roles(request, pk):
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if request.method != "POST" and user.pk == request.user.pk:
        messages.info(request, _("You cannot change your own roles. Ask another administrator."))
        return redirect("people:staff_edit", user.pk)
    teams = _teams_seen(request.user)
    held = user.held
    initial = {
        f"team_{team.pk}": [role for team_id, role in held if team_id == team.pk] for team in teams
    }
    form = RolesForm(
        request.POST or None, teams=teams, initial={**initial, "version": user.version}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_roles(
                user_id=user.pk,
                roles=form.roles,
                by=request.user,
                at=timezone.now(),
                version=form.cleaned_data["version"],
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The roles have been saved. They hold from now on."))
            return redirect("people:staff_edit", user.pk)
    return form_page(
        request, "people/staff_roles.html", form, "people:staff_edit", user.pk, person=user
    )


@require_http_methods(["GET", "HEAD", "POST"])
def registration_renew(request, pk):
    """For whoever is registered, and for those who look after them."""
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if not actions.may_renew(user, request.user):
        raise PermissionDenied
    form = RegistrationForm(
        request.POST or None,
        initial={"registration_number": user.registration_number, "version": user.version},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.renew_registration(
                user_id=user.pk, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Saved. It is flagged again in good time."))
            return onward(request, "reports:home")
    return form_page(request, "people/registration_renew.html", form, "reports:home", person=user)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.STAFF_EDIT)
def staff_stop(request, pk):
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form = StopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.stop_signing_in(
                user_id=user.pk, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("%(name)s can no longer sign in.") % {"name": user})
            return redirect("people:staff_edit", user.pk)
    return form_page(
        request, "people/staff_stop.html", form, "people:staff_edit", user.pk, person=user
    )


@require_POST
@needs(Permission.STAFF_EDIT)
def staff_back(request, pk):
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    actions.let_back_in(user_id=user.pk, by=request.user, at=timezone.now())
    messages.success(request, _("%(name)s can sign in again.") % {"name": user})
    return redirect("people:staff_edit", user.pk)


@require_POST
@needs(Permission.STAFF_EDIT)
def staff_welcome(request, pk):
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    try:
        actions.send_welcome_again(user_id=user.pk, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("A letter to choose a password is on its way."))
    return redirect("people:staff_edit", user.pk)
