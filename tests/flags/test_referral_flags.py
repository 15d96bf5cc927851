"""What referrals ask for: raised the day after (red) or on the day (amber), cleared with the cause."""

from datetime import UTC, date, datetime, timedelta

import pytest

from flags.rules import QUARTER_HOURLY, FlagKind
from people.models import Absence, Location
from people.permissions import Profession, Role
from referrals import actions
from referrals.models import InformationRequest, Referral, ReleaseItem, Screening
from referrals.rules import Override, Status
from reports.figures.referrer import my_people
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
TODAY, NOW = make.TODAY, make.NOW


def ask(referral, *, by, due_on, **fields):
    return InformationRequest.objects.create(
        referral=referral,
        question="Which prison?",
        due_on=due_on,
        asked_at=NOW - timedelta(days=20),
        asked_by=by,
        **fields,
    )


@pytest.mark.parametrize(("days_ago", "raised"), [(10, False), (11, True)])
def test_a_decision_is_late_the_day_after_the_teams_target(
    sweep, service_user, pp, lead, days_ago, raised
):
    referral = make.make_referral(service_user, referrer=pp, days_ago=days_ago)

    flags = sweep(FlagKind.DECISION_LATE)

    assert [flag.subject_id for flag in flags] == ([referral.pk] if raised else [])
    if raised:
        assert (flags[0].owner, flags[0].team, flags[0].service_user, flags[0].since_on) == (
            lead,
            service_user.team,
            service_user,
            date(2026, 11, 20),  # the Friday: ten days after it was sent is a Sunday
        )


def test_the_target_is_each_teams_own(
    sweep, service_user, pp, lead, other_person, stranger, other_team
):
    other_team.policy.decision_target_days = 30
    other_team.policy.save()
    ours = make.make_referral(service_user, referrer=pp, days_ago=20)
    make.make_referral(other_person, referrer=stranger, days_ago=20)

    assert [flag.subject_id for flag in sweep(FlagKind.DECISION_LATE)] == [ours.pk]


def test_an_answered_question_starts_the_decisions_clock_again_and_the_pp_reads_the_same_day(
    sweep, service_user, pp, lead
):
    referral = make.make_referral(service_user, referrer=pp, days_ago=40)
    ask(
        referral,
        by=lead,
        due_on=TODAY,
        answered_at=NOW - timedelta(days=10),
        answered_by=pp,
        answer="Cardiff",
    )

    assert sweep(FlagKind.DECISION_LATE) == []
    (person,) = my_people(pp, NOW)
    sentence = person["referrals"][0]["sentence"]
    assert sentence.endswith("The team aims to decide by 23 November 2026."), sentence


def test_a_decision_clears_its_flag(sweep, service_user, pp, lead):
    referral = make.make_referral(service_user, referrer=pp, days_ago=40)
    sweep(FlagKind.DECISION_LATE)
    Referral.objects.filter(pk=referral.pk).update(
        status=Status.WAITING, accepted_at=NOW, accepted_by=lead, target_on=TODAY
    )

    assert sweep(FlagKind.DECISION_LATE) == []


def test_the_day_a_referral_was_sent_is_the_day_in_london(sweep, service_user, pp, lead):
    """Half past midnight on 1 September in London is still August in UTC."""
    sent = datetime(2026, 8, 31, 23, 30, tzinfo=UTC)
    make.make_referral(service_user, referrer=pp, submitted_at=sent)

    assert sweep(FlagKind.DECISION_LATE, datetime(2026, 9, 11, 12, tzinfo=UTC)) == []
    flags = sweep(FlagKind.DECISION_LATE, datetime(2026, 9, 11, 23, 30, tzinfo=UTC))
    assert [flag.since_on for flag in flags] == [date(2026, 9, 11)]


@pytest.mark.parametrize(("target", "raised"), [(TODAY, False), (TODAY - timedelta(days=1), True)])
def test_waiting_past_the_target_is_for_the_lead(sweep, service_user, pp, lead, target, raised):
    make.make_referral(service_user, referrer=pp, status=Status.WAITING, target_on=target)

    flags = sweep(FlagKind.WAITING_PAST_TARGET)

    assert [(flag.owner, flag.since_on) for flag in flags] == ([(lead, target)] if raised else [])


def test_allocating_clears_waiting_past_target(sweep, service_user, pp, lead):
    referral = make.make_referral(
        service_user, referrer=pp, status=Status.WAITING, target_on=TODAY - timedelta(days=5)
    )
    assert sweep(FlagKind.WAITING_PAST_TARGET)
    Referral.objects.filter(pk=referral.pk).update(status=Status.ALLOCATED)

    assert sweep(FlagKind.WAITING_PAST_TARGET) == []


@pytest.mark.parametrize(("due", "raised"), [(TODAY, False), (TODAY - timedelta(days=1), True)])
def test_an_unanswered_question_is_for_the_referrer(sweep, service_user, pp, lead, due, raised):
    referral = make.make_referral(service_user, referrer=pp, status=Status.INFORMATION_REQUESTED)
    ask(referral, by=lead, due_on=due)

    flags = sweep(FlagKind.INFORMATION_UNANSWERED)

    assert [(flag.owner, flag.subject_id) for flag in flags] == (
        [(pp, referral.pk)] if raised else []
    )


def test_an_answer_clears_its_flag(sweep, service_user, pp, lead):
    referral = make.make_referral(service_user, referrer=pp, status=Status.INFORMATION_REQUESTED)
    question = ask(referral, by=lead, due_on=TODAY - timedelta(days=3))
    assert sweep(FlagKind.INFORMATION_UNANSWERED)
    question.answered_at, question.answered_by = NOW, pp
    question.save()

    assert sweep(FlagKind.INFORMATION_UNANSWERED) == []


@pytest.mark.parametrize(("review", "raised"), [(TODAY + timedelta(days=1), False), (TODAY, True)])
def test_a_pause_is_looked_at_on_its_day(sweep, service_user, pp, lead, review, raised):
    referral = make.make_referral(service_user, referrer=pp, status=Status.PAUSED, review_on=review)

    flags = sweep(FlagKind.PAUSE_REVIEW_DUE)

    assert [(flag.owner, flag.subject_id) for flag in flags] == (
        [(lead, referral.pk)] if raised else []
    )


@pytest.mark.parametrize(("days_ago", "raised"), [(75, False), (76, True)])
def test_a_draft_warns_its_writer_14_days_before_it_goes(
    sweep, service_user, pp, lead, days_ago, raised
):
    referral = make.make_referral(service_user, referrer=pp, status=Status.DRAFT, days_ago=days_ago)

    flags = sweep(FlagKind.DRAFT_EXPIRING)

    assert [(flag.owner, flag.subject_id) for flag in flags] == (
        [(pp, referral.pk)] if raised else []
    )


def test_touching_a_draft_clears_its_flag(sweep, service_user, pp):
    referral = make.make_referral(service_user, referrer=pp, status=Status.DRAFT, days_ago=80)
    assert sweep(FlagKind.DRAFT_EXPIRING)
    Referral.objects.filter(pk=referral.pk).update(touched_at=NOW)

    assert sweep(FlagKind.DRAFT_EXPIRING) == []


def test_a_lead_who_is_here_comes_before_one_who_is_away(sweep, service_user, pp, lead, team):
    Absence.objects.create(user=lead, kind="LEAVE", starts_on=TODAY)
    second = make.make_user(team, Role.LEAD, profession=Profession.TEAM_LEAD)
    make.make_referral(service_user, referrer=pp, days_ago=20)

    assert [flag.owner for flag in sweep(FlagKind.DECISION_LATE)] == [second]


def test_a_team_without_a_lead_still_raises_its_flags(sweep, service_user, pp):
    make.make_referral(service_user, referrer=pp, days_ago=20)

    assert [flag.owner for flag in sweep(FlagKind.DECISION_LATE)] == [pp]


@pytest.mark.parametrize(("days", "raised"), [(10, False), (11, True)])
def test_nobody_waits_for_a_signature_unseen(sweep, service_user, pp, lead, days, raised):
    draft = make.make_referral(service_user, referrer=pp, status=Status.DRAFT)
    Screening.objects.filter(referral=draft).update(
        override=Override.ASKED,
        asked_because="Threats since May",
        asked_at=NOW - timedelta(days=days),
        asked_by=pp,
    )

    flags = sweep(FlagKind.OVERRIDE_UNANSWERED)

    assert [(flag.subject_id, flag.owner) for flag in flags] == (
        [(draft.pk, lead)] if raised else []
    )


def test_a_move_of_the_team_says_that_it_has_looked_and_the_pps_answer_does_not(
    sweep, service_user, pp, lead
):
    referral = make.make_referral(service_user, referrer=pp)
    actions.ask(referral_id=referral.pk, question="Which?", by=lead, at=NOW - timedelta(hours=3))
    actions.say_urgent(referral_id=referral.pk, words="Evicted", by=pp, at=NOW - timedelta(hours=2))
    actions.answer(referral_id=referral.pk, words="Parc", by=pp, at=NOW - timedelta(hours=1))
    assert [flag.subject_id for flag in sweep(FlagKind.SAID_WORSE)] == [referral.pk]

    actions.accept(referral_id=referral.pk, by=lead, at=NOW)

    assert sweep(FlagKind.SAID_WORSE) == []


def test_nobody_gets_worse_unseen_until_somebody_has_looked(sweep, service_user, pp, lead):
    referral = make.make_referral(service_user, referrer=pp, status=Status.WAITING)
    actions.say_urgent(
        referral_id=referral.pk, words="Sleeps in his car", by=pp, at=NOW - timedelta(hours=1)
    )
    assert FlagKind.SAID_WORSE in QUARTER_HOURLY
    assert [(flag.subject_id, flag.owner) for flag in sweep(FlagKind.SAID_WORSE)] == [
        (referral.pk, lead)
    ]

    actions.review_waiting(referral_ids=[referral.pk], note="Rang the PP", by=lead, at=NOW)

    assert sweep(FlagKind.SAID_WORSE) == []


@pytest.fixture
def promised(service_user, pp):
    """A referral with a room agreed for the release, in 90 days."""
    referral = make.make_referral(service_user, referrer=pp)
    Location.objects.create(
        service_user=service_user,
        kind="CUSTODY",
        from_on=TODAY - timedelta(days=100),
        release_expected_on=TODAY + timedelta(days=90),
    )
    ReleaseItem.objects.create(referral=referral, position=0, what="A room", need="HOUSING")
    return referral


@pytest.mark.parametrize(("near", "raised"), [(89, False), (90, True)])
def test_a_release_plan_still_open_near_the_release_is_the_pps(
    sweep, promised, service_user, pp, near, raised
):
    service_user.team.policy.release_near_days = near
    service_user.team.policy.save()
    flags = sweep(FlagKind.RELEASE_PLAN_OPEN)

    assert [(flag.owner, flag.since_on) for flag in flags] == ([(pp, TODAY)] if raised else [])


def test_a_promise_still_open_once_they_are_out_is_not_forgotten(sweep, promised, service_user):
    service_user.locations.update(to_on=TODAY)
    Location.objects.create(service_user=service_user, kind="COMMUNITY", from_on=TODAY)

    assert [flag.subject_id for flag in sweep(FlagKind.RELEASE_PLAN_OPEN)] == [promised.pk]


@pytest.mark.parametrize("outcome", ["MET", "UNMET"])
def test_a_promise_that_was_answered_is_asked_about_no_more(sweep, promised, pp, outcome):
    service_user = promised.service_user
    service_user.team.policy.release_near_days = 90
    service_user.team.policy.save()
    assert len(sweep(FlagKind.RELEASE_PLAN_OPEN)) == 1
    actions.settle_release_item(
        item_id=promised.release_items.get().pk,
        outcome=outcome,
        reason="REFUSED",
        by=pp,
        at=NOW,
    )

    assert sweep(FlagKind.RELEASE_PLAN_OPEN) == []
