"""Nothing typed is lost when a session has ended or a page is out of date.

A form sent by somebody no longer signed in, or with an old token, is not acted upon: it comes back
as a page that shows what was typed and holds it, ready to be sent again once they have signed in.
"""

import re

from django.conf import settings
from django.shortcuts import render
from django.urls import resolve, reverse

from .uploads import SentFile

FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}

# An out-of-date token is ours to mend. A wrong origin is somebody else's form: it is refused.
OUT_OF_DATE = ("CSRF token", "CSRF cookie")


class KeepTypingWhenSignedOut:
    """Stands before LoginRequiredMiddleware, which would answer a form with a bare redirect."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method != "POST" or request.content_type not in FORM_TYPES:
            return None
        if request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        fields = typed(request)
        return signed_out(request, fields) if fields else None


def typed(request):
    """What the form held, as the page can hold it again: [(name, value, words for the name)].

    Nothing at all when it held a password: that is not to be put in a page.
    """
    if any("password" in name for name in request.POST):
        return []
    return [
        (name, value, name.replace("_", " ").replace("-", " ").capitalize())
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and not isinstance(value, SentFile)
    ]


# What a form holds that nobody wrote: a number of a row, of a version or of a day; a day or time; a
# code (IN_PERSON, TIER_2); a box ticked or a button pressed.
CHOSEN = re.compile(r"\d{1,10}|\d{4}-\d\d-\d\d|\d{1,2}:\d\d|[A-Z]+(_[A-Z0-9]+)*|on|yes|no")
# The form's own, not its reader's.
KEPT_FOR_THE_FORM = frozenset({"next"})


def _written(name, value):
    """Whether this is worth reading again: words, not what was chosen or carried along."""
    value = value.strip()
    return bool(value) and name not in KEPT_FOR_THE_FORM and not CHOSEN.fullmatch(value)


def signed_out(request, fields):
    return _page(request, "account/signed_out.html", fields)


def _page(request, template, fields):
    path = request.get_full_path()
    context = {
        "fields": fields,
        "shown": [field for field in fields if _written(*field[:2])],
        "send_to": path,
        "sign_in_url": f"{reverse(settings.LOGIN_URL)}?next={reverse('account_signed_in')}",
    }
    response = render(request, template, context, status=403)
    response["Cache-Control"] = "no-store"
    return response


def csrf_failure(request, reason=""):
    """CSRF_FAILURE_VIEW."""
    if not _ours_but_old(request, reason):
        return render(request, "403_csrf.html", status=403)
    fields = typed(request)
    if not fields:
        return render(request, "403_csrf.html", {"old": True}, status=403)
    if not request.user.is_authenticated and _needs_sign_in(request):
        return signed_out(request, fields)
    return _page(request, "out_of_date.html", fields)


def _needs_sign_in(request):
    return getattr(resolve(request.path_info).func, "login_required", True)


def _ours_but_old(request, reason):
    said_by_browser = request.headers.get("Sec-Fetch-Site", "same-origin")
    return (
        request.content_type in FORM_TYPES
        and said_by_browser in {"same-origin", "none"}
        and reason.startswith(OUT_OF_DATE)
    )
