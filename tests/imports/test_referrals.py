"""Referrals brought in: they stand as they stood, each move on its day."""

from datetime import date, timedelta

import pytest

from audit.models import AuditEvent
from imports import actions
from people.models import AccessLimit, Referrer, ServiceUser
from people.rules import NotAllowed
from referrals import actions as referrals
from referrals.models import Referral, ReferralStatusChange, Screening
from tests import factories as make

from .sheets import bring_in, problems, send, workbook

TOP = ["CRN", "Tier", "Referred on", "Status", "Decided on", "Eligible", "Referrer", "Why"]


@pytest.fixture
def desk(lead, team, now):
    return {"by": lead, "team": team, "at": now, "kind": "REFERRALS"}


@pytest.fixture
def person(service_user):
    ServiceUser.objects.filter(pk=service_user.pk).update(crn="X700001")
    return service_user


def waiting(pp, **cells):
    row = dict(
        zip(
            TOP,
            ["X700001", "2", "03/04/2025", "Accepted", "14/04/2025", "Yes", pp.email, None],
            strict=True,
        )
    )
    return list((row | cells).values())


def test_an_accepted_one_waits_from_the_day_it_was_accepted(desk, person, pp):
    bring_in(workbook(TOP, waiting(pp)), **desk)
    referral = Referral.objects.get()
    assert (referral.status, referral.tier, referral.referrer) == ("WAITING", 2, pp)
    assert referral.accepted_at.date() == date(2025, 4, 14)
    assert referral.target_on == date(2025, 4, 14) + timedelta(days=84)
    assert Screening.objects.get().outcome == "ELIGIBLE"
    assert Referral.objects.visible_to(pp).exists()
    event = AuditEvent.objects.get(action="referral_brought_in")
    assert event.service_user_id == person.pk
    assert "Brought in from records" in event.reason


@pytest.mark.parametrize(
    ("cells", "story"),
    [
        ({"Status": "Sent", "Decided on": None}, ["SUBMITTED"]),
        ({}, ["SUBMITTED", "WAITING"]),
        (
            {"Status": "Paused", "Why": "Not ready", "Review date": "01/02/2027"},
            ["SUBMITTED", "WAITING", "PAUSED"],
        ),
        (
            {"Status": "Declined", "Why": "Elsewhere", "Decline reason": "Other"},
            ["SUBMITTED", "DECLINED"],
        ),
        ({"Status": "Withdrawn", "Why": "Moved away"}, ["SUBMITTED", "WITHDRAWN"]),
    ],
)
def test_every_move_has_its_row_and_its_day(desk, person, pp, cells, story):
    more = [name for name in cells if name not in TOP]
    bring_in(workbook([*TOP, *more], waiting(pp, **cells)), **desk)
    rows = list(ReferralStatusChange.objects.order_by("pk"))
    assert [row.to_status for row in rows] == story
    assert [row.from_status for row in rows] == ["", *story[:-1]]
    assert rows[0].at.date() == date(2025, 4, 3)
    assert {row.at.date() for row in rows[1:]} <= {date(2025, 4, 14)}
    assert all("Brought in from records" in row.words for row in rows)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"CRN": "X999999"}, "crn"),
        ({"CRN": None}, "crn"),
        ({"Referred on": "03/04/2027"}, "sent_on"),
        ({"Decided on": None}, "decided_on"),
        ({"Decided on": "01/01/2025"}, "decided_on"),
        ({"Decided on": "01/01/2027"}, "decided_on"),
        ({"Eligible": None}, "eligible"),
        ({"Eligible": "No"}, "eligible"),
        ({"Status": "Declined", "Why": "x"}, "decline_reason"),
        ({"Status": "Withdrawn"}, "words"),
        ({"Status": "Paused", "Why": "x"}, "review_on"),
        ({"Status": "Work under way"}, "status"),
        ({"Referrer": "nobody@example.wales"}, "referrer"),
        ({"Tier": "C2"}, "tier"),
    ],
)
def test_what_the_front_door_refuses_is_refused_here(desk, person, pp, cells, column):
    found = problems(send(workbook(TOP, waiting(pp, **cells)), **desk))
    assert column in {where for _row, where, _words in found}


@pytest.mark.parametrize(
    ("cells", "code"),
    [({}, "NOT_KNOWN"), ({"Withdrawn because": "The person has moved away"}, "MOVED")],
)
def test_what_was_withdrawn_has_a_code(desk, person, pp, cells, code):
    row = waiting(pp, Status="Withdrawn", Why="Moved to Leeds", **cells)
    bring_in(workbook([*TOP, *cells], row), **desk)

    assert Referral.objects.get().withdraw_reason == code


def test_tier_1_asks_for_no_screening(desk, person, pp):
    bring_in(workbook(TOP, waiting(pp, Tier="Tier 1", Eligible=None)), **desk)
    assert not Screening.objects.exists()


def test_two_open_ones_for_one_person_and_tier_are_refused(desk, person, pp):
    again = waiting(pp, **{"Referred on": "04/04/2025"})
    found = problems(send(workbook(TOP, waiting(pp), again), **desk))
    assert [(row, column) for row, column, _words in found] == [(3, "tier")]
    make.make_referral(person, referrer=pp, status="WAITING")
    found = problems(send(workbook(TOP, waiting(pp)), **desk))
    assert "open referral at this tier already" in found[0][2]


def test_one_that_is_here_is_left_alone(desk, person, pp):
    bring_in(workbook(TOP, waiting(pp)), **desk)
    sheet = send(workbook(TOP, waiting(pp)), **desk)
    assert (sheet.here_count, sheet.new_count, sheet.problem_count) == (1, 0, 0)


def test_a_person_of_another_team_is_nobody(desk, other_team, stranger, pp):
    make.make_service_user(other_team, added_by=stranger, crn="X700001")
    assert problems(send(workbook(TOP, waiting(pp)), **desk))[0][1] == "crn"


def test_a_person_one_is_barred_from_is_nobody(desk, person, pp, lead, colleague):
    AccessLimit.objects.create(service_user=person, user=lead, kind="EXCLUDED")
    ServiceUser.objects.filter(pk=person.pk).update(has_exclusions=True)
    assert problems(send(workbook(TOP, waiting(pp)), **desk))[0][1] == "crn"


def test_undone_it_is_gone_with_its_story(desk, person, pp, other_pp):
    sheet = bring_in(workbook(TOP, waiting(other_pp)), **desk)
    assert Referrer.objects.filter(service_user=person, user=other_pp).exists()
    actions.undo_sheet(sheet_id=sheet.pk, by=desk["by"], at=desk["at"])
    assert not Referral.objects.exists()
    assert not ReferralStatusChange.objects.exists()
    assert not Referrer.objects.filter(user=other_pp).exists()
    assert AuditEvent.objects.filter(action="referral_taken_out").exists()


def test_decided_on_since_it_cannot_be_undone(desk, person, pp):
    sheet = bring_in(workbook(TOP, waiting(pp)), **desk)
    referrals.decline(
        referral_id=Referral.objects.get().pk,
        reason="OTHER",
        words="Not now",
        alternatives=["PP_WORK"],
        by=desk["by"],
        at=desk["at"],
    )
    with pytest.raises(NotAllowed, match="worked on since"):
        actions.undo_sheet(sheet_id=sheet.pk, by=desk["by"], at=desk["at"])


def test_the_people_can_be_undone_once_their_referrals_are(desk, lead, team, now, pp):
    people = bring_in(
        workbook(
            ["CRN", "First name", "Last name", "DOB", "Sex"],
            ["X700001", "Rhys", "Parry", "17/05/1990", "M"],
        ),
        by=lead,
        team=team,
        at=now,
    )
    sheet = bring_in(workbook(TOP, waiting(pp)), **desk)
    with pytest.raises(NotAllowed, match="worked on since"):
        actions.undo_sheet(sheet_id=people.pk, by=lead, at=now)
    actions.undo_sheet(sheet_id=sheet.pk, by=lead, at=now)
    actions.undo_sheet(sheet_id=people.pk, by=lead, at=now)
    assert not ServiceUser.objects.exists()


def test_the_door_itself_asks_who_one_is_and_what_the_rules_say(person, pp, team, lead, now):
    past = referrals.PastReferral(
        service_user_id=person.pk, referrer_id=pp.pk, tier=2, status="WAITING", sent_at=now
    )
    for user in (pp, lead):
        with pytest.raises(NotAllowed):
            referrals.bring_in_referrals([past], team_id=team.pk, by=user, at=now, source="")
    assert not Referral.objects.exists()
