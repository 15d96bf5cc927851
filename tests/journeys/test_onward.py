"""Referring on in a browser: found in the directory, written, a letter made, refused, chased, counted."""

import os
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from referrals.models import Letter, LocalService, OnwardReferral
from referrals.rules import OnwardStatus
from tests import factories as make
from tests.referrals.onward_rows import make_onward, make_service, make_unit

ASIDE = {"folder": Path(os.environ["SHOTS"])} if "SHOTS" in os.environ else {}


@pytest.fixture
def look(page, go, axe, shot, no_sideways):
    """Open (or stay), measure, draw."""

    def at(name, path=None):
        if path:
            go(path)
        axe(page)
        no_sideways()
        shot(name, **ASIDE)

    return at


@pytest.fixture
def services(team, practitioner):
    here = make_unit(team)
    today = timezone.localdate()
    make_service(
        team,
        by=practitioner,
        units=[here],
        needs=["TALKING_THERAPY", "TRAUMA"],
        takes="Adults who can come weekly",
        refuses="Anybody in another therapy",
        wait_weeks=22,
        wait_known_on=today - timedelta(days=30),
        address="Harbour House Talking Space\n1 Harbour Row\nCardiff",
    )
    make_service(
        team,
        by=practitioner,
        name="Tide Housing",
        needs=["HOUSING"],
        offers="Supported flats with a worker who visits twice a week",
        checked_on=today - timedelta(days=300),
    )


def test_a_practitioner_keeps_the_directory(page, look, sign_in, practitioner, services):
    sign_in(practitioner)
    look("service-list", "/referrals/services/")
    page.get_by_role("button", name=re.compile("Checked today.*Tide Housing")).click()
    page.get_by_text("Tide Housing: checked today.").wait_for()
    page.get_by_label("Helps with").select_option(label="Trauma and sexual violence")
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_role("link", name="Harbour House Talking Space").click()
    page.get_by_role("heading", name="Harbour House Talking Space").wait_for()
    look("service-detail")
    page.get_by_role("button", name="Change", exact=True).click()
    look("service-edit")
    page.get_by_label("Who they take").fill("Adults who can come every other week")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("marked as checked today").wait_for()

    assert LocalService.objects.filter(checked_on=timezone.localdate()).count() == 2


def test_a_nurse_says_what_a_place_is_like(page, look, sign_in, practitioner, services):
    make.make_venue("Llanrumney Hub", kind="COMMUNITY", notes="Nobody can tell why you are there")
    sign_in(practitioner)
    look("services", reverse("referrals:service_list"))
    page.get_by_role("link", name="Places where we meet people").click()
    look("places")
    page.get_by_role("link", name="Llanrumney Hub").click()
    page.get_by_role("button", name="Put it right").click()
    page.get_by_label("Tuesday").check()
    page.get_by_label("Whom to ring there").fill("Meg, front desk")
    page.get_by_label("Quiet place to wait").check()
    look("place-note")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Whoever goes to Llanrumney Hub reads it").wait_for()
    page.get_by_text("Meg, front desk").wait_for()
    look("place")


def test_somebody_is_referred_on_with_a_letter_and_refused(
    page, look, sign_in, practitioner, service_user, services
):
    sign_in(practitioner)
    look("person-other-services", reverse("reports:person", args=[service_user.pk]))
    page.get_by_role("button", name="Refer on to another service").click()
    page.get_by_label("What help is wanted?").select_option(label="Trauma and sexual violence")
    page.get_by_label("Service in the directory").select_option(label="Harbour House Talking Space")
    page.get_by_label("What do we say to the service?").fill(
        "Finds groups hard and does well one to one.\n\nA quiet room helps."
    )
    today = timezone.localdate()
    page.get_by_label("Day", exact=True).fill(f"{today.day}/{today.month}/{today.year}")
    look("onward-new")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Nothing has been sent yet").wait_for()

    page.get_by_role("link", name="Write the referral letter").click()
    page.get_by_role("button", name="Look at the letter").click()
    page.get_by_text("This is the letter").wait_for()
    look("letter-looked-at")
    page.get_by_role("button", name="Make the letter").click()
    page.get_by_text("The letter is made").wait_for()
    look("letter-made")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as PDF").click()
    assert download.value.suggested_filename == f"iirms-letter-{Letter.objects.get().pk}.pdf"

    page.get_by_role("link", name="The onward referral").click()
    page.get_by_role("button", name="It has been sent").click()
    look("onward-send")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="They refused").click()
    look("onward-refused-form")
    page.get_by_label("“Already in therapy” or another service involved").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Appeal").wait_for()
    look("onward-detail")

    assert OnwardReferral.objects.get().status == OnwardStatus.REFUSED
    look("onward-gaps", reverse("referrals:onward_gaps"))
    page.get_by_role("link", name=re.compile("1.*harbour house", re.I)).first.click()
    page.get_by_role("heading", name="Refusals").wait_for()
    look("onward-gap-list")


def test_a_chase_is_logged_and_the_pp_reads_how_it_stands(
    page, look, sign_in, practitioner, pp, service_user
):
    onward = make_onward(service_user, by=practitioner, chase_on=timezone.localdate())
    sign_in(practitioner)
    look("onward-list", reverse("referrals:onward_list"))
    page.get_by_role("link", name="Chase it").first.click()
    look("onward-chase")
    page.get_by_label("Telephone").check()
    page.get_by_label("What did they say?").fill("Two more weeks")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("The next day to chase is set").wait_for()
    assert urlsplit(page.url).path == onward.get_absolute_url()

    sign_in(pp)
    look("onward-told", onward.get_absolute_url())
    assert page.get_by_text("Two more weeks").count() == 0


@pytest.mark.ci
def test_the_pages_of_letters_fit(page, look, sign_in, lead, service_user, pp):
    service_user.prefers_welsh = True
    service_user.save()
    referral = make.make_referral(service_user, referrer=pp, status="WAITING")
    sign_in(lead)
    look("letter-decision", reverse("referrals:letter_decision", args=[referral.pk]))
    page.get_by_role("button", name="Look at the letter").click()
    look("letter-decision-welsh")
    look("letter-list", reverse("referrals:letter_list", args=[service_user.pk]))
