"""A professional override: whoever may sign is told, and whoever asked is never left without words."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from flags import actions as flags
from flags.models import Flag
from flags.rules import FlagKind
from notices.models import Notice
from notices.rules import NoticeKind
from people.models import Membership
from people.permissions import Role
from people.rules import NotAllowed
from referrals import actions
from referrals.models import OverrideWord, Referral, Screening
from referrals.rules import Answer, Override, OverrideSaid, ScreeningOutcome, Status, Step
from referrals.schedule import override_unanswered
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
AT = make.NOW


def url(name, *args):
    return reverse(f"referrals:{name}", args=args)


@pytest.fixture
def draft(service_user, pp):
    """Every part written, for Tier 2, and not every criterion met."""
    referral = make.make_referral(service_user, referrer=pp, status=Status.DRAFT)
    Screening.objects.filter(referral=referral).update(
        answers={"harm": Answer.NOT_MET}, outcome=ScreeningOutcome.NOT_ELIGIBLE
    )
    return referral


@pytest.fixture
def asked(draft, pp, lead, psychologist, practitioner):
    actions.ask_for_override(referral_id=draft.pk, reason="Threats since May", by=pp, at=AT)
    return draft


def state(draft):
    return Screening.objects.get(referral=draft)


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("user__given_name", flat=True))


NOT_NOW = {"words": "Wait for the new OASys", "alternatives": ["CONSULTATION"]}
SIGNERS = {
    "sign": partial(actions.sign_override, reason="I agree"),
    "ask": partial(actions.question_override, words="Which threats?"),
    "leave": partial(actions.leave_unsigned, **NOT_NOW),
}


def test_leads_and_psychologists_are_told_once_though_the_reason_is_put_better(asked, pp):
    assert told(NoticeKind.OVERRIDE_ASKED) == {"Lowri", "Sian"}

    actions.ask_for_override(referral_id=asked.pk, reason="And since June", by=pp, at=AT)

    assert Notice.objects.filter(kind=NoticeKind.OVERRIDE_ASKED).count() == 2
    assert state(asked).asked_because == "And since June"


@pytest.mark.parametrize("who", ["lead", "psychologist"])
def test_it_stands_under_needs_you_and_in_the_list_to_decide(request, as_user, asked, who):
    signer = request.getfixturevalue(who)
    client = as_user(signer)
    home = client.get(reverse("reports:home"), follow=True)
    assert "Override to sign" in home.text
    assert url("override_sign", asked.pk) in home.text
    listed = client.get(url("referral_incoming")).context["to_sign"]
    assert [one.pk for one in listed] == [asked.pk]


@pytest.mark.parametrize("who", ["lead", "psychologist"])
def test_what_waits_too_long_presses_and_is_said_once(request, as_user, asked, who):
    Screening.objects.filter(referral=asked).update(asked_at=AT - timedelta(days=30))
    kind = FlagKind.OVERRIDE_UNANSWERED
    flags.sweep(kind=kind, rows=override_unanswered(AT), at=AT)
    Flag.objects.update(owner=request.getfixturevalue(who))

    home = as_user(request.getfixturevalue(who)).get(reverse("reports:home"), follow=True)

    assert home.text.count(f'href="{url("override_sign", asked.pk)}') == 1
    assert [one["tone"] for one in home.context["to_sign"]] == ["now"]
    if who == "psychologist":
        assert home.context["needs_count"] == 1


def test_what_needs_no_signature_is_asked_of_nobody(as_user, asked, lead):
    Referral.objects.filter(pk=asked.pk).update(tier=1)

    assert as_user(lead).get(url("referral_incoming")).context["to_sign"] == []


def test_the_draft_says_what_it_waits_for_and_is_not_ready(as_user, pp, asked):
    client = as_user(pp)
    waits = "Waiting for a signature since 23 November 2026."
    tasks = client.get(url("referral_tasks", asked.pk))
    assert waits in tasks.text
    assert tasks.context["items"][-1]["status"] == "Cannot be sent yet"
    check = client.get(url("referral_check", asked.pk)).text
    assert waits in check
    assert "Send the referral" not in check
    assert waits in client.get(reverse("reports:home")).text
    assert waits in client.get(url("referral_list")).text


def test_it_is_not_sent_before_it_is_signed(asked, pp, lead):
    send = partial(actions.submit, referral_id=asked.pk, by=pp, at=AT)
    with pytest.raises(NotAllowed, match="waits for a signature"):
        send()
    actions.question_override(referral_id=asked.pk, words="Which?", by=lead, at=AT)
    with pytest.raises(NotAllowed, match="asked you something"):
        send()
    actions.leave_unsigned(referral_id=asked.pk, by=lead, at=AT, **NOT_NOW)
    with pytest.raises(NotAllowed, match="was not signed"):
        send()
    actions.sign_override(referral_id=asked.pk, reason="I agree", by=lead, at=AT)
    assert send().status == Status.SUBMITTED


def test_both_reasons_are_kept_and_shown(as_user, asked, pp, psychologist):
    actions.sign_override(referral_id=asked.pk, reason="I agree", by=psychologist, at=AT)

    kept = state(asked)
    assert (kept.asked_because, kept.override_reason) == ("Threats since May", "I agree")
    page = as_user(pp).get(url("referral_check", asked.pk)).text
    assert "Threats since May" in page
    assert "I agree" in page


def test_once_signed_the_pp_reads_that_it_can_be_sent(as_user, asked, pp, psychologist):
    actions.sign_override(referral_id=asked.pk, reason="I agree", by=psychologist, at=AT)

    home = as_user(pp).get(reverse("reports:home")).text
    assert "Signed on 23 November 2026: send it." in home
    assert url("referral_check", asked.pk) in home
    assert told(NoticeKind.OVERRIDE_SIGNED) == {"Petra"}


def test_a_signature_stands_for_what_was_signed_and_for_nothing_written_since(
    asked, pp, psychologist
):
    actions.sign_override(referral_id=asked.pk, reason="I agree", by=psychologist, at=AT)
    said = {"answers": {"harm": Answer.NOT_MET}}

    actions.save_step(
        referral_id=asked.pk,
        step=Step.ELIGIBILITY,
        values=said | {"notes": {"harm": "The calls never happened"}},
        by=pp,
        at=AT,
    )

    assert (state(asked).override, state(asked).overridden_by) == ("", None)
    assert state(asked).outcome == ScreeningOutcome.NOT_ELIGIBLE


def test_whoever_turned_to_tier_1_asks_nobody_to_sign(as_user, asked, lead):
    Referral.objects.filter(pk=asked.pk).update(tier=1)

    assert as_user(lead).get(url("override_sign", asked.pk)).status_code == 404


def test_a_question_is_answered_in_the_draft_and_comes_back(as_user, asked, pp, psychologist):
    client = as_user(psychologist)
    page = url("override_sign", asked.pk)
    client.post(page, {"answer": "ASK", "question": "Which threats?", "version": 2})
    assert told(NoticeKind.OVERRIDE_QUESTIONED) == {"Petra"}
    assert client.get(url("referral_incoming")).context["to_sign"] == []

    client = as_user(pp)
    home = client.get(reverse("reports:home")).text
    assert "The team asks you something before it signs." in home
    answer = url("referral_not_eligible", asked.pk)
    assert "Which threats?" in client.get(answer).text
    sent = client.post(answer, {"ask": "1", "words": "Against his mother", "version": 3})
    assert sent.url == url("referral_tasks", asked.pk)

    assert state(asked).override == Override.ASKED
    assert told(NoticeKind.OVERRIDE_ANSWERED) == {"Sian"}
    assert "Against his mother" in as_user(psychologist).get(page).text


def test_it_is_never_left_unsigned_without_words_and_another_way(as_user, asked, pp, lead):
    client = as_user(lead)
    page = url("override_sign", asked.pk)
    empty = client.post(page, {"answer": "LEAVE", "version": 2})
    assert {"words", "alternatives"} <= empty.context["form"].errors.keys()

    client.post(page, {"answer": "LEAVE", "version": 2, **NOT_NOW})

    assert told(NoticeKind.OVERRIDE_NOT_SIGNED) == {"Petra"}
    page = as_user(pp).get(url("referral_not_eligible", asked.pk)).text
    assert "Wait for the new OASys" in page
    assert "A consultation with a psychologist" in page


def test_the_database_refuses_a_refusal_without_words_or_another_way(asked, lead):
    said = {"referral": asked, "said": OverrideSaid.NOT_SIGNED, "at": AT, "by": lead}
    for given in ({"words": "No"}, {"words": "", "alternatives": ["PP_WORK"]}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OverrideWord.objects.create(**said, **given)


def test_what_was_not_signed_may_be_asked_again(asked, pp, lead):
    actions.leave_unsigned(referral_id=asked.pk, by=lead, at=AT, **NOT_NOW)

    later = AT + timedelta(days=3)
    actions.ask_for_override(referral_id=asked.pk, reason="The OASys is here", by=pp, at=later)

    assert (state(asked).override, state(asked).asked_at) == (Override.ASKED, later)


@pytest.mark.parametrize("verb", SIGNERS)
@pytest.mark.parametrize("who", ["practitioner", "pp", "stranger"])
def test_nobody_else_answers(request, asked, verb, who):
    with pytest.raises((NotAllowed, Referral.DoesNotExist)):
        SIGNERS[verb](referral_id=asked.pk, by=request.getfixturevalue(who), at=AT)
    assert state(asked).override == Override.ASKED


@pytest.mark.parametrize("who", ["lead", "psychologist"])
@pytest.mark.parametrize("verb", SIGNERS)
def test_nobody_answers_for_their_own(request, as_user, team, asked, who, verb):
    own = request.getfixturevalue(who)
    Membership.objects.create(user=own, team=team, role=Role.REFERRER)
    Referral.objects.filter(pk=asked.pk).update(referrer=own)

    with pytest.raises(NotAllowed, match="your own referral: somebody else has to sign"):
        SIGNERS[verb](referral_id=asked.pk, by=own, at=AT)

    client = as_user(own)
    assert client.get(url("referral_incoming")).context["to_sign"] == []
    assert "Override to sign" not in client.get(reverse("reports:home"), follow=True).text
    page = client.get(url("override_sign", asked.pk), follow=True).text
    assert "your own referral: somebody else has to sign" in page


@pytest.mark.parametrize("verb", SIGNERS)
def test_nothing_is_kept_when_the_trail_is_closed(asked, lead, trail_closed, verb):
    with trail_closed():
        SIGNERS[verb](referral_id=asked.pk, by=lead, at=AT)
    assert state(asked).override == Override.ASKED
    assert OverrideWord.objects.filter(referral=asked).count() == 1


def test_a_question_is_not_asked_twice_nor_what_nobody_asked_for_refused(draft, asked, lead):
    SIGNERS["ask"](referral_id=asked.pk, by=lead, at=AT)
    with pytest.raises(NotAllowed, match="no longer possible"):
        SIGNERS["ask"](referral_id=asked.pk, by=lead, at=AT)


def test_whoever_meets_every_criterion_waits_for_nobody(asked, pp):
    answers = dict.fromkeys(state(asked).criteria_set.codes(), Answer.MET)
    actions.save_step(
        referral_id=asked.pk, step=Step.ELIGIBILITY, values={"answers": answers}, by=pp, at=AT
    )

    assert state(asked).override == ""


def test_what_was_asked_for_one_referral_is_not_asked_for_the_next(asked, pp, service_user):
    Referral.objects.filter(pk=asked.pk).update(
        tier=1, status=Status.SUBMITTED, submitted_at=AT, submitted_by=pp
    )
    after = actions.step_to_tier(
        service_user_id=service_user.pk, tier=2, by=pp, at=AT, after_id=asked.pk
    )

    assert (state(after).override, state(after).asked_because) == ("", "")


def test_the_pages_cost_at_most_twelve_statements(as_user, get_statements, asked, pp, lead):
    for reader, page in (
        (lead, url("override_sign", asked.pk)),
        (pp, url("referral_not_eligible", asked.pk)),
        (pp, url("referral_tasks", asked.pk)),
        (pp, url("referral_check", asked.pk)),
        (lead, url("referral_incoming")),
    ):
        response, statements = get_statements(as_user(reader), page)
        assert response.status_code == 200
        assert len(statements) <= 12, page


def test_a_signature_that_lapsed_with_a_changed_answer_is_said_to_and_asked_again(
    as_user, asked, pp, psychologist
):
    actions.sign_override(referral_id=asked.pk, reason="I agree", by=psychologist, at=AT)
    actions.save_step(
        referral_id=asked.pk,
        step=Step.ELIGIBILITY,
        values={"answers": {"harm": Answer.UNKNOWN}},
        by=pp,
        at=AT,
    )
    page = url("referral_not_eligible", asked.pk)
    said = "The answers changed after it was signed"
    assert said in as_user(pp).get(page).text

    actions.ask_for_override(referral_id=asked.pk, reason="Still", by=pp, at=AT)
    assert said not in as_user(pp).get(page).text


def test_a_question_before_signing_needs_the_pp_today(as_user, asked, pp, psychologist):
    actions.question_override(referral_id=asked.pk, words="Which threats?", by=psychologist, at=AT)
    page = as_user(pp).get(reverse("reports:home"))

    assert "Needs you today (1)" in page.text
    assert "Answer, so that it can be signed." in page.text
    assert [one["url"] for one in page.context["questions"]] == [
        url("referral_not_eligible", asked.pk)
    ]


def test_why_an_override_is_asked_stays_on_the_page_of_a_draft_discarded_meanwhile(
    as_user, draft, pp
):
    actions.discard(referral_id=draft.pk, by=pp, at=AT)
    page = as_user(pp).post(
        url("referral_not_eligible", draft.pk), {"ask": "1", "reason": "TYPED-AND-KEPT"}
    )

    assert "This draft was discarded on 23 November 2026." in page.text
    assert "TYPED-AND-KEPT" in page.text
