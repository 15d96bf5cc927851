"""The places people are met in: what each is like, and where it is on the map."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people import actions
from people.forms import VenueForm
from people.models import Venue
from people.permissions import Permission
from people.rules import NotAllowed

from .doors import needs

LONGEST = 500


@require_safe
@needs(Permission.STAFF_EDIT)
def venue_list(request):
    venues = Venue.objects.select_related("unit").order_by("unit__name", "name")
    return render(request, "people/venue_list.html", {"venues": list(venues[:LONGEST])})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.STAFF_EDIT)
def venue_new(request):
    form = VenueForm(request.POST or None)
    if _saved(request, form, lambda **details: actions.add_venue(**details)):
        return redirect("people:venue_list")
    return render(request, "people/venue_form.html", {"form": form, "venue": None})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.STAFF_EDIT)
def venue_edit(request, pk):
    venue = get_object_or_404(Venue, pk=pk)
    initial = {name: getattr(venue, name) for name in VenueForm.base_fields}
    form = VenueForm(request.POST or None, initial=initial)
    if _saved(request, form, lambda **details: actions.change_venue(venue_id=venue.pk, **details)):
        return redirect("people:venue_list")
    return render(request, "people/venue_form.html", {"form": form, "venue": venue})


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
