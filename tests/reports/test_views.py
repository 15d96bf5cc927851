"""Who sees which page, at what cost, and what they must never read there."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from audit.models import AccessRecord
from flags.models import Flag
from people.models import Absence, Membership
from people.permissions import Role
from referrals.models import InformationRequest, Message, Referral
from referrals.rules import Status
from reports.figures import team as figures
from tests import factories as make
from tiers import schedule as tiers_schedule
from tiers.models import Contact, EndingRequest, Session, Upskilling
from tiers.rules import SessionStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

SECRET = "SECRET-IIRMS-ONLY"
SHARED = "Came on time and worked hard"
MOST = 12
TODAY = make.TODAY


def worked_with(team, pp, practitioner, *, name="Rhys", **fields):
    """A person with all a page can show: a case, sessions past and to come, a call, a flag."""
    person = make.make_service_user(team, added_by=pp, given_name=name, **fields)
    case = make.make_case(person, practitioner=practitioner)
    make.make_session(
        case,
        when=make.NOW - timedelta(days=7),
        status=SessionStatus.HELD,
        shared_with_pp=SHARED,
        iirms_only=SECRET,
    )
    make.make_session(case, when=make.NOW - timedelta(days=1))
    make.make_session(case, when=make.NOW + timedelta(hours=3), venue=make.make_venue(name))
    make.make_session(case, when=make.NOW + timedelta(days=2))
    Contact.objects.create(
        case=case,
        kind="PHONE",
        at=make.NOW - timedelta(days=3),
        reached=True,
        shared_with_pp="Rang about the room",
        iirms_only=SECRET,
        logged_at=make.NOW,
        logged_by=practitioner,
    )
    Flag.objects.create(
        kind="NO_CONTACT",
        subject_id=case.pk,
        team=team,
        owner=practitioner,
        service_user=person,
        since_on=make.TODAY - timedelta(days=4),
        raised_at=make.NOW,
    )
    return person


def page(client, name, *args):
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200, response.status_code
    return response.content.decode()


# --- The first page, by role --------------------------------------------------------------------


def test_a_practitioner_finds_the_day_laid_out(as_user, team, pp, practitioner):
    worked_with(team, pp, practitioner)
    found = page(as_user(practitioner), "reports:home")
    assert "Monday 23 November" in found
    assert "Needs you today (2)" in found
    for words in ("Outcome to record", "No contact", "1pm", "The week ahead", "Wed 25 Nov"):
        assert words in found
    assert SECRET not in found


def test_a_practitioner_begins_with_whom_to_record_plan_or_log(
    as_user, team, pp, practitioner, colleague
):
    """What is booked and not recorded is recorded; a colleague's people are not offered."""
    worked_with(team, pp, practitioner, name="Booked")
    free = make.make_case(
        make.make_service_user(team, added_by=pp, given_name="Free"), practitioner=practitioner
    )
    worked_with(team, pp, colleague, name="Others")
    client = as_user(practitioner)
    home = page(client, "reports:home")
    booked = Session.objects.planned().filter(practitioner=practitioner).order_by("planned_for")[0]
    for what, urls in (
        ("record", [("tiers:session_record", booked.pk), ("tiers:session_record_now", free.pk)]),
        ("plan", [("tiers:session_new", booked.case_id), ("tiers:session_new", free.pk)]),
        ("contact", [("tiers:contact_new", booked.case_id), ("tiers:contact_new", free.pk)]),
    ):
        assert reverse("reports:choose_case", args=[what]) in home
        found = page(client, "reports:choose_case", what)
        for name, pk in urls:
            assert f'href="{reverse(name, args=[pk])}?next=/"' in found
        assert "Others" not in found
    assert "2 open cases, load" in home


@pytest.mark.parametrize(("who", "status"), [("pp", 403), ("practitioner", 200), ("lead", 200)])
def test_only_who_works_with_people_chooses_among_them(request, as_user, who, status):
    client = as_user(request.getfixturevalue(who))
    assert client.get(reverse("reports:choose_case", args=["record"])).status_code == status
    if status == 200:
        assert client.get(reverse("reports:choose_case", args=["nonsense"])).status_code == 404


def test_a_pps_people_stand_by_what_they_wait_for_and_those_one_covers_are_marked(
    as_user, team, pp, other_pp, practitioner
):
    def referred(name, status, by=pp, **fields):
        person = make.make_service_user(team, added_by=by, given_name=name, **fields)
        return make.make_referral(person, referrer=by, status=status)

    referred("Done", Status.DECLINED)
    referred("Sent", Status.SUBMITTED)
    referred("Mine", Status.DRAFT)
    worked_with(team, pp, practitioner, name="Busy")
    referred("Lent", Status.WAITING, by=other_pp, cover_pp=pp)

    found = page(as_user(pp), "reports:home").partition("My people in IIRMS")[2]

    order = re.findall(
        r"Waiting for you|Waiting <|Under way|Finished in|(?:Done|Sent|Mine|Busy|Lent)(?= Number\d+</a>)",
        found,
    )
    assert order == [
        "Waiting for you",
        "Mine",
        "Waiting <",
        "Lent",
        "Sent",
        "Under way",
        "Busy",
        "Finished in",
        "Done",
    ]
    assert found.count("You cover for") == 1
    assert "You cover for Owen Otherpp" in found


def test_a_question_that_waits_comes_before_a_new_referral_on_the_persons_page(
    as_user, pp, lead, service_user
):
    asked = make.make_referral(service_user, referrer=pp, status=Status.INFORMATION_REQUESTED)
    InformationRequest.objects.create(
        referral=asked, question="Which day?", due_on=TODAY, asked_at=make.NOW, asked_by=lead
    )
    found = page(as_user(pp), "reports:person", service_user.pk)
    answer = reverse("referrals:referral_answer", args=[asked.pk])
    assert f'<a class="govuk-button" href="{answer}"' in found
    assert '<button class="govuk-button govuk-button--secondary"' in found
    assert '<button class="govuk-button" data-module="govuk-button">Start' not in found


def test_a_pp_finds_their_people_in_sentences(as_user, team, pp, practitioner):
    worked_with(team, pp, practitioner)
    found = page(as_user(pp), "reports:home")
    assert "My people in IIRMS" in found
    assert "Refer a person" in found
    assert "The week ahead" not in found
    assert SECRET not in found
    # The short sentence needs the PP to be the referrer or to supervise: Petra supervises.
    assert "Working with Nia Nurse at Tier 2 since 24 September 2026." in found


def test_a_question_needs_the_pp_today(as_user, pp, lead, service_user):
    asked = make.make_referral(service_user, referrer=pp, status=Status.INFORMATION_REQUESTED)
    InformationRequest.objects.create(
        referral=asked,
        question="Which day suits?",
        due_on=make.TODAY - timedelta(days=1),
        asked_at=make.NOW - timedelta(days=15),
        asked_by=lead,
    )
    Flag.objects.create(
        kind="INFORMATION_UNANSWERED",
        subject_id=asked.pk,
        team=asked.team,
        owner=pp,
        service_user=service_user,
        since_on=make.TODAY,
        raised_at=make.NOW,
    )
    found = page(as_user(pp), "reports:home")
    assert "Needs you today (1)" in found
    assert "Please answer by 22 November 2026." in found


def test_a_pp_with_nobody_is_told_what_to_do(as_user, pp):
    assert "You have referred nobody yet." in page(as_user(pp), "reports:home")


def test_a_psychologist_also_sees_what_waits_for_a_decision(
    as_user, team, pp, psychologist, service_user
):
    make.make_referral(service_user, referrer=pp, status=Status.SUBMITTED)
    found = page(as_user(psychologist), "reports:home")
    assert "1 new referral waits for a decision. It came on 3 November 2026." in found


def test_a_supervisor_sees_whom_they_supervise(as_user, team, psychologist, practitioner):
    make.make_agreement(practitioner, psychologist, team=team)
    found = page(as_user(psychologist), "reports:home")
    assert "you supervise Nia Nurse" in found
    assert "None held yet" in found


def test_a_lead_starts_at_the_team(as_user, lead):
    response = as_user(lead).get(reverse("reports:home"))
    assert response.url == reverse("reports:team")


def test_a_lead_who_also_holds_cases_sees_both_parts(as_user, team, lead):
    Membership.objects.create(user=lead, team=team, role=Role.PRACTITIONER)
    found = page(as_user(lead), "reports:home")
    assert "The week ahead" in found
    assert reverse("reports:team") in found


def test_an_administrator_finds_staff_and_teams(as_user, administrator):
    found = page(as_user(administrator), "reports:home")
    assert reverse("people:staff_list") in found
    assert reverse("people:team_list") in found


def test_a_colleague_does_not_find_my_day(as_user, team, pp, practitioner, colleague):
    worked_with(team, pp, practitioner)
    found = page(as_user(colleague), "reports:home")
    assert "Rhys" not in found
    assert "Nothing is waiting for you." in found


def test_nobody_looks_without_signing_in(client):
    for name in ("reports:home", "reports:team"):
        assert client.get(reverse(name)).status_code == 302


# --- The lead's page ------------------------------------------------------------------------------


def test_the_leads_page_asks_four_questions_and_opens_each_list(
    as_user, team, pp, practitioner, lead, service_user
):
    make.make_referral(service_user, referrer=pp, status=Status.WAITING, days_ago=100)
    worked_with(team, pp, practitioner)
    client = as_user(lead)
    found = page(client, "reports:team")
    for question in (
        "Who is waiting?",
        "Who is stretched?",
        "What is slipping?",
        "What changed this quarter?",
    ):
        assert question in found
    assert f"{reverse('referrals:waiting_list')}?team={team.pk}&amp;tier=2" in found
    assert reverse("tiers:caseload_of", args=[practitioner.pk]) in found
    assert SECRET not in found
    flags_url = reverse("reports:team_flags", args=[team.pk, "NO_CONTACT"])
    assert flags_url in found
    assert "Nia Nurse" in client.get(flags_url).content.decode()
    assert "small numbers" in found


def test_an_ending_to_confirm_is_on_top_of_the_leads_page(
    as_user, team, pp, practitioner, lead, service_user
):
    case = make.make_case(service_user, practitioner=practitioner)
    asked = EndingRequest.objects.create(
        case=case, reason="MOVED", note="Gone", asked_at=make.NOW, asked_by=practitioner
    )
    found = page(as_user(lead), "reports:team")
    assert "Moved out of the area. Asked by Nia Nurse." in found
    assert reverse("tiers:ending_answer", args=[asked.pk]) in found


LISTS = [
    ("reports:team", ()),
    ("reports:team_endings", ()),
    ("reports:team_late_endings", ()),
    ("reports:team_flags", ("NO_CONTACT",)),
    ("reports:team_changes", ("starts", "this")),
    ("reports:team_changes", ("endings", "last")),
]


NUMBER = re.compile(
    r'<a class="(?:govuk-link|iirms-stat__link)" href="([^"]+)">\s*'
    r'(?:<span class="iirms-stat__number">|<strong>)?(\d+)(?:<| this quarter)',
)
# Where the name is the link, the number stands in the cell after it.
NAMED = re.compile(r'<th [^>]+><a class="govuk-link" href="([^"]+)">.*?</th>\s*<td[^>]*>(\d+)</td>')


def test_every_number_of_the_team_page_opens_a_list_of_as_many(
    as_user, team, pp, practitioner, lead
):
    def another(name):
        return make.make_service_user(team, added_by=pp, given_name=name)

    for status in (Status.SUBMITTED, Status.INFORMATION_REQUESTED, Status.PAUSED):
        make.make_referral(another(status), referrer=pp, status=status, tier=2)
    for name, target in (("Soon", TODAY + timedelta(days=9)), ("Late", TODAY - timedelta(days=9))):
        waits = make.make_referral(another(name), referrer=pp, status=Status.WAITING, tier=2)
        Referral.objects.filter(pk=waits.pk).update(target_on=target)
    for name, days in (("Due", 10), ("Over", -10), ("Gone", -20), ("Far", 60)):
        make.make_case(
            another(name),
            practitioner=practitioner,
            opened_at=make.NOW - timedelta(days=90),
            planned_end_on=TODAY + timedelta(days=days),
        )
    for name, reason in (("Moved", "MOVED"), ("Done", "COMPLETED")):
        make.make_case(
            another(name), practitioner=practitioner, status="ENDED", ending_reason=reason, tier=3
        )
    Upskilling.objects.create(
        team=team,
        kind="TEACHING",
        topic="Trauma",
        held_on=TODAY,
        minutes=60,
        who="PPs",
        people_count=5,
        logged_at=make.NOW,
        logged_by=practitioner,
    )
    call_command("sweep", verbosity=0)
    client = as_user(lead)

    found = page(client, "reports:team")
    numbers = [*NUMBER.findall(found), *NAMED.findall(found)]

    assert len(numbers) > 20
    asked = {address.partition("/this/")[2] for address, _number in numbers}
    assert {"", "?tier=2", "?reason=MOVED", "?reason=COMPLETED"} <= asked
    assert {number for _address, number in numbers} >= {"1", "2", "4"}
    for address, number in numbers:
        body = client.get(address.replace("&amp;", "&")).content.decode()
        rows = re.findall(r"<tbody.*?</tbody>", body, re.DOTALL)
        found = sum(part.count("<tr") for part in rows) + body.count('<li class="iirms-flag')
        assert found == int(number), address


@pytest.mark.parametrize(("name", "more"), LISTS)
def test_only_a_lead_of_the_team_opens_its_pages(
    as_user, team, other_team, lead, practitioner, stranger, name, more
):
    url = reverse(name, args=[team.pk, *more])
    assert as_user(lead).get(url).status_code == 200
    other_lead = make.make_user(other_team, Role.LEAD, name="Other Lead")
    for outsider in (practitioner, stranger, other_lead):
        assert as_user(outsider).get(url).status_code == 404


@pytest.mark.parametrize("more", [("starts", "never"), ("nonsense", "this"), ("flags", "NONSENSE")])
def test_a_list_that_is_not_there_is_404(as_user, team, lead, more):
    path = "/".join(("team", str(team.pk), *more))
    assert as_user(lead).get(f"/{path}/").status_code == 404


def test_a_lead_of_two_teams_chooses_and_reads_of_that_one(
    as_user, team, other_team, lead, practitioner, service_user
):
    Membership.objects.create(user=lead, team=other_team, role=Role.LEAD)
    case = make.make_case(service_user, practitioner=practitioner)
    EndingRequest.objects.create(
        case=case, reason="MOVED", note="Gone", asked_at=make.NOW, asked_by=practitioner
    )
    Flag.objects.create(
        kind="DECISION_LATE",
        subject_id=1,
        team=team,
        owner=lead,
        service_user=service_user,
        since_on=TODAY,
        raised_at=make.NOW,
    )
    client = as_user(lead)
    ours, theirs = (
        page(client, "reports:team", team.pk),
        page(client, "reports:team", other_team.pk),
    )
    assert reverse("reports:team", args=[team.pk]) in theirs
    for words in ("Ending to confirm", "The referrer still waits"):
        assert words in ours
        assert words not in theirs


def test_a_lead_reaches_what_only_a_lead_keeps(as_user, team, lead):
    found = page(as_user(lead), "reports:team")
    here = reverse("reports:team")
    policy = reverse("people:policy_edit", args=[team.pk])
    assert reverse("people:staff_list") in found
    assert f"{policy}?next={here}" in found
    assert (
        f'href="{here}" class="govuk-back-link"'
        in as_user(lead).get(f"{policy}?next={here}").content.decode()
    )


@pytest.mark.parametrize(
    ("what", "asked"),
    [("starts", "tier=9"), ("starts", "tier=x"), ("endings", "reason=NONSENSE")],
)
def test_a_number_that_was_never_shown_opens_no_list(as_user, team, lead, what, asked):
    url = reverse("reports:team_changes", args=[team.pk, what, "this"])
    assert as_user(lead).get(f"{url}?{asked}").status_code == 404


def test_the_leads_lists_say_who_is_away_and_who_covers(
    as_user, team, pp, practitioner, colleague, lead
):
    worked_with(team, pp, practitioner)
    Absence.objects.create(
        user=practitioner,
        kind="LEAVE",
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=4),
        cover=colleague,
    )
    client = as_user(lead)
    listed = page(client, "reports:team_flags", team.pk, "NO_CONTACT")
    assert "away until 27 Nov, Cai Colleague covers" in listed
    assert "Cai Colleague covers" in page(client, "reports:team")
    caseload = page(client, "tiers:caseload_of", practitioner.pk)
    assert "Nia Nurse is away" in caseload
    assert "Until 27 November 2026. Cai Colleague covers." in caseload


def test_the_lists_name_the_people_behind_the_numbers(as_user, team, pp, practitioner, lead):
    person = make.make_service_user(team, added_by=pp, family_name="Endingsoon")
    make.make_case(
        person,
        practitioner=practitioner,
        opened_at=make.NOW - timedelta(days=3),
        planned_end_on=make.TODAY + timedelta(days=3),
    )
    client = as_user(lead)
    for name, more in (LISTS[1], LISTS[4]):
        assert "Endingsoon" in page(client, name, team.pk, *more)


# --- One person's page ----------------------------------------------------------------------------


def test_the_team_reads_everything_on_one_timeline(as_user, team, pp, practitioner, colleague):
    person = worked_with(team, pp, practitioner)
    for user in (practitioner, colleague):
        found = page(as_user(user), "reports:person", person.pk)
        for words in (SECRET, SHARED, "Work began", "Referred", "Planned end", "Phone call"):
            assert words in found
    assert AccessRecord.objects.filter(service_user_id=person.pk).count() == 2


def test_the_timeline_credits_whoever_did_it(as_user, service_user, practitioner, lead):
    make.make_case(service_user, practitioner=practitioner, lead=lead, status="ENDED")
    client = as_user(practitioner)
    lines = client.get(reverse("reports:person", args=[service_user.pk])).context["timeline"]
    said = {line["title"]: (line["by"], line["notes"]) for line in lines}
    assert said["Work began"] == ("Lowri Lead", ["With Nia Nurse."])
    assert said["Work ended"][0] == "Lowri Lead"


def test_a_pp_reads_what_was_written_for_them_and_nothing_else(as_user, team, pp, practitioner):
    person = worked_with(team, pp, practitioner)
    found = page(as_user(pp), "reports:person", person.pk)
    assert SHARED in found
    assert "Rang about the room" in found
    assert "Working with Nia Nurse" in found
    for secret in (SECRET, "Supervision"):
        assert secret not in found.split("<main", 1)[1]
    assert AccessRecord.objects.get(service_user_id=person.pk).page == "reports:person"


def test_strangers_get_404_for_a_person(as_user, team, pp, practitioner, stranger, other_pp):
    person = worked_with(team, pp, practitioner)
    for outsider in (stranger, other_pp):
        assert as_user(outsider).get(reverse("reports:person", args=[person.pk])).status_code == 404


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("pp", True),
        ("psychologist", True),
        ("lead", True),
        ("practitioner", True),
        ("colleague", False),
        ("stranger", False),
    ],
)
def test_new_messages_stand_on_the_first_page_of_those_they_concern(
    request, as_user, team, pp, practitioner, service_user, who, told
):
    make.make_case(service_user, practitioner=practitioner)
    referral = Referral.objects.get()
    writer = make.make_user(team, Role.PRACTITIONER)
    for words in ("Could we meet?", "On Friday?"):
        Message.objects.create(referral=referral, words=words, at=make.NOW, by=writer)

    name = "reports:team" if who == "lead" else "reports:home"
    client = as_user(request.getfixturevalue(who))
    found = page(client, name)

    assert ("New messages" in found) is told
    assert (f"{referral.reference} · 2 new" in found) is told
    assert "Could we meet?" not in found


# --- What it costs ----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["practitioner", "pp", "lead", "psychologist", "administrator"])
def test_the_first_page_costs_the_same_with_one_and_three(
    request, as_user, team, pp, practitioner, psychologist, get_statements, who
):
    user = request.getfixturevalue(who)
    holder = user if who in ("practitioner", "psychologist") else practitioner
    client = as_user(user)
    url = reverse("reports:team" if who == "lead" else "reports:home")
    worked_with(team, pp, holder, name="First")
    make.make_agreement(practitioner, psychologist, team=team)
    _response, one = get_statements(client, url)
    for name in ("Second", "Third"):
        worked_with(team, pp, holder, name=name)
    response, three = get_statements(client, url)
    assert response.status_code == 200
    assert len(one) == len(three)
    assert len(three) <= MOST


@pytest.mark.parametrize("who", ["practitioner", "pp", "lead"])
def test_a_persons_page_costs_the_same_with_one_and_three(
    request, as_user, team, pp, practitioner, get_statements, who
):
    user = request.getfixturevalue(who)
    client = as_user(user)
    person = worked_with(team, pp, practitioner)
    url = reverse("reports:person", args=[person.pk])
    _response, one = get_statements(client, url)
    for tier in (1, 3):
        case = make.make_case(person, practitioner=practitioner, tier=tier)
        make.make_session(case, when=make.NOW - timedelta(days=2), status=SessionStatus.HELD)
    response, three = get_statements(client, url)
    assert response.status_code == 200
    assert len(one) == len(three)
    assert len(three) <= MOST


@pytest.mark.parametrize(("name", "more"), LISTS[1:])
def test_the_leads_lists_cost_the_same_with_one_and_three(
    as_user, team, pp, practitioner, lead, get_statements, name, more
):
    client, url = as_user(lead), reverse(name, args=[team.pk, *more])
    ends = {"planned_end_on": make.TODAY}
    make.make_case(make.make_service_user(team, added_by=pp), practitioner=practitioner, **ends)
    _response, one = get_statements(client, url)
    for _count in range(2):
        make.make_case(make.make_service_user(team, added_by=pp), practitioner=practitioner, **ends)
    response, three = get_statements(client, url)
    assert response.status_code == 200
    assert len(one) == len(three) <= MOST


@pytest.mark.parametrize(("days_ago", "tone"), [(1, "soon"), (2, "soon"), (3, "now")])
def test_my_day_calls_a_session_to_record_as_pressing_as_its_flag_does(
    as_user, service_user, practitioner, days_ago, tone
):
    case = make.make_case(service_user, practitioner=practitioner)
    make.make_session(case, when=make.NOW - timedelta(days=days_ago))
    raised = tiers_schedule.session_unrecorded(make.NOW).exists()

    found = page(as_user(practitioner), "reports:home")

    assert raised is (tone == "now")
    assert f"iirms-flag--{tone}" in found
    assert f"iirms-flag--{'soon' if tone == 'now' else 'now'}" not in found


def test_the_days_ahead_of_an_ending_are_said_where_they_are_counted(
    as_user, lead, team, monkeypatch
):
    monkeypatch.setattr(figures, "ENDINGS_AHEAD", timedelta(days=9))
    client = as_user(lead)
    assert "endings due in 9 days" in client.get(reverse("reports:team")).text
    page = client.get(reverse("reports:team_endings", args=[team.pk])).text
    assert "Endings due in 9 days" in page
    assert "No work ends within 9 days." in page
