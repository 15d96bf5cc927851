"""Where the person lives now and lived before: moved, and corrected."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.views import looked_at
from people import actions
from people.bar import person_bar
from people.forms import PLACE_FIELDS, PlaceForm, PlaceToCorrectForm
from people.models import Location, ServiceUser
from people.rules import NotAllowed

from .doors import follows_merges, form_page, onward

ROWS = {"venue", "released_to"}  # chosen by primary key


def place_of(values):
    """What `PlaceForm` read, as the verbs take it."""
    return actions.Place(
        kind=values["kind"],
        from_on=values["from_on"],
        venue_id=values["venue"],
        place=values["place"],
        release_expected_on=values["release_expected_on"],
        release_unknown_reason=values["release_unknown_reason"] or "",
        released_to_id=values["released_to"],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@follows_merges
def person_move(request, pk):
    now = timezone.now()
    today = timezone.localdate(now)
    person = get_object_or_404(ServiceUser.objects.visible_to(request.user).for_bar(today), pk=pk)
    looked_at(request, service_user_id=person.pk, at=now)
    form = PlaceForm(request.POST or None, initial={"from_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            actions.move(
                service_user_id=person.pk,
                by=request.user,
                at=now,
                where=place_of(form.cleaned_data),
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Where they live has been saved."))
            return onward(request, "reports:person", person.pk)
    places = Location.objects.visible_to(request.user).filter(service_user=person)
    places = places.select_related("venue", "replaced_by", "released_to").order_by(
        "-from_on", "-pk"
    )
    return form_page(
        request,
        "people/person_move.html",
        form,
        "reports:person",
        person.pk,
        person=person,
        bar=person_bar(person, request.user, now),
        places=[place for place in places if place.replaced_at is None],
        corrected=[place for place in places if place.replaced_at],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def place_correct(request, pk):
    now = timezone.now()
    places = Location.objects.visible_to(request.user).standing().select_related("venue")
    place = get_object_or_404(places, pk=pk)
    people = ServiceUser.objects.visible_to(request.user).for_bar(timezone.localdate(now))
    person = people.get(pk=place.service_user_id)
    looked_at(request, service_user_id=person.pk, at=now)
    form = PlaceToCorrectForm(
        request.POST or None,
        initial={
            name: getattr(place, name) for name in (*PLACE_FIELDS, "to_on") if name not in ROWS
        }
        | {"venue": place.venue_id, "released_to": place.released_to_id},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_place(
                location_id=place.pk,
                where=place_of(form.cleaned_data),
                to_on=form.cleaned_data["to_on"],
                because=form.cleaned_data["because"],
                by=request.user,
                at=now,
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Corrected. What was written before is kept."))
            return redirect("people:person_move", person.pk)
    return form_page(
        request,
        "people/place_correct.html",
        form,
        "people:person_move",
        person.pk,
        person=person,
        bar=person_bar(person, request.user, now),
    )
