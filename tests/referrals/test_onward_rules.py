"""The rulebook of onward referrals: every pair of states, each thing that must be said."""

from datetime import timedelta
from itertools import product

import pytest

from people.rules import NotAllowed
from referrals import rules
from referrals.rules import OnwardStatus as S
from tests import factories as make

TODAY, DAY = make.TODAY, timedelta(days=1)

# Said once more, apart from the table, as the service would say it.
CAN_FOLLOW = {
    S.DRAFT: {S.SENT, S.WITHDRAWN, S.ABSENT},
    S.SENT: {S.WAITING, S.ACCEPTED, S.STARTED, S.REFUSED, S.WITHDRAWN},
    S.WAITING: {S.ACCEPTED, S.STARTED, S.REFUSED, S.WITHDRAWN},
    S.ACCEPTED: {S.WAITING, S.STARTED, S.REFUSED, S.WITHDRAWN},
    S.REFUSED: {S.APPEALED},
    S.APPEALED: {S.WAITING, S.ACCEPTED, S.STARTED, S.REFUSED, S.WITHDRAWN},
    S.STARTED: {S.ENDED},
    S.ENDED: set(),
    S.WITHDRAWN: set(),
    S.ABSENT: set(),
}


@pytest.mark.parametrize(("before", "after"), list(product(S, S)))
def test_each_pair_of_states(before, after):
    if after in CAN_FOLLOW[before]:
        rules.check_can_move_onward(before, after)
        assert after in rules.onward_moves(before)
        return
    with pytest.raises(NotAllowed, match="no longer possible"):
        rules.check_can_move_onward(before, after)
    assert after not in rules.onward_moves(before)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"agreed_on": None}, "agreed_on"),
        ({"agreed_on": TODAY + DAY}, "agreed_on"),
        ({"words": "  "}, "words"),
        ({}, None),
    ],
)
def test_nothing_is_sent_without_a_yes_and_words(given, field):
    values = {"agreed_on": TODAY, "words": "He would like to talk", "today": TODAY} | given
    if field is None:
        rules.check_can_send_onward(**values)
        return
    with pytest.raises(NotAllowed) as refused:
        rules.check_can_send_onward(**values)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("to", "reason", "words", "field"),
    [
        (S.REFUSED, "", "No", "reason"),
        (S.REFUSED, "NOT_A_REASON", "No", "reason"),
        (S.REFUSED, "OTHER", " ", "words"),
        (S.REFUSED, "RISK", "", None),
        (S.APPEALED, "", "", "words"),
        (S.WITHDRAWN, "", "", "words"),
        (S.ABSENT, "", " ", "words"),
        (S.ABSENT, "", "Nothing nearer than Bristol", None),
        (S.REFUSED, "ABSENT", "No", "reason"),
        (S.STARTED, "", "", None),
    ],
)
def test_what_a_move_must_say(to, reason, words, field):
    if field is None:
        rules.check_move_says_why(to, reason=reason, words=words)
        return
    with pytest.raises(NotAllowed) as refused:
        rules.check_move_says_why(to, reason=reason, words=words)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("on", "last_on", "fine"),
    [
        (TODAY, None, True),
        (TODAY + DAY, None, False),
        (TODAY - DAY, TODAY, False),
        (TODAY, TODAY, True),
    ],
)
def test_the_day_of_a_move_is_past_and_in_order(on, last_on, fine):
    if fine:
        rules.check_day_of_move(on, today=TODAY, last_on=last_on)
        return
    with pytest.raises(NotAllowed) as refused:
        rules.check_day_of_move(on, today=TODAY, last_on=last_on)
    assert refused.value.field == "on"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"status": S.STARTED}, ""),
        ({"said": " "}, "said"),
        ({"on": TODAY + DAY}, "on"),
        ({"next_on": TODAY}, "next_on"),
        ({"next_on": TODAY + 184 * DAY}, "next_on"),
    ],
)
def test_a_chase_says_what_was_said_and_when_next(given, field):
    values = {"said": "Six weeks", "on": TODAY, "next_on": None, "status": S.SENT, "today": TODAY}
    rules.check_chase(**values)
    with pytest.raises(NotAllowed) as refused:
        rules.check_chase(**values | given)
    assert refused.value.field == field


def test_the_next_chase_is_the_policys_days_after():
    assert rules.chase_on(TODAY, policy_days=28) == TODAY + 28 * DAY


def test_the_states_one_waits_in_lead_on_and_the_last_ones_do_not():
    assert all(rules.onward_moves(status) for status in rules.AWAITED)
    assert [status for status in S if not rules.onward_moves(status)] == [
        S.ENDED,
        S.WITHDRAWN,
        S.ABSENT,
    ]


def test_a_reference_is_read_aloud_and_no_two_are_alike():
    said = [rules.onward_reference(number) for number in range(5000)]

    assert len(set(said)) == len(said)
    assert not set("".join(said)) & set("01OI")
    assert rules.onward_reference(8**6) == "N3222222"
    assert not any(rules.read_reference(one) for one in said)
