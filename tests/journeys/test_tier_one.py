"""Tier 1 in a browser: a PP asks in two pages, a psychologist answers, the PP reads what helps."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories as make
from tiers import actions
from tiers.models import AgreedTask, Consultation, Formulation, SharedPage


@pytest.fixture
def look(page, go, axe, shot, no_sideways):
    def at(path, name):
        go(path)
        axe(page)
        no_sideways()
        shot(f"tier-one-{name}")

    return at


@pytest.fixture
def here(page, look):
    return lambda name: look(urlsplit(page.url).path, name)


def test_a_pp_asks_in_two_pages_and_a_psychologist_answers(
    page, go, look, here, sign_in, pp, psychologist, service_user
):
    sign_in(pp)
    look(reverse("reports:person", args=[service_user.pk]), "person-before")
    page.get_by_role("button", name="Ask for a consultation").click()
    page.get_by_label("A consultation: time to talk it through").check()
    page.get_by_label("What would you like to think about?").fill(
        "He goes quiet when I ask about home, and then he misses the next appointment."
    )
    page.get_by_label("What have you tried?").fill("Shorter meetings, and a text the day before.")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Sent to the team").wait_for()
    here("sent")

    sign_in(psychologist)
    look("/work/consultations/", "list")
    page.get_by_role("link", name="Rhys Private").click()
    page.get_by_role("button", name="Take it").click()
    page.get_by_text("It is yours").wait_for()
    page.get_by_role("button", name="Record the talk").click()
    here("record")
    page.get_by_label("What you talked about").fill("What his silence protects, and from whom.")
    page.get_by_label("Your advice to the PP").fill(
        "Leave the question about home. Keep the hour, and say what comes next."
    )
    page.locator("[name=what_1]").fill("Send the short message after a missed appointment")
    page.get_by_label("Who does action 1").select_option(label="The PP")
    page.get_by_label("Working note").fill("Something in how he was told no.")
    page.get_by_role("button", name="Save the record").click()
    page.get_by_text("The talk is recorded").wait_for()
    here("detail")

    asked = Consultation.objects.get()
    assert asked.status == "HELD"
    sign_in(pp)
    look(asked.get_absolute_url(), "told")
    assert "Something in how he was told no" not in page.content()
    page.get_by_role("link", name="Send the short message after a missed appointment").click()
    here("task")
    page.get_by_label("Tried, and it was hard").check()
    page.get_by_label("How did it go?").fill("He answered a day later.")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Thank you").wait_for()
    assert AgreedTask.objects.get().outcome == "TRIED"


def test_a_formulation_is_written_and_the_pp_reads_what_helps(
    page, go, look, here, sign_in, pp, psychologist, service_user
):
    sign_in(psychologist)
    go(reverse("reports:person", args=[service_user.pk]))
    page.get_by_role("button", name="Start a formulation").click()
    page.get_by_role("button", name="Go on writing").click()
    here("formulation-write")
    page.get_by_label("Level 1: in brief, from a consultation").check()
    for name, words in (
        ("presenting", "He leaves before he can be left."),
        ("protective", "His aunt, boxing, being early."),
        ("relational_advice", "Steady, a little dull, on time."),
        ("helps", "Keep the hour\nSay what comes next\nLet him sit by the door"),
        ("avoid", "Long silences\nSurprises: write first"),
    ):
        page.locator(f"[name={name}]").fill(words)
    page.get_by_role("button", name="Keep the draft").click()
    here("formulation")
    page.get_by_role("button", name="Agree it").click()
    page.get_by_label("Who did you write it with?").fill("the PP")
    page.get_by_label("No").check()
    page.get_by_role("button", name="Agree it").click()
    page.get_by_text("The PP can read their page now").wait_for()
    first = Formulation.objects.get()
    actions.write_formulation(
        formulation_id=first.pk,
        level=1,
        texts={"presenting": "He stays a little longer now."},
        by=psychologist,
        at=timezone.now(),
    )
    second = actions.agree_formulation(
        formulation_id=first.pk,
        written_with="the PP",
        with_person=False,
        review_on=timezone.localdate() + timedelta(days=90),
        by=psychologist,
        at=timezone.now(),
    )
    look(second.get_absolute_url(), "formulation-versions")

    sign_in(pp)
    go(reverse("reports:person", args=[service_user.pk]))
    page.get_by_role("button", name="How to work with them").click()
    here("what-helps")
    assert "He leaves before he can be left" not in page.content()
    assert SharedPage.objects.count() == 2


@pytest.mark.ci
def test_the_other_pages_of_tier_one_fit(
    look, sign_in, pp, lead, psychologist, practitioner, service_user, team
):
    now = timezone.now()
    asked = actions.ask_consultation(
        by=pp, at=now, service_user_id=service_user.pk, wanted="JOINT", question="Together?"
    )
    work = actions.agree_joint_work(
        consultation_id=asked.pk,
        meetings_agreed=2,
        purpose="To walk to the new office together once, and talk about Fridays.",
        by=practitioner,
        at=now,
    )
    actions.record_joint_meeting(
        joint_work_id=work.pk,
        met_on=timezone.localdate(),
        minutes=50,
        with_person=True,
        summary="We walked there. He chose the chair by the door.",
        by=practitioner,
        at=now,
    )
    actions.log_upskilling(
        team_id=team.pk,
        kind="TEACHING",
        held_on=timezone.localdate(),
        minutes=90,
        topic="Endings",
        who="Swansea office",
        people_count=12,
        by=practitioner,
        at=now,
    )
    case = make.make_case(service_user, practitioner=practitioner)
    sign_in(pp)
    look("/work/consultations/new/", "ask")
    look("/work/consultations/", "mine")
    look("/work/consultations/materials/", "materials")
    look("/", "home")
    sign_in(lead)
    look("/work/consultations/materials/", "library")
    for name in ("book", "answer", "offer", "follow_up", "refer", "note"):
        look(reverse(f"tiers:consultation_{name}", args=[asked.pk]), name.replace("_", "-"))
    look(reverse("tiers:task_new", args=[asked.pk]), "give-task")
    look(reverse("tiers:case_refer", args=[case.pk]), "step")
    look(case.get_absolute_url(), "case")
    look(work.get_absolute_url(), "together")
    look("/work/consultations/teaching/", "teaching")
    look("/work/consultations/materials/new/", "material-new")
    look(reverse("reports:person", args=[service_user.pk]), "person")
