from datetime import UTC, date, datetime, time

import pytest
from django.template import Context, Template
from django.utils import translation

from people.templatetags import words

TODAY = date(2026, 11, 23)
HALF_PAST_NINE = datetime(2026, 7, 1, 8, 30, tzinfo=UTC)  # 9:30 in London, in summer


def test_days_and_times_are_said_as_people_say_them():
    assert words.day(TODAY) == "23 November 2026"
    assert words.short_day(TODAY) == "23 Nov"
    assert words.week_day(TODAY) == "Monday 23 November"
    assert words.time_of_day(HALF_PAST_NINE) == "9:30am"
    assert words.time_of_day(time(14)) == "2pm"
    assert words.time_of_day(time(12)) == "midday"
    assert words.time_of_day(time(0)) == "midnight"
    assert words.moment(HALF_PAST_NINE) == "1 July 2026 at 9:30am"
    assert words.short_moment(HALF_PAST_NINE) == "Wed 1 Jul, 9:30am"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 23), "today"),
        (date(2026, 11, 22), "yesterday"),
        (date(2026, 11, 24), "tomorrow"),
        (date(2026, 11, 17), "6 days ago"),
        (date(2026, 11, 26), "in 3 days"),
        (None, ""),
    ],
)
def test_days_ago(day, said):
    assert words.days_ago(day, TODAY) == said


def test_a_late_evening_belongs_to_the_london_day():
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # half past midnight on the 2nd
    assert words.day(late) == "2 July 2026"


def test_lists_numbers_and_lengths():
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.listed([]) == ""
    assert words.duration(100) == "1 hour 40 minutes"
    assert words.duration(60) == "1 hour"
    assert words.duration(0) == "0 minutes"
    assert words.days_since(date(2026, 10, 23), TODAY) == "31 days"


def test_nothing_is_said_of_nothing():
    for say in (words.day, words.time_of_day, words.moment, words.duration, words.near_day):
        assert say(None) == ""


def test_a_tag_says_its_word_and_repeats_it_in_a_tone():
    html = Template(
        '{% load words %}{% include "components/tag.html" with text="Late" tone="OVERDUE"|tone only %}'
    ).render(Context())
    assert "Late" in html
    assert "iirms-tag--now" in html


def test_months_follow_the_language():
    with translation.override("cy"):
        assert words.day(TODAY) == "23 Tachwedd 2026"
