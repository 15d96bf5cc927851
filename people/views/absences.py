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
from people.templatetags.words import short_day

from .doors import form_page, onward


@require_http_methods(["GET", "HEAD", "POST"])
def absence_new(request, pk):
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    _check_theirs(request, user)
    form = AbsenceForm(request.POST or None, colleagues=_colleagues(request.user, user))
    if request.method == "POST" and form.is_valid():
        try:
            absence = actions.record_absence(
                user_id=user.pk, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            _say_saved(request, absence)
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
            changed = actions.change_absence(
                absence_id=absence.pk, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            _say_saved(request, changed)
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


def _say_saved(request, absence):
    """With the days that nobody covers: theirs, and those of whom they would have covered."""
    messages.success(request, _("The absence has been saved."))
    spells = Absence.objects.visible_to(request.user).during(absence.starts_on, absence.ends_on)
    beside = spells.select_related("user").order_by("starts_on", "pk")
    if absence.cover_id:
        for spell in beside.filter(user_id=absence.cover_id):
            said = _("%(name)s is %(away)s too: nobody covers then.")
            messages.warning(request, said % {"name": spell.user, "away": away_in_words(spell)})
    for spell in beside.filter(cover_id=absence.user_id):
        said = _("%(cover)s was to cover for %(name)s, who is %(away)s: name somebody else.")
        words = {"cover": absence.user, "name": spell.user, "away": away_in_words(spell)}
        messages.warning(request, said % words)


def away_in_words(spell):
    """Without why: that is for them and their lead."""
    if spell.ends_on is None:
        return _("away from %(day)s") % {"day": short_day(spell.starts_on)}
    days = {"first": short_day(spell.starts_on), "last": short_day(spell.ends_on)}
    return _("away %(first)s to %(last)s") % days


def _colleagues(viewer, user):
    """(key, name), with when they are away next: nobody is chosen who is away too, unseen."""
    people = User.objects.visible_to(viewer).active().who_could_cover(user).exclude(pk=user.pk)
    today = timezone.localdate()
    spells = Absence.objects.visible_to(viewer).during(today, None).filter(user__in=people)
    away = {spell.user_id: spell for spell in spells.order_by("-starts_on")}
    return [
        (one.pk, _named(one, away.get(one.pk), today))
        for one in people.order_by("family_name", "given_name")
    ]


def _named(colleague, spell, today):
    if spell is None:
        return str(colleague)
    if spell.starts_on > today:
        away = away_in_words(spell)
    elif spell.ends_on:
        away = _("away until %(day)s") % {"day": short_day(spell.ends_on)}
    else:
        away = _("away")
    return _("%(name)s (%(away)s)") % {"name": colleague, "away": away}


def _known(viewer, user):
    rows = Absence.objects.visible_to(viewer).filter(user=user).select_related("cover")
    return list(rows.order_by("-starts_on")[:10])


def _home(request, user):
    return "people:my_details" if user == request.user else "people:staff_list"
