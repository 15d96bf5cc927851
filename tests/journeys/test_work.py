"""The work in a browser: chosen, met, recorded, missed, said goodbye to; measured by axe, drawn at 320 px."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from people.permissions import Profession, Role
from referrals.rules import Status
from tests import factories as make
from tiers.models import Case, EndingPlan, EndingStep, Session
from tiers.rules import CaseStatus, SessionStatus


@pytest.fixture
def look(page, axe, shot, no_sideways):
    """What the browser shows now: sound, narrow enough, and pictured under this name."""

    def at(name):
        axe(page)
        no_sideways()
        shot(name)

    return at


@pytest.fixture
def nurse(team):
    return make.make_user(
        team, Role.PRACTITIONER, name="Nerys Nurse", profession=Profession.TLN, speaks_welsh=True
    )


@pytest.fixture
def waiting(service_user, pp):
    make.make_venue()
    return make.make_referral(service_user, referrer=pp, status=Status.WAITING)


@pytest.fixture
def case(service_user, nurse, lead):
    """Met every week for two months; an hour ago the next session was due."""
    make.make_venue()
    now = timezone.now()
    case = make.make_case(
        service_user,
        practitioner=nurse,
        lead=lead,
        opened_at=now - timedelta(days=90),
        planned_end_on=timezone.localdate() + timedelta(days=100),
        aim_wellbeing="To sleep through the night",
        aim_risk="To leave an argument before it turns",
    )
    for weeks, readiness in enumerate((7, 6, 6, 5, 4, 3, 4, 2), start=1):
        make.make_session(
            case,
            when=now - timedelta(weeks=weeks, hours=1),
            status=SessionStatus.HELD,
            readiness=readiness,
            shared_with_pp="Came on time. We talked about sleep.",
        )
    make.make_session(case, when=now - timedelta(hours=1))
    return case


def choose_day(group, day):
    for box, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(box).fill(str(number))


def test_a_lead_allocates_somebody_who_waits(page, go, look, sign_in, lead, nurse, waiting):
    sign_in(lead)
    go("/referrals/waiting/")
    look("waiting-list")
    page.get_by_role("link", name="Allocate").first.click()
    look("allocate")
    page.get_by_role("radio", name="Nerys Nurse").check()
    page.get_by_label("Why this person?").fill("Works in Welsh, and near him")
    page.get_by_role("button", name="Allocate").click()
    page.get_by_role("heading", name="Tier 2").wait_for()

    case = Case.objects.get(referral=waiting)
    assert (case.practitioner, case.opened_by) == (nurse, lead)


def test_a_nurse_plans_records_and_misses(page, go, look, sign_in, nurse, case):
    sign_in(nurse)
    go("/")
    look("my-day")
    go("/work/")
    look("caseload")
    page.get_by_role("link", name="Rhys Private", exact=True).click()
    look("case")

    page.get_by_role("button", name="Record it").click()
    page.get_by_role("heading", name="Record a session").wait_for()
    page.get_by_role("radio", name="Cancelled").check()
    assert page.get_by_role("radio", name="Plan nothing now").is_checked()
    page.get_by_role("radio", name="Held").check()
    following = page.get_by_role("group", name="When do you meet next?")
    assert following.get_by_role("radio").first.is_checked()
    look("session-record")
    page.get_by_label("How long (minutes)").fill("55")
    page.get_by_label("Readiness, 0 to 10").fill("7")
    page.get_by_role("textbox", name="Shared with the PP").fill("On time, and thoughtful.")
    page.get_by_role("radio", name="Plan nothing now").check()
    page.get_by_role("button", name="Save the record").click()
    page.get_by_role("heading", name="What happened").wait_for()
    page.get_by_text("On time, and thoughtful.").first.wait_for()

    page.get_by_role("button", name="Plan a session").click()
    soon = timezone.localdate() + timedelta(days=8)
    choose_day(page.get_by_role("group", name="Date"), soon)
    page.get_by_label("Start time").fill("2pm")
    look("session-plan")
    page.get_by_role("button", name="Plan the session").click()
    page.get_by_role("heading", name="Planned").wait_for()

    page.get_by_role("button", name="Record a session").click()
    yesterday = timezone.localdate() - timedelta(days=1)
    choose_day(page.get_by_role("group", name="Date", exact=True), yesterday)
    page.get_by_label("Start time", exact=True).fill("9:30am")
    page.get_by_role("radio", name="Missed").check()
    page.get_by_role("group", name="Why did it not happen?").get_by_role("radio").first.check()
    assert page.get_by_role("radio", name="Keep").is_checked()
    look("session-missed")
    page.get_by_role("button", name="Save the record").click()
    page.get_by_role("heading", name="What happened").wait_for()
    look("case-after")

    assert sorted(
        Session.objects.filter(case=case, version__gte=2).values_list("status", flat=True)
    ) == [SessionStatus.HELD, SessionStatus.MISSED]
    assert Session.objects.planned().get(case=case).planned_for.date() == soon


def test_a_long_goodbye_from_the_plan_to_the_last_page(
    page, go, look, sign_in, nurse, psychologist, case
):
    sign_in(nurse)
    go(case.get_absolute_url())
    page.get_by_role("link", name="Make an ending plan").click()
    end = timezone.localdate() + timedelta(days=100)
    choose_day(page.get_by_role("group", name="Agreed end"), end)
    talked = timezone.localdate() - timedelta(days=7)
    choose_day(page.get_by_role("group", name="When was it talked about?"), talked)
    page.get_by_label("How was it talked about?").fill("Walking back from the office.")
    page.get_by_role("radio", name="To continue").check()
    page.get_by_label("In their own words").fill("I'd rather it went on.")
    page.get_by_label("What we answered").fill("That there are calls afterwards.")
    look("ending-plan-new")
    page.get_by_role("button", name="Propose the steps").click()
    page.get_by_role("heading", name="The long goodbye").wait_for()
    page.get_by_role("button", name="Agree this plan").click()
    page.get_by_role("link", name="Record").first.wait_for()
    look("ending-plan")

    today = timezone.localdate()
    for _step in range(EndingStep.objects.to_do().before_end().filter(case=case).count()):
        page.get_by_role("table").get_by_role("link", name="Record").first.click()
        page.get_by_role("radio", name="It is done").check()
        choose_day(page.get_by_role("group", name="On which day?"), today)
        page.get_by_label("How did it happen?").or_(page.get_by_label("Anything to add")).fill(
            "Together, over tea."
        )
        page.get_by_role("button", name="Save").click()
        page.get_by_role("heading", name="The long goodbye").wait_for()
    assert EndingPlan.objects.get(case=case).agreed_by == nurse
    go(f"/work/cases/{case.pk}/end/")
    look("case-end")
    page.get_by_role("radio", name="The work is done").check()
    page.get_by_role("button", name="End the work").click()
    page.wait_for_url("**/work/cases/*/")
    look("case-ended")

    case.refresh_from_db()
    assert (case.status, case.ended_by) == (CaseStatus.ENDED, nurse)


def test_no_plan_no_ending_until_a_lead_confirms(page, go, look, sign_in, nurse, lead, case):
    sign_in(nurse)
    go(f"/work/cases/{case.pk}/end/")
    assert page.get_by_role("radio", name="The work is done").count() == 0
    page.get_by_role("radio", name="Recall").check()
    page.get_by_label("What happened").fill("Recalled on Friday; sentence runs out inside.")
    page.get_by_role("button", name="Ask a lead to confirm").click()

    sign_in(lead)
    go("/inbox/")
    page.get_by_role("button", name="An ending on referral").click()
    look("ending-answer")
    assert urlsplit(page.url).path.startswith("/work/endings/requests/")
    page.get_by_role("radio", name="Yes").check()
    page.get_by_role("button", name="Send the answer").click()

    page.wait_for_load_state()
    case.refresh_from_db()
    assert case.status == CaseStatus.ENDED


def test_what_is_typed_of_a_session_outlives_the_sign_in_and_not_the_signing_out(
    page, go, sign_in, nurse, lead, case
):
    """Decision 0018: it stays in this tab, for the one who typed it, until sent or signed out."""
    session = Session.objects.get(case=case, status=SessionStatus.PLANNED)
    record = f"/work/sessions/{session.pk}/record/"
    kept = "Object.values(sessionStorage).join() + Object.values(localStorage).join()"

    def type_of_it():
        sign_in(nurse)
        go(record)
        page.get_by_role("radio", name="Held").check()
        page.get_by_role("textbox", name="Shared with the PP").fill("CANARY he wept")
        page.wait_for_function(f"() => ({kept}).includes('CANARY')")

    type_of_it()
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save the record").click()
    page.get_by_role("heading", name="You have been signed out").wait_for()
    sign_in(nurse)
    go(record)
    page.get_by_role("button", name="Put it back").click()
    box = page.get_by_role("textbox", name="Shared with the PP")
    assert box.input_value() == "CANARY he wept"

    sign_in(lead)  # somebody else at the same desk, in the same tab
    go("/")
    assert "CANARY" not in page.evaluate(kept)

    type_of_it()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("You are signed out.").wait_for()
    assert "CANARY" not in page.evaluate(kept)
