"""Up and down between the tiers with everything that is known, and one line of time for all of it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from notices.models import Notice
from people.rules import NotAllowed
from referrals.models import Referral, Screening
from tests import factories as make
from tiers import actions
from tiers.models import Case, Consultation
from tiers.models.tier_one import tier_one_moments
from tiers.rules import CaseStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
NOW = make.NOW
SECRET = "KANARI-note"


def url(name, *args):
    return reverse(f"tiers:{name}", args=args)


@pytest.fixture
def asked(pp, service_user):
    return actions.ask_consultation(
        by=pp,
        at=NOW - timedelta(days=5),
        service_user_id=service_user.pk,
        wanted="TALK",
        question="He goes quiet at home",
        tried="Shorter meetings",
    )


@pytest.fixture
def talked(asked, psychologist):
    actions.record_consultation(
        consultation_id=asked.pk,
        when=NOW - timedelta(days=2),
        minutes=50,
        discussed="What silence protects",
        advice="Leave the question, keep the hour",
        note=SECRET,
        to_do=[actions.ToDo("Move the hour")],
        by=psychologist,
        at=NOW - timedelta(days=1),
    )
    asked.refresh_from_db()
    return asked


@pytest.fixture
def case(service_user, practitioner, lead):
    return make.make_case(
        service_user,
        practitioner=practitioner,
        lead=lead,
        status=CaseStatus.ENDED,
        aim_wellbeing="To sleep",
        aim_risk="To leave in time",
        ending_note="It held through the winter",
    )


def up(consultation, by, tier=3):
    return actions.refer_from_consultation(
        consultation_id=consultation.pk, tier=tier, by=by, at=NOW
    )


def across(case, by, tier=3):
    return actions.refer_from_case(case_id=case.pk, tier=tier, by=by, at=NOW)


# --- Up -----------------------------------------------------------------------------------------------


def test_a_consultation_becomes_a_draft_with_what_was_asked_tried_and_advised(talked, pp):
    draft = up(talked, pp)
    assert (draft.tier, draft.referrer, draft.status) == (3, pp, "DRAFT")
    for words in ("He goes quiet at home", "Shorter meetings", "Leave the question"):
        assert words in draft.tried_before
    assert SECRET not in draft.tried_before


def test_it_carries_the_referral_it_came_from(pp, service_user):
    declined = make.make_referral(
        service_user, referrer=pp, status="DECLINED", tier=2, network="His aunt in Barry"
    )
    declined.agencies.create(service="CMHT", says="Not for us", position=0)
    asked = actions.ask_consultation(
        by=pp,
        at=NOW,
        service_user_id=service_user.pk,
        wanted="TALK",
        question="What now?",
        referral_id=declined.pk,
    )
    draft = up(asked, pp)
    assert draft.previous == declined
    assert (draft.network, draft.hope_risk) == ("His aunt in Barry", declined.hope_risk)
    assert draft.agencies.get().says == "Not for us"
    assert Screening.objects.get(referral=draft).outcome == "ELIGIBLE"
    assert draft.consent == ""


def test_work_that_ended_becomes_a_draft_with_its_aims_and_screening(case, practitioner):
    draft = across(case, practitioner)
    assert draft.previous == case.referral
    assert "It held through the winter" in draft.tried_before
    assert Screening.objects.get(referral=draft).outcome == "ELIGIBLE"
    assert draft.criteria_set == case.referral.criteria_set
    # What the earlier referral hoped for stands before the case's own aims.
    assert draft.hope_wellbeing == case.referral.hope_wellbeing


def test_what_somebody_wrote_in_their_draft_is_not_written_over(talked, pp):
    draft = up(talked, pp)
    Referral.objects.filter(pk=draft.pk).update(tried_before="Mine")
    again = up(talked, pp)
    assert (again.pk, again.tried_before) == (draft.pk, "Mine")


def test_an_open_referral_at_that_tier_is_pointed_out(talked, pp, service_user):
    make.make_referral(service_user, referrer=pp, tier=3)
    with pytest.raises(NotAllowed, match="open referral") as refused:
        up(talked, pp)
    assert refused.value.field == "tier"
    assert not Referral.objects.drafts().exists()


def test_a_question_without_a_name_refers_nobody(pp):
    nobody = actions.ask_consultation(by=pp, at=NOW, wanted="ADVICE", question="What is grounding?")
    with pytest.raises(NotAllowed, match="nobody to refer"):
        up(nobody, pp)


def test_the_same_tier_is_no_step(case, practitioner):
    with pytest.raises(NotAllowed):
        across(case, practitioner, tier=2)


def test_a_stranger_steps_nowhere(talked, case, stranger):
    with pytest.raises(Consultation.DoesNotExist):
        up(talked, stranger)
    with pytest.raises(Case.DoesNotExist):
        across(case, stranger)


def test_nothing_is_begun_when_the_trail_cannot_be_written(talked, pp, trail_closed):
    with trail_closed():
        up(talked, pp)
    assert not Referral.objects.exists()


# --- The pages ---------------------------------------------------------------------------------------


def test_the_pages_of_stepping_are_guarded(
    talked, case, pp, practitioner, stranger, other_pp, as_user, get_statements
):
    for user, of_consultation, of_case in (
        (pp, 200, 404),
        (practitioner, 200, 200),
        (stranger, 404, 404),
        (other_pp, 404, 404),
    ):
        client = as_user(user)
        assert client.get(url("consultation_refer", talked.pk)).status_code == of_consultation
        assert client.get(url("case_refer", case.pk)).status_code == of_case
    _response, statements = get_statements(as_user(practitioner), url("case_refer", case.pk))
    assert len(statements) <= 12


def test_one_choice_leads_to_the_draft(talked, pp, as_user):
    answer = as_user(pp).post(url("consultation_refer", talked.pk), {"tier": 2})
    draft = Referral.objects.get()
    assert answer.url == reverse("referrals:referral_tasks", args=[draft.pk])


def test_down_to_tier_one_opens_a_question_with_the_work_in_it(case, practitioner, pp, as_user):
    client = as_user(practitioner)
    down = client.post(url("case_refer", case.pk), {"tier": 1})
    form = client.get(down.url).context["form"]
    assert "To sleep" in form.initial["question"]
    assert "It held through the winter" in form.initial["question"]
    client.post(down.url, form.initial)
    asked = Consultation.objects.get()
    assert (asked.case, asked.pp, asked.asked_by) == (case, pp, practitioner)


# --- One line of time -----------------------------------------------------------------------------------


def page(user, person, as_user):
    return as_user(user).get(reverse("reports:person", args=[person.pk])).content.decode()


def test_the_persons_page_shows_each_reader_what_they_may_see(
    talked, pp, psychologist, practitioner, service_user, as_user
):
    actions.agree_joint_work(
        consultation_id=talked.pk, meetings_agreed=2, purpose="To plan", by=practitioner, at=NOW
    )
    told = page(pp, service_user, as_user)
    ours = page(psychologist, service_user, as_user)
    for words in ("Consultation: talked through", "Leave the question", "Move the hour"):
        assert words in told
        assert words in ours
    assert SECRET not in told
    assert SECRET in ours
    assert talked.get_absolute_url() in told
    assert "Start a formulation" in ours
    assert "Start a formulation" not in told


def test_the_page_of_what_helps_is_on_the_line_and_a_click_away(
    service_user, psychologist, pp, as_user
):
    begun = actions.start_formulation(service_user_id=service_user.pk, by=psychologist, at=NOW)
    assert "What helps" not in page(pp, service_user, as_user)
    actions.write_formulation(
        formulation_id=begun.pk,
        level=1,
        texts=dict.fromkeys(("presenting", "protective", "relational_advice", "helps"), "Words"),
        by=psychologist,
        at=NOW,
    )
    actions.agree_formulation(
        formulation_id=begun.pk,
        written_with="the PP",
        with_person=False,
        review_on=make.TODAY + timedelta(days=90),
        by=psychologist,
        at=NOW,
    )
    told = page(pp, service_user, as_user)
    assert "Formulation agreed, version 1" in told
    assert url("formulation_shared", service_user.pk) in told
    assert url("formulation_detail", begun.pk) not in told


def test_the_cases_own_story_holds_what_happened_at_tier_one(talked, case, practitioner, as_user):
    found = as_user(practitioner).get(url("case_detail", case.pk)).content.decode()
    assert "Consultation: talked through" in found
    assert SECRET in found


def test_a_person_without_any_of_it_has_an_empty_line(service_user, practitioner):
    from reports.figures.person import one_person

    assert list(tier_one_moments(one_person(practitioner, make.TODAY).get())) == []


# --- The first page, the team's page, the news ------------------------------------------------------------


def test_a_pp_finds_on_the_first_page_where_each_question_stands(talked, pp, as_user):
    found = as_user(pp).get("/").content.decode()
    assert "The advice is here to read." in found
    assert "Move the hour" in found


def test_those_who_answer_are_told_how_many_wait(asked, psychologist, practitioner, lead, as_user):
    words = "1 consultation waits for somebody to take it. It was asked on 18 November 2026."
    assert words in as_user(psychologist).get("/").content.decode()
    assert words in as_user(lead).get(reverse("reports:team")).content.decode()
    assert words not in as_user(practitioner).get("/").content.decode()


def test_teaching_is_counted_on_the_teams_page(team, practitioner, lead, as_user):
    actions.log_upskilling(
        team_id=team.pk,
        kind="TEACHING",
        held_on=make.TODAY,
        minutes=90,
        topic="Endings",
        who="Swansea office",
        people_count=12,
        by=practitioner,
        at=NOW,
    )
    found = as_user(lead).get(reverse("reports:team")).content.decode()
    assert "Teaching and talks with PPs:" in found
    assert ">1 this quarter, 1 hour 30 minutes, 12 taking part.</a>" in found


def test_news_goes_to_the_one_it_concerns(lead, asked, pp, psychologist):
    def kinds(user):
        return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))

    assert kinds(lead) == ["CONSULTATION_ASKED"]
    act = {"consultation_id": asked.pk, "by": psychologist, "at": NOW}
    actions.take_consultation(**act)
    actions.put_back_consultation(words="Away from Monday", **act)
    actions.book_consultation(when=NOW + timedelta(days=1), mode="PHONE", **act)
    task = actions.give_task(what="Ring him", **act)
    actions.answer_consultation(advice="Keep the hour", **act)
    assert kinds(pp) == [
        "CONSULTATION_TAKEN",
        "CONSULTATION_PUT_BACK",
        "CONSULTATION_BOOKED",
        "TASK_GIVEN",
        "CONSULTATION_ANSWERED",
    ]
    actions.finish_task(task_id=task.pk, outcome="DONE", how_it_went="Well", by=pp, at=NOW)
    assert kinds(psychologist) == ["TASK_DONE"]


def test_the_one_who_has_it_is_told_when_it_is_no_longer_needed(asked, pp, psychologist):
    actions.take_consultation(consultation_id=asked.pk, by=psychologist, at=NOW)
    actions.withdraw_consultation(consultation_id=asked.pk, words="Recalled", by=pp, at=NOW)
    notice = Notice.objects.get(user=psychologist)
    assert notice.kind == "CONSULTATION_WITHDRAWN"
    assert notice.get_absolute_url() == asked.get_absolute_url()
