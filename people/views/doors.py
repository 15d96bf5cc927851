"""What each page here asks before anything else, and where it sends one afterwards."""

from __future__ import annotations

from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from people.models import ServiceUser


def needs(*permissions):
    """403 unless this person has one of the permissions in some team."""

    def guarded(view):
        @wraps(view)
        def door(request, *args, **kwargs):
            if not any(request.user.can(permission) for permission in permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return door

    return guarded


def asked_next(request):
    """The page that sent them here, when it is one of ours; otherwise empty."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if safe else ""


def form_page(request, template, form, *back, **more):
    """A page with one form. `back`: where Back and Cancel lead (as in `redirect`), unless the page that
    sent them here is known."""
    sent_from = asked_next(request)
    context = {"form": form, "next": sent_from, "back_url": sent_from or resolve_url(*back)}
    return render(request, template, context | more)


def by_way_of(request, *to):
    """Another page first; from there on to the one that sent them here."""
    sent_from = asked_next(request)
    tail = f"?{urlencode({'next': sent_from})}" if sent_from else ""
    return redirect(f"{resolve_url(*to)}{tail}")


def onward(request, *otherwise):
    return redirect(asked_next(request) or redirect(*otherwise).url)


def follows_merges(view):
    """An old address of a record that was merged opens the same page of the record it became, for
    who may see that one; 404 for everybody else."""

    @wraps(view)
    def door(request, pk):
        try:
            return view(request, pk)
        except Http404:
            people = ServiceUser.objects.visible_to(request.user)
            became = people.that_became(pk).exclude(pk=pk).first()
            if became is None:
                raise
        if request.method == "POST":
            messages.info(request, _("That record was merged into this one: nothing was saved."))
        return redirect(request.resolver_match.view_name, became.pk)

    return door
