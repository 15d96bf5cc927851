"""A step of the goodbye: done when it was done, undone by whoever marked it, on a day one can keep."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from people.rules import NotAllowed
from tests import factories as make
from tiers import actions
from tiers.models import EndingPlan, EndingStep, Session
from tiers.rules import CaseStatus, SessionStatus, StepKind

pytestmark = pytest.mark.django_db
AT, TODAY = make.NOW, make.TODAY


@pytest.fixture
def case(now, service_user, practitioner, lead):
    return make.make_case(
        service_user, practitioner=practitioner, lead=lead, status=CaseStatus.ENDING
    )


@pytest.fixture
def plan(case, practitioner):
    return EndingPlan.objects.create(
        case=case,
        end_on=date(2026, 12, 25),
        made_at=AT,
        made_by=practitioner,
        agreed_at=AT,
        agreed_by=practitioner,
        wish="MIXED",
    )


@pytest.fixture
def step(plan, case):
    def make_step(kind, days=0):
        return EndingStep.objects.create(
            plan=plan, case=case, kind=kind, due_on=TODAY + timedelta(days=days)
        )

    return make_step


def mark(step, by, **more):
    return actions.mark_step_done(step_id=step.pk, by=by, at=AT, **more)


def test_an_after_contact_is_not_done_before_the_work_has_ended(step, practitioner):
    with pytest.raises(NotAllowed, match="comes after the end"):
        mark(step(StepKind.AFTER_CONTACT), practitioner)


@pytest.mark.parametrize("kind", [StepKind.TAPER, StepKind.FAREWELL])
def test_a_step_of_meeting_is_done_by_meeting_or_says_how(step, practitioner, kind):
    with pytest.raises(NotAllowed) as refused:
        mark(step(kind), practitioner)
    assert refused.value.field == "note"
    assert mark(step(kind), practitioner, note="Walked to the bus together").done_on == TODAY


@pytest.mark.parametrize("done_on", [None, TODAY + timedelta(days=1)])
def test_what_is_done_before_its_day_says_on_which_day(step, practitioner, done_on):
    letter = step(StepKind.LETTER, days=5)
    with pytest.raises(NotAllowed) as refused:
        mark(letter, practitioner, done_on=done_on)
    assert refused.value.field == "done_on"
    early = TODAY - timedelta(days=2)
    assert mark(letter, practitioner, done_on=early).done_on == early


def test_a_session_does_the_step_on_its_own_day(step, case, practitioner):
    taper = step(StepKind.TAPER, days=2)
    session = make.make_session(case, when=AT - timedelta(days=1))
    actions.record_session(
        session_id=session.pk, outcome="HELD", minutes=50, by=practitioner, at=AT
    )
    taper.refresh_from_db()
    assert (taper.session, taper.done_on) == (session, TODAY - timedelta(days=1))


def test_marked_in_error_it_is_undone_by_whoever_marked_it(step, practitioner, colleague):
    letter = mark(step(StepKind.LETTER), practitioner, note="Sent")
    with pytest.raises(NotAllowed, match="Nia Nurse marked this step"):
        actions.undo_step(step_id=letter.pk, by=colleague, at=AT)
    actions.undo_step(step_id=letter.pk, by=practitioner, at=AT)
    letter.refresh_from_db()
    assert (letter.done_at, letter.done_by, letter.done_on, letter.note) == (None, None, None, "")
    with pytest.raises(NotAllowed, match="nothing to undo"):
        actions.undo_step(step_id=letter.pk, by=practitioner, at=AT)


def test_a_step_dropped_in_error_stands_again(step, practitioner, colleague):
    letter = step(StepKind.LETTER)
    actions.drop_step(step_id=letter.pk, reason="Does not read", by=practitioner, at=AT)
    with pytest.raises(NotAllowed, match="Nia Nurse"):
        actions.undo_step(step_id=letter.pk, by=colleague, at=AT)
    actions.undo_step(step_id=letter.pk, by=practitioner, at=AT)
    assert EndingStep.objects.to_do().filter(pk=letter.pk).exists()


def test_after_the_end_only_after_contacts_are_undone(step, case, practitioner, lead):
    letter = mark(step(StepKind.LETTER), practitioner)
    after = step(StepKind.AFTER_CONTACT)
    actions.end_case(case_id=case.pk, reason="MOVED", note="Leeds", by=lead, at=AT)
    mark(after, practitioner)
    with pytest.raises(NotAllowed, match="has ended"):
        actions.undo_step(step_id=letter.pk, by=practitioner, at=AT)
    assert actions.undo_step(step_id=after.pk, by=practitioner, at=AT).done_at is None


def test_a_step_is_undone_in_the_browser(step, case, practitioner, colleague, as_user):
    letter = mark(step(StepKind.LETTER), practitioner)
    page = reverse("tiers:ending_step", args=[letter.pk])
    undo = reverse("tiers:ending_step_undo", args=[letter.pk])
    assert undo not in as_user(colleague).get(page).text
    client = as_user(practitioner)
    assert undo in client.get(page).text
    assert "The step is to do again." in client.post(undo, follow=True).text


def test_only_what_can_be_recorded_is_offered(step, case, practitioner, lead, as_user):
    letter, after = step(StepKind.LETTER), step(StepKind.AFTER_CONTACT, days=40)

    def offered(one):
        page = as_user(practitioner).get(reverse("tiers:ending_plan", args=[case.pk])).text
        return reverse("tiers:ending_step", args=[one.pk]) in page

    assert (offered(letter), offered(after)) == (True, False)
    actions.end_case(case_id=case.pk, reason="MOVED", note="Leeds", by=lead, at=AT)
    assert (offered(letter), offered(after)) == (False, True)


def test_a_day_off_is_named_beside_the_step_and_not_refused(step, case, practitioner, as_user):
    step(StepKind.FAREWELL, days=32)  # 25 December
    step(StepKind.LETTER, days=5)  # a Saturday
    page = as_user(practitioner).get(reverse("tiers:ending_plan", args=[case.pk])).text
    # In the table and where it is changed; and so is the end itself.
    assert page.count("Christmas Day") == 4
    assert "the end on 25 December 2026 (Christmas Day)" in page
    assert "a Saturday" in page


def test_before_the_end_it_says_which_sessions_go_and_after_that_they_did(
    step, case, practitioner, lead, as_user
):
    make.make_session(case, when=AT + timedelta(days=3))
    make.make_session(case, when=AT + timedelta(days=10))
    client, url = as_user(lead), reverse("tiers:case_end", args=[case.pk])
    page = client.get(url).text
    assert "Ending the work cancels the sessions that are planned:" in page
    assert "26 November 2026 at 10am" in page
    page = client.post(url, {"reason": "MOVED", "note": "Leeds", "version": 1}, follow=True).text
    assert "The work has ended. 2 planned sessions were cancelled." in page
    assert "After-contacts" not in page
    assert Session.objects.filter(status=SessionStatus.CANCELLED).count() == 2


def test_a_lead_who_confirms_is_told_the_same(step, case, practitioner, lead, as_user):
    make.make_session(case, when=AT + timedelta(days=3))
    step(StepKind.AFTER_CONTACT, days=40)
    asked = actions.ask_to_end(
        case_id=case.pk, reason="MOVED", note="To Leeds", by=practitioner, at=AT
    )
    client, url = as_user(lead), reverse("tiers:ending_answer", args=[asked.pk])
    assert "26 November 2026 at 10am" in client.get(url).text
    page = client.post(url, {"confirmed": "yes", "answer": ""}, follow=True).text
    assert "1 planned session was cancelled. After-contacts stay to be done." in page


def test_no_step_was_done_before_the_work_began(step, case, practitioner):
    before = timezone.localdate(case.opened_at) - timedelta(days=1)
    with pytest.raises(NotAllowed, match="when this work began") as refused:
        mark(step(StepKind.LETTER), practitioner, done_on=before)
    assert refused.value.field == "done_on"


def test_no_after_contact_was_before_the_end(step, case, practitioner, lead):
    after = step(StepKind.AFTER_CONTACT)
    actions.end_case(case_id=case.pk, reason="MOVED", note="Leeds", by=lead, at=AT)
    with pytest.raises(NotAllowed, match="when the work ended") as refused:
        mark(after, practitioner, done_on=TODAY - timedelta(days=1))
    assert refused.value.field == "done_on"
    assert mark(after, practitioner, done_on=TODAY).done_on == TODAY
