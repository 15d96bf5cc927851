"""Looking somebody up before referring them, and taking over a person one now supervises."""

from __future__ import annotations

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
    found_by_name,
    found_by_number,
    nearly_named,
)
from people.permissions import Permission, Role
from people.rules import NotAllowed

from .doors import form_page, needs

SHOWN = 20
HANDED_OVER_SHOWN = timedelta(days=30)


@require_safe
@needs(Permission.REFER)
def person_find(request):
    now = timezone.now()
    form = FindForm(request.GET) if "q" in request.GET else FindForm()
    found, known, nearly = [], False, False
    searched = form.is_bound and form.is_valid()
    refers = not request.user.working_team_ids
    if searched:
        found, known, nearly = search(request.user, form, now)
        searched = form.is_valid()
    shown, handed_over = found[:SHOWN], _handed_over(request.user, now)
    seen = [person.pk for person in shown] + [change.service_user_id for change in handed_over]
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
            "by_name": searched and "name" in form.cleaned_data,
            "people": [person_bar(person, request.user, now) for person in shown],
            "more": len(found) > SHOWN,
            "known_elsewhere": known,
            "nearly": nearly,
            "may_take_over": Role.REFERRER in request.user.roles,
            "handed_over": handed_over,
            "doubles": _doubles(request.user),
        },
    )


def search(user, form, now):
    """(who is within reach, is the number known out of reach?, are the names only nearly so?)"""
    sought, today = form.cleaned_data, timezone.localdate(now)
    number = sought.get("identifier")
    if number:
        found = list(found_by_number(user, *number).for_bar(today)[: SHOWN + 1])
        return found, not found and _known_elsewhere(user, form, number, now), False
    found = _first(found_by_name(user, sought["name"]), today)
    if found:
        return found, False, False
    found = _first(nearly_named(user, sought["name"]), today)
    return found, False, bool(found)


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
