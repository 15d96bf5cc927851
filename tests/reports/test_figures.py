"""The numbers behind the pages, counted against rows one can see."""

from datetime import date, timedelta

import pytest

from flags.models import Flag
from flags.rules import PRIVATE, FlagKind
from people.models import Absence, AccessLimit, ServiceUser, with_safety
from referrals.models import InformationRequest
from referrals.rules import Status
from reports import words
from reports.calendar import quarter_before, quarter_start
from reports.figures import day, person, referrer
from reports.figures import team as of_team
from tests import factories as make
from tiers.figures import candidates
from tiers.models import EndingPlan, EndingStep
from tiers.models.told import told_cases, told_contacts, told_sessions
from tiers.rules import CaseStatus, EndingReason, SessionStatus

TODAY = make.TODAY
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _still(now):
    """Every figure here is counted on Monday 23 November 2026."""


def raise_flag(kind, *, owner, team, subject_id=1, days=3, person=None):
    return Flag.objects.create(
        kind=kind,
        subject_id=subject_id,
        team=team,
        owner=owner,
        service_user=person,
        since_on=TODAY - timedelta(days=days),
        raised_at=make.NOW,
    )


def another(lead_team, pp, **fields):
    return make.make_service_user(lead_team, added_by=pp, **fields)


# --- Who is waiting? ----------------------------------------------------------------------------


def test_waiting_counts_each_tier_with_the_oldest_and_those_past_target(team, pp, lead):
    for days_ago, tier in ((100, 2), (30, 2), (10, 3)):
        make.make_referral(
            another(team, pp), referrer=pp, status=Status.WAITING, tier=tier, days_ago=days_ago
        )
    make.make_referral(another(team, pp), referrer=pp, status=Status.SUBMITTED, tier=3, days_ago=4)
    make.make_referral(another(team, pp), referrer=pp, status=Status.PAUSED, tier=2)
    one, two, three = of_team.waiting(lead, team, today=TODAY)
    assert (one["waiting"], one["oldest"], one["undecided"]) == (0, "", 0)
    assert (two["waiting"], two["past_target"], two["paused"]) == (2, 1, 1)
    assert two["oldest"] == "3 months"
    assert (three["waiting"], three["past_target"], three["oldest"]) == (1, 0, "10 days")
    assert (three["undecided"], three["undecided_oldest"]) == (1, "4 days")


def test_nobody_of_another_team_is_counted(team, other_team, pp, lead, stranger):
    other_pp = make.make_pp(other_team)
    person = another(other_team, other_pp)
    make.make_referral(person, referrer=other_pp, status=Status.WAITING)
    make.make_case(person, practitioner=stranger, tier=3, planned_end_on=TODAY)
    raise_flag("NO_CONTACT", owner=stranger, team=other_team, person=person)
    assert sum(row["waiting"] for row in of_team.waiting(lead, team, today=TODAY)) == 0
    assert [row["live"] for row in of_team.stretched(lead, team, now=make.NOW)] == []
    assert of_team.endings(lead, team, today=TODAY) == {"due": 0, "late": 0, "to_confirm": 0}
    assert of_team.slipping(lead, team, today=TODAY) == []
    assert [line["this"] for line in of_team.changed(lead, team, today=TODAY)["starts"]] == [
        0,
        0,
        0,
    ]
    # Even asked about the other team by name, a lead of ours counts nothing there.
    assert sum(row["waiting"] for row in of_team.waiting(lead, other_team, today=TODAY)) == 0
    assert of_team.endings(lead, other_team, today=TODAY)["due"] == 0


# --- Who is stretched? --------------------------------------------------------------------------


def test_load_is_what_the_open_cases_weigh_beside_the_hours_of_the_next_seven_days(
    team, pp, lead, practitioner, colleague
):
    case = make.make_case(another(team, pp), practitioner=practitioner)
    make.make_case(another(team, pp), practitioner=practitioner, status=CaseStatus.PAUSED)
    make.make_case(another(team, pp), practitioner=practitioner, status=CaseStatus.ENDED)
    make.make_session(case, when=make.NOW + timedelta(days=1), planned_minutes=90)
    make.make_session(case, when=make.NOW + timedelta(days=6), planned_minutes=60)
    make.make_session(case, when=make.NOW + timedelta(days=8), planned_minutes=60)
    Absence.objects.create(
        user=colleague,
        kind="LEAVE",
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=4),
        cover=practitioner,
    )
    nia, cai = of_team.stretched(lead, team, now=make.NOW)
    assert (nia["user"], nia["live"], nia["paused"]) == (practitioner, 2, 1)
    assert nia["planned_hours"] == 150 / 60
    policy = team.policy
    points = policy.load_tier2 * (1 + policy.load_paused_percent / 100)
    assert nia["percent"] == round(100 * points / policy.load_full_time)
    assert not nia["is_away"]
    assert (cai["live"], cai["percent"], cai["is_away"]) == (0, 0, True)
    assert (cai["away_until"], cai["away_cover"]) == (TODAY + timedelta(days=4), "Nia Nurse")


def test_the_team_page_and_the_choice_of_a_worker_say_one_load(
    team, pp, lead, practitioner, service_user
):
    make.make_case(another(team, pp), practitioner=practitioner, tier=2)
    (row,) = of_team.stretched(lead, team, now=make.NOW)
    person = with_safety(ServiceUser.objects.visible_to(lead).for_bar(TODAY)).get(
        pk=service_user.pk
    )
    found = candidates(lead, team=team, tier=2, person=person, now=make.NOW)
    assert [(one.user, one.now.percent) for one in found] == [(practitioner, row["percent"])]


# --- What is slipping? --------------------------------------------------------------------------


def test_slipping_counts_open_flags_by_kind_and_leaves_out_what_was_put_off(
    team, lead, practitioner
):
    raise_flag("NO_CONTACT", owner=practitioner, team=team, subject_id=1, days=40)
    raise_flag("NO_CONTACT", owner=practitioner, team=team, subject_id=2, days=3)
    raise_flag("SUPERVISION_OVERDUE", owner=practitioner, team=team, days=9)
    put_off = raise_flag("REVIEW_DUE", owner=practitioner, team=team)
    put_off.snoozed_until, put_off.snoozed_at = TODAY + timedelta(days=5), make.NOW
    put_off.snoozed_by = practitioner
    put_off.save()
    found = {
        row["kind"]: (row["count"], row["oldest"])
        for row in of_team.slipping(lead, team, today=TODAY)
    }
    assert found == {"SUPERVISION_OVERDUE": (1, "9 days"), "NO_CONTACT": (2, "40 days")}
    listed = of_team.flags_of_kind(lead, team, kind="NO_CONTACT", today=TODAY)
    assert [flag.subject_id for flag in listed] == [1, 2]


def test_every_kind_of_flag_that_is_not_private_slips_somewhere(team, lead, practitioner):
    for kind in FlagKind:
        raise_flag(kind, owner=practitioner, team=team)
    found = [row["kind"] for row in of_team.slipping(lead, team, today=TODAY)]
    assert len(found) == len(set(found))
    assert set(found) == set(FlagKind) - PRIVATE


def test_what_to_do_now_stands_before_what_is_soon_and_in_each_the_oldest(team, lead, practitioner):
    for kind, days in (
        ("REVIEW_DUE", 60),
        ("SUPERVISION_OVERDUE", 3),
        ("NO_ENDING_PLAN", 90),
        ("NO_CONTACT", 40),
        ("DRAFT_EXPIRING", 9),
    ):
        raise_flag(kind, owner=practitioner, team=team, days=days)
    found = [(row["kind"], row["tone"]) for row in of_team.slipping(lead, team, today=TODAY)]
    assert found == [
        ("NO_CONTACT", "now"),
        ("SUPERVISION_OVERDUE", "now"),
        ("NO_ENDING_PLAN", "soon"),
        ("REVIEW_DUE", "soon"),
    ]


def test_endings_are_late_or_due_by_their_planned_end(team, pp, lead, practitioner):
    late = make.make_case(
        another(team, pp), practitioner=practitioner, planned_end_on=TODAY - timedelta(days=1)
    )
    soon = make.make_case(
        another(team, pp), practitioner=practitioner, planned_end_on=TODAY + timedelta(days=20)
    )
    plan = EndingPlan.objects.create(
        case=soon, end_on=TODAY + timedelta(days=20), made_at=make.NOW, made_by=practitioner
    )
    for kind, done in (("TAPER", True), ("FAREWELL", False), ("AFTER_CONTACT", False)):
        EndingStep.objects.create(
            plan=plan,
            case=soon,
            kind=kind,
            due_on=TODAY,
            done_at=make.NOW if done else None,
            done_by=practitioner if done else None,
            done_on=TODAY if done else None,
        )
    assert of_team.endings(lead, team, today=TODAY) == {"due": 1, "late": 1, "to_confirm": 0}
    (first,) = of_team.endings_list(lead, team, today=TODAY, late=True)
    assert (first, first.has_plan) == (late, False)
    (second,) = of_team.endings_list(lead, team, today=TODAY, late=False)
    assert (second, second.has_plan, second.steps_done, second.steps) == (soon, True, 1, 2)


# --- What changed? -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "this", "before"),
    [
        (date(2026, 11, 23), date(2026, 10, 1), date(2026, 7, 1)),
        (date(2026, 1, 1), date(2026, 1, 1), date(2025, 10, 1)),
    ],
)
def test_quarters(today, this, before):
    assert (quarter_start(today), quarter_before(today)) == (this, before)


def test_starts_and_endings_are_counted_in_their_quarter(team, pp, lead, practitioner):
    begun = make.make_case(
        another(team, pp), practitioner=practitioner, opened_at=make.NOW - timedelta(days=10)
    )
    make.make_case(
        another(team, pp), practitioner=practitioner, opened_at=make.NOW - timedelta(days=80)
    )
    ended = make.make_case(
        another(team, pp),
        practitioner=practitioner,
        status=CaseStatus.ENDED,
        opened_at=make.NOW - timedelta(days=300),
        ending_reason=EndingReason.RECALL,
    )
    found = of_team.changed(lead, team, today=TODAY)
    assert [(line["this"], line["last"]) for line in found["starts"]] == [(0, 0), (1, 1), (0, 0)]
    assert [(line["key"], line["this"], line["last"]) for line in found["endings"]] == [
        ("RECALL", 1, 0)
    ]
    since = found["since"]
    assert list(of_team.changes_list(lead, team, what="opened_at", start=since)) == [begun]
    assert list(of_team.changes_list(lead, team, what="ended_at", start=since)) == [ended]


# --- My day --------------------------------------------------------------------------------------


def test_the_diary_parts_the_past_today_and_the_week(team, pp, practitioner, colleague):
    venue = make.make_venue(private_entrance=True)
    case = make.make_case(another(team, pp), practitioner=practitioner)
    past = make.make_session(case, when=make.NOW - timedelta(days=3), venue=venue)
    held = make.make_session(
        case,
        when=make.NOW - timedelta(hours=1),
        status=SessionStatus.HELD,
        travel_minutes=40,
        venue=venue,
    )
    later = make.make_session(case, when=make.NOW + timedelta(hours=4), venue=venue)
    make.make_session(case, when=make.NOW + timedelta(days=2), venue=venue)
    make.make_session(case, when=make.NOW + timedelta(days=2, hours=1), venue=venue)
    make.make_session(case, when=make.NOW + timedelta(days=9))
    other = make.make_case(another(team, pp), practitioner=colleague)
    make.make_session(other, when=make.NOW + timedelta(hours=1))
    found = day.diary(practitioner, now=make.NOW)
    assert found["to_record"] == [past]
    assert found["today"] == [held, later]
    assert found["today"][1].where == "Cardiff probation office, private entrance"
    assert found["travel"] == 80  # 40 recorded, and 40 as it took last time
    assert [(line["day"], line["count"]) for line in found["week"]] == [
        (TODAY + timedelta(days=2), 2)
    ]


def test_my_needs_are_mine_act_now_first(team, practitioner, colleague):
    raise_flag("REVIEW_DUE", owner=practitioner, team=team, subject_id=1, days=50)
    raise_flag("NO_CONTACT", owner=practitioner, team=team, subject_id=2, days=1)
    raise_flag("NO_CONTACT", owner=colleague, team=team, subject_id=3)
    assert [entry["flag"].subject_id for entry in day.needs(practitioner, today=TODAY)] == [2, 1]


def test_decisions_wait_for_those_who_decide(team, pp, psychologist, practitioner):
    make.make_referral(another(team, pp), referrer=pp, status=Status.SUBMITTED)
    assert day.to_answer(psychologist, now=make.NOW)["to_decide"]["count"] == 1
    assert day.to_answer(practitioner, now=make.NOW)["to_decide"] is None


def test_supervision_shows_dates_and_no_content(team, practitioner, psychologist):
    agreement = make.make_agreement(practitioner, psychologist, team=team)
    make.make_supervision(agreement, when=make.NOW - timedelta(days=10))
    mine = day.supervisions(practitioner, now=make.NOW)["mine"]
    assert [(found.last_held_on, found.standing) for found in mine] == [
        (TODAY - timedelta(days=10), "FINE")
    ]
    assert day.supervisions(psychologist, now=make.NOW)["given"] == [agreement]


# --- What a PP reads ----------------------------------------------------------------------------


def sentences(user):
    return [
        entry["sentence"]
        for one in referrer.my_people(user, make.NOW)
        for entry in one["referrals"]
    ]


def test_a_waiting_person_is_a_sentence_with_since_when_and_by_when(pp, service_user):
    make.make_referral(service_user, referrer=pp, status=Status.WAITING, days_ago=51)
    assert sentences(pp) == [
        "Waiting for Tier 2 since 3 October 2026. The team aims to start by 26 December 2026."
    ]


def test_a_question_comes_first_with_its_answer(team, pp, lead, service_user):
    make.make_referral(another(team, pp, family_name="Aaron"), referrer=pp)
    asked = make.make_referral(service_user, referrer=pp, status=Status.INFORMATION_REQUESTED)
    InformationRequest.objects.create(
        referral=asked,
        question="Which day suits?",
        due_on=TODAY + timedelta(days=5),
        asked_at=make.NOW - timedelta(days=2),
        asked_by=lead,
    )
    first, _second = referrer.my_people(pp, make.NOW)
    assert first["person"] == service_user
    (entry,) = first["referrals"]
    assert entry["needs_me"]
    assert entry["sentence"] == (
        "The team asked a question on 21 November 2026. Please answer by 28 November 2026."
    )
    assert entry["answer_url"]


def test_work_under_way_names_the_practitioner_and_the_next_meeting(pp, service_user, practitioner):
    referral = make.make_referral(service_user, referrer=pp, status=Status.ALLOCATED)
    case = make.make_case(service_user, practitioner=practitioner, referral=referral)
    make.make_session(case, when=make.NOW - timedelta(days=7), status=SessionStatus.HELD)
    make.make_session(case, when=make.NOW + timedelta(days=7))
    assert sentences(pp) == [
        "Working with Nia Nurse at Tier 2 since 24 September 2026. Last met on 16 November 2026."
        " Next meeting 30 November 2026 at 10am."
    ]


@pytest.mark.parametrize("status", [status for status in Status if status != Status.DISCARDED])
def test_every_state_has_its_sentence(status, pp, lead, service_user):
    referral = make.make_referral(service_user, referrer=pp, status=status)
    if status == Status.INFORMATION_REQUESTED:
        InformationRequest.objects.create(
            referral=referral, question="?", due_on=TODAY, asked_at=make.NOW, asked_by=lead
        )
    (sentence,) = sentences(pp)
    assert sentence.endswith(".")
    assert "None" not in sentence


def test_a_pp_reads_nothing_of_people_they_do_not_know(other_pp, pp, service_user, practitioner):
    case = make.make_case(service_user, practitioner=practitioner)
    make.make_session(case, status=SessionStatus.HELD, shared_with_pp="For Petra")
    assert referrer.my_people(other_pp, make.NOW) == []
    assert list(told_cases(other_pp, now=make.NOW)) == []
    assert list(told_sessions(other_pp)) == []
    assert [row["shared_with_pp"] for row in told_sessions(pp)] == ["For Petra"]


def test_a_pp_barred_from_a_person_is_told_nothing(pp, service_user, practitioner):
    case = make.make_case(service_user, practitioner=practitioner)
    make.make_session(case, status=SessionStatus.HELD)
    AccessLimit.objects.create(service_user=service_user, user=pp, kind="EXCLUDED")
    service_user.has_exclusions = True
    service_user.save()
    assert list(told_sessions(pp)) == []
    assert list(told_cases(pp, now=make.NOW)) == []


def test_what_a_pp_is_told_never_holds_the_other_note(pp):
    for rows in (told_cases(pp, now=make.NOW), told_sessions(pp), told_contacts(pp)):
        assert "iirms_only" not in str(rows.query)


def test_the_persons_timeline_joins_the_tiers(team, pp, service_user, practitioner, psychologist):
    make.make_case(
        service_user, practitioner=psychologist, tier=1, opened_at=make.NOW - timedelta(days=90)
    )
    case = make.make_case(service_user, practitioner=practitioner, tier=2)
    make.make_session(case, when=make.NOW - timedelta(days=7), status=SessionStatus.HELD)
    cases = list(person.cases(practitioner, service_user, now=make.NOW))
    found = person.timeline(
        practitioner,
        person.one_person(practitioner, make.TODAY).get(),
        referrals=list(person.referrals(practitioner, service_user)),
        cases=cases,
        now=make.NOW,
    )
    assert {moment["tier"] for moment in found} == {1, 2}
    assert found[0]["title"] == "Session, in person"
    assert [moment["at"] for moment in found] == sorted(
        (moment["at"] for moment in found), reverse=True
    )


def test_teams_led_are_those_one_leads(team, other_team, lead, practitioner):
    assert of_team.teams_led(lead) == [team]
    assert of_team.teams_led(practitioner) == []


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "today"), (1, "1 day"), (60, "60 days"), (61, "2 months"), (111, "3 months")],
)
def test_how_long_somebody_waits_is_whole_months_as_the_waiting_list_counts_them(days, said):
    assert words.age(days) == said
