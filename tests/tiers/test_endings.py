"""The long goodbye: proposed, agreed, kept, and never skipped without a lead."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone

from people import calendar
from people.rules import NotAllowed, Stale
from referrals.models import Referral
from tests import factories as make
from tiers import actions, rules
from tiers.models import Case, EndingPlan, EndingRequest, EndingStep, Session
from tiers.models.load import with_progress
from tiers.rules import CaseStatus, EndingReason, SessionStatus, StepKind, Wish
from tiers.views.endings import LABEL_WIDE, spread

AT, TODAY = make.NOW, make.TODAY
END = TODAY + timedelta(days=70)
TALK = {
    "talked_on": TODAY - timedelta(days=2),
    "how_talked": "In the side room, with time",
    "wish": Wish.MIXED,
    "wish_words": "I thought it was just going to stop",
    "answer_given": "",
}


# --- Rules ---


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        (date(2026, 12, 25), date(2026, 12, 24)),
        (date(2026, 12, 28), date(2026, 12, 24)),  # Boxing Day is kept on the Monday
        (date(2027, 1, 1), date(2026, 12, 31)),
        (date(2026, 11, 22), date(2026, 11, 20)),
        (date(2026, 11, 23), date(2026, 11, 23)),
    ],
)
def test_steps_fall_on_welsh_working_days(day, moved):
    assert calendar.working_day(day) == moved


def weekly(count):
    return [TODAY - timedelta(days=7 * turn) for turn in range(count)]


@pytest.mark.parametrize(
    ("held", "rhythm"),
    [(weekly(6), 7), ([], 7), ([TODAY], 7), ([TODAY, TODAY - timedelta(days=14)], 14)],
)
def test_the_rhythm_is_the_usual_gap(held, rhythm):
    assert rules.rhythm_days(held) == rhythm


def propose(end_on=END, held=None):
    return rules.propose_steps(
        today=TODAY,
        end_on=end_on,
        held_on=weekly(6) if held is None else held,
        after_months=[1, 3, 6],
        working_day=calendar.working_day,
    )


def test_meetings_thin_out_towards_a_farewell_and_contacts_follow_it():
    steps = propose()
    tapers = [step.due_on for step in steps if step.kind == StepKind.TAPER]
    gaps = [(b - a).days for a, b in zip([TODAY, *tapers], tapers, strict=False)]
    assert len(tapers) >= 3
    assert gaps[0] <= gaps[-1]
    farewell = next(step for step in steps if step.kind == StepKind.FAREWELL)
    assert farewell.due_on == calendar.working_day(END)
    after = [step.due_on for step in steps if step.kind == StepKind.AFTER_CONTACT]
    assert len(after) == 3
    assert min(after) > farewell.due_on


@pytest.mark.parametrize("days", range(1, 200, 7))
def test_whatever_the_end_the_proposal_is_in_order_and_on_working_days(days):
    steps = propose(end_on=TODAY + timedelta(days=days))
    assert all(calendar.is_working_day(step.due_on) for step in steps)
    before = [step.due_on for step in steps if step.kind == StepKind.TAPER]
    assert before == sorted(before)


def test_an_end_in_the_past_is_refused():
    with pytest.raises(NotAllowed, match="after today"):
        propose(end_on=TODAY)


@pytest.mark.parametrize(
    ("facts", "fine"),
    [
        (("ENDING", True, 0, EndingReason.COMPLETED, False), True),
        (("ENDING", True, 1, EndingReason.COMPLETED, False), False),
        (("OPEN", False, 0, EndingReason.COMPLETED, True), False),
        (("OPEN", False, 0, EndingReason.MOVED, False), False),
        (("OPEN", False, 0, EndingReason.MOVED, True), True),
        (("PAUSED", False, 0, EndingReason.RECALL, True), True),
        (("ENDED", True, 0, EndingReason.COMPLETED, True), False),
    ],
)
def test_no_plan_no_ending_but_for_a_reason_a_lead_confirms(facts, fine):
    assert rules.can_end(rules.EndingFacts(*facts)) == fine


# --- Actions ---


@pytest.fixture
def case(service_user, practitioner):
    case = make.make_case(service_user, practitioner=practitioner)
    for turn in range(1, 6):
        make.make_session(case, when=AT - timedelta(days=7 * turn), status=SessionStatus.HELD)
    return case


@pytest.fixture
def plan(case, practitioner):
    return actions.make_ending_plan(case_id=case.pk, end_on=END, by=practitioner, at=AT, **TALK)


@pytest.fixture
def agreed(plan, practitioner):
    return actions.agree_ending_plan(plan_id=plan.pk, by=practitioner, at=AT)


pytestmark = pytest.mark.django_db


def test_a_plan_is_made_from_todays_rhythm_and_agreed(plan, practitioner, case):
    assert plan.steps.filter(kind=StepKind.TAPER).count() >= 3
    actions.agree_ending_plan(plan_id=plan.pk, by=practitioner, at=AT)

    case.refresh_from_db()
    assert (case.status, case.planned_end_on) == (CaseStatus.ENDING, END)


def test_a_second_plan_is_refused(plan, case, practitioner):
    with pytest.raises(NotAllowed, match="already"):
        actions.make_ending_plan(case_id=case.pk, end_on=END, by=practitioner, at=AT)


def test_an_ending_nobody_talked_about_is_not_agreed(case, practitioner):
    plan = actions.make_ending_plan(case_id=case.pk, end_on=END, by=practitioner, at=AT)

    with pytest.raises(NotAllowed, match="talked about"):
        actions.agree_ending_plan(plan_id=plan.pk, by=practitioner, at=AT)


def test_the_persons_wish_is_asked_before_it_is_agreed(case, practitioner):
    talk = TALK | {"wish": Wish.NOT_KNOWN}
    plan = actions.make_ending_plan(case_id=case.pk, end_on=END, by=practitioner, at=AT, **talk)

    with pytest.raises(NotAllowed, match="what they want"):
        actions.agree_ending_plan(plan_id=plan.pk, by=practitioner, at=AT)


def steps_of(plan, but=()):
    return [
        actions.Step(kind=step.kind, due_on=step.due_on, pk=step.pk)
        for step in plan.steps.all()
        if step.kind not in but
    ]


def test_steps_are_moved_added_and_taken_out_and_done_ones_stand(plan, practitioner):
    first = plan.steps.filter(kind=StepKind.TAPER).first()
    actions.mark_step_done(step_id=first.pk, note="Met", done_on=TODAY, by=practitioner, at=AT)
    kept = [step for step in steps_of(plan, but=[StepKind.LETTER]) if step.pk != first.pk]
    added = actions.Step(kind=StepKind.HANDOVER, due_on=TODAY + timedelta(days=30))

    actions.change_ending_plan(
        plan_id=plan.pk, steps=[*kept, added], by=practitioner, at=AT, version=2
    )

    kinds = list(plan.steps.values_list("kind", flat=True))
    assert StepKind.LETTER not in kinds
    assert kinds.count(StepKind.HANDOVER) == 2
    assert plan.steps.get(pk=first.pk).done_by == practitioner


def test_a_step_done_meanwhile_is_not_written_a_second_time(plan, practitioner):
    as_opened, version = steps_of(plan), EndingPlan.objects.get(pk=plan.pk).version
    letter = plan.steps.get(kind=StepKind.LETTER)
    actions.mark_step_done(step_id=letter.pk, done_on=TODAY, by=practitioner, at=AT)

    for opened_with in (version, None):
        with pytest.raises(Stale):
            actions.change_ending_plan(
                plan_id=plan.pk, steps=as_opened, by=practitioner, at=AT, version=opened_with
            )
    assert plan.steps.filter(kind=StepKind.LETTER).count() == 1


def test_a_session_that_does_a_step_moves_the_plan_on(agreed, case, practitioner):
    version = EndingPlan.objects.get(pk=agreed.pk).version
    actions.record_unplanned_session(
        case_id=case.pk, held_at=AT, outcome="HELD", minutes=50, by=practitioner, at=AT
    )
    assert agreed.steps.filter(done_at__isnull=False).count() == 1
    assert EndingPlan.objects.get(pk=agreed.pk).version == version + 1


def test_an_end_moved_after_it_was_agreed_is_the_planned_end_everywhere(agreed, case, practitioner):
    later = END + timedelta(days=14)
    actions.change_ending_plan(plan_id=agreed.pk, end_on=later, by=practitioner, at=AT)

    assert Case.objects.get(pk=case.pk).planned_end_on == later


def test_an_agreed_end_is_changed_in_its_plan_and_not_by_a_review(agreed, case, practitioner):
    with pytest.raises(NotAllowed, match="ending plan") as refused:
        actions.review_case(
            case_id=case.pk,
            words="Longer",
            planned_end_on=END + timedelta(days=30),
            by=practitioner,
            at=AT,
        )
    assert refused.value.field == "planned_end_on"


def test_a_plan_is_agreed_in_custody_and_the_goodbye_begins_when_work_goes_on(
    plan, case, practitioner
):
    actions.pause_case(case_id=case.pk, reason="CUSTODY", by=practitioner, at=AT)
    actions.agree_ending_plan(plan_id=plan.pk, by=practitioner, at=AT)
    case.refresh_from_db()
    assert (case.status, case.pause_reason) == (CaseStatus.PAUSED, "CUSTODY")

    actions.resume_case(case_id=case.pk, by=practitioner, at=AT)
    case.refresh_from_db()
    assert (case.status, case.paused_at) == (CaseStatus.ENDING, None)


@pytest.mark.parametrize("months", ["1, 3, 6", "2, 36"])
def test_every_policy_that_may_be_set_makes_a_plan(case, practitioner, months):
    policy = case.team.policy
    policy.after_contact_months = months
    policy.save()

    plan = actions.make_ending_plan(case_id=case.pk, end_on=END, by=practitioner, at=AT, **TALK)

    after = plan.steps.filter(kind=StepKind.AFTER_CONTACT)
    assert after.count() == len(months.split(","))


def test_a_plan_without_a_farewell_is_refused(plan, practitioner):
    with pytest.raises(NotAllowed, match="farewell"):
        actions.change_ending_plan(
            plan_id=plan.pk,
            steps=steps_of(plan, but=[StepKind.FAREWELL]),
            by=practitioner,
            at=AT,
        )


def test_a_stale_change_of_a_plan_is_refused(plan, practitioner, colleague):
    actions.change_ending_plan(plan_id=plan.pk, by=colleague, at=AT, version=1, answer_given="Yes")

    with pytest.raises(Stale):
        actions.change_ending_plan(plan_id=plan.pk, by=practitioner, at=AT, version=1)


def test_a_step_is_done_once_or_dropped_with_a_reason(agreed, practitioner):
    letter = agreed.steps.get(kind=StepKind.LETTER)
    with pytest.raises(NotAllowed, match="why"):
        actions.drop_step(step_id=letter.pk, reason=" ", by=practitioner, at=AT)
    actions.drop_step(step_id=letter.pk, reason="Does not read", by=practitioner, at=AT)

    with pytest.raises(NotAllowed, match="dropped already"):
        actions.mark_step_done(step_id=letter.pk, by=practitioner, at=AT)


def finish(plan, by):
    for step in plan.steps.filter(kind__in=rules.BEFORE_END):
        actions.mark_step_done(step_id=step.pk, note="Met", done_on=TODAY, by=by, at=AT)


def test_a_completed_goodbye_ends_the_case_and_its_referral(agreed, case, practitioner):
    ahead = make.make_session(case, when=AT + timedelta(days=3))
    finish(agreed, practitioner)
    actions.end_case(case_id=case.pk, reason=EndingReason.COMPLETED, by=practitioner, at=AT)

    case.refresh_from_db()
    assert (case.status, case.ended_by) == (CaseStatus.ENDED, practitioner)
    assert Referral.objects.get(pk=case.referral_id).status == "CLOSED"
    assert Session.objects.get(pk=ahead.pk).status == SessionStatus.CANCELLED


def test_after_contacts_are_kept_after_the_end(agreed, case, practitioner):
    finish(agreed, practitioner)
    actions.end_case(case_id=case.pk, reason=EndingReason.COMPLETED, by=practitioner, at=AT)
    after = agreed.steps.filter(kind=StepKind.AFTER_CONTACT).first()

    done = actions.mark_step_done(
        step_id=after.pk, note="Doing well", by=practitioner, at=AT + timedelta(days=100)
    )
    assert done.done_by == practitioner


def test_no_plan_no_ending(case, practitioner, lead):
    for user in (practitioner, lead):
        with pytest.raises(NotAllowed, match="ending plan"):
            actions.end_case(case_id=case.pk, reason=EndingReason.COMPLETED, by=user, at=AT)


def test_a_practitioner_asks_and_a_lead_confirms(case, practitioner, lead):
    with pytest.raises(NotAllowed, match="lead must confirm"):
        actions.end_case(
            case_id=case.pk, reason=EndingReason.MOVED, note="To Leeds", by=practitioner, at=AT
        )
    asked = actions.ask_to_end(
        case_id=case.pk, reason=EndingReason.MOVED, note="To Leeds", by=practitioner, at=AT
    )
    with pytest.raises(NotAllowed):
        actions.answer_ending_request(
            request_id=asked.pk, confirmed=True, answer="", by=practitioner, at=AT
        )

    actions.answer_ending_request(request_id=asked.pk, confirmed=True, answer="", by=lead, at=AT)

    case.refresh_from_db()
    assert (case.status, case.ending_reason) == (CaseStatus.ENDED, EndingReason.MOVED)


def test_a_lead_who_says_no_says_why_and_the_work_goes_on(case, practitioner, lead):
    asked = actions.ask_to_end(
        case_id=case.pk, reason=EndingReason.DISENGAGED, note="No word", by=practitioner, at=AT
    )
    no = {"request_id": asked.pk, "confirmed": False, "by": lead, "at": AT}
    with pytest.raises(NotAllowed, match="go on"):
        actions.answer_ending_request(**no, answer="")
    actions.answer_ending_request(**no, answer="Try his mother first")

    assert Case.objects.get(pk=case.pk).status == CaseStatus.OPEN
    with pytest.raises(NotAllowed, match="answered already"):
        actions.answer_ending_request(**no, answer="Again")


def ask(case, by, reason=EndingReason.MOVED):
    return actions.ask_to_end(case_id=case.pk, reason=reason, note="To Leeds", by=by, at=AT)


def test_a_question_to_a_lead_is_taken_back_and_may_be_asked_again(case, practitioner, lead):
    asked = ask(case, practitioner)
    actions.take_back_ending_request(request_id=asked.pk, by=practitioner, at=AT)

    with pytest.raises(NotAllowed, match="no longer asked"):
        actions.answer_ending_request(
            request_id=asked.pk, confirmed=True, answer="", by=lead, at=AT
        )
    with pytest.raises(NotAllowed, match="no longer asked"):
        actions.take_back_ending_request(request_id=asked.pk, by=practitioner, at=AT)
    assert Case.objects.get(pk=case.pk).status == CaseStatus.OPEN
    assert ask(case, practitioner).pk != asked.pk


def test_nobody_confirms_their_own_ending_by_completing_the_plan(agreed, case, practitioner):
    asked = ask(case, practitioner)
    finish(agreed, practitioner)
    actions.end_case(case_id=case.pk, reason=EndingReason.COMPLETED, by=practitioner, at=AT)

    asked.refresh_from_db()
    assert (asked.confirmed, asked.withdrawn_by) == (None, practitioner)


def test_a_lead_who_ends_the_work_answers_what_was_asked(case, practitioner, lead):
    asked = ask(case, practitioner)
    actions.end_case(case_id=case.pk, reason=EndingReason.MOVED, note="Leeds", by=lead, at=AT)

    asked.refresh_from_db()
    assert (asked.confirmed, asked.answered_by, asked.withdrawn_at) == (True, lead, None)


def test_nothing_is_left_to_answer_when_the_person_returns_to_the_list(
    service_user, practitioner, lead
):
    case = make.make_case(service_user, practitioner=practitioner)
    ask(case, practitioner)
    actions.hand_back(case_id=case.pk, words="Off sick for long", by=lead, at=AT)

    assert not EndingRequest.objects.open().exists()


def test_a_stranger_finds_no_plan(plan, stranger):
    with pytest.raises(EndingPlan.DoesNotExist):
        actions.agree_ending_plan(plan_id=plan.pk, by=stranger, at=AT)


def test_an_ending_whose_trail_cannot_be_written_does_not_happen(
    agreed, case, practitioner, trail_closed
):
    finish(agreed, practitioner)

    with trail_closed():
        actions.end_case(case_id=case.pk, reason=EndingReason.COMPLETED, by=practitioner, at=AT)
    assert Case.objects.get(pk=case.pk).status == CaseStatus.ENDING


# --- Pages ---


@pytest.mark.usefixtures("now")
class TestPages:
    def test_a_plan_is_made_changed_and_agreed_in_the_browser(self, as_user, practitioner, case):
        client, address = as_user(practitioner), reverse("tiers:ending_plan", args=[case.pk])
        made = client.post(address, {"end_on": END.isoformat(), "wish": Wish.NOT_KNOWN})
        assert made.status_code == 302, made.context["form"].errors
        form = client.get(address).context["form"]
        as_it_stands = {f"due_{step.pk}": step.due_on.isoformat() for step in form.steps} | {
            "end_on": END.isoformat(),
            "version": form.initial["version"],
            "wish": Wish.NOT_KNOWN,
        }
        talk = TALK | {"talked_on": TALK["talked_on"].isoformat()}
        early = client.post(address, as_it_stands | {"how_talked": "Walking", "agree": "1"})
        assert list(early.context["form"].errors) == ["talked_on"]
        assert "Walking" in early.content.decode()
        assert "<title>Error: Ending plan" in early.text
        changed = client.post(address, as_it_stands | talk)
        assert changed.status_code == 302, changed.context["form"].errors
        stale = client.post(address, as_it_stands | talk | {"agree": "1"})
        assert "Somebody changed this plan" in stale.content.decode()
        now_it_is = {"version": stale.context["form"].data["version"]}
        agreed = client.post(address, as_it_stands | talk | now_it_is | {"agree": "1"})
        assert agreed.status_code == 302, agreed.context["form"].errors

        assert Case.objects.get(pk=case.pk).status == CaseStatus.ENDING
        page = client.get(address).content.decode()
        assert "I thought it was just going to stop" in page
        assert "iirms-goodbye" in page

    @pytest.mark.parametrize(
        ("who", "status"),
        [
            ("practitioner", 200),
            ("colleague", 200),
            ("lead", 200),
            ("stranger", 404),
            ("pp", 404),
            ("administrator", 404),
        ],
    )
    def test_the_goodbye_is_the_teams(self, request, as_user, agreed, case, who, status):
        client = as_user(request.getfixturevalue(who))
        step = agreed.steps.first()
        for name, pk in [("ending_plan", case.pk), ("ending_step", step.pk), ("case_end", case.pk)]:
            assert client.get(reverse(f"tiers:{name}", args=[pk])).status_code == status

    def test_a_step_is_recorded_in_the_browser(self, as_user, practitioner, agreed):
        letter = agreed.steps.get(kind=StepKind.LETTER)
        address = reverse("tiers:ending_step", args=[letter.pk])
        as_user(practitioner).post(
            address,
            {"outcome": "DONE", "done_on": TODAY.isoformat(), "note": "Read aloud together"},
        )

        assert EndingStep.objects.get(pk=letter.pk).note == "Read aloud together"

    def test_asking_and_confirming_in_the_browser(self, as_user, practitioner, lead, case):
        end = reverse("tiers:case_end", args=[case.pk])
        offered = dict(as_user(practitioner).get(end).context["form"].fields["reason"].choices)
        assert EndingReason.COMPLETED not in offered
        as_user(practitioner).post(end, {"reason": "MOVED", "note": "To Leeds", "version": 1})
        asked = EndingRequest.objects.get()
        answer = reverse("tiers:ending_answer", args=[asked.pk])
        assert as_user(practitioner).get(answer).status_code == 403
        assert "To Leeds" in as_user(lead).get(answer).content.decode()
        as_user(lead).post(answer, {"confirmed": "yes", "answer": ""})

        assert Case.objects.get(pk=case.pk).status == CaseStatus.ENDED

    def test_the_pages_cost_at_most_twelve_statements(
        self, as_user, get_statements, practitioner, lead, agreed, case
    ):
        asked = actions.ask_to_end(
            case_id=case.pk, reason="MOVED", note="To Leeds", by=practitioner, at=AT
        )
        step = agreed.steps.first()
        for user, name, pk in [
            (practitioner, "ending_plan", case.pk),
            (practitioner, "ending_step", step.pk),
            (practitioner, "case_end", case.pk),
            (lead, "ending_answer", asked.pk),
        ]:
            _page, statements = get_statements(as_user(user), reverse(f"tiers:{name}", args=[pk]))
            assert len(statements) <= 12, (name, len(statements))


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        (
            [("1 Feb", 0), ("8 Feb", 20), ("15 Feb", 40)],
            [("1 Feb", 0), ("8 Feb", 34), ("15 Feb", 68)],
        ),
        ([("3 Mar", 500), ("3 Mar", 500)], [("3 Mar", 500), ("", 534)]),
        ([("1 Feb", 0), ("3 Mar", 500)], [("1 Feb", 0), ("3 Mar", 500)]),
    ],
)
def test_dots_and_days_of_the_picture_never_lie_on_each_other(days, shown):
    dots = spread([{"label": label, "x": x} for label, x in days])

    assert [(dot["label"], dot["x"]) for dot in dots] == shown
    for low in (False, True):
        row = [dot["x"] for dot in dots if dot["label"] and dot["low"] is low]
        assert all(after - before >= LABEL_WIDE for before, after in pairwise(row))


def test_no_ending_was_talked_about_before_the_work_began(case, practitioner):
    before = timezone.localdate(case.opened_at) - timedelta(days=1)
    with pytest.raises(NotAllowed, match="when this work began") as refused:
        actions.make_ending_plan(
            case_id=case.pk, end_on=END, by=practitioner, at=AT, **TALK | {"talked_on": before}
        )
    assert refused.value.field == "talked_on"


@pytest.mark.usefixtures("now")
class TestAsked:
    @pytest.fixture
    def asked(self, case, practitioner):
        return actions.ask_to_end(
            case_id=case.pk, reason="MOVED", note="To Leeds", by=practitioner, at=AT
        )

    def test_an_ending_answered_is_not_asked_about_again(self, as_user, lead, asked):
        client, url = as_user(lead), reverse("tiers:ending_answer", args=[asked.pk])
        assert "Send the answer" in client.get(url).text
        actions.answer_ending_request(
            request_id=asked.pk, confirmed=False, answer="Ring first", by=lead, at=AT
        )
        page = client.get(url).text
        assert "Answered by" in page
        assert "Send the answer" not in page

    @pytest.mark.parametrize(
        ("sent_from", "to"), [("/team/", "/team/"), ("https://elsewhere.example/", None)]
    )
    def test_the_lead_goes_back_to_where_the_answer_was_asked(
        self, as_user, lead, asked, case, sent_from, to
    ):
        url = reverse("tiers:ending_answer", args=[asked.pk])
        client = as_user(lead)
        cancel = f'<a class="govuk-link" href="{to or case.get_absolute_url()}">Cancel</a>'
        assert cancel in client.get(url, {"next": sent_from}).text
        answer = client.post(url, {"confirmed": "no", "answer": "Ring first", "next": sent_from})
        assert answer.url == (to or case.get_absolute_url())


@pytest.mark.usefixtures("now")
@pytest.mark.parametrize(
    ("ahead", "said"), [(9, "is due on"), (0, "is due on"), (-1, "was due on")]
)
def test_a_review_to_come_is_due_and_one_that_passed_was(as_user, practitioner, case, ahead, said):
    type(case).objects.filter(pk=case.pk).update(review_on=make.TODAY + timedelta(days=ahead))
    page = as_user(practitioner).get(reverse("tiers:case_review", args=[case.pk])).text
    assert f"This review {said}" in page


def test_after_contacts_are_no_part_of_the_goodbye_that_is_counted(case, agreed, practitioner):
    (found,) = with_progress(type(case).objects.filter(pk=case.pk))
    before_end = agreed.steps.exclude(kind=StepKind.AFTER_CONTACT).count()
    assert (found.steps_done, found.steps_all) == (0, before_end)
