"""What a referral, a consultation and an allocation cost whoever does them, counted in a browser.

docs/effort.md tells the counts and how the peers' were counted. A number here may go down; a change
that makes one go up fails.
"""

from dataclasses import dataclass

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from people.permissions import Role
from referrals.models import Referral
from referrals.rules import Status, Step
from tests import factories as make
from tiers.models import Case, Consultation

pytestmark = pytest.mark.ci


@dataclass
class Effort:
    """Pages shown and forms sent are the browser's own requests; the rest is counted as done."""

    page: object
    pages: int = 0
    submissions: int = 0
    clicks: int = 0
    prose: int = 0

    def note(self, request):
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            self.submissions += request.method == "POST"
            self.pages += request.method == "GET"

    def begin(self):
        self.pages = self.submissions = self.clicks = self.prose = 0

    def press(self, name, role="button"):
        self.clicks += 1
        self.page.get_by_role(role, name=name).first.click()

    def tick(self, box):
        self.clicks += 1
        box.check()

    def choose(self, group, answer):
        self.tick(self.page.get_by_role("group", name=group).get_by_label(answer, exact=True))

    def write(self, label, words):
        self.prose += 1
        self.page.get_by_label(label).fill(words)

    def at(self, heading):
        expect(self.page.get_by_role("heading", name=heading).first).to_be_visible()

    @property
    def counted(self):
        return {
            "pages": self.pages,
            "submissions": self.submissions,
            "clicks": self.clicks,
            "prose": self.prose,
        }


@pytest.fixture
def effort(page):
    counting = Effort(page)
    page.on("request", counting.note)
    return counting


def not_more(counted, most):
    grown = {name: (counted[name], most[name]) for name in most if counted[name] > most[name]}
    assert not grown, f"more effort than promised (now, at most): {grown}"


def refer(page, effort):
    """From the person in front of one to the page that says it is sent."""
    effort.at("The person")
    effort.tick(page.get_by_label("These details are right"))
    effort.press("Save and continue")
    refer_from_eligibility(page, effort)


def refer_from_eligibility(page, effort):
    effort.at("Eligibility")
    for met in page.get_by_label("Met", exact=True).all():
        effort.tick(met)
    effort.press("Save and continue")
    effort.at("What is hoped for")
    effort.tick(page.get_by_label("Tier 2: relational and skills work"))
    effort.write("What do you hope for, for their wellbeing?", "To sleep at night")
    effort.write("What do you hope for, for risk?", "To leave before it turns")
    effort.press("Save and continue")
    effort.at("Risk")
    for group in ("Risk to the public", "Risk to children", "Risk to a known adult"):
        effort.choose(group, "High")
    effort.choose("Risk to staff", "Low")
    effort.choose("MAPPA", "Level 2")
    effort.write("Risk in a few words", "High to known adults when drinking")
    effort.press("Save and continue")
    effort.at("Readiness, place and safety")
    effort.tick(page.get_by_label("Ready now"))
    effort.write("Where do they feel safe?", "The side room in Cardiff")
    effort.press("Save and continue")
    effort.at("People around them")
    effort.tick(page.get_by_label("It was explained and they agree"))
    effort.tick(page.get_by_label("It is their choice"))
    effort.press("Save and continue")
    effort.at("Check your answers before you send")
    effort.press("Send the referral")
    effort.at("Referral sent")


def test_a_straightforward_community_referral(page, go, sign_in, pp, service_user, effort):
    sign_in(pp)
    go(reverse("reports:person", args=[service_user.pk]))
    effort.begin()
    effort.press("Start a referral")
    refer(page, effort)

    assert Referral.objects.get().status == Status.SUBMITTED
    # The nearest peer: 19 pages, 14 submissions.
    not_more(effort.counted, {"pages": 8, "submissions": 8, "clicks": 22, "prose": 4})


def test_a_referral_of_somebody_looked_up_by_their_number(
    page, go, sign_in, pp, service_user, effort
):
    sign_in(pp)
    go(f"/people/?q={service_user.crn}")
    effort.begin()
    effort.pages = 1  # the page that found them
    page.get_by_role("button", name="Refer").or_(
        page.get_by_role("button", name="Start a referral")
    ).first.click()
    refer(page, effort)

    not_more(effort.counted, {"pages": 9, "submissions": 8})


def test_somebody_nobody_has_told_the_service_of(page, go, sign_in, pp, effort):
    sign_in(pp)
    go("/people/?q=Gethin+Parry")
    effort.begin()
    effort.pages = 1  # the page that found nobody
    effort.press("Add this person")
    effort.at("Add a person")
    born = page.get_by_role("group", name="Date of birth")
    for box, typed in (("Day", "17"), ("Month", "5"), ("Year", "1990")):
        born.get_by_label(box).fill(typed)
    effort.tick(page.get_by_role("radio", name="Male", exact=True))
    page.get_by_label("CRN").fill("X777978")
    effort.press("Add and refer")
    refer_from_eligibility(page, effort)

    assert Referral.objects.get().service_user.given_name == "Gethin"
    not_more(effort.counted, {"pages": 9, "submissions": 7, "clicks": 23, "prose": 4})


def test_a_second_referral_asks_for_less(page, go, sign_in, pp, service_user, effort):
    for name in ("rosh_public", "rosh_children", "rosh_known_adult", "rosh_staff"):
        setattr(service_user, name, "HIGH")
    service_user.mappa_level = "2"
    service_user.save()
    make.make_referral(service_user, referrer=pp, status=Status.DECLINED)
    sign_in(pp)
    go(reverse("reports:person", args=[service_user.pk]))
    effort.begin()
    effort.press("Start a referral")
    effort.at("The person")
    effort.tick(page.get_by_label("These details are right"))
    effort.press("Save and continue")
    for met in page.get_by_label("Met", exact=True).all():
        effort.tick(met)
    effort.press("Save and continue")
    effort.at("What is hoped for")
    effort.tick(page.get_by_label("Tier 2: relational and skills work"))
    effort.press("Save and continue")
    effort.at("Risk")
    effort.press("Save and continue")
    effort.at("Readiness, place and safety")
    effort.tick(page.get_by_label("Ready now"))
    effort.press("Save and continue")
    effort.at("People around them")
    effort.tick(page.get_by_label("It was explained and they agree"))
    effort.tick(page.get_by_label("It is their choice"))
    effort.press("Save and continue")
    effort.press("Send the referral")
    effort.at("Referral sent")

    not_more(effort.counted, {"pages": 8, "submissions": 8, "clicks": 17, "prose": 0})


def test_a_consultation_is_asked_for(page, go, sign_in, pp, service_user, effort):
    sign_in(pp)
    go(reverse("reports:person", args=[service_user.pk]))
    effort.begin()
    effort.press("Ask for a consultation")
    effort.tick(page.get_by_label("A consultation: time to talk it through"))
    effort.write("What would you like to think about?", "He goes quiet when I ask about home.")
    effort.write("What have you tried?", "Shorter meetings.")
    effort.press("Send")
    effort.at("Sent to the team")

    assert Consultation.objects.count() == 1
    not_more(effort.counted, {"pages": 2, "submissions": 1, "clicks": 3, "prose": 2})


def test_somebody_is_chosen_to_work_with_the_person(
    page, go, sign_in, pp, lead, team, service_user, effort
):
    nurse = make.make_user(team, Role.PRACTITIONER, name="Nerys Nurse")
    waiting = make.make_referral(service_user, referrer=pp, status=Status.WAITING)
    sign_in(lead)
    go(reverse("referrals:waiting_list"))
    effort.begin()
    effort.press("Allocate", role="link")
    effort.tick(page.get_by_role("radio", name="Nerys Nurse"))
    effort.write("Why this person?", "Near him")
    effort.press("Allocate")
    effort.at("Tier 2")

    assert Case.objects.get(referral=waiting).practitioner == nurse
    not_more(effort.counted, {"pages": 2, "submissions": 1, "clicks": 3, "prose": 1})


PASSWORD = "four unrelated quiet words"


def test_what_was_typed_when_the_session_ended_is_sent_after_signing_in(
    browser, live_server, pp, service_user, page, sign_in
):
    """Without a script: the words wait in the page, and go where they were meant to go."""
    pp.set_password(PASSWORD)
    pp.save()
    draft = make.make_referral(service_user, referrer=pp, status=Status.DRAFT, hope_risk="")
    address = live_server.url + reverse("referrals:referral_step", args=[draft.pk, Step.HOPES])
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    def sign_in_by_hand(on):
        on.get_by_label("E-mail address").fill(pp.email)
        on.get_by_label("Password", exact=True).fill(PASSWORD)
        on.get_by_role("button", name="Sign in").click()

    page.goto(address)
    sign_in_by_hand(page)
    page.get_by_label("What do you hope for, for risk?").fill("AN HOUR OF WORDS")
    context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", name="You have been signed out")).to_be_visible()
    with context.expect_page() as opened:
        page.get_by_role("link", name="Sign in again").click()
    sign_in_by_hand(opened.value)
    expect(opened.value.get_by_role("heading", name="You are signed in")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", name="Risk", exact=True)).to_be_visible()
    assert Referral.objects.get(pk=draft.pk).hope_risk == "AN HOUR OF WORDS"
    context.close()
