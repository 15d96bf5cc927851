"""Tier 1's verbs: a question taken, booked, talked through, answered; nobody left without words."""

from datetime import date, timedelta
from functools import partial
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from audit.models import AuditEvent
from notices.models import Notice
from people.models import AccessLimit, ServiceUser
from people.permissions import Profession, Role
from people.rules import NotAllowed, Stale
from people.templatetags.words import moment
from referrals.models import Referral
from tests import factories as make
from tests.races import together
from tiers import actions, rules
from tiers.actions import ToDo
from tiers.models import AgreedTask, Consultation, ConsultationChange, Material, WorkingNote
from tiers.rules import ConsultationStatus

pytestmark = pytest.mark.django_db
NOW = make.NOW
HOUR = timedelta(hours=1)


def ask(by, person=None, **more):
    return actions.ask_consultation(
        by=by,
        at=NOW,
        service_user_id=person.pk if person else None,
        **{"wanted": "TALK", "question": "He goes quiet when I ask about home", **more},
    )


def step(verb, consultation, by, **more):
    return getattr(actions, verb)(consultation_id=consultation.pk, by=by, at=NOW, **more)


def talk(consultation, by, **more):
    facts = {
        "when": NOW - timedelta(hours=1),
        "minutes": 50,
        "discussed": "What silence protects",
        "advice": "Leave the question, keep the hour",
    }
    return step("record_consultation", consultation, by, **facts | more)


@pytest.fixture
def asked(pp, service_user):
    return ask(pp, service_user)


# --- Asking ---------------------------------------------------------------------------------------


def test_a_pp_asks_about_somebody_they_supervise(asked, pp, service_user):
    assert (asked.status, asked.pp, asked.team_id) == ("ASKED", pp, service_user.team_id)
    assert ConsultationChange.objects.get(consultation=asked).to_status == "ASKED"
    event = AuditEvent.objects.get(action="consultation_asked")
    assert event.service_user_id == service_user.pk


def test_a_pp_asks_without_naming_anybody(pp, team):
    asked = ask(pp)
    assert asked.service_user is None
    assert asked.team == team


def test_a_pp_of_two_teams_says_which_one_they_ask(pp, other_team):
    make.Membership.objects.create(user=pp, team=other_team, role=Role.REFERRER)
    vars(pp).pop("held", None)
    with pytest.raises(NotAllowed) as refused:
        ask(pp)
    assert refused.value.field == "team_id"
    assert ask(pp, team_id=other_team.pk).team == other_team


def test_a_pp_cannot_ask_a_team_they_do_not_refer_to(pp, other_team):
    with pytest.raises(NotAllowed):
        ask(pp, team_id=other_team.pk)


def test_a_pp_cannot_ask_about_somebody_they_do_not_know(other_pp, service_user):
    with pytest.raises(ServiceUser.DoesNotExist):
        ask(other_pp, service_user)
    assert not Consultation.objects.exists()


def test_an_empty_question_and_a_day_gone_by_are_refused(pp, service_user):
    with pytest.raises(NotAllowed) as refused:
        ask(pp, service_user, question="  ")
    assert refused.value.field == "question"
    with pytest.raises(NotAllowed) as refused:
        ask(pp, service_user, needed_by=make.TODAY - timedelta(days=1))
    assert refused.value.field == "needed_by"


def test_one_without_the_part_cannot_ask(administrator):
    with pytest.raises(NotAllowed, match="role"):
        ask(administrator)


def test_the_team_asks_for_the_persons_pp(practitioner, service_user, pp):
    asked = ask(practitioner, service_user)
    assert (asked.pp, asked.asked_by) == (pp, practitioner)


def test_the_team_cannot_ask_for_nobodys_pp(practitioner, service_user):
    ServiceUser.objects.filter(pk=service_user.pk).update(pp=None)
    with pytest.raises(NotAllowed, match="who their PP is"):
        ask(practitioner, service_user)


def test_what_it_follows_must_be_about_the_same_person(pp, service_user, team):
    other = make.make_service_user(team, added_by=pp)
    referral = make.make_referral(other, referrer=pp)
    with pytest.raises(Referral.DoesNotExist):
        ask(pp, service_user, referral_id=referral.pk)
    assert ask(pp, other, referral_id=referral.pk).referral == referral


# --- Taking and booking ------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["psychologist", "lead"])
def test_a_psychologist_or_a_lead_takes_it(who, asked, request):
    user = request.getfixturevalue(who)
    taken = step("take_consultation", asked, user)
    assert (taken.status, taken.consultant) == ("TAKEN", user)


def test_a_specialist_probation_officer_takes_it_a_nurse_does_not(asked, team, practitioner):
    with pytest.raises(NotAllowed, match="psychologist"):
        step("take_consultation", asked, practitioner)
    officer = make.make_user(team, Role.PRACTITIONER, profession=Profession.PDPO)
    assert step("take_consultation", asked, officer).consultant == officer


def test_the_second_to_take_it_is_told_who_has_it(asked, psychologist, lead):
    step("take_consultation", asked, psychologist)
    with pytest.raises(NotAllowed, match="Sian Seicolegydd has this"):
        step("take_consultation", asked, lead)


def test_put_back_with_words_somebody_else_takes_it(asked, psychologist, lead):
    step("take_consultation", asked, psychologist)
    with pytest.raises(NotAllowed):
        step("put_back_consultation", asked, psychologist, words=" ")
    step("put_back_consultation", asked, psychologist, words="I am away from Monday")
    assert step("take_consultation", asked, lead).consultant == lead


def test_a_time_is_booked_and_changed(asked, psychologist):
    soon = NOW + timedelta(days=3)
    booked = step("book_consultation", asked, psychologist, when=soon, mode="VIDEO")
    assert (booked.status, booked.consultant) == ("BOOKED", psychologist)
    later = step(
        "book_consultation", asked, psychologist, when=soon + timedelta(days=1), mode="PHONE"
    )
    assert later.booked_for == soon + timedelta(days=1)
    changes = list(asked.changes.order_by("pk").values_list("from_status", "to_status"))
    assert changes[-1] == ("BOOKED", "BOOKED")


@pytest.mark.parametrize("days", [-1, 200])
def test_a_time_is_booked_ahead_and_within_half_a_year(days, asked, psychologist):
    with pytest.raises(NotAllowed) as refused:
        step(
            "book_consultation",
            asked,
            psychologist,
            when=NOW + timedelta(days=days),
            mode="PHONE",
        )
    assert refused.value.field == "held_on"


def test_a_meeting_that_did_not_happen_is_taken_again(asked, psychologist):
    step("book_consultation", asked, psychologist, when=NOW + timedelta(days=3), mode="PHONE")
    again = step("take_consultation", asked, psychologist)
    assert (again.status, again.booked_for) == ("TAKEN", None)


SOON = NOW + timedelta(days=3)


def test_nobody_is_booked_for_a_consultation_while_they_see_somebody(
    asked, psychologist, service_user
):
    make.make_session(make.make_case(service_user, practitioner=psychologist), when=SOON)
    for when in (SOON + timedelta(minutes=20), SOON - timedelta(minutes=40)):
        with pytest.raises(NotAllowed) as refused:
            step("book_consultation", asked, psychologist, when=when, mode="VIDEO")
        assert refused.value.field == "held_on"
    assert step("book_consultation", asked, psychologist, when=SOON - HOUR, mode="VIDEO")


def test_nor_for_two_consultations_at_once_yet_one_is_moved_a_little(asked, psychologist, pp):
    step("book_consultation", asked, psychologist, when=SOON, mode="VIDEO")
    with pytest.raises(NotAllowed, match="has a consultation then"):
        step("book_consultation", ask(pp), psychologist, when=SOON, mode="VIDEO")
    a_little = SOON + timedelta(minutes=10)
    assert step("book_consultation", asked, psychologist, when=a_little, mode="VIDEO")


def test_no_session_is_planned_while_a_consultation_is_booked(asked, psychologist, service_user):
    case = make.make_case(service_user, practitioner=psychologist)
    step("book_consultation", asked, psychologist, when=SOON, mode="VIDEO")
    plan = {"case_id": case.pk, "by": psychologist, "at": NOW}
    with pytest.raises(NotAllowed, match="has a consultation then") as refused:
        actions.plan_session(planned_for=SOON - timedelta(minutes=30), **plan)
    assert refused.value.field == "planned_for"
    assert actions.plan_session(planned_for=SOON + HOUR, **plan)


def test_the_pp_is_told_which_time_is_off_and_not_that_somebody_took_it(asked, psychologist, pp):
    step("book_consultation", asked, psychologist, when=NOW + timedelta(days=3), mode="PHONE")
    step("take_consultation", asked, psychologist)
    told = Notice.objects.visible_to(pp).order_by("pk").last()
    assert told.kind == "CONSULTATION_OFF"
    assert moment(NOW + timedelta(days=3)) in told.sentence


def test_a_meeting_that_did_not_happen_stays_with_whoever_had_booked_it(asked, psychologist, lead):
    step("book_consultation", asked, psychologist, when=NOW + timedelta(days=2), mode="PHONE")

    step("take_consultation", asked, lead)

    asked.refresh_from_db()
    assert (asked.status, asked.consultant) == ("TAKEN", psychologist)


def test_what_was_withdrawn_is_not_followed_up(asked, pp, psychologist):
    step("withdraw_consultation", asked, pp, words="He has moved")

    with pytest.raises(NotAllowed, match="withdrawn"):
        step("follow_up_consultation", asked, psychologist, words="And now?")


def test_a_stale_page_is_told_who_changed_it(asked, psychologist, lead):
    step("take_consultation", asked, psychologist, version=1)
    with pytest.raises(Stale, match="Sian Seicolegydd changed this"):
        step("answer_consultation", asked, lead, advice="Yes", version=1)


# --- How it ends -------------------------------------------------------------------------------------


def test_a_talk_is_recorded_with_advice_actions_and_a_note_of_ones_own(asked, pp, psychologist):
    held = talk(
        asked,
        psychologist,
        note="He reminds me of somebody",
        to_do=[ToDo("Move the hour", due_on=date(2026, 12, 1)), ToDo("Ring in two weeks", False)],
        follow_up_on=date(2026, 12, 14),
    )
    assert (held.status, held.minutes, held.consultant) == ("HELD", 50, psychologist)
    assert WorkingNote.objects.get(consultation=held).words == "He reminds me of somebody"
    given = dict(AgreedTask.objects.values_list("what", "given_to"))
    assert given == {"Move the hour": pp.pk, "Ring in two weeks": psychologist.pk}


def test_a_talk_needs_advice_and_must_have_happened(asked, psychologist):
    with pytest.raises(NotAllowed) as refused:
        talk(asked, psychologist, advice="")
    assert refused.value.field == "advice"
    with pytest.raises(NotAllowed) as refused:
        talk(asked, psychologist, when=NOW + timedelta(hours=1))
    assert refused.value.field == "held_on"
    asked.refresh_from_db()
    assert asked.status == "ASKED"


def test_one_wrong_action_keeps_the_whole_record_back(asked, psychologist):
    with pytest.raises(NotAllowed):
        talk(asked, psychologist, to_do=[ToDo("Late", due_on=date(2026, 1, 1))], note="Mine")
    asked.refresh_from_db()
    assert asked.status == "ASKED"
    assert not WorkingNote.objects.exists()


def test_an_answer_in_writing_has_words(asked, psychologist):
    with pytest.raises(NotAllowed):
        step("answer_consultation", asked, psychologist, advice=" ")
    assert step("answer_consultation", asked, psychologist, advice="Ask less").status == "ANSWERED"


def test_another_way_says_which_and_why(asked, psychologist):
    with pytest.raises(NotAllowed) as refused:
        step("offer_other_way", asked, psychologist, other_way="", advice="So")
    assert refused.value.field == "other_way"
    with pytest.raises(NotAllowed) as refused:
        step("offer_other_way", asked, psychologist, other_way="REFERRAL", advice=" ")
    assert refused.value.field == "advice"
    offered = step("offer_other_way", asked, psychologist, other_way="REFERRAL", advice="Tier 3")
    assert offered.status == "OFFERED"


def test_the_one_who_asked_withdraws_and_nobody_else(asked, pp, psychologist):
    with pytest.raises(NotAllowed, match="the one who asked"):
        step("withdraw_consultation", asked, psychologist, words="Not needed")
    assert step("withdraw_consultation", asked, pp, words="He was recalled").status == "WITHDRAWN"


def test_the_database_refuses_an_end_without_words(asked, psychologist):
    rows = Consultation.objects.filter(pk=asked.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(status="ANSWERED", consultant=psychologist, ended_at=NOW, ended_by=psychologist)


def test_it_is_followed_up_until_nobody_needs_to(asked, psychologist):
    with pytest.raises(NotAllowed, match="under way"):
        step("follow_up_consultation", asked, psychologist, words="Better")
    talk(asked, psychologist, follow_up_on=date(2026, 12, 14))
    step(
        "follow_up_consultation",
        asked,
        psychologist,
        words="He talks about home",
        follow_up_on=date(2027, 1, 14),
    )
    step("follow_up_consultation", asked, psychologist, words="It holds")
    asked.refresh_from_db()
    assert asked.follow_up_on is None
    words = asked.changes.order_by("pk").values_list("words", flat=True)
    assert list(words)[-2:] == ["He talks about home", "It holds"]


def test_only_the_team_writes_working_notes(asked, pp, practitioner, stranger):
    with pytest.raises(NotAllowed):
        step("add_working_note", asked, pp, words="Mine")
    with pytest.raises(Consultation.DoesNotExist):
        step("add_working_note", asked, stranger, words="Mine")
    assert step("add_working_note", asked, practitioner, words="Known to us").by == practitioner


def test_nothing_is_kept_when_the_trail_cannot_be_written(asked, psychologist, trail_closed):
    with trail_closed():
        talk(asked, psychologist, note="Mine", to_do=[ToDo("Move the hour")])
    asked.refresh_from_db()
    assert asked.status == "ASKED"
    assert not WorkingNote.objects.exists()
    assert not AgreedTask.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_take_it_at_once_one_has_it(asked, psychologist, lead):
    results = together(
        *(partial(step, "take_consultation", asked, user) for user in (psychologist, lead))
    )

    (took,) = [one for one in results if not isinstance(one, NotAllowed)]
    asked.refresh_from_db()
    assert asked.consultant_id == took.consultant_id


# --- Who sees it ----------------------------------------------------------------------------------------


def test_the_asker_the_supervising_pp_and_the_team_see_it_nobody_else(
    asked, pp, other_pp, practitioner, lead, stranger, service_user
):
    def sees(user):
        return Consultation.objects.visible_to(user).filter(pk=asked.pk).exists()

    assert [sees(u) for u in (pp, practitioner, lead)] == [True] * 3
    assert not sees(other_pp)
    assert not sees(stranger)
    ServiceUser.objects.filter(pk=service_user.pk).update(pp=other_pp)
    assert sees(other_pp)


def test_one_barred_from_the_record_sees_nothing_of_it(asked, practitioner, psychologist):
    talk(asked, psychologist, note="Mine", to_do=[ToDo("Ring")])
    AccessLimit.objects.create(service_user=asked.service_user, user=practitioner, kind="EXCLUDED")
    ServiceUser.objects.filter(pk=asked.service_user_id).update(has_exclusions=True)
    for model in (Consultation, ConsultationChange, WorkingNote, AgreedTask):
        assert not model.objects.visible_to(practitioner).exists()
        assert model.objects.visible_to(psychologist).exists()


def test_no_pp_reaches_a_working_note(asked, pp, psychologist):
    talk(asked, psychologist, note="Mine")
    assert WorkingNote.objects.visible_to(psychologist).count() == 1
    assert not WorkingNote.objects.visible_to(pp).exists()


# --- The table ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("here", "to"), list(product(ConsultationStatus.values, repeat=2)))
def test_the_page_offers_what_the_rule_allows_and_nothing_else(here, to):
    for parts in (frozenset({"ASKER"}), frozenset({"CONSULTANT"}), frozenset()):
        offered = to in rules.consultation_moves(here, parts)
        try:
            rules.check_can_move_consultation(here, to, parts)
        except NotAllowed:
            allowed = False
        else:
            allowed = True
        assert offered == allowed


def test_every_way_to_end_is_open_while_it_is_under_way():
    everybody = frozenset({"ASKER", "CONSULTANT"})
    for here in rules.UNDER_WAY:
        assert set(rules.consultation_moves(here, everybody)) >= rules.OVER
    for over in rules.OVER:
        assert rules.consultation_moves(over, everybody) == []


# --- Work the PP can do -----------------------------------------------------------------------------------


@pytest.fixture
def material(db):
    return Material.objects.get(title="After a missed appointment")


def give(consultation, by, **more):
    return step("give_task", consultation, by, **{"what": "Send the short message", **more})


def finish(task, by, **more):
    return actions.finish_task(
        task_id=task.pk,
        by=by,
        at=NOW,
        **{"outcome": "DONE", "how_it_went": "He answered", **more},
    )


def test_a_pp_is_given_work_with_a_material_and_says_how_it_went(asked, pp, psychologist, material):
    task = give(asked, psychologist, material_id=material.pk, due_on=date(2026, 12, 1))
    assert (task.given_to, task.material) == (pp, material)
    finished = finish(task, pp, outcome="TRIED", how_it_went="He did not answer")
    assert (finished.outcome, finished.done_by) == ("TRIED", pp)


def test_only_those_who_answer_give_work(asked, practitioner, pp):
    for user in (practitioner, pp):
        with pytest.raises(NotAllowed):
            give(asked, user)


def test_work_is_finished_once_by_the_one_who_has_it(asked, pp, psychologist):
    task = give(asked, psychologist)
    with pytest.raises(NotAllowed, match="agreed to do this"):
        finish(task, psychologist)
    with pytest.raises(NotAllowed):
        finish(task, pp, how_it_went=" ")
    finish(task, pp)
    with pytest.raises(NotAllowed, match="already"):
        finish(task, pp)


def test_a_material_put_away_is_not_given_and_stays_where_it_was(
    asked, psychologist, lead, material
):
    before = give(asked, psychologist, material_id=material.pk)
    actions.put_away_material(material_id=material.pk, team_id=asked.team_id, by=lead, at=NOW)
    with pytest.raises(NotAllowed) as refused:
        give(asked, psychologist, material_id=material.pk)
    assert refused.value.field == "material_id"
    before.refresh_from_db()
    assert before.material == material
    actions.bring_back_material(material_id=material.pk, team_id=asked.team_id, by=lead, at=NOW)
    assert give(asked, psychologist, material_id=material.pk).material == material


def test_only_a_lead_changes_the_library(psychologist, lead, team, other_team, material):
    words = {"title": "Ours", "summary": "Here", "text": "Go slowly", "at": NOW}
    with pytest.raises(NotAllowed):
        actions.add_material(team_id=team.pk, by=psychologist, **words)
    with pytest.raises(NotAllowed):
        actions.put_away_material(material_id=material.pk, team_id=other_team.pk, by=lead, at=NOW)
    actions.add_material(team_id=team.pk, by=lead, **words)
    with pytest.raises(NotAllowed) as refused:
        actions.add_material(team_id=team.pk, by=lead, **words)
    assert refused.value.field == "title"


def test_a_teams_own_material_is_its_own(team, lead, pp, stranger):
    ours = actions.add_material(
        team_id=team.pk, title="Ours", summary="Here", text="Slowly", by=lead, at=NOW
    )
    assert Material.objects.visible_to(pp).filter(pk=ours.pk).exists()
    assert not Material.objects.visible_to(stranger).filter(pk=ours.pk).exists()


def test_the_library_begins_with_eight_texts_that_name_nobody(db):
    titles = Material.objects.filter(team__isnull=True).values_list("title", flat=True)
    assert len(titles) == 8
