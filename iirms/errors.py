"""Pages for what went wrong: each says what happened and what to do next."""

from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.shortcuts import render

from imports.rules.files import LARGEST_FILE, MEGABYTE

from .forms import LONGEST_NOTE

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request, exception):
    """handler400. Django hands it a body too large to read as well: that has its own page."""
    if isinstance(exception, TOO_MUCH):
        most = {"longest_note": f"{LONGEST_NOTE:,}", "megabytes": LARGEST_FILE // MEGABYTE}
        return render(request, "413.html", most, status=413)
    return render(request, "400.html", status=400)


class MethodNotAllowedPage:
    """`require_http_methods` answers with an empty page; a person deserves a sentence."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != 405 or response.get("Content-Type", "").startswith(
            "application/"
        ):
            return response
        if response.content or not request.accepts("text/html"):
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page
