from datetime import date, timedelta

import pytest
from django.urls import NoReverseMatch, reverse

from flags import words
from flags.rules import RESOLVED_AT, SOON, FlagKind, Urgency, check_snooze, urgency
from people.rules import NotAllowed

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("kind", FlagKind)
def test_every_kind_says_why_and_has_a_page_that_resolves_it(kind):
    assert words.WHY[kind]
    assert words.RESOLVE[kind]
    try:
        assert reverse(RESOLVED_AT[kind], args=[1])
    except NoReverseMatch:
        pytest.fail(f"{kind}: {RESOLVED_AT[kind]} is no page")


def test_amber_is_for_soon_and_red_for_now():
    assert {kind for kind in FlagKind if urgency(kind) == Urgency.SOON} == SOON


@pytest.mark.parametrize(
    ("until", "reason", "field"),
    [
        (TODAY + timedelta(days=1), "  ", "reason"),
        (TODAY, "On leave", "until"),
        (TODAY + timedelta(days=29), "On leave", "until"),
    ],
)
def test_a_flag_is_put_off_with_a_reason_for_28_days_at_most(until, reason, field):
    with pytest.raises(NotAllowed) as refusal:
        check_snooze(until=until, today=TODAY, reason=reason)
    assert refusal.value.field == field


def test_28_days_are_allowed():
    check_snooze(until=TODAY + timedelta(days=28), today=TODAY, reason="On leave")
