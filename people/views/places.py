"""Where the person lives now and lived before: moved, and corrected."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import F
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.views import looked_at
from people import actions
from people.bar import person_bar
from people.forms import PlaceForm, PlaceToCorrectForm
from people.forms.service_users import LISTS
from people.models import Location, ServiceUser
from people.rules import NotAllowed

from .doors import follows_merges, form_page, onward


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
                where=actions.Place(**form.where()),
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Where they live has been saved."))
            return onward(request, "reports:person", person.pk)
    places = Location.objects.visible_to(request.user).filter(service_user=person)
    places = places.select_related("venue", "replaced_by", "released_to").order_by(
        F("from_on").desc(nulls_last=True), "-pk"
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
        initial=_as_it_stands(place),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_place(
                location_id=place.pk,
                where=actions.Place(**form.where()),
                to_on=form.cleaned_data["to_on"],
                because=form.cleaned_data["because"],
                by=request.user,
                at=now,
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Corrected. What was written before is kept."))
            return onward(request, "people:person_move", person.pk)
    return form_page(
        request,
        "people/place_correct.html",
        form,
        "people:person_move",
        person.pk,
        person=person,
        bar=person_bar(person, request.user, now),
    )


def _as_it_stands(place):
    return {
        "kind": place.kind,
        **({LISTS[place.kind]: place.venue_id} if place.kind in LISTS else {}),
        "place": place.place,
        "from_on": place.from_on,
        "to_on": place.to_on,
        "release_expected_on": place.release_expected_on,
        "release_unknown_reason": place.release_unknown_reason,
        "released_to": place.released_to_id,
    }
