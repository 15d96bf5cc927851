"""A PP refers, a psychologist and a lead decide: in a browser, measured by axe, counted."""

import re

import pytest

from referrals import actions
from referrals.models import Referral, Screening
from referrals.rules import ScreeningOutcome, Status
from tests import factories as make

YES = "Met"


@pytest.fixture
def look(page, axe, no_sideways, shot):
    """The page one is on: no violation, nothing sideways, a picture."""

    def at(name=""):
        axe(page)
        no_sideways()
        if name:
            shot(name)

    return at


@pytest.fixture
def effort(page):
    """Pages seen and forms sent, counted from the browser's own requests."""
    counted = {"pages": 0, "submissions": 0}

    def note(request):
        if request.is_navigation_request() and request.frame == page.main_frame:
            counted["submissions"] += request.method == "POST"
            counted["pages"] += request.method == "GET"

    page.on("request", note)
    return counted


def choose(page, group, answer):
    page.get_by_role("group", name=group).get_by_label(answer, exact=True).check()


def go_on(page):
    page.get_by_role("button", name="Save and continue").click()


def test_a_pp_refers_a_person_they_know(page, go, sign_in, look, effort, pp, service_user):
    sign_in(pp)
    go(f"/people/?q={service_user.crn}")
    effort.update(pages=1, submissions=0)
    page.get_by_role("button", name="Start a referral").or_(
        page.get_by_role("button", name="Refer")
    ).first.click()

    page.get_by_role("heading", name="The person", exact=True).wait_for()
    look("refer-person")
    page.get_by_label("These details are right").check()
    go_on(page)

    page.get_by_role("heading", name="Eligibility").wait_for()
    look("refer-eligibility")
    for met in page.get_by_label(YES, exact=True).all():
        met.check()
    go_on(page)

    page.get_by_role("heading", name="What is hoped for").wait_for()
    look()
    page.get_by_label("Tier 2: relational and skills work").check()
    page.get_by_label("What do you hope for, for their wellbeing?").fill("To sleep at night")
    page.get_by_label("What do you hope for, for risk?").fill("To leave before it turns")
    go_on(page)

    page.get_by_role("heading", name="Risk", exact=True).wait_for()
    look("refer-risk")
    for group in ("Risk to the public", "Risk to children", "Risk to a known adult"):
        choose(page, group, "High")
    choose(page, "Risk to staff", "Low")
    choose(page, "MAPPA", "Level 2")
    page.get_by_label("Risk in a few words").fill("High to known adults when drinking")
    go_on(page)

    page.get_by_role("heading", name="Readiness, place and safety").wait_for()
    look()
    page.get_by_label("Ready now").check()
    page.get_by_label("Where do they feel safe?").fill("The side room in Cardiff")
    go_on(page)

    page.get_by_role("heading", name="People around them").wait_for()
    look()
    page.get_by_label("It was explained and they agree").check()
    page.get_by_label("It is their choice").check()
    go_on(page)

    page.get_by_role("heading", name="Check your answers before you send").wait_for()
    look("refer-check")
    page.get_by_role("button", name="Send the referral").click()
    page.get_by_role("heading", name="Referral sent").wait_for()
    look("refer-sent")

    referral = Referral.objects.get()
    assert referral.status == Status.SUBMITTED
    assert page.get_by_text(referral.reference).first.is_visible()
    # The nearest peer: 19 pages and 14 submissions (docs/effort.md).
    assert effort == {"pages": 9, "submissions": 8}
    page.locator("main").get_by_role("link", name="My referrals").click()
    page.get_by_text("The team aims to decide by").first.wait_for()
    look("my-referrals")


def test_who_is_not_eligible_is_shown_what_can_be_done_instead(
    page, go, sign_in, look, pp, service_user
):
    draft = make.make_referral(service_user, referrer=pp, status=Status.DRAFT, tier=None)
    sign_in(pp)
    go(f"/referrals/{draft.pk}/draft/eligibility/")
    for met in page.get_by_label(YES, exact=True).all():
        met.check()
    choose(page, "High or very high risk of serious harm", "Not met")
    page.get_by_label("I have the items").check()
    page.get_by_label("Impulsive").check()
    look("refer-screening")
    go_on(page)
    page.get_by_role("heading", name="Not eligible for Tier 2 or 3").wait_for()
    look("refer-not-eligible")
    page.get_by_role("button", name="Ask for Tier 1 instead").click()
    page.get_by_role("heading", name="What is hoped for").wait_for()
    assert page.get_by_label("Tier 1: consultation and formulation").is_checked()


def test_an_administrator_adds_a_version_of_the_criteria(page, go, sign_in, look, administrator):
    sign_in(administrator)
    go("/referrals/criteria/")
    page.get_by_role("button", name=re.compile("Add a new version.*Women")).click()
    look("criteria-new")
    page.get_by_role("group", name="From which day").get_by_label("Day").fill("1")
    page.get_by_role("group", name="From which day").get_by_label("Month").fill("2")
    page.get_by_role("group", name="From which day").get_by_label("Year").fill("2030")
    page.get_by_label("Why do they change?").fill("A new strategy")
    page.get_by_label("Criterion 5", exact=False).first.fill("Asks for help herself")
    page.get_by_role("button", name="Add this version").click()
    page.get_by_text("The old ones stay").wait_for()
    look("criteria")


def test_a_draft_is_left_and_taken_up_again(page, go, sign_in, look, pp, service_user):
    draft = make.make_referral(
        service_user, referrer=pp, status=Status.DRAFT, hope_risk="", tier=None
    )
    sign_in(pp)
    go(f"/referrals/{draft.pk}/draft/")
    look("refer-tasks")
    page.get_by_role("link", name="What is hoped for").click()
    page.get_by_label("What do you hope for, for risk?").fill("HALF A THOUGHT")
    page.get_by_role("button", name="Save and come back later").click()
    page.get_by_role("heading", name="Refer Rhys Private").wait_for()

    page.get_by_role("link", name="What is hoped for").click()
    assert page.get_by_label("What do you hope for, for risk?").input_value() == "HALF A THOUGHT"


def test_a_lead_asks_the_pp_answers_and_the_lead_accepts(
    page, go, sign_in, look, pp, lead, service_user
):
    sent = make.make_referral(service_user, referrer=pp)
    sign_in(lead)
    go("/referrals/to-decide/")
    look("to-decide")
    page.get_by_role("link", name="Rhys Private").click()
    look("referral")
    page.get_by_role("button", name="Ask a question").click()
    page.get_by_label("What do you need to know?").fill("Which prison is he in?")
    look()
    page.get_by_role("button", name="Send the question").click()
    page.get_by_text("The question has been sent").wait_for()

    sign_in(pp)
    go(f"/referrals/{sent.pk}/")
    look("answer-a-question")
    page.get_by_label("Your answer").fill("HMP Parc")
    page.get_by_role("button", name="Send the answer").click()
    page.get_by_text("Your answer has been sent").wait_for()

    sign_in(lead)
    go(f"/referrals/{sent.pk}/accept/")
    look()
    page.get_by_role("button", name="Accept").click()
    page.get_by_text("The person is on the waiting list").wait_for()
    go("/referrals/waiting/")
    look("waiting-list")
    assert Referral.objects.get(pk=sent.pk).status == Status.WAITING


@pytest.mark.parametrize("verb", ["decline", "redirect", "withdraw"])
def test_every_decisions_page_can_be_read_by_all(
    page, go, sign_in, look, pp, lead, service_user, verb
):
    sent = make.make_referral(service_user, referrer=pp)
    sign_in(pp if verb == "withdraw" else lead)
    go(f"/referrals/{sent.pk}/{verb}/")
    look(verb)


def test_an_override_is_asked_for_and_signed(
    page, go, sign_in, look, pp, psychologist, service_user
):
    draft = make.make_referral(service_user, referrer=pp, status=Status.DRAFT)
    Screening.objects.filter(referral=draft).update(outcome=ScreeningOutcome.NOT_ELIGIBLE)
    actions.ask_for_override(referral_id=draft.pk, reason="Recent behaviour", by=pp, at=make.NOW)
    sign_in(psychologist)
    go("/referrals/to-decide/")
    page.get_by_role("link", name="Rhys Private").click()
    page.get_by_label("Sign the override", exact=True).check()
    look("sign-override")
    page.get_by_label("Why should this person be taken as eligible?").fill("I agree")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Signed. The PP has been told").wait_for()
