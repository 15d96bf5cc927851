"""Looking somebody up before referring them, and taking over a person one now supervises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.views import looked_at_each
from people import actions
from people.bar import person_bar
from people.forms import FindForm, TakeOverForm
from people.models import (
    LikelyPair,
    PPChange,
    ServiceUser,
    found_by_name,
    found_by_number,
    named_but_for_the_first_letter,
    nearly_named,
)
from people.permissions import Permission, Role
from people.registry import WayToFind
from people.rules import NotAllowed

from .doors import form_page, needs

SHOWN = 20
FEW = 5
HANDED_OVER_SHOWN = timedelta(days=30)


@require_safe
@needs(Permission.REFER)
def person_find(request):
    now = timezone.now()
    form = FindForm(request.GET) if "q" in request.GET else FindForm()
    found = Found()
    searched = form.is_bound and form.is_valid()
    refers = not request.user.working_team_ids
    if searched:
        found = search(request.user, form, now)
        searched = form.is_valid()
    shown, handed_over = found.people[:SHOWN], _handed_over(request.user, now)
    seen = [person.pk for person in (*shown, *found.nearly)]
    seen += [change.service_user_id for change in handed_over]
    looked_at_each(request, seen, at=now)
    return render(
        request,
        "people/person_find.html",
        {
            "form": form,
            "heading": _("Refer a person") if refers else _("Find a person"),
            "refers": refers,
            "searched": searched,
            "typed": form.cleaned_data["q"] if searched else "",
            "by_name": searched and bool(form.cleaned_data["name"]),
            "people": [person_bar(person, request.user, now) for person in shown],
            "more": len(found.people) > SHOWN,
            "known_elsewhere": found.known_elsewhere,
            "nearly": [person_bar(person, request.user, now) for person in found.nearly],
            "same_birthday": found.same_birthday,
            "way": found.way,
            "records": found.records,
            "may_take_over": Role.REFERRER in request.user.roles,
            "handed_over": handed_over,
            "doubles": _doubles(request.user),
        },
    )


@dataclass(frozen=True)
class Found:
    """Who is within reach, and who has a name spelt nearly so; `same_birthday`: who of these was born on
    the day of one of those. `way`: the other record's number that was typed, `records`: (words,
    address) of those it is of."""

    people: Sequence[ServiceUser] = ()
    nearly: Sequence[ServiceUser] = ()
    known_elsewhere: bool = False
    way: WayToFind | None = None
    records: Sequence[tuple[str, str]] = ()

    @property
    def same_birthday(self):
        born = {person.date_of_birth for person in self.people}
        return {person.pk for person in self.nearly if person.date_of_birth in born}


def search(user, form, now):
    sought, today = form.cleaned_data, timezone.localdate(now)
    if sought["elsewhere"]:
        return _by_another_record(user, *sought["elsewhere"], today)
    if number := sought["identifier"]:
        found = list(found_by_number(user, *number).for_bar(today)[: SHOWN + 1])
        return Found(found, known_elsewhere=not found and _known_elsewhere(user, form, number, now))
    found = _first(found_by_name(user, sought["name"]), today)
    return Found(found, _nearly(user, sought["name"], today, beside=found))


def _by_another_record(user, way, number, today):
    about = way.found(user, number)
    people = ServiceUser.objects.visible_to(user, among=[person for person, *_rest in about])
    return Found(
        list(people.order_by("family_name", "pk").for_bar(today)),
        way=way,
        records=[(words, address) for _person, words, address in about],
    )


def _nearly(user, name, today, *, beside):
    """A name that few have may be somebody else's mistyped; those of the same birthday first."""
    if len(beside) > FEW:
        return []
    near = _first(nearly_named(user, name), today)
    if not near and not beside:
        near = _first(named_but_for_the_first_letter(user, name), today)
    born, shown = {one.date_of_birth for one in beside}, {one.pk for one in beside}
    others = [one for one in near if one.pk not in shown]
    return sorted(others, key=lambda one: one.date_of_birth not in born)[:SHOWN]


def _known_elsewhere(user, form, number, now):
    try:
        return actions.is_known_elsewhere(*number, by=user, at=now)
    except NotAllowed as refusal:
        form.refuse(refusal)
        return False


def _first(people, today):
    """The bar is worked out for those shown alone, however many were found."""
    return list(people.first_few(SHOWN + 1).for_bar(today))


def _doubles(user):
    """None for those whom it is not for."""
    if not user.can(Permission.RECORDS_MERGE):
        return None
    return LikelyPair.objects.visible_to(user).open().count()


def _handed_over(user, now):
    """Told to the PP before: who supervises now the people they supervised."""
    return list(
        PPChange.objects.visible_to(user)
        .filter(from_pp=user, at__gt=now - HANDED_OVER_SHOWN)
        .select_related("service_user", "to_pp")
        .order_by("-at")[:SHOWN]
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.REFER)
def person_take_over(request):
    """The page is the same whether or not the number is known: it tells nothing."""
    now = timezone.now()
    identifier = request.POST.get("q", request.GET.get("q", "")).strip()[:20]
    if not identifier or "\x00" in identifier:
        return redirect("people:person_find")
    form = TakeOverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.take_over(
                identifier=identifier, by=request.user, at=now, **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            name = {"name": person.display_name}
            messages.success(request, _("You now supervise %(name)s.") % name)
            return redirect("reports:person", person.pk)
    return form_page(
        request,
        "people/person_take_over.html",
        form,
        "people:person_find",
        identifier=identifier,
    )
