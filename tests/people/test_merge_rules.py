"""Which value goes on, who may merge, who may undo it."""

from datetime import date
from types import SimpleNamespace

import pytest

from people import figures, rules
from people.models import (
    ServiceUser,
)
from people.permissions import Permission, Role, permissions_of
from people.rules import Limits, NotAllowed, Side

# --- Rules -----------------------------------------------------------------------------------------


def record(**values):
    blank = dict.fromkeys(name for names in rules.MERGE_CHOICES.values() for name in names)
    return SimpleNamespace(**blank | values)


@pytest.mark.parametrize(
    ("choice", "ours", "theirs", "side"),
    [
        ("pronouns", {"pronouns": "he"}, {"pronouns": "she"}, Side.KEPT),
        ("pronouns", {}, {"pronouns": "she"}, Side.GONE),
        ("pronouns", {}, {}, Side.KEPT),
        ("must_not_meet", {"must_not_meet": "A"}, {"must_not_meet": "B"}, Side.BOTH),
        ("must_not_meet", {"must_not_meet": "A"}, {"must_not_meet": "A"}, Side.KEPT),
        (
            "risk",
            {"rosh_public": "LOW", "risk_recorded_on": date(2025, 1, 1)},
            {"rosh_public": "HIGH", "risk_recorded_on": date(2026, 1, 1)},
            Side.GONE,
        ),
        (
            "risk",
            {"rosh_public": "LOW", "risk_recorded_on": date(2026, 1, 1)},
            {"rosh_public": "HIGH"},
            Side.KEPT,
        ),
        ("risk", {"rosh_public": "LOW"}, {"risk_recorded_on": date(2025, 1, 1)}, Side.GONE),
    ],
)
def test_which_value_is_suggested(choice, ours, theirs, side):
    assert rules.suggested_side(choice, record(**ours), record(**theirs)) == side


def test_every_choice_there_is_is_shown_and_asked():
    """What is not shown side by side is lost without a word when the two records differ."""
    assert set(figures.LABELS) == {*rules.MERGE_CHOICES, rules.WHERE}


def test_every_detail_of_a_person_is_chosen_once():
    named = [name for names in rules.MERGE_CHOICES.values() for name in names]
    own = {
        field.attname
        for field in ServiceUser._meta.concrete_fields
        if not field.generated
        and field.name
        not in {
            "id",
            "team",
            "merged_into",
            "has_exclusions",
            "is_restricted",
            "added_at",
            "added_by",
            "changed_at",
            "changed_by",
            "version",
            "plain_names",  # the database works it out
        }
    }
    assert sorted(named) == sorted(own)


def test_both_texts_survive_when_asked():
    values = rules.surviving(
        record(adjustments="Large print"), record(adjustments="Quiet room"), {"adjustments": "BOTH"}
    )
    assert values["adjustments"] == "Large print\n\nQuiet room"


@pytest.mark.parametrize(
    ("one", "other", "result"),
    [
        (Limits(), Limits(), Limits()),
        (Limits(), Limits(True, {1, 2}), Limits(True, {1, 2})),
        (Limits(True, {1, 2}), Limits(True, {2, 3}), Limits(True, {2})),
        (
            Limits(excluded={4}),
            Limits(True, {1}, {5}),
            Limits(True, {1}, {4, 5}),
        ),
    ],
)
def test_the_stricter_of_two_limits_wins(one, other, result):
    assert rules.stricter(one, other) == rules.stricter(other, one) == result


WELL = {
    "kept_id": 1,
    "gone_id": 2,
    "kept_team": 1,
    "gone_team": 1,
    "may": True,
    "merged": False,
}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"gone_id": 1}, "same record"),
        ({"gone_team": 2}, "different teams"),
        ({"may": False}, "lead or an administrator"),
        ({"merged": True}, "merged meanwhile"),
    ],
)
def test_who_may_merge_what(wrong, words):
    rules.check_merge(**WELL)
    with pytest.raises(NotAllowed, match=words):
        rules.check_merge(**WELL | wrong)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"may": False}, "lead or an administrator"),
        ({"undone": True}, "already been undone"),
        ({"merged_on": True}, "Undo that one"),
    ],
)
def test_who_may_undo_it(wrong, words):
    well = {"may": True, "undone": False, "merged_on": False}
    rules.check_unmerge(**well)
    with pytest.raises(NotAllowed, match=words):
        rules.check_unmerge(**well | wrong)


@pytest.mark.parametrize("choices", [{"crn": "BOTH"}, {"team": "KEPT"}, {"crn": "LEFT"}])
def test_a_choice_that_is_none_is_refused(choices):
    with pytest.raises(NotAllowed):
        rules.check_choices(choices)


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.LEAD, True), (Role.ADMINISTRATOR, True), (Role.PRACTITIONER, False)],
)
def test_leads_and_administrators_may_merge(role, may):
    held = permissions_of(role=role, profession="TLN")
    assert (Permission.RECORDS_MERGE in held) is may
