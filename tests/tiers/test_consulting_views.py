"""The pages of Tier 1: who may open them, what they cost, what a PP reads and never reads."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from people.models import ServiceUser
from people.rules import NotAllowed
from tests import factories as make
from tiers import actions
from tiers.actions import ToDo
from tiers.models import AgreedTask, Consultation, Material, WorkingNote

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
MOST = 12
SECRET = "KANARI-working-note"
NOW = make.NOW


def ask(by, person=None, **more):
    return actions.ask_consultation(
        by=by,
        at=NOW,
        service_user_id=person.pk if person else None,
        **{"wanted": "TALK", "question": "He goes quiet at home", **more},
    )


def talk(consultation, by):
    return actions.record_consultation(
        consultation_id=consultation.pk,
        when=NOW - timedelta(hours=1),
        minutes=50,
        discussed="What silence protects",
        advice="Leave the question, keep the hour",
        note=SECRET,
        to_do=[ToDo("Move the hour")],
        by=by,
        at=NOW,
    )


@pytest.fixture
def asked(pp, service_user):
    return ask(pp, service_user)


def url(name, *args):
    return reverse(f"tiers:{name}", args=args)


READ = ["consultation_detail", "consultation_sent"]
ANSWERING = [
    "consultation_put_back",
    "consultation_book",
    "consultation_record",
    "consultation_answer",
    "consultation_offer",
    "consultation_follow_up",
    "task_new",
]


@pytest.mark.parametrize("name", READ)
def test_the_pp_and_the_team_open_it_and_nobody_else(
    name, asked, pp, practitioner, lead, stranger, other_pp, as_user
):
    for user in (pp, practitioner, lead):
        assert as_user(user).get(url(name, asked.pk)).status_code == 200
    for user in (stranger, other_pp):
        assert as_user(user).get(url(name, asked.pk)).status_code == 404


@pytest.mark.parametrize("name", ANSWERING)
def test_those_who_answer_open_the_pages_of_answering(
    name, asked, psychologist, lead, practitioner, pp, stranger, as_user
):
    for user in (psychologist, lead):
        assert as_user(user).get(url(name, asked.pk)).status_code == 200
    for user in (practitioner, pp):
        assert as_user(user).get(url(name, asked.pk)).status_code == 403
    assert as_user(stranger).get(url(name, asked.pk)).status_code == 404


def test_only_the_asker_opens_the_withdrawal_and_only_the_team_the_note(
    asked, pp, practitioner, psychologist, as_user
):
    assert as_user(pp).get(url("consultation_withdraw", asked.pk)).status_code == 200
    assert as_user(psychologist).get(url("consultation_withdraw", asked.pk)).status_code == 403
    assert as_user(practitioner).get(url("consultation_note", asked.pk)).status_code == 200
    assert as_user(pp).get(url("consultation_note", asked.pk)).status_code == 403


def test_taking_it_is_a_button_that_asks_first_who_one_is(asked, practitioner, lead, as_user):
    assert as_user(lead).get(url("consultation_take", asked.pk)).status_code == 405
    assert as_user(practitioner).post(url("consultation_take", asked.pk)).status_code == 403
    as_user(lead).post(url("consultation_take", asked.pk))
    asked.refresh_from_db()
    assert asked.consultant == lead


def test_the_second_to_take_it_reads_who_has_it(asked, psychologist, lead, as_user):
    as_user(psychologist).post(url("consultation_take", asked.pk))
    answer = as_user(lead).post(url("consultation_take", asked.pk), follow=True)
    assert "Sian Seicolegydd has this" in answer.content.decode()


@pytest.mark.parametrize(
    "name", [*READ, *ANSWERING, "consultation_note", "consultation_list", "material_list"]
)
def test_a_page_reads_little_and_writes_only_that_somebody_looked(
    name, asked, psychologist, as_user, get_statements
):
    args = [] if name.endswith("_list") else [asked.pk]
    response, statements = get_statements(as_user(psychologist), url(name, *args))
    assert response.status_code == 200
    assert len(statements) <= MOST


@pytest.mark.parametrize("who", ["pp", "psychologist"])
def test_the_list_costs_the_same_with_one_and_with_three(
    who, asked, pp, psychologist, team, request, as_user, get_statements
):
    client = as_user(request.getfixturevalue(who))
    _response, one = get_statements(client, url("consultation_list"))
    for _more in range(2):
        talk(ask(pp, make.make_service_user(team, added_by=pp)), psychologist)
    response, three = get_statements(client, url("consultation_list"))
    assert len(one) == len(three)
    assert response.content.decode().count("<article") == 3


def test_a_consultation_costs_the_same_with_more_said(asked, psychologist, as_user, get_statements):
    talk(asked, psychologist)
    client = as_user(psychologist)
    _response, one = get_statements(client, url("consultation_detail", asked.pk))
    for number in range(2):
        actions.add_working_note(
            consultation_id=asked.pk, words=f"Note {number}", by=psychologist, at=NOW
        )
        actions.give_task(consultation_id=asked.pk, what=f"Task {number}", by=psychologist, at=NOW)
    _response, three = get_statements(client, url("consultation_detail", asked.pk))
    assert len(one) == len(three) <= MOST


# --- A PP asks: one page, then "sent" ------------------------------------------------------------------


def test_a_pp_asks_on_one_page_and_reads_that_it_is_sent(pp, service_user, as_user):
    client = as_user(pp)
    page = client.get(url("consultation_new") + f"?person={service_user.pk}").content.decode()
    assert f'value="{service_user.pk}" selected' in page
    sent = client.post(
        url("consultation_new"),
        {"service_user_id": service_user.pk, "wanted": "TALK", "question": "Where do I start?"},
        follow=True,
    )
    asked = Consultation.objects.get()
    assert sent.redirect_chain[-1][0] == url("consultation_sent", asked.pk)
    assert "within 10 days" in sent.content.decode()


def test_a_question_names_nobody_unless_one_wants_to(pp, as_user):
    as_user(pp).post(
        url("consultation_new"), {"wanted": "ADVICE", "question": "What is grounding?"}
    )
    assert Consultation.objects.get().service_user is None


def test_what_was_typed_stays_when_something_is_missing(pp, as_user):
    page = as_user(pp).post(url("consultation_new"), {"question": "Where do I start?"})
    found = page.content.decode()
    assert "Where do I start?" in found
    assert "govuk-error-summary" in found


def test_a_declined_referral_becomes_a_consultation_with_everything_carried(
    pp, service_user, as_user
):
    referral = make.make_referral(
        service_user,
        referrer=pp,
        status="DECLINED",
        tried_before="Thinking skills",
        alternatives=["CONSULTATION"],
        words_to_referrer="Tier 1 fits better now",
    )
    client = as_user(pp)
    page = client.get(reverse("referrals:referral_detail", args=[referral.pk])).content.decode()
    start = url("consultation_new") + f"?referral={referral.pk}"
    assert start in page
    form = client.get(start).context["form"]
    assert "To sleep through the night" in form.initial["question"]
    assert "Tier 1 fits better now" in form.initial["question"]
    assert form.initial["tried"] == "Thinking skills"
    client.post(start, form.initial)
    asked = Consultation.objects.get()
    assert (asked.referral, asked.service_user, asked.tried) == (
        referral,
        service_user,
        "Thinking skills",
    )


@pytest.mark.parametrize("asked_for", ["person=abc", "person=99999999", "referral=1", "case=1"])
def test_a_link_to_what_one_may_not_see_leads_nowhere(asked_for, pp, stranger, as_user):
    assert as_user(pp).get(url("consultation_new") + f"?{asked_for}").status_code == 404


def test_those_who_do_not_refer_have_no_page_to_ask(administrator, as_user):
    assert as_user(administrator).get(url("consultation_new")).status_code == 403
    assert as_user(administrator).get(url("consultation_list")).status_code == 403


def test_a_stranger_sees_none_of_it_in_the_list(asked, stranger, as_user):
    page = as_user(stranger).get(url("consultation_list")).content.decode()
    assert "No consultations" in page
    assert asked.question not in page


# --- What the PP reads ------------------------------------------------------------------------------


def test_the_pp_reads_the_advice_and_what_was_agreed(asked, pp, psychologist, as_user):
    talk(asked, psychologist)
    page = as_user(pp).get(url("consultation_detail", asked.pk)).content.decode()
    for words in ("Leave the question, keep the hour", "What silence protects", "Move the hour"):
        assert words in page
    assert SECRET not in page
    assert "Working notes" not in page
    assert (
        SECRET in as_user(psychologist).get(url("consultation_detail", asked.pk)).content.decode()
    )


def test_at_each_state_the_pp_reads_where_it_stands(asked, pp, psychologist, as_user):
    client = as_user(pp)

    def reads():
        return client.get(url("consultation_detail", asked.pk)).content.decode()

    assert "Asked today. Somebody of the team takes it within 10 days." in reads()
    act = {"consultation_id": asked.pk, "by": psychologist, "at": NOW}
    actions.take_consultation(**act)
    assert "Sian Seicolegydd has taken this" in reads()
    actions.book_consultation(
        when=NOW + timedelta(days=1), mode="VIDEO", place="Link by e-mail", **act
    )
    assert "for 24 November 2026 at 10am, video: Link by e-mail" in reads()
    actions.offer_other_way(other_way="REFERRAL", advice="Tier 3 fits", **act)
    assert "offered another way" in reads()
    assert "Tier 3 fits" in reads()


def test_a_consultation_waiting_too_long_says_so(asked, lead, as_user):
    Consultation.objects.update(asked_at=NOW - timedelta(days=11))
    page = as_user(lead).get(url("consultation_list")).content.decode()
    assert "waiting too long" in page


def test_a_pp_who_handed_over_still_reads_their_own_question(asked, pp, other_pp, as_user):
    ServiceUser.objects.update(pp=other_pp)
    for user in (pp, other_pp):
        assert as_user(user).get(url("consultation_detail", asked.pk)).status_code == 200


# --- Answering ----------------------------------------------------------------------------------------


def test_a_talk_is_recorded_from_one_page(asked, psychologist, as_user):
    answer = as_user(psychologist).post(
        url("consultation_record", asked.pk),
        {
            "version": 1,
            "held_on": "2026-11-20",
            "held_at": "14:00",
            "minutes": 50,
            "advice": "Keep the hour",
            "note": SECRET,
            "what_1": "Ring on Friday",
            "whose_1": "US",
            "due_1": "2026-11-27",
        },
    )
    assert answer.status_code == 302
    task = AgreedTask.objects.get()
    assert (task.what, task.given_to) == ("Ring on Friday", psychologist)
    assert WorkingNote.objects.get().words == SECRET


def test_an_action_says_who_does_it(asked, psychologist, as_user):
    answers = {
        "version": 1,
        "held_on": "2026-11-20",
        "held_at": "14:00",
        "minutes": 50,
        "advice": "Keep the hour",
        "what_1": "Ring on Friday",
    }
    client, address = as_user(psychologist), url("consultation_record", asked.pk)
    page = client.post(address, answers)
    assert list(page.context["form"].errors) == ["whose_1"]
    assert not AgreedTask.objects.exists()
    client.post(address, answers | {"whose_1": "PP"})
    assert AgreedTask.objects.get().given_to == asked.pp


def test_a_recorded_talk_is_put_right_beside_what_it_says(
    asked, psychologist, practitioner, pp, as_user
):
    talk(asked, psychologist)
    address = url("consultation_correct", asked.pk)
    assert as_user(practitioner).get(address).status_code == 403
    client = as_user(psychologist)
    assert address in client.get(asked.get_absolute_url()).text
    client.post(address, {"words": "It was 40 minutes", "version": 2})
    for page in (
        as_user(pp).get(asked.get_absolute_url()).text,
        as_user(pp).get(reverse("reports:person", args=[asked.service_user_id])).text,
    ):
        assert "It was 40 minutes" in page
        assert "ut right" in page
    asked.refresh_from_db()
    assert asked.minutes == 50


def test_what_is_under_way_is_not_put_right(asked, psychologist):
    with pytest.raises(NotAllowed, match="under way"):
        actions.correct_consultation(consultation_id=asked.pk, words="x", by=psychologist, at=NOW)


def test_questions_without_a_name_are_told_apart_by_their_first_words(
    pp, team, psychologist, as_user
):
    for question in (
        "How do I end a meeting with somebody who will not leave the room at all?",
        "Is it all right to text?",
    ):
        ask(pp, question=question, team_id=team.pk)
    page = as_user(psychologist).get(url("consultation_list")).text
    assert "How do I end a meeting with somebody who…</a>" in page
    assert "Is it all right to text?</a>" in page
    assert "How do I end a meeting" in as_user(pp).get(reverse("reports:home")).text


def test_a_stale_page_keeps_what_was_typed(asked, psychologist, lead, as_user):
    actions.take_consultation(consultation_id=asked.pk, by=psychologist, at=NOW)
    page = as_user(lead).post(
        url("consultation_answer", asked.pk), {"version": 1, "advice": "My long answer"}
    )
    found = page.content.decode()
    assert "Sian Seicolegydd changed this" in found
    assert "My long answer" in found


def test_a_note_is_kept_from_its_page(asked, practitioner, as_user):
    as_user(practitioner).post(url("consultation_note", asked.pk), {"words": SECRET})
    assert WorkingNote.objects.get().by == practitioner


# --- Work the PP can do, and the library ---------------------------------------------------------------


@pytest.fixture
def task(asked, psychologist):
    material = Material.objects.get(title="Endings")
    return actions.give_task(
        consultation_id=asked.pk,
        what="Name the last day",
        material_id=material.pk,
        by=psychologist,
        at=NOW,
    )


def test_work_is_read_by_the_pp_and_the_team_and_nobody_else(
    task, pp, practitioner, stranger, other_pp, as_user
):
    for user in (pp, practitioner):
        page = as_user(user).get(url("task_detail", task.pk))
        assert "Say goodbye, in those words." in page.content.decode()
    for user in (stranger, other_pp):
        assert as_user(user).get(url("task_detail", task.pk)).status_code == 404


def test_the_pp_says_how_it_went_and_the_team_reads_it(task, pp, psychologist, as_user):
    said = {"outcome": "DONE", "how_it_went": "She laughed and then she cried"}
    assert as_user(psychologist).post(url("task_detail", task.pk), said).status_code == 403
    as_user(pp).post(url("task_detail", task.pk), said)
    page = as_user(psychologist).get(url("consultation_detail", task.consultation_id))
    assert "She laughed and then she cried" in page.content.decode()


def test_a_task_costs_little(task, pp, as_user, get_statements):
    _response, statements = get_statements(as_user(pp), url("task_detail", task.pk))
    assert len(statements) <= MOST


def test_a_task_is_given_from_its_page(asked, psychologist, as_user):
    material = Material.objects.get(title="Endings")
    as_user(psychologist).post(
        url("task_new", asked.pk), {"what": "Read this together", "material_id": material.pk}
    )
    assert AgreedTask.objects.get().material == material


def test_a_lead_adds_a_material_puts_one_away_and_brings_it_back(lead, pp, as_user):
    client = as_user(lead)
    client.post(
        url("material_new"),
        {"title": "Ours", "summary": "Here", "text": "# First\nGo slowly\n- One\n- Two"},
    )
    ours = Material.objects.get(title="Ours")
    page = client.get(url("material_detail", ours.pk)).content.decode()
    assert "<li>One</li><li>Two</li>" in page
    client.post(url("material_put_away", ours.pk))
    assert "Ours" not in as_user(pp).get(url("material_list")).content.decode()
    client = as_user(lead)
    assert "Bring back" in client.get(url("material_list")).content.decode()
    client.post(url("material_bring_back", ours.pk))
    assert "Ours" in as_user(pp).get(url("material_list")).content.decode()


def test_nobody_but_a_lead_changes_the_library(psychologist, stranger, lead, team, as_user):
    ours = actions.add_material(
        team_id=team.pk, title="Ours", summary="Here", text="Slowly", by=lead, at=NOW
    )
    client = as_user(psychologist)
    assert client.get(url("material_new")).status_code == 403
    assert client.post(url("material_put_away", ours.pk)).status_code == 403
    assert as_user(stranger).get(url("material_detail", ours.pk)).status_code == 404
    assert as_user(stranger).get(url("material_list") + f"?team={team.pk}").status_code == 404


def test_a_material_page_costs_little_and_one_team_is_as_dear_as_another(
    lead, as_user, get_statements
):
    ours = Material.objects.first()
    for name, args in (("material_detail", [ours.pk]), ("material_list", [])):
        _response, statements = get_statements(as_user(lead), url(name, *args))
        assert len(statements) <= MOST


def test_a_time_still_to_come_is_called_off_and_one_that_passed_did_not_take_place(
    asked, psychologist, as_user
):
    actions.book_consultation(
        consultation_id=asked.pk,
        when=NOW + timedelta(days=1),
        mode="PHONE",
        by=psychologist,
        at=NOW,
    )
    client = as_user(psychologist)
    page = client.get(url("consultation_detail", asked.pk)).content.decode()
    assert "Call it off" in page
    assert "It did not take place" not in page
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        client = as_user(psychologist)
        page = client.get(url("consultation_detail", asked.pk)).content.decode()
        done = client.post(url("consultation_take", asked.pk), follow=True)
    assert "It did not take place" in page
    assert "Call it off" not in page
    assert "The time is off, and the PP has been told." in done.content.decode()


def test_whoever_books_a_sunday_is_told_so(asked, psychologist, as_user):
    answers = {"version": 1, "held_on": "2026-11-29", "held_at": "3pm", "mode": "PHONE"}
    done = as_user(psychologist).post(url("consultation_book", asked.pk), answers, follow=True)
    assert "Booked for 29 November 2026 at 3pm." in done.content.decode()
    assert "That is a Sunday: check that the place is open." in done.content.decode()


def test_a_booked_consultation_stands_in_the_day_and_in_the_week(
    asked, pp, psychologist, as_user, get_statements
):
    def book(consultation, when):
        actions.book_consultation(
            consultation_id=consultation.pk, when=when, mode="VIDEO", by=psychologist, at=NOW
        )

    book(asked, NOW + timedelta(hours=2))
    book(ask(pp, question="What keeps a hostel calm"), NOW + timedelta(hours=4))
    book(ask(pp), NOW + timedelta(days=2))
    response, statements = get_statements(as_user(psychologist), reverse("reports:home"))
    page = response.content.decode()
    assert asked.service_user.display_name in page
    assert "What keeps a hostel calm" in page
    assert "Consultation, Video" in page
    assert "1 consultation at 10am" in page
    assert len(statements) <= MOST
