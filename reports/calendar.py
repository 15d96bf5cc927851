"""Days as moments, weeks and quarters, in Wales."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def start_of(day: date) -> datetime:
    """Midnight in Wales, as a moment."""
    return timezone.make_aware(datetime.combine(day, time.min))


def quarter_start(day: date) -> date:
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def quarter_before(day: date) -> date:
    return quarter_start(quarter_start(day) - timedelta(days=1))
