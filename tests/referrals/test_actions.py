"""What happens to a referral, at whose hand, and what is refused."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from audit.models import AuditEvent
from notices.models import Notice
from people.rules import NotAllowed, Stale
from referrals import actions, rules, tasks
from referrals.models import InformationRequest, Referral, ReferralStatusChange
from referrals.rules import Answer, Status, Step
from tests import factories as make
from tests.races import together

pytestmark = pytest.mark.django_db
AT = make.NOW

ANSWERS = {
    Step.PERSON: {"details_confirmed": True},
    Step.ELIGIBILITY: {
        "answers": dict.fromkeys(("personality", "reoffending", "harm", "link"), Answer.MET),
        "oasys_pd_score": 9,
        "note": "",
    },
    Step.HOPES: {"tier": 2, "hope_wellbeing": "Sleep", "hope_risk": "Walk away"},
    Step.RISK: {"rosh_confirmed": True, "risk_summary": "High", "rosh_public": "HIGH"},
    Step.READINESS: {"readiness": "READY", "venue_wish": "Side door"},
    Step.NETWORK: {"consent": "AGREED", "explained": ["CHOICE"]},
}


def fill(referral, *, by, but=()):
    for step, values in ANSWERS.items():
        if step not in but:
            actions.save_step(referral_id=referral.pk, step=step, values=values, by=by, at=AT)


@pytest.fixture
def draft(service_user, pp):
    return actions.start(service_user_id=service_user.pk, by=pp, at=AT)


def story(referral):
    return list(referral.changes.order_by("pk").values_list("from_status", "to_status"))


def test_a_referral_is_begun_filled_and_sent(draft, pp):
    fill(draft, by=pp)
    sent = actions.submit(referral_id=draft.pk, by=pp, at=AT)

    assert (sent.status, sent.submitted_by) == (Status.SUBMITTED, pp)
    assert story(sent) == [("", "DRAFT"), ("DRAFT", "SUBMITTED")]
    assert sent.service_user.rosh_public == "HIGH"
    assert AuditEvent.objects.filter(action="referral_sent", subject_id=sent.pk).count() == 1


def test_beginning_again_takes_up_the_same_draft(draft, pp, service_user):
    assert actions.start(service_user_id=service_user.pk, by=pp, at=AT).pk == draft.pk


def test_an_earlier_referral_is_never_asked_for_twice(service_user, pp):
    earlier = make.make_referral(
        service_user, referrer=pp, status=Status.DECLINED, hope_wellbeing="To sleep"
    )

    draft = actions.start(service_user_id=service_user.pk, by=pp, at=AT)

    assert (draft.previous, draft.hope_wellbeing) == (earlier, "To sleep")


@pytest.mark.parametrize("step", list(Step))
def test_a_referral_with_a_step_missing_is_not_sent(draft, pp, step):
    fill(draft, by=pp, but=[step])

    with pytest.raises(NotAllowed):
        actions.submit(referral_id=draft.pk, by=pp, at=AT)
    assert Referral.objects.get(pk=draft.pk).status == Status.DRAFT


def test_tier_2_is_refused_without_eligibility_until_an_override_is_signed(draft, pp, psychologist):
    fill(draft, by=pp)
    values = {"answers": ANSWERS[Step.ELIGIBILITY]["answers"] | {"harm": Answer.NOT_MET}}
    actions.save_step(referral_id=draft.pk, step=Step.ELIGIBILITY, values=values, by=pp, at=AT)
    with pytest.raises(NotAllowed, match="eligible"):
        actions.submit(referral_id=draft.pk, by=pp, at=AT)
    actions.ask_for_override(referral_id=draft.pk, reason="Recent behaviour", by=pp, at=AT)
    with pytest.raises(NotAllowed, match="waits for a signature"):
        actions.submit(referral_id=draft.pk, by=pp, at=AT)

    actions.sign_override(referral_id=draft.pk, reason="I agree", by=psychologist, at=AT)

    assert actions.submit(referral_id=draft.pk, by=pp, at=AT).status == Status.SUBMITTED


def test_a_nurse_cannot_sign_an_override(sent, practitioner):
    with pytest.raises(NotAllowed, match="psychologist"):
        actions.sign_override(referral_id=sent.pk, reason="x", by=practitioner, at=AT)


def test_a_second_open_referral_at_the_same_tier_is_refused(draft, service_user, pp):
    fill(draft, by=pp)
    make.make_referral(service_user, referrer=pp, status=Status.SUBMITTED)

    with pytest.raises(NotAllowed, match="open referral"):
        actions.submit(referral_id=draft.pk, by=pp, at=AT)


def test_it_is_refused_as_soon_as_the_tier_is_known(draft, service_user, pp):
    make.make_referral(service_user, referrer=pp, status=Status.SUBMITTED)

    def hope(tier):
        values = {"tier": tier, "hope_wellbeing": "To sleep", "hope_risk": "To leave"}
        return actions.save_step(referral_id=draft.pk, step=Step.HOPES, values=values, by=pp, at=AT)

    with pytest.raises(NotAllowed, match="open referral") as refused:
        hope(2)
    assert refused.value.field == "tier"
    with pytest.raises(NotAllowed, match="open referral"):
        actions.write_draft(
            service_user_id=service_user.pk, answers={"tier": 2}, by=pp, at=AT, version=1
        )
    assert hope(3).tier == 3


def test_accepting_sets_the_day_to_start_by_from_the_policy(sent, lead):
    waiting = actions.accept(referral_id=sent.pk, by=lead, at=AT)

    assert waiting.status == Status.WAITING
    assert waiting.target_on == make.TODAY + timedelta(days=84)


def test_a_question_is_asked_and_answered_in_place(sent, lead, pp):
    asked = actions.ask(referral_id=sent.pk, question="Which prison?", by=lead, at=AT)
    assert asked.due_on == make.TODAY + timedelta(days=14)

    actions.answer(referral_id=sent.pk, words="Parc", by=pp, at=AT)

    sent.refresh_from_db()
    assert sent.status == Status.SUBMITTED
    assert InformationRequest.objects.get().answer == "Parc"


def test_declining_needs_words_and_an_alternative(sent, lead):
    needed = {"referral_id": sent.pk, "reason": "OTHER", "by": lead, "at": AT}
    with pytest.raises(NotAllowed):
        actions.decline(**needed, words=" ", alternatives=["PP_WORK"])
    with pytest.raises(NotAllowed, match="instead"):
        actions.decline(**needed, words="Not now", alternatives=[])

    declined = actions.decline(**needed, words="Not now", alternatives=["PP_WORK"])
    assert (declined.status, declined.ended_by) == (Status.DECLINED, lead)


def test_redirecting_ends_one_and_opens_another_with_every_answer(sent, lead):
    onward = actions.redirect(
        referral_id=sent.pk,
        tier=3,
        reason="NEEDS_PSYCHOLOGIST",
        words="Trauma first",
        by=lead,
        at=AT,
    )

    sent.refresh_from_db()
    assert (sent.status, onward.status, onward.tier) == (Status.REDIRECTED, Status.SUBMITTED, 3)
    assert (onward.previous, onward.hope_risk) == (sent, sent.hope_risk)
    assert onward.screening.outcome == sent.screening.outcome


def test_pausing_names_a_day_and_resuming_returns_to_the_list(waiting, lead):
    with pytest.raises(NotAllowed, match="after today"):
        actions.pause(
            referral_id=waiting.pk, reason="Drinking", review_on=make.TODAY, by=lead, at=AT
        )
    actions.pause(
        referral_id=waiting.pk,
        reason="Drinking",
        review_on=make.TODAY + timedelta(days=30),
        by=lead,
        at=AT,
    )

    assert actions.resume(referral_id=waiting.pk, by=lead, at=AT).status == Status.WAITING


def test_the_referrer_may_withdraw_and_an_open_question_closes_with_it(sent, lead, pp):
    actions.ask(referral_id=sent.pk, question="Which prison?", by=lead, at=AT)

    actions.withdraw(referral_id=sent.pk, reason="MOVED", by=pp, at=AT)

    assert not InformationRequest.objects.unanswered().exists()
    assert Referral.objects.get(pk=sent.pk).status == Status.WITHDRAWN


@pytest.mark.parametrize("status", sorted(rules.BEFORE_WORK))
@pytest.mark.parametrize("who", ["lead", "psychologist"])
def test_the_team_withdraws_for_a_fact_at_any_time_before_the_work(
    request, service_user, pp, who, status
):
    referral = make.make_referral(service_user, referrer=pp, status=status)
    back = actions.withdraw(
        referral_id=referral.pk, reason="DIED", by=request.getfixturevalue(who), at=AT
    )
    assert (back.status, back.withdraw_reason) == (Status.WITHDRAWN, "DIED")
    assert Notice.objects.filter(user=pp, kind="REFERRAL_WITHDRAWN").count() == 1


@pytest.mark.parametrize("reason", ["MISTAKE", "MET_ELSEWHERE", "PERSON_CHANGED", "OTHER"])
def test_the_team_withdraws_for_no_judgement(sent, lead, practitioner, reason):
    with pytest.raises(NotAllowed, match="Only its PP") as refused:
        actions.withdraw(referral_id=sent.pk, reason=reason, words="So", by=lead, at=AT)
    assert refused.value.field == "reason"
    with pytest.raises(NotAllowed, match="a lead or psychologist of the team"):
        actions.withdraw(referral_id=sent.pk, reason="DIED", by=practitioner, at=AT)


def test_a_lead_withdraws_their_own_for_any_reason(service_user, lead, psychologist):
    own = make.make_referral(service_user, referrer=lead)
    back = actions.withdraw(referral_id=own.pk, reason="MISTAKE", by=lead, at=AT)
    assert back.status == Status.WITHDRAWN


def test_the_new_pp_of_a_person_may_withdraw_what_the_last_one_sent(sent, other_pp, service_user):
    service_user.pp = other_pp
    service_user.save()

    assert (
        actions.withdraw(referral_id=sent.pk, reason="MOVED", by=other_pp, at=AT).status
        == "WITHDRAWN"
    )


def test_a_question_must_be_answered_not_sent_round(sent, lead, pp):
    actions.ask(referral_id=sent.pk, question="Which prison?", by=lead, at=AT)

    with pytest.raises(NotAllowed, match="no longer possible"):
        actions.submit(referral_id=sent.pk, by=pp, at=AT)

    assert InformationRequest.objects.unanswered().count() == 1


def test_who_is_on_hold_is_not_accepted_anew(service_user, pp, lead):
    paused = make.make_referral(service_user, referrer=pp, status=Status.PAUSED)
    since = paused.accepted_at

    with pytest.raises(NotAllowed):
        actions.accept(referral_id=paused.pk, by=lead, at=AT)

    assert actions.resume(referral_id=paused.pk, by=lead, at=AT).accepted_at == since


@pytest.mark.parametrize("days", [-1, 0, 184])
def test_a_question_has_a_day_that_can_be_met(sent, lead, days):
    with pytest.raises(NotAllowed) as refused:
        actions.ask(
            referral_id=sent.pk,
            question="Which?",
            due_on=make.TODAY + timedelta(days=days),
            by=lead,
            at=AT,
        )
    assert refused.value.field == "due_on"


def test_a_question_is_due_on_a_working_day(sent, lead, team):
    saturday = make.TODAY + timedelta(days=5)
    with pytest.raises(NotAllowed, match="a Saturday") as refused:
        actions.ask(referral_id=sent.pk, question="Which?", due_on=saturday, by=lead, at=AT)
    assert refused.value.field == "due_on"

    team.policy.information_due_days = 5
    team.policy.save()
    assert actions.usual_due_on(team.pk, AT) == make.TODAY + timedelta(days=7)


def test_the_day_for_an_answer_is_chosen_or_the_teams_usual(sent, lead):
    due_on = make.TODAY + timedelta(days=3)
    asked = actions.ask(referral_id=sent.pk, question="Which?", due_on=due_on, by=lead, at=AT)

    assert asked.due_on == due_on
    assert actions.usual_due_on(sent.team_id, AT) == make.TODAY + timedelta(days=14)


@pytest.mark.parametrize("reason", ["", "OTHER"])
def test_taking_back_says_why_by_a_code_and_else_in_words(sent, pp, reason):
    with pytest.raises(NotAllowed):
        actions.withdraw(referral_id=sent.pk, reason=reason, words=" ", by=pp, at=AT)

    back = actions.withdraw(referral_id=sent.pk, reason="DIED", by=pp, at=AT)
    assert back.withdraw_reason == "DIED"
    assert back.changes.last().words == "The person has died"


def test_another_tier_needs_a_code(sent, lead):
    with pytest.raises(NotAllowed, match="reason"):
        actions.redirect(referral_id=sent.pk, tier=3, reason="", words="x", by=lead, at=AT)


@pytest.mark.parametrize("verb", [actions.accept, actions.discard])
def test_a_nurse_moves_nothing(sent, practitioner, verb):
    with pytest.raises(NotAllowed):
        verb(referral_id=sent.pk, by=practitioner, at=AT)


def test_a_stranger_finds_no_referral(sent, stranger):
    with pytest.raises(Referral.DoesNotExist):
        actions.accept(referral_id=sent.pk, by=stranger, at=AT)


def test_a_draft_is_its_writers_alone(draft, lead, other_pp):
    for other in (lead, other_pp):
        with pytest.raises(Referral.DoesNotExist):
            actions.save_step(referral_id=draft.pk, step=Step.PERSON, values={}, by=other, at=AT)


def test_a_stale_page_is_told_who_changed_what(sent, lead, psychologist):
    actions.accept(referral_id=sent.pk, by=lead, at=AT, version=1)

    with pytest.raises(Stale, match="Lowri Lead"):
        actions.accept(referral_id=sent.pk, by=psychologist, at=AT, version=1)


@pytest.mark.parametrize(
    "changed",
    [
        lambda **row: actions.say_urgent(words="He was evicted", **row),
        lambda **row: actions.amend(field="hope_risk", after="Other", reason="Typo", **row),
    ],
    ids=["urgent", "amended"],
)
def test_a_stale_page_names_who_changed_it_by_whichever_verb(changed, sent, lead, psychologist, pp):
    actions.accept(referral_id=sent.pk, by=lead, at=AT)
    changed(referral_id=sent.pk, by=pp, at=AT)
    actions.mark_thread_read(referral_id=sent.pk, up_to=0, by=lead, at=AT)  # changes nothing

    with pytest.raises(Stale, match="Petra Pritchard changed this"):
        actions.accept(referral_id=sent.pk, by=psychologist, at=AT, version=2)


def test_a_move_whose_record_cannot_be_written_does_not_happen(sent, lead, trail_closed):
    with trail_closed():
        actions.accept(referral_id=sent.pk, by=lead, at=AT)

    assert Referral.objects.get(pk=sent.pk).status == Status.SUBMITTED
    assert story(sent) == [("", "SUBMITTED")]


def test_the_database_itself_refuses_a_move_that_is_not_in_the_table(sent):
    with pytest.raises(DatabaseError, match="Invalid transition"), transaction.atomic():
        Referral.objects.filter(pk=sent.pk).update(status=Status.DRAFT)


def test_drafts_left_alone_expire_and_others_stay(service_user, pp, team):
    old = make.make_referral(service_user, referrer=pp, status=Status.DRAFT, days_ago=91)
    young = make.make_referral(service_user, referrer=pp, status=Status.DRAFT, days_ago=90)

    assert actions.expire_drafts(AT) == 1
    assert Referral.objects.get(pk=old.pk).status == Status.DISCARDED
    assert Referral.objects.get(pk=young.pk).status == Status.DRAFT


def test_the_letter_to_the_team_names_nobody(sent):
    sent.team.email = "team@example.wales"
    sent.team.save()
    tasks.tell_team(referral_id=sent.pk)

    [letter] = mail.outbox
    assert letter.to == ["team@example.wales"]
    assert sent.reference in letter.body
    assert "Rhys" not in letter.subject + letter.body
    assert "Private" not in letter.subject + letter.body


@pytest.mark.django_db(transaction=True)
def test_two_who_move_one_referral_at_once_one_wins_and_one_is_told(sent, lead, psychologist):
    results = together(
        *(
            lambda user=user: actions.accept(referral_id=sent.pk, by=user, at=AT, version=1)
            for user in (lead, psychologist)
        )
    )

    assert sorted(type(result).__name__ for result in results) == ["Referral", "Stale"]
    assert ReferralStatusChange.objects.filter(to_status=Status.WAITING).count() == 1
