"""What each role sees first, and how a flag leads from the night to the page that resolves it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from flags.models import Flag
from people.models import Absence
from people.permissions import Profession, Role
from referrals.rules import Status
from tests import factories as make
from tiers.models import Session
from tiers.rules import CaseStatus, SessionStatus


@pytest.fixture
def look(page, go, axe, shot, no_sideways):
    def at(path, name):
        go(path)
        axe(page)
        no_sideways()
        shot(name)

    return at


@pytest.fixture
def busy_team(team, pp, lead, practitioner, psychologist):
    """Somebody at most places of the way, some of it late."""
    now = timezone.now()
    make.make_venue()

    def person(name, **fields):
        return make.make_service_user(
            team, added_by=pp, given_name=name, family_name="Invented", **fields
        )

    for name, status in (("Ann", Status.SUBMITTED), ("Bel", Status.WAITING), ("Cai", "PAUSED")):
        make.make_referral(person(name), referrer=pp, status=status, days_ago=100)
    make.make_referral(person("Dai"), referrer=pp, status=Status.DECLINED, days_ago=30)
    for number, name in enumerate(("Efa", "Fflur", "Gwen")):
        case = make.make_case(
            person(name, prefers_welsh=number == 1, rosh_public="HIGH", mappa_level="2"),
            practitioner=(practitioner, psychologist)[number % 2],
            lead=lead,
            opened_at=now - timedelta(days=100),
            planned_end_on=timezone.localdate() + timedelta(days=20 + number * 60),
            status=CaseStatus.OPEN,
        )
        for weeks in (1, 2, 4):
            make.make_session(
                case,
                when=now - timedelta(weeks=weeks),
                status=SessionStatus.MISSED if weeks == 2 else SessionStatus.HELD,
            )
        make.make_session(case, when=now + timedelta(hours=number, days=1))
    make.make_session(case, when=now - timedelta(days=9))
    make.make_agreement(practitioner, psychologist, team=team)
    Absence.objects.create(
        user=practitioner, kind="LEAVE", starts_on=timezone.localdate() + timedelta(days=5)
    )
    call_command("sweep", verbosity=0)
    return case


def numbers_that_lead_nowhere(page):
    """Addresses of the page's own links that do not answer with a page."""
    links = page.locator("#main-content a[href^='/']").evaluate_all(
        "links => [...new Set(links.map(link => link.getAttribute('href')))]"
    )
    assert len(links) > 8
    root = page.url.split("/", 3)
    return [link for link in links if page.request.get(f"{root[0]}//{root[2]}{link}").status != 200]


def test_a_lead_reads_four_questions_and_every_number_opens_its_list(
    page, look, sign_in, lead, busy_team
):
    sign_in(lead)
    look("/", "lead-home")
    look("/team/", "team")
    for question in ("Who is waiting?", "Who is stretched?", "What is slipping?"):
        page.get_by_role("heading", name=question).wait_for()

    assert numbers_that_lead_nowhere(page) == []


def test_a_pp_sees_in_words_where_each_of_their_people_stands(page, look, sign_in, pp, busy_team):
    sign_in(pp)
    look("/", "pp-home")
    page.get_by_text("Bel Invented").first.wait_for()
    page.get_by_role("link", name="Fflur Invented").first.click()
    page.wait_for_url("**/person/*/")
    look(f"/person/{busy_team.service_user_id}/", "person-for-the-pp")

    assert page.get_by_role("link", name="Record a session").count() == 0


def test_the_team_reads_a_person_in_ten_seconds(page, look, sign_in, psychologist, busy_team):
    sign_in(psychologist)
    look("/", "psychologist-home")
    look(f"/person/{busy_team.service_user_id}/", "person")


def test_a_supervisor_and_a_service_manager_find_what_is_theirs(
    page, look, sign_in, team, busy_team
):
    supervisor = make.make_user(
        team, Role.SUPERVISOR, name="Siwan Supervisor", profession=Profession.CLINICAL_PSYCHOLOGIST
    )
    make.make_agreement(busy_team.practitioner, supervisor, team=team)
    sign_in(supervisor)
    look("/", "supervisor-home")
    page.get_by_role("link", name="Supervision", exact=True).click()
    page.get_by_text(str(busy_team.practitioner)).first.wait_for()


def test_a_flag_leads_to_the_page_that_resolves_it_and_goes_by_itself(
    page, look, sign_in, practitioner, busy_team
):
    session = Session.objects.planned().get(planned_for__lt=timezone.now())
    flag = Flag.objects.open().get(kind="SESSION_UNRECORDED", subject_id=session.pk)
    sign_in(session.practitioner)
    look("/flags/", "flags")
    page.locator(f"a[href^='/work/sessions/{session.pk}/record/']").first.click()
    page.get_by_role("radio", name="Cancelled").check()
    page.get_by_role("group", name="Who cancelled?").get_by_role("radio").first.check()
    assert page.get_by_role("radio", name="Keep ").is_checked()
    page.get_by_role("button", name="Save the record").click()
    page.get_by_text("Recorded").first.wait_for()

    call_command("sweep", verbosity=0)
    flag.refresh_from_db()
    assert flag.cleared_at is not None
