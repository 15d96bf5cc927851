"""A day by which somebody is to answer, or to look again, is one on which they are there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from .refusals import NotAllowed


def check_on_working_day(day: date | None, *, day_off: Callable[[date], str], field: str) -> None:
    """`day_off`: why a day is no working day; empty when it is one."""
    if day is None or not (why := day_off(day)):
        return
    following = day + timedelta(days=1)
    while day_off(following):
        following += timedelta(days=1)
    raise NotAllowed(
        _("%(day)s is %(why)s. The next working day is %(next)s.")
        % {
            "day": date_format(day, "j F Y"),
            "why": why,
            "next": date_format(following, "j F Y"),
        },
        field=field,
    )
