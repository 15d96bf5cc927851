"""The places people are met in: what each is like, and where it is on the map."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people import actions
from people.forms import PlaceFilter, PlaceNoteForm, VenueForm
from people.forms.shared import DAYS
from people.models import Venue
from people.permissions import Permission
from people.rules import NotAllowed

from .doors import form_page, needs

LONGEST = 500


# Whoever may send a person there should know what it is like.
READERS = (
    Permission.REFER,
    Permission.CASE_WORK,
    Permission.SUPERVISE,
    Permission.TEAM_SEE,
    Permission.STAFF_EDIT,
)


@require_safe
@needs(*READERS)
def venue_list(request):
    form = PlaceFilter(request.GET or None)
    venues = Venue.objects.select_related("unit").order_by("unit__name", "name")
    unit = form.cleaned_data["unit"] if form.is_valid() else None
    if unit:
        venues = venues.filter(unit=unit)
    return render(
        request,
        "people/venue_list.html",
        {
            "venues": [_told(venue) for venue in venues[:LONGEST]],
            "form": form,
            "clear_url": reverse("people:venue_list"),
            "sets_up": request.user.can(Permission.STAFF_EDIT),
        },
    )


def _told(venue):
    names = dict(DAYS)
    venue.days_in_words = [names[day] for day in venue.team_days]
    venue.good_for = [
        words
        for has, words in (
            (venue.private_entrance, _("private entrance")),
            (venue.quiet_wait, _("quiet place to wait")),
            (venue.step_free, _("step-free")),
        )
        if has
    ]
    return venue


@require_safe
@needs(*READERS)
def venue_detail(request, pk):
    venue = _told(get_object_or_404(Venue.objects.select_related("unit", "noted_by"), pk=pk))
    return render(
        request,
        "people/venue_detail.html",
        {
            "venue": venue,
            "may_note": request.user.can(Permission.CASE_WORK),
            "sets_up": request.user.can(Permission.STAFF_EDIT),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CASE_WORK)
def venue_note(request, pk):
    venue = get_object_or_404(Venue, pk=pk)
    initial = {name: getattr(venue, name) for name in PlaceNoteForm.base_fields}
    form = PlaceNoteForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_place(
                venue_id=venue.pk, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, _("Thank you. Whoever goes to %(place)s reads it.") % {"place": venue}
            )
            return redirect(venue)
    return form_page(request, "people/venue_note.html", form, venue, venue=venue)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.STAFF_EDIT)
def venue_new(request):
    form = VenueForm(request.POST or None)
    if _saved(request, form, lambda **details: actions.add_venue(**details)):
        return redirect("people:venue_list")
    return form_page(request, "people/venue_form.html", form, "people:venue_list", venue=None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.STAFF_EDIT)
def venue_edit(request, pk):
    venue = get_object_or_404(Venue, pk=pk)
    initial = {name: getattr(venue, name) for name in VenueForm.base_fields}
    form = VenueForm(request.POST or None, initial=initial)
    if _saved(request, form, lambda **details: actions.change_venue(venue_id=venue.pk, **details)):
        return redirect(venue)
    return form_page(request, "people/venue_form.html", form, venue, venue=venue)


def _saved(request, form, action):
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        venue = action(by=request.user, at=timezone.now(), **form.cleaned_data)
    except NotAllowed as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, _("%(place)s has been saved.") % {"place": venue})
    return True
