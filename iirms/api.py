"""What every endpoint shares: fast JSON, problems as RFC 9457 says, pages by key."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, serializers, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from audit.views import looked_at_each
from people.rules import NotAllowed, Stale

from .forms import whole_number
from .json import ORJSONRenderer
from .unseen import UNSEEN

PAGE_SIZE = 50
LARGEST_PAGE = 200
AS_GIVEN = gettext_lazy("Use the address in `next` as it was given.")


class Words(serializers.CharField):
    """What somebody wrote: characters that cannot be seen are refused, as on our forms."""

    def __init__(self, **options):
        super().__init__(**{"required": False, "allow_blank": True} | options)
        self.validators.append(_seen)


def _seen(text: str) -> None:
    if UNSEEN.search(text):
        raise exceptions.ValidationError(
            _("This holds characters that cannot be seen. Take them out and send it again."),
            code="unseen_characters",
        )


def problem_json(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every refusal has the same shape: type, title, status, detail and, for bad input, errors."""
    if isinstance(error, NotAllowed):
        return refused(error)
    if isinstance(error, ObjectDoesNotExist):
        error = Http404()
    response = exception_handler(error, context)
    if response is None:
        return None
    body = {
        "type": "about:blank",
        "title": _title(error, response.status_code),
        "status": response.status_code,
    }
    if isinstance(error, exceptions.ValidationError):
        body |= {"title": _("Some answers need another look"), "errors": error.get_full_details()}
    else:
        body["detail"] = str(getattr(error, "detail", _("Not found")))
    response.data = body
    response.content_type = "application/problem+json"
    request = context.get("request")
    if request is not None:  # whatever was asked for, YAML of a description say: this is JSON
        request.accepted_renderer = ORJSONRenderer()
        request.accepted_media_type = ORJSONRenderer.media_type
    return response


def _title(error: Exception, code: int) -> str:
    """Some of DRF's are patterns, filled in for `detail` alone."""
    title = str(getattr(error, "default_detail", _("Not found")))
    return HTTPStatus(code).phrase if "{" in title else title


def refused(error: NotAllowed, **more: Any) -> Response:
    """`more`: what else the client needs to go on."""
    body = {
        "type": "about:blank",
        "title": _("Changed meanwhile") if isinstance(error, Stale) else _("Not allowed now"),
        "status": status.HTTP_409_CONFLICT,
        "detail": str(error),
    }
    if error.field:
        body["errors"] = {error.field: [{"message": str(error), "code": "not_allowed"}]}
    return Response(
        body | more, status=status.HTTP_409_CONFLICT, content_type="application/problem+json"
    )


def one_of(values: Iterable[object]) -> str:
    return _("Write one of %(values)s.") % {"values": ", ".join(map(str, values))}


def wrong(name: str, words: str) -> exceptions.ValidationError:
    """One wrong answer, in the shape that a serializer gives to many."""
    return exceptions.ValidationError({name: [words]})


def page_size(request) -> int:
    try:
        return max(1, min(int(request.GET.get("size", PAGE_SIZE)), LARGEST_PAGE))
    except ValueError:
        raise wrong(
            "size", _("Write a whole number between 1 and %(most)s.") % {"most": LARGEST_PAGE}
        ) from None


def number_asked(request, name: str, refusal: str = "") -> int | None:
    """Out of the address; None when nothing was asked."""
    text = request.GET.get(name)
    if not text:
        return None
    number = whole_number(text)
    if number is None:
        raise wrong(name, refusal or _("Write a whole number."))
    return number


def after_number(request) -> int | None:
    """Where the page starts, in a list by number."""
    return number_asked(request, "after", str(AS_GIVEN))


def after_place(request, read: Callable[[str], Any]) -> tuple[Any, int] | None:
    """Where the page starts, in a list by something else and then by number: `read` makes it of its
    text. `place` writes it."""
    text = request.GET.get("after")
    if not text:
        return None
    first, _tilde, last = text.rpartition("~")
    number = whole_number(last)
    try:
        if number is not None:
            return read(first), number
    except (ValueError, OverflowError):
        pass
    raise wrong("after", str(AS_GIVEN))


def place(first: str, number: int) -> str:
    return f"{first}~{number}"


def keyset(request, rows: Iterable[dict], key: Callable[[dict], str], size: int) -> Response:
    """`rows` holds one more than `size` when there is a next page; `next` starts after the last. Of
    whomever a row is about, it is kept who looked."""
    rows = list(rows)
    following = None
    if len(rows) > size:
        rows = rows[:size]
        query = request.GET.dict() | {"after": key(rows[-1])}
        following = f"{request.path}?{urlencode(query)}"
    looked_at_each(request, (row.get("service_user_id") for row in rows), at=timezone.now())
    return Response({"results": rows, "next": following})
