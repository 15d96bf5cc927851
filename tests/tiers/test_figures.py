from datetime import date, datetime, timedelta

import pytest

from people import calendar
from tests.factories import LONDON
from tiers import figures


@pytest.mark.parametrize(
    ("values", "points"),
    [([], ""), ([5], ""), ([0, 10], "0,20 60,0"), ([3, 5, 4], "0,14 30,10 60,12")],
)
def test_a_line_needs_two_points_and_rises_with_the_number(values, points):
    assert figures.sparkline(values) == points


@pytest.mark.parametrize(
    ("day", "off"),
    [
        (date(2026, 12, 25), "Christmas Day"),
        (date(2026, 11, 29), "a Sunday"),
        (date(2026, 11, 28), "a Saturday"),
        (date(2026, 11, 30), ""),  # St Andrew's: a holiday in Scotland, not in Wales
    ],
)
def test_a_day_when_most_places_are_closed_has_its_reason(day, off):
    assert (calendar.day_off(day), calendar.is_working_day(day)) == (off, not off)


def test_the_usual_next_session_passes_over_a_bank_holiday():
    friday = datetime(2026, 12, 11, 10, tzinfo=LONDON)
    held = [friday - timedelta(weeks=weeks) for weeks in (0, 1, 2)]

    following = figures.usual_next(friday + timedelta(weeks=1), held, friday)

    # Not Christmas Day, nor New Year's Day.
    assert following == datetime(2027, 1, 8, 10, tzinfo=LONDON)
