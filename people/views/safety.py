"""One page for what keeps meetings with somebody safe; and what the record says of it already."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.views import looked_at
from people import actions
from people.bar import person_bar
from people.forms import SafetyForm
from people.models import Registration, ServiceUser, Venue, VenueWish
from people.rules import NotAllowed

from .doors import by_way_of, follows_merges, form_page, onward


def registers_given(person, user):
    rows = Registration.objects.visible_to(user).current().filter(service_user=person)
    return {"registers": list(rows.order_by("register").values("register", "review_on"))}


def places_given(person, user):
    """The places of the person's area, and any other they have spoken of."""
    wishes = VenueWish.objects.visible_to(user).filter(service_user=person)
    spoken = list(wishes.order_by("venue__name").values("venue", "wish"))
    venues = Venue.objects.order_by("name")
    if person.unit_id:
        named = [row["venue"] for row in spoken]
        venues = venues.filter(Q(unit_id=person.unit_id) | Q(unit=None) | Q(pk__in=named))
    return {"places": spoken, "venues": list(venues.values_list("pk", "name"))}


@require_http_methods(["GET", "HEAD", "POST"])
@follows_merges
def safety_edit(request, pk):
    now = timezone.now()
    today = timezone.localdate(now)
    person = get_object_or_404(ServiceUser.objects.visible_to(request.user).for_bar(today), pk=pk)
    looked_at(request, service_user_id=person.pk, at=now)
    form = SafetyForm(
        request.POST or None,
        initial={name: getattr(person, name) for name in (*SafetyForm.base_fields,)}
        | registers_given(person, request.user)
        | places_given(person, request.user),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_safety(
                service_user_id=person.pk,
                by=request.user,
                at=now,
                version=form.cleaned_data["version"],
                **form.safety(),
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("What keeps meetings safe has been saved."))
            if "add" in request.POST:  # saved, and come back with empty rows
                return by_way_of(request, "people:safety_edit", person.pk)
            return onward(request, "reports:person", person.pk)
    return form_page(
        request,
        "people/safety_edit.html",
        form,
        "reports:person",
        person.pk,
        person=person,
        bar=person_bar(person, request.user, now),
    )
