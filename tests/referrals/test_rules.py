"""The front door's rulebook: reads as the policy does. No database."""

from datetime import date, timedelta

import pytest

from people.permissions import Permission
from people.rules import NotAllowed
from referrals import rules
from referrals.rules import (
    Answer,
    CriteriaGroup,
    Mover,
    ScreeningOutcome,
    Status,
    Step,
    StepState,
    Tier,
)

TODAY = date(2026, 11, 23)


def test_every_move_has_words_of_its_own():
    moves = {(before, to) for before, reached in rules.TRANSITIONS.items() for to in reached}
    begun = {("", Status.DRAFT), ("", Status.SUBMITTED)}
    assert set(rules.SAID_IN_WORDS) == moves | begun
    assert len({str(rules.SAID_IN_WORDS[move]) for move in moves}) == len(moves)


def test_every_state_is_draft_open_or_final():
    assert rules.OPEN | rules.FINAL | {Status.DRAFT} == set(Status)
    assert not rules.OPEN & rules.FINAL


def test_final_states_lead_nowhere_and_all_others_lead_somewhere():
    assert {state for state, to in rules.TRANSITIONS.items() if not to} == rules.FINAL


def test_every_state_can_be_reached_from_a_draft():
    reached, edge = set(), {Status.DRAFT}
    while edge:
        reached |= edge
        edge = {to for state in edge for to in rules.TRANSITIONS[state]} - reached
    assert reached == set(Status)


MOVES = [
    (Status.DRAFT, Mover.REFERRER, {Status.SUBMITTED, Status.DISCARDED}),
    (Status.DRAFT, Mover.DECIDER, set()),
    (
        Status.SUBMITTED,
        Mover.DECIDER,
        {
            Status.INFORMATION_REQUESTED,
            Status.WAITING,
            Status.REDIRECTED,
            Status.DECLINED,
            Status.WITHDRAWN,
        },
    ),
    (Status.SUBMITTED, Mover.REFERRER, {Status.WITHDRAWN}),
    (Status.INFORMATION_REQUESTED, Mover.REFERRER, {Status.SUBMITTED, Status.WITHDRAWN}),
    (Status.INFORMATION_REQUESTED, Mover.DECIDER, {Status.DECLINED, Status.WITHDRAWN}),
    (Status.WAITING, Mover.ALLOCATOR, {Status.ALLOCATED}),
    (Status.WAITING, Mover.DECIDER, {Status.PAUSED, Status.DECLINED, Status.WITHDRAWN}),
    (Status.PAUSED, Mover.DECIDER, {Status.WAITING, Status.WITHDRAWN}),
    (Status.PAUSED, Mover.SYSTEM, set()),
    (Status.ALLOCATED, Mover.SYSTEM, {Status.CLOSED}),
    (Status.ALLOCATED, Mover.ALLOCATOR, {Status.WAITING}),
    (Status.CLOSED, Mover.ALLOCATOR, set()),
]


@pytest.mark.parametrize(("state", "mover", "leads_to"), MOVES)
def test_who_may_move_a_referral_where(state, mover, leads_to):
    parts = frozenset({mover})
    assert set(rules.moves(state, parts)) == leads_to
    for to in Status:
        assert rules.can_move(state, to, parts) == (to in leads_to)


def test_the_question_and_the_check_agree_everywhere():
    for state in Status:
        for to in Status:
            for mover in Mover:
                parts = frozenset({mover})
                if rules.can_move(state, to, parts):
                    rules.check_can_move(state, to, parts)
                else:
                    with pytest.raises(NotAllowed):
                        rules.check_can_move(state, to, parts)


def test_a_psychologist_decides_and_a_lead_also_allocates():
    def parts(*permissions):
        return rules.movers(is_referrer=False, is_system=False, permissions=frozenset(permissions))

    assert parts(Permission.REFERRAL_DECIDE) == {Mover.DECIDER}
    assert parts(Permission.REFERRAL_DECIDE, Permission.CASE_ALLOCATE) == {
        Mover.DECIDER,
        Mover.ALLOCATOR,
    }


ASKED = ("personality", "reoffending", "harm", "link")
ALL_MET = dict.fromkeys(ASKED, Answer.MET)


@pytest.mark.parametrize(
    ("answers", "overridden", "outcome"),
    [
        (ALL_MET, False, ScreeningOutcome.ELIGIBLE),
        (ALL_MET | {"harm": Answer.NOT_MET}, False, ScreeningOutcome.NOT_ELIGIBLE),
        (ALL_MET | {"harm": Answer.UNKNOWN}, False, ScreeningOutcome.MORE_NEEDED),
        ({}, False, ScreeningOutcome.MORE_NEEDED),
        (ALL_MET | {"harm": Answer.NOT_MET}, True, ScreeningOutcome.OVERRIDDEN),
        (ALL_MET, True, ScreeningOutcome.ELIGIBLE),
    ],
)
def test_screening(answers, overridden, outcome):
    judged = rules.screening_outcome(asked=ASKED, answers=answers, overridden=overridden)
    assert judged == outcome


def test_women_are_screened_by_their_own_set():
    assert rules.criteria_group("F") == CriteriaGroup.WOMEN
    assert rules.criteria_group("M") == CriteriaGroup.MEN


@pytest.mark.parametrize("sex", ["NS", "N"])
def test_which_criteria_apply_is_not_guessed_where_the_sex_is_not_known(sex):
    assert rules.criteria_group(sex) is None
    assert rules.criteria_group(sex, "WOMEN") == CriteriaGroup.WOMEN
    assert rules.criteria_group("M", "WOMEN") == CriteriaGroup.MEN


@pytest.mark.parametrize(
    ("tier", "outcome", "fine"),
    [
        (Tier.ONE, ScreeningOutcome.NOT_ELIGIBLE, True),
        (Tier.TWO, ScreeningOutcome.ELIGIBLE, True),
        (Tier.TWO, ScreeningOutcome.OVERRIDDEN, True),
        (Tier.TWO, ScreeningOutcome.MORE_NEEDED, False),
        (Tier.THREE, ScreeningOutcome.NOT_ELIGIBLE, False),
    ],
)
def test_tier_2_and_3_ask_for_eligibility(tier, outcome, fine):
    draft = rules.Sendable(
        tier=tier, missing=(), outcome=outcome, today=TODAY, sentence_ends_on=None
    )
    if fine:
        rules.check_can_send(draft)
    else:
        with pytest.raises(NotAllowed):
            rules.check_can_send(draft)


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, StepState.NOT_STARTED),
        ({"tier": 2}, StepState.IN_PROGRESS),
        ({"let_down": "Twice"}, StepState.IN_PROGRESS),
        ({"tier": 2, "hope_wellbeing": "a", "hope_risk": "b"}, StepState.DONE),
    ],
)
def test_a_step_is_done_when_it_holds_what_it_must(values, state):
    assert rules.step_state(Step.HOPES, values) == state


@pytest.mark.parametrize(
    ("days", "fine"), [(0, False), (-1, False), (1, True), (183, True), (184, False)]
)
def test_a_pause_is_looked_at_within_half_a_year(days, fine):
    if fine:
        rules.check_review_on(TODAY + timedelta(days=days), today=TODAY)
    else:
        with pytest.raises(NotAllowed):
            rules.check_review_on(TODAY + timedelta(days=days), today=TODAY)


def test_a_reference_can_be_read_aloud():
    drawn = {rules.reference([a, b, a, b, a, b, a]) for a in range(24) for b in range(24)}
    assert not set("".join(drawn)) & set("IO01")
    assert {len(one) for one in drawn} == {7}
