"""Dates of one column: any style, but one. 03/04/2025 is the third of April, always."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from iirms.dates import read_day

ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?", re.ASCII
)
NUMBERS = re.compile(
    r"([0-9]{1,2})\s*[/.\- ]\s*([0-9]{1,2})\s*[/.\- ]\s*([0-9]{4})(?: 0?0:00(?::00)?)?"
)
SHORT_YEAR = re.compile(r"[0-9]{1,2}\s*[/.\- ]\s*\w+\s*[/.\- ]\s*[0-9]{2}")


class Style(StrEnum):
    REAL = "REAL"
    ISO = "ISO"
    NUMBERS = "NUMBERS"
    WORDS = "WORDS"


@dataclass(frozen=True)
class Seen:
    """One date of the column, and how it is written."""

    number: int
    style: Style
    shown: str
    month_first: bool = False


def style_of(value: Any) -> Style | None:
    if isinstance(value, date):
        return Style.REAL
    if not isinstance(value, str):
        return None
    if ISO.fullmatch(value):
        return Style.ISO
    if NUMBERS.fullmatch(value):
        return Style.NUMBERS
    return Style.WORDS if read_day(value) else None


def is_month_first(value: Any) -> bool:
    """04/25/1990 can be nothing else."""
    found = NUMBERS.fullmatch(value) if isinstance(value, str) else None
    return bool(found and int(found[1]) <= 12 < int(found[2]))


def seen(number: int, value: Any) -> Seen | None:
    style = style_of(value)
    if style is None:
        return None
    shown = value.strftime("%d/%m/%Y") if isinstance(value, date) else value
    return Seen(number, style, shown, is_month_first(value))


def problem_of_column(dates: Iterable[Seen]) -> str:
    """Why a whole column of dates cannot be trusted; empty when it can."""
    first: dict[Style, Seen] = {}
    for one in dates:
        if one.month_first:
            return _(
                "Row %(row)s says %(shown)s, which is month first, so 03/04/2025 could be either in"
                " this column. We read the day first, always. Write every date of the column day"
                " first, or as 3 April 2025."
            ) % {"row": one.number, "shown": one.shown}
        first.setdefault(one.style, one)
    if len(first) < 2:
        return ""
    one, other = list(first.values())[:2]
    told = {
        "row": one.number,
        "shown": one.shown,
        "other_row": other.number,
        "other": other.shown,
    }
    if {one.style, other.style} == {Style.REAL, Style.NUMBERS}:
        return (
            _(
                "Some dates are real dates (row %(row)s: %(shown)s) and others are text (row"
                " %(other_row)s: %(other)s). That happens when a program reads day-first dates as"
                " month first, and then the real ones may have day and month swapped. Check them"
                " against the records, and write the column in one style."
            )
            % told
        )
    return (
        _(
            "Dates are written in more than one style: row %(row)s says %(shown)s and row"
            " %(other_row)s says %(other)s. Write the whole column in one style, day first."
        )
        % told
    )


def read_date(value: Any) -> date | str:
    """The day, or a sentence that says why it cannot be read."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float):
        return _(
            "%(value)s is a bare number. Format the column as dates, or write 3 April 2025."
        ) % {"value": value}
    text = str(value)
    if found := ISO.fullmatch(text):
        text = "-".join(found.groups())
    elif found := NUMBERS.fullmatch(text):
        text = "/".join(found.groups())
    day = read_day(text)
    if day is not None:
        return day
    return _not_a_date(text)


def _not_a_date(text: str) -> str:
    if SHORT_YEAR.fullmatch(text):
        return _("“%(text)s” has a year of two digits. Write all four, like 03/04/2025.") % {
            "text": text
        }
    return _(
        "“%(text)s” is not a date we can read. Write the day first, like 03/04/2025 for 3 April"
        " 2025."
    ) % {"text": text[:40]}
