"""Welsh until all of it is: the bars around a page are, most sentences within it are not yet."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from people.templatetags.words import sentences_in


class DaysLikeTheirSentence:
    """A Welsh month in an English sentence is neither: until a page is translated its days are English."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if get_language() != "cy":
            return self.get_response(request)
        with sentences_in("en"):
            return self.get_response(request)
