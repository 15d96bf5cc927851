"""Working days in Wales: what falls on a day falls on one that somebody can keep, and nobody is
mailed on a bank holiday."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

import holidays
from django.utils.translation import gettext as _

SATURDAY, SUNDAY = 5, 6


@lru_cache(maxsize=64)
def _bank_holidays(year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("GB", subdiv="WLS", years=year))


def bank_holiday(day: date) -> str:
    """Its name in Wales ("Christmas Day"); empty on any other day."""
    return _bank_holidays(day.year).get(day, "")


def bank_holidays(years: Iterable[int]) -> list[date]:
    """Those of Wales in these years, by date."""
    return sorted(day for year in years for day in _bank_holidays(year))


def day_off(day: date) -> str:
    """Why most places are closed that day, for a sentence; empty on a working day."""
    return bank_holiday(day) or {SATURDAY: _("a Saturday"), SUNDAY: _("a Sunday")}.get(
        day.weekday(), ""
    )


def is_working_day(day: date) -> bool:
    return not day_off(day)


def working_day(day: date) -> date:
    """The day itself, or the nearest working day before it."""
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def working_day_after(today: date, day: date) -> date:
    """The day itself or the nearest working day before it, yet never today: for what is to come."""
    before = working_day(day)
    return before if before > today else working_day_from(day)


def working_day_from(day: date) -> date:
    """The day itself, or the nearest working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
