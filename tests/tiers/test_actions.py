"""The verbs of the work: what they write, what they refuse, that nothing is half done."""

from datetime import date, timedelta
from threading import Event

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit.actions import lock
from audit.models import AuditEvent
from people.calendar import is_working_day
from people.models import AccessLimit, User
from people.permissions import Profession, Role
from people.rules import NotAllowed, Stale
from referrals.models import Referral
from referrals.rules import Status
from tests import factories as make
from tests.races import somebody_waits, together
from tiers import actions
from tiers.models import Case, CaseStatusChange, EndingPlan, EndingStep, Holding, Session
from tiers.rules import CaseStatus, SessionStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def referral(service_user, pp):
    return make.make_referral(service_user, referrer=pp, status=Status.WAITING)


@pytest.fixture
def case(service_user, practitioner, lead):
    return make.make_case(service_user, practitioner=practitioner, lead=lead)


@pytest.fixture
def session(case):
    return make.make_session(case, when=make.NOW - timedelta(hours=2))


def allocate(referral, practitioner, lead, **more):
    return actions.allocate(
        referral_id=referral.pk,
        practitioner_id=practitioner.pk,
        reason="Works in the same town",
        by=lead,
        at=make.NOW,
        **more,
    )


def record(session, by, outcome="HELD", **facts):
    if outcome == "HELD":
        facts = {"minutes": 55} | facts
    return actions.record_session(
        session_id=session.pk, outcome=outcome, by=by, at=make.NOW, **facts
    )


# --- Allocate ------------------------------------------------------------------------------------


def test_allocating_opens_a_case_and_tells_the_referral(referral, practitioner, lead):
    case = allocate(referral, practitioner, lead)
    referral.refresh_from_db()
    assert referral.status == Status.ALLOCATED
    assert case.status == CaseStatus.OPEN
    assert case.planned_end_on == make.TODAY + timedelta(weeks=26)
    assert case.review_on == make.TODAY + timedelta(days=84)
    assert case.aim_wellbeing == referral.hope_wellbeing
    holding = Holding.objects.get(case=case)
    assert (holding.practitioner, holding.reason) == (practitioner, "Works in the same town")
    assert CaseStatusChange.objects.get(case=case).to_status == CaseStatus.OPEN
    assert AuditEvent.objects.filter(action="case_opened", subject_id=case.pk).exists()


def test_only_a_lead_allocates(referral, practitioner):
    with pytest.raises(NotAllowed):
        allocate(referral, practitioner, practitioner)
    assert not Case.objects.exists()


def test_a_stranger_cannot_find_the_referral(referral, practitioner, stranger):
    with pytest.raises(Referral.DoesNotExist):
        allocate(referral, practitioner, stranger)


def test_a_worker_of_another_team_is_refused(referral, stranger, lead):
    with pytest.raises(NotAllowed) as refused:
        allocate(referral, stranger, lead)
    assert refused.value.field == "practitioner"


def test_the_wrong_profession_is_refused_with_the_right_ones(referral, psychologist, lead):
    with pytest.raises(NotAllowed, match="Transitional liaison nurse"):
        allocate(referral, psychologist, lead)


def test_one_who_left_is_refused(referral, practitioner, lead):
    User.objects.filter(pk=practitioner.pk).update(is_active=False)
    with pytest.raises(NotAllowed, match="no longer works"):
        allocate(referral, practitioner, lead)


def test_one_who_is_barred_from_the_record_is_refused(referral, practitioner, lead):
    person = referral.service_user
    AccessLimit.objects.create(service_user=person, user=practitioner, kind="EXCLUDED")
    person.has_exclusions = True
    person.save()
    with pytest.raises(NotAllowed, match="must not see"):
        allocate(referral, practitioner, lead)
    assert not Case.objects.exists()


def test_the_second_allocation_is_told_of_the_first(referral, practitioner, colleague, lead):
    allocate(referral, practitioner, lead)
    with pytest.raises(NotAllowed, match="Lowri Lead has already allocated this to Nia Nurse"):
        allocate(referral, colleague, lead, version=1)


def test_nothing_is_kept_when_the_trail_cannot_be_written(
    referral, practitioner, lead, trail_closed
):
    with trail_closed():
        allocate(referral, practitioner, lead)
    referral.refresh_from_db()
    assert referral.status == Status.WAITING
    assert not Case.objects.exists()
    assert not Holding.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_allocations_at_once_one_wins(referral, practitioner, colleague, lead):
    results = together(
        *(
            lambda worker=worker: allocate(referral, worker, User.objects.get(pk=lead.pk))
            for worker in (practitioner, colleague)
        )
    )
    assert Case.objects.count() == 1
    (told,) = [str(one) for one in results if isinstance(one, NotAllowed)]
    assert told.startswith("Lowri Lead has already allocated this to")


# --- Hand on, hand back, pause, review ------------------------------------------------------------


def test_reallocating_keeps_who_held_it_and_moves_the_diary(case, colleague, lead):
    ahead = make.make_session(case)
    actions.reallocate(
        case_id=case.pk,
        practitioner_id=colleague.pk,
        reason="Long absence",
        what_matters="Quiet rooms",
        what_was_agreed="Weekly until spring",
        by=lead,
        at=make.NOW,
        version=1,
    )
    case.refresh_from_db()
    ahead.refresh_from_db()
    assert case.practitioner == ahead.practitioner == colleague
    assert Holding.objects.filter(case=case, to_at=make.NOW).count() == 1
    assert Holding.objects.get(case=case, to_at=None).practitioner == colleague


def test_reallocating_to_the_same_worker_is_refused(case, practitioner, lead):
    with pytest.raises(NotAllowed, match="already"):
        actions.reallocate(
            case_id=case.pk,
            practitioner_id=practitioner.pk,
            reason="x",
            what_matters="x",
            what_was_agreed="x",
            by=lead,
            at=make.NOW,
        )


def test_handing_back_returns_the_person_to_the_list(case, lead):
    actions.hand_back(case_id=case.pk, words="She moved teams", by=lead, at=make.NOW)
    case.refresh_from_db()
    case.referral.refresh_from_db()
    assert case.status == CaseStatus.ENDED
    assert case.referral.status == Status.WAITING
    assert not Holding.objects.filter(case=case, to_at=None).exists()


def test_handing_back_is_refused_once_they_have_met(case, lead):
    make.make_session(case, when=make.NOW - timedelta(days=3), status=SessionStatus.HELD)
    with pytest.raises(NotAllowed, match="have met"):
        actions.hand_back(case_id=case.pk, words="x", by=lead, at=make.NOW)


def test_pausing_frees_the_diary_and_resuming_goes_on(case, practitioner):
    ahead = make.make_session(case)
    actions.pause_case(case_id=case.pk, reason="CUSTODY", by=practitioner, at=make.NOW)
    case.refresh_from_db()
    ahead.refresh_from_db()
    assert (case.status, case.pause_reason) == (CaseStatus.PAUSED, "CUSTODY")
    assert ahead.status == SessionStatus.CANCELLED
    actions.resume_case(case_id=case.pk, by=practitioner, at=make.NOW)
    case.refresh_from_db()
    assert (case.status, case.pause_reason) == (CaseStatus.OPEN, "")


def test_an_agreed_goodbye_is_still_agreed_after_a_pause(service_user, practitioner):
    case = make.make_case(service_user, practitioner=practitioner, status=CaseStatus.PAUSED)
    make_plan(case, practitioner)
    actions.resume_case(case_id=case.pk, by=practitioner, at=make.NOW)
    case.refresh_from_db()
    assert case.status == CaseStatus.ENDING


def test_a_paused_case_is_not_paused_again(service_user, practitioner):
    case = make.make_case(service_user, practitioner=practitioner, status=CaseStatus.PAUSED)
    with pytest.raises(NotAllowed, match="Paused"):
        actions.pause_case(case_id=case.pk, reason="HOSPITAL", by=practitioner, at=make.NOW)


def test_a_review_sets_the_next_and_is_a_line_of_the_story(case, practitioner):
    actions.review_case(
        case_id=case.pk, words="Trust grows", by=practitioner, at=make.NOW, aim_risk="New aim"
    )
    case.refresh_from_db()
    assert case.review_on == make.TODAY + timedelta(days=84)
    assert case.aim_risk == "New aim"
    assert CaseStatusChange.objects.get(case=case).words == "Trust grows"


def test_a_stale_form_is_told_who_changed_what(case, practitioner, colleague):
    actions.pause_case(case_id=case.pk, reason="CUSTODY", by=colleague, at=make.NOW, version=1)
    with pytest.raises(Stale, match="Cai Colleague"):
        actions.review_case(case_id=case.pk, words="x", by=practitioner, at=make.NOW, version=1)


def test_a_stale_form_names_who_gave_the_work_on(case, practitioner, colleague, lead):
    actions.pause_case(case_id=case.pk, reason="CUSTODY", by=colleague, at=make.NOW)
    actions.reallocate(
        case_id=case.pk,
        practitioner_id=colleague.pk,
        reason="Area",
        what_matters="Mornings",
        what_was_agreed="To meet at the library",
        by=lead,
        at=make.NOW,
    )
    with pytest.raises(Stale, match="Lowri Lead changed this"):
        actions.review_case(case_id=case.pk, words="x", by=practitioner, at=make.NOW, version=1)


# --- Sessions --------------------------------------------------------------------------------------


def plan(case, by, when=None, **more):
    return actions.plan_session(
        case_id=case.pk,
        planned_for=when or make.NOW + timedelta(days=2),
        by=by,
        at=make.NOW,
        **more,
    )


def test_a_session_is_planned_in_the_diary_of_whoever_holds_the_case(case, practitioner, lead):
    session = plan(case, lead)
    assert session.practitioner == practitioner
    assert session.status == SessionStatus.PLANNED


def test_double_booking_is_refused_naming_the_clash(case, practitioner, team, pp):
    other = make.make_case(
        make.make_service_user(team, added_by=pp, given_name="Ann", family_name="Other"),
        practitioner=practitioner,
    )
    plan(other, practitioner)
    with pytest.raises(NotAllowed, match="Nia Nurse sees Ann Other then: 25 November 2026"):
        plan(case, practitioner, when=make.NOW + timedelta(days=2, minutes=30))
    assert plan(case, practitioner, when=make.NOW + timedelta(days=2, minutes=60))


def test_the_other_person_is_not_named_to_one_barred_from_them(case, practitioner, team, pp, lead):
    hidden = make.make_service_user(
        team, added_by=pp, given_name="Ann", family_name="Hidden", is_restricted=True
    )
    make.make_session(
        make.make_case(hidden, practitioner=practitioner), when=make.NOW + timedelta(days=2)
    )
    with pytest.raises(NotAllowed) as refused:
        plan(case, lead)
    assert "Hidden" not in str(refused.value)


def test_the_same_moment_twice_is_refused(case, practitioner):
    plan(case, practitioner)
    with pytest.raises(NotAllowed, match="already"):
        plan(case, practitioner)


@pytest.mark.django_db(transaction=True)
def test_of_two_plans_for_one_hour_one_is_kept(case, practitioner, team, pp):
    other = make.make_case(make.make_service_user(team, added_by=pp), practitioner=practitioner)

    results = together(
        *(lambda one=one: plan(one, User.objects.get(pk=practitioner.pk)) for one in (case, other))
    )
    assert Session.objects.count() == 1
    assert [isinstance(one, NotAllowed) for one in results].count(True) == 1


@pytest.mark.parametrize("days", [-90, 200])
def test_a_session_before_the_work_or_too_far_ahead_is_refused(case, practitioner, days):
    with pytest.raises(NotAllowed):
        plan(case, practitioner, when=make.NOW + timedelta(days=days))


def test_an_ended_case_gets_no_session(service_user, practitioner):
    case = make.make_case(service_user, practitioner=practitioner, status=CaseStatus.ENDED)
    with pytest.raises(NotAllowed, match="ended"):
        plan(case, practitioner)


def test_a_session_is_moved(case, practitioner):
    session = plan(case, practitioner)
    later = make.NOW + timedelta(days=4)
    actions.move_session(
        session_id=session.pk, planned_for=later, by=practitioner, at=make.NOW, version=1
    )
    session.refresh_from_db()
    assert (session.planned_for, session.version) == (later, 2)


def test_recording_held_keeps_the_facts_and_plans_the_next(session, practitioner):
    done = record(
        session,
        practitioner,
        travel_minutes=20,
        readiness=6,
        shared_with_pp="He came",
        next_for=make.NOW + timedelta(days=7),
    )
    done.refresh_from_db()
    assert (done.status, done.minutes, done.readiness) == ("HELD", 55, 6)
    following = Session.objects.planned().get(case=session.case)
    assert following.planned_for == make.NOW + timedelta(days=7)


def test_how_they_left_what_was_agreed_and_what_it_was_for_the_worker_are_kept(
    session, practitioner
):
    done = record(
        session,
        practitioner,
        mode="PHONE",
        alliance=7,
        how_left="DISTRESSED",
        aftercare="A call at six",
        exposure="HEAVY",
    )
    done.refresh_from_db()
    assert (done.mode, done.alliance, done.how_left) == ("PHONE", 7, "DISTRESSED")
    assert (done.aftercare, done.exposure) == ("A call at six", "HEAVY")


def test_neither_is_kept_when_the_next_is_refused(session, practitioner):
    with pytest.raises(NotAllowed) as refused:
        record(session, practitioner, next_for=make.NOW + timedelta(days=300))
    assert refused.value.field == "next_on"
    session.refresh_from_db()
    assert session.status == SessionStatus.PLANNED


def test_a_second_record_is_told_that_it_is_recorded(session, practitioner):
    record(session, practitioner, version=1)
    with pytest.raises(NotAllowed, match="already recorded as “Held”"):
        record(session, practitioner, version=1)


def test_a_missed_session_says_by_whom_and_keeps_no_minutes(session, practitioner):
    with pytest.raises(NotAllowed):
        record(session, practitioner, outcome="MISSED")
    done = record(session, practitioner, outcome="MISSED", missed_by="PERSON_TOLD", minutes=50)
    assert done.minutes is None
    done.case.refresh_from_db()
    assert done.case.status == CaseStatus.OPEN  # nobody is closed for missing one (N19)


def test_a_session_is_not_cancelled_by_nobody(case, practitioner):
    session = make.make_session(case)
    with pytest.raises(NotAllowed) as refused:
        record(session, practitioner, outcome="CANCELLED")

    assert refused.value.field == "cancelled_by"
    with pytest.raises(IntegrityError), transaction.atomic():
        make.make_session(case, status=SessionStatus.CANCELLED, cancelled_by="")


def test_a_session_to_come_cannot_be_held_but_can_be_cancelled(case, practitioner):
    ahead = make.make_session(case)
    with pytest.raises(NotAllowed, match="not happened yet"):
        record(ahead, practitioner)
    record(ahead, practitioner, outcome="CANCELLED", cancelled_by="PERSON")


def make_plan(case, by, *due):
    plan = EndingPlan.objects.create(
        case=case,
        end_on=make.TODAY + timedelta(days=30),
        made_at=make.NOW,
        made_by=by,
        agreed_at=make.NOW,
        agreed_by=by,
    )
    return [
        EndingStep.objects.create(
            plan=plan, case=case, kind="TAPER", due_on=make.TODAY + timedelta(days=days)
        )
        for days in due
    ]


def test_a_held_session_does_the_nearest_due_step(session, practitioner):
    late, near, far = make_plan(session.case, practitioner, -20, 2, 25)
    record(session, practitioner)
    for step in (late, near, far):
        step.refresh_from_db()
    assert (late.done_at, near.session, far.done_at) == (None, session, None)


def test_an_unplanned_session_is_recorded_in_one_go(case, practitioner):
    session = actions.record_unplanned_session(
        case_id=case.pk,
        held_at=make.NOW - timedelta(hours=1),
        outcome="HELD",
        by=practitioner,
        at=make.NOW,
        minutes=40,
    )
    assert (session.status, session.minutes) == ("HELD", 40)
    with pytest.raises(NotAllowed, match="already"):
        actions.record_unplanned_session(
            case_id=case.pk,
            held_at=make.NOW - timedelta(hours=1),
            outcome="HELD",
            by=practitioner,
            at=make.NOW,
            minutes=40,
        )


def test_a_record_is_amended_for_a_day_and_corrected_after(session, practitioner, colleague):
    record(session, practitioner)
    actions.amend_session(
        session_id=session.pk, by=practitioner, at=make.NOW + timedelta(hours=23), minutes=50
    )
    with pytest.raises(NotAllowed, match="correction"):
        actions.amend_session(
            session_id=session.pk, by=practitioner, at=make.NOW + timedelta(hours=25), minutes=45
        )
    with pytest.raises(NotAllowed, match="Nia Nurse recorded"):
        actions.amend_session(session_id=session.pk, by=colleague, at=make.NOW, minutes=45)
    actions.add_correction(
        session_id=session.pk, words="It was 45 minutes", by=colleague, at=make.NOW
    )
    with pytest.raises(NotAllowed, match="already"):
        actions.add_correction(
            session_id=session.pk, words="It was 45 minutes", by=colleague, at=make.NOW
        )
    session.refresh_from_db()
    assert session.minutes == 50


def test_a_stranger_finds_no_session(session, stranger):
    with pytest.raises(Session.DoesNotExist):
        record(session, stranger)


# --- Contacts ----------------------------------------------------------------------------------------


def log(case, by, **more):
    values = {"kind": "PHONE", "when": make.NOW - timedelta(hours=1), "reached": True} | more
    return actions.log_contact(case_id=case.pk, by=by, at=make.NOW, **values)


def test_a_contact_is_logged_once(case, practitioner):
    log(case, practitioner)
    with pytest.raises(NotAllowed, match="already"):
        log(case, practitioner)


def test_a_contact_to_come_is_refused(case, practitioner):
    with pytest.raises(NotAllowed, match="future"):
        log(case, practitioner, when=make.NOW + timedelta(hours=1))


def test_an_attempt_that_got_through_is_called_something_else(case, practitioner):
    with pytest.raises(NotAllowed) as refused:
        log(case, practitioner, kind="ATTEMPT")
    assert refused.value.field == "kind"


def test_after_contacts_go_on_after_the_end(service_user, practitioner):
    case = make.make_case(service_user, practitioner=practitioner, status=CaseStatus.ENDED)
    assert log(case, practitioner)


def test_a_pdpo_of_the_team_may_hold_tier_1(service_user, pp, team, lead):
    pdpo = make.make_user(team, Role.PRACTITIONER, profession=Profession.PDPO)
    referral = make.make_referral(service_user, referrer=pp, status=Status.WAITING, tier=1)
    case = allocate(referral, pdpo, lead)
    assert case.planned_end_on == make.TODAY + timedelta(weeks=8)


@pytest.mark.django_db(transaction=True)
def test_a_row_whose_joined_key_changes_while_one_waits_for_it_is_still_found(
    case, practitioner, colleague
):
    """PostgreSQL tests the row it waited for against the join as it was, and would drop it."""
    session = make.make_session(case)
    changed = Event()

    def hand_on():
        with transaction.atomic():
            Session.objects.filter(pk=session.pk).update(practitioner=colleague)
            changed.set()
            return somebody_waits()

    def look():
        changed.wait(5)
        with transaction.atomic():
            rows = Session.objects.visible_to(practitioner).select_related("practitioner")
            return lock(rows, session.pk).practitioner

    waited, found = together(hand_on, look)
    assert waited, "nobody waited, so this showed nothing"
    assert found == colleague


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (
            date(2026, 12, 5),
            "5 December 2026 is a Saturday. The next working day is 7 December 2026.",
        ),
        (
            date(2026, 12, 25),
            "25 December 2026 is Christmas Day. The next working day is 29 December 2026.",
        ),
    ],
)
def test_the_work_is_not_looked_at_again_on_a_day_off(case, practitioner, day, said):
    act = {"case_id": case.pk, "by": practitioner, "at": make.NOW}
    for verb in (
        lambda: actions.pause_case(reason="CUSTODY", review_on=day, **act),
        lambda: actions.review_case(words="As it was", review_on=day, **act),
    ):
        with pytest.raises(NotAllowed) as refused:
            verb()
        assert (str(refused.value), refused.value.field) == (said, "review_on")
    with pytest.raises(NotAllowed, match="The next working day is") as refused:
        actions.review_case(
            words="As it was", planned_end_on=day, review_on=date(2026, 12, 4), **act
        )
    assert refused.value.field == "planned_end_on"


def test_nobody_is_allocated_until_a_day_off(service_user, pp, lead, practitioner):
    waiting = make.make_referral(service_user, referrer=pp, status=Status.WAITING)
    act = {"referral_id": waiting.pk, "practitioner_id": practitioner.pk, "reason": "Has room"}
    with pytest.raises(NotAllowed, match="is a Sunday") as refused:
        actions.allocate(planned_end_on=date(2027, 5, 23), by=lead, at=make.NOW, **act)
    assert refused.value.field == "planned_end_on"


@pytest.mark.parametrize("days", [12, 13, 32])
@pytest.mark.usefixtures("now")
def test_what_the_service_proposes_is_a_working_day(case, practitioner, team, as_user, days):
    team.policy.review_days = days
    team.policy.save()
    for name in ("case_pause", "case_review"):
        page = as_user(practitioner).get(reverse(f"tiers:{name}", args=[case.pk]))
        assert is_working_day(page.context["form"].initial["review_on"])
    paused = actions.pause_case(case_id=case.pk, reason="CUSTODY", by=practitioner, at=make.NOW)
    assert is_working_day(paused.review_on)
