"""Supervision and flags in a browser: booked, kept, confirmed; measured by axe, drawn at 320 px."""

import os
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from flags.models import Flag
from supervision.models import AgreedAction, Agreement, SupervisionRecord
from tests import factories as make

SHOTS = Path(os.environ.get("SHOTS", "/nowhere"))
ASIDE = {"folder": SHOTS} if "SHOTS" in os.environ else {}


@pytest.fixture
def look(page, go, axe, shot, no_sideways):
    def at(path, name):
        go(path)
        axe(page)
        no_sideways()
        shot(name, **ASIDE)

    return at


@pytest.fixture
def agreement(practitioner, psychologist, team):
    today = timezone.localdate()
    return make.make_agreement(
        practitioner, psychologist, team=team, agreed_on=today - timedelta(days=40)
    )


def test_two_agree_record_and_confirm(
    page, look, sign_in, practitioner, psychologist, service_user
):
    make.make_case(service_user, practitioner=practitioner)
    sign_in(practitioner)
    look("/supervision/", "supervision-none")
    page.get_by_role("button", name="Make an agreement").first.click()
    page.get_by_label("Who supervises").select_option(label="Sian Seicolegydd")
    page.get_by_label("Clinical").check()
    page.get_by_role("button", name="Make the agreement").click()
    page.get_by_role("button", name="Record one that was not booked").click()
    look(urlsplit(page.url).path, "supervision-record")
    page.get_by_label("How long (minutes)").fill("20")
    page.get_by_label("Endings and loss").check()
    page.get_by_label("What we talked about").fill("How to say goodbye")
    page.get_by_label("Rhys Private").check()
    page.locator("[name=what_1]").fill("Read the letter together")
    page.get_by_label("Who does action 1").select_option(label="Nia Nurse")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Your colleague is asked to confirm it").wait_for()

    sign_in(psychologist)
    look("/supervision/", "supervision-to-confirm")
    page.get_by_role("link", name="Read and confirm").click()
    look(urlsplit(page.url).path, "supervision-detail")
    page.get_by_role("button", name="Confirm this record").click()
    page.get_by_text("You have confirmed this record").wait_for()

    assert SupervisionRecord.objects.get().confirmed_by_both
    assert Agreement.objects.get().supervisee == practitioner


@pytest.mark.ci
def test_the_pages_of_supervision_fit(look, sign_in, practitioner, psychologist, agreement):
    held = make.make_supervision(agreement, when=timezone.now() - timedelta(days=35))
    AgreedAction.objects.create(record=held, what="Ring the GP", owner=practitioner)
    booked = make.make_supervision(
        agreement, when=timezone.now() + timedelta(days=3), status="PLANNED"
    )
    sign_in(practitioner)
    look("/supervision/", "supervision-mine")
    look(booked.get_absolute_url(), "supervision-prepare")
    look(agreement.get_absolute_url(), "supervision-agreement")
    for name, number in (
        ("supervision_plan", agreement.pk),
        ("agreement_edit", agreement.pk),
        ("agreement_end", agreement.pk),
        ("supervision_cancel", booked.pk),
    ):
        look(reverse(f"supervision:{name}", args=[number]), name.replace("_", "-"))


@pytest.mark.ci
def test_the_leads_pages_fit(look, sign_in, lead, colleague, agreement):
    make.make_supervision(agreement, when=timezone.now() - timedelta(days=35))
    sign_in(lead)
    look("/supervision/team/", "supervision-team")
    look(agreement.get_absolute_url(), "supervision-dates")
    look(reverse("supervision:agreement_new_for", args=[colleague.pk]), "supervision-new")


def test_a_flag_is_raised_seen_and_put_off(
    page, look, sign_in, practitioner, lead, agreement, service_user
):
    make.make_case(
        service_user, practitioner=practitioner, opened_at=timezone.now() - timedelta(days=60)
    )
    call_command("sweep", "NO_CONTACT", "SUPERVISION_OVERDUE", verbosity=0)
    sign_in(practitioner)
    look("/flags/", "flags-mine")
    page.get_by_role("link", name=re.compile("Put off.*No contact, Rhys Private")).click()
    look(urlsplit(page.url).path, "flag-put-off")
    back = timezone.localdate() + timedelta(days=7)
    page.get_by_label("Day").fill(f"{back.day}/{back.month}/{back.year}")
    page.get_by_label("Why can it wait?").fill("He is in hospital")
    page.get_by_role("button", name="Put off").click()
    page.get_by_text("It is put off").wait_for()

    assert Flag.objects.get(kind="NO_CONTACT").snoozed_until == back
    sign_in(lead)
    look("/flags/?whose=team", "flags-team")
