"""Newer and older: a list is shown a page at a time, by where it starts."""

from __future__ import annotations

from django.urls import reverse

from iirms.forms import whole_number

PAGE = 30


def start_of(request):
    return min(whole_number(request.GET.get("from", "")) or 0, 10_000)


def pages(request, start, found):
    def address(number):
        query = request.GET.copy()
        query["from"] = number
        return f"{request.path}?{query.urlencode()}"

    return {
        "newer_url": address(max(0, start - PAGE)) if start else "",
        "older_url": address(start + PAGE) if found > PAGE else "",
    }


def parts(request, places):
    """Pages that belong together, as links; `places` are (address name, label)."""
    return [
        {"url": reverse(name), "label": label, "current": reverse(name) == request.path}
        for name, label in places
    ]
