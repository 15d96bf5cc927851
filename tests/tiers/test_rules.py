"""The work's rulebook, without a database."""

from datetime import date, datetime, timedelta

import pytest

from people.permissions import Profession
from people.rules import NotAllowed
from tests.factories import LONDON, TODAY
from tiers import rules
from tiers.rules import CaseStatus, SessionStatus

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=LONDON)


@pytest.mark.parametrize("status", [CaseStatus.OPEN, CaseStatus.ENDING, CaseStatus.PAUSED])
def test_any_live_case_may_end_and_an_ended_one_may_nothing(status):
    rules.check_can_move_case(status, CaseStatus.ENDED)
    with pytest.raises(NotAllowed):
        rules.check_can_move_case(CaseStatus.ENDED, status)


@pytest.mark.parametrize(
    ("tier", "profession", "may"),
    [
        (1, Profession.PDPO, True),
        (1, Profession.TLN, False),
        (2, Profession.TLN, True),
        (2, Profession.HCA, True),
        (2, Profession.CLINICAL_PSYCHOLOGIST, False),
        (3, Profession.FORENSIC_PSYCHOLOGIST, True),
        (3, Profession.PDPO, False),
        (2, Profession.TEAM_LEAD, False),
    ],
)
def test_each_tier_has_its_professions(tier, profession, may):
    if may:
        rules.check_can_hold(tier=tier, profession=profession, is_active=True, field="x")
    else:
        with pytest.raises(NotAllowed):
            rules.check_can_hold(tier=tier, profession=profession, is_active=True, field="x")


@pytest.mark.parametrize(
    ("minutes_later", "length", "clash"),
    [(0, 60, True), (59, 60, True), (60, 60, False), (-60, 60, False), (-60, 61, True)],
)
def test_sessions_that_touch_do_not_overlap(minutes_later, length, clash):
    other = NOON + timedelta(minutes=minutes_later)
    assert rules.overlaps(NOON, 60, other, length) is clash


@pytest.mark.parametrize(("tier", "weeks"), [(1, 8), (2, 26), (3, 40)])
def test_the_usual_end_is_the_tiers_own(tier, weeks):
    end = rules.usual_end(tier=tier, opened_on=TODAY, tier2_weeks=26, tier3_weeks=40)
    assert end == TODAY + timedelta(weeks=weeks)


@pytest.mark.parametrize(
    ("end", "review", "field"),
    [(0, 10, "planned_end_on"), (1200, 10, "planned_end_on"), (50, 0, "review_on"),
     (50, 400, "review_on"), (50, 51, "review_on")],
)  # fmt: skip
def test_dates_in_the_wrong_order_name_their_field(end, review, field):
    with pytest.raises(NotAllowed) as refused:
        rules.check_case_dates(
            today=TODAY,
            planned_end_on=TODAY + timedelta(days=end),
            review_on=TODAY + timedelta(days=review),
        )
    assert refused.value.field == field


def test_a_review_falls_due_on_the_day_of_the_end_at_the_latest():
    def usual(end_in):
        return rules.usual_review(
            today=TODAY, end_on=TODAY + timedelta(days=end_in), review_days=84
        ) - TODAY  # fmt: skip

    assert [usual(in_days).days for in_days in (200, 84, 56, 0, -3)] == [84, 84, 56, 84, 84]


def test_an_end_that_has_passed_holds_no_review_up():
    rules.check_review_before_end(
        today=TODAY, planned_end_on=TODAY - timedelta(days=1), review_on=TODAY + timedelta(days=84)
    )


def test_a_session_does_the_nearest_step_that_is_due():
    steps = [(1, date(2026, 11, 3)), (2, date(2026, 11, 25)), (3, date(2026, 12, 20))]
    assert rules.step_done_by_session(steps, TODAY) == 2
    assert rules.step_done_by_session(steps[2:], TODAY) is None
    assert rules.step_done_by_session([], TODAY) is None


@pytest.mark.parametrize("outcome", [SessionStatus.HELD, SessionStatus.MISSED])
def test_what_has_not_happened_cannot_be_recorded(outcome):
    with pytest.raises(NotAllowed):
        rules.check_can_record(
            status=SessionStatus.PLANNED,
            planned_for=NOON + timedelta(hours=2),
            now=NOON,
            outcome=outcome,
        )


def test_a_record_is_amended_until_the_hour_and_not_after():
    rules.check_can_amend(recorded_at=NOON, now=NOON + timedelta(hours=24), hours=24)
    with pytest.raises(NotAllowed):
        rules.check_can_amend(recorded_at=NOON, now=NOON + timedelta(hours=24, seconds=1), hours=24)


@pytest.mark.parametrize(
    ("outcomes", "is_three"),
    [
        ([("MISSED", "PERSON_TOLD")] * 3, True),
        ([("MISSED", "PERSON_TOLD")] * 2, False),
        ([("MISSED", "PRACTITIONER")] * 3, False),
        ([("MISSED", "PERSON_TOLD"), ("HELD", ""), ("MISSED", "PERSON_TOLD")], False),
        ([("CANCELLED", "")] + [("MISSED", "PERSON_NOT_TOLD")] * 3, True),
    ],
)
def test_three_missed_in_a_row_are_the_persons_own(outcomes, is_three):
    assert rules.three_missed(outcomes) is is_three


def test_going_back_to_the_list_is_not_a_reason_one_may_end_with():
    assert rules.EndingReason.HANDED_BACK not in rules.UNPLANNED


@pytest.mark.parametrize(
    ("status", "days_in", "steps", "words"),
    [
        (CaseStatus.OPEN, 0, (0, 0), "Week 1 of 26"),
        (CaseStatus.OPEN, 6, (0, 0), "Week 1 of 26"),
        (CaseStatus.OPEN, 7, (0, 5), "Week 2 of 26"),
        (CaseStatus.OPEN, 190, (0, 0), "Week 28 of 26"),
        (CaseStatus.ENDING, 100, (3, 5), "Ending 3 of 5"),
        (CaseStatus.ENDING, 7, (0, 0), "Week 2 of 26"),
        (CaseStatus.PAUSED, 7, (3, 5), "Paused"),
    ],
)
def test_a_case_says_where_in_its_time_it_stands(status, days_in, steps, words):
    opened = TODAY - timedelta(days=days_in)
    phase = rules.phase(
        status,
        opened_on=opened,
        end_on=opened + timedelta(weeks=26),
        today=TODAY,
        steps=steps,
    )
    assert phase == words


def test_a_day_before_the_work_says_when_it_began():
    before = datetime(2026, 10, 1, 9, 0, tzinfo=LONDON)
    words = "The date must be on or after 3 October 2026, when this work began."

    with pytest.raises(NotAllowed, match=words):
        rules.check_planned_for(before, now=NOON, opened_on=date(2026, 10, 3))
    with pytest.raises(NotAllowed, match=words):
        rules.check_contact_when(
            before, now=NOON, opened_at=datetime(2026, 10, 3, 9, 0, tzinfo=LONDON)
        )
