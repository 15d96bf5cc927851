"""Who looked and what happened: for information governance, within their teams, and without a word
of what a record says."""

import ast
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from audit.actions import acting, note_access
from audit.models import AccessKind, AccessRecord, AuditEvent
from people import actions as people
from people.models import AccessLimit, Membership, ServiceUser
from people.permissions import Profession, Role
from reports import words
from reports.figures import trail
from supervision import actions as supervision
from supervision.actions import Said
from tests import factories as make
from tests.test_architecture import HOUSE, ROOT, addresses
from tiers import actions as work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
NOW, TODAY = make.NOW, make.TODAY
DAY = timedelta(days=1)


def governs(team):
    return make.make_user(
        team, Role.INFORMATION_GOVERNANCE, profession=Profession.ADMINISTRATOR, name="Idris Igl"
    )


@pytest.fixture
def governance(team):
    return governs(team)


@pytest.fixture
def ask(as_user, governance):
    """`ask(number=…, colleague=…)`: the page that came back."""

    def sent(by=governance, **given):
        return as_user(by).get(reverse("reports:trail"), given)

    return sent


def told(page):
    assert page.status_code == 200
    return [(line["who"], line["what"]) for line in page.context["lines"]]


def look(user, person, *, at=NOW - DAY, page="reports:person"):
    note_access(
        kind=AccessKind.VIEW, at=at, page=page, by=user, service_user_id=person and person.pk
    )


# --- What is told ---------------------------------------------------------------------------------


def test_of_a_person_one_reads_who_looked_and_what_happened_newest_first(
    ask, service_user, practitioner, colleague, pp
):
    look(practitioner, service_user, page="tiers:session_detail")
    people.update_service_user(
        service_user_id=service_user.pk, by=pp, at=NOW - 2 * DAY, pronouns="they/them"
    )

    assert told(ask(number=service_user.crn)) == [
        ("Idris Igl", "Looked at: this trail"),
        ("Nia Nurse", "Looked at: a session"),
        ("Petra Pritchard", "Changed the person’s details"),
    ]


def test_of_a_colleague_one_reads_what_they_did_and_about_whom(
    ask, service_user, practitioner, colleague
):
    look(practitioner, service_user)
    look(colleague, service_user)
    note_access(kind=AccessKind.SIGN_IN, at=NOW - 2 * DAY, page="account_login", by=practitioner)

    page = ask(colleague=practitioner.pk)

    assert told(page) == [
        ("Nia Nurse", "Looked at: the person’s page"),
        ("Nia Nurse", "Signed in"),
    ]
    assert service_user.crn in page.text


def test_it_is_narrowed_to_one_colleague_and_to_some_days(
    ask, service_user, practitioner, colleague
):
    for ago in (1, 5, 9):
        look(practitioner, service_user, at=NOW - ago * DAY)
    look(colleague, service_user, at=NOW - 5 * DAY)

    found = ask(
        number=service_user.crn,
        colleague=practitioner.pk,
        since=str(TODAY - 5 * DAY),
        until=str(TODAY - 5 * DAY),
    )

    assert [line["at"] for line in found.context["lines"]] == [NOW - 5 * DAY]


def test_nothing_that_was_written_is_shown(ask, service_user, practitioner, psychologist, team):
    case = make.make_case(service_user, practitioner=practitioner)
    session = make.make_session(case, when=NOW - DAY)
    work.record_session(
        session_id=session.pk,
        outcome="HELD",
        by=practitioner,
        at=NOW,
        minutes=50,
        shared_with_pp="SECRET-SHARED",
        iirms_only="SECRET-ONLY",
    )
    agreement = make.make_agreement(practitioner, psychologist, team=team)
    supervision.record_unplanned_supervision(
        agreement_id=agreement.pk,
        held_at=NOW - DAY,
        said=Said(minutes=30, summary="SECRET-SUMMARY", feelings="SECRET-FEELINGS"),
        by=practitioner,
        at=NOW,
    )
    with acting("flag_snoozed", by=practitioner, reason="SECRET-REASON") as act:
        act.record(case, at=NOW, service_user_id=service_user.pk, words="SECRET-DETAIL")

    page = ask(colleague=practitioner.pk)

    assert {"Recorded a session", "Recorded supervision", "Put a flag off"} <= {
        what for _who, what in told(page)
    }
    assert "SECRET" not in page.text


def test_why_access_was_limited_is_shown(ask, service_user, lead, governance):
    people.set_access_limits(
        service_user_id=service_user.pk,
        by=lead,
        at=NOW,
        reason="Works beside their sister",
        excluded=[make.make_user(service_user.team).pk],
    )

    assert "Works beside their sister" in ask(number=service_user.crn).text


def test_looks_at_a_record_that_was_merged_are_looks_at_the_person(
    ask, service_user, team, other_pp, practitioner, lead
):
    gone = make.make_service_user(team, added_by=other_pp)
    old = gone.crn
    look(practitioner, gone, at=NOW - 3 * DAY)
    people.merge(
        kept_id=service_user.pk, gone_id=gone.pk, choices={}, reason="Same PNC", by=lead, at=NOW
    )

    for number in (service_user.crn, old):
        assert ("Nia Nurse", "Looked at: the person’s page") in told(ask(number=number))


# --- Who may, and of whom -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "who", ["practitioner", "psychologist", "lead", "pp", "administrator", "stranger"]
)
def test_nobody_else_reads_the_trail(ask, service_user, who, request):
    user = request.getfixturevalue(who)

    assert ask(by=user, number=service_user.crn).status_code == 403


@pytest.mark.parametrize(("who", "is_there"), [("governance", True), ("administrator", False)])
def test_a_link_leads_there_for_whoever_may(as_user, who, is_there, request):
    home = as_user(request.getfixturevalue(who)).get("/").text

    assert ('href="/trail/"' in home) is is_there


def test_another_teams_people_and_staff_are_not_there(
    ask, service_user, practitioner, other_team, stranger
):
    elsewhere = governs(other_team)
    look(practitioner, service_user)

    page = ask(by=elsewhere, number=service_user.crn)
    assert page.context["form"].errors.keys() == {"number"}
    assert "Nia Nurse" not in page.text
    page = ask(by=elsewhere, colleague=practitioner.pk)
    assert page.context["form"].errors.keys() == {"colleague"}
    assert not AccessRecord.objects.filter(actor_id=elsewhere.pk, kind="VIEW").exists()


def test_of_a_colleague_in_two_teams_nothing_about_the_other_teams_people(
    ask, service_user, practitioner, other_team, stranger
):
    Membership.objects.create(user=practitioner, team=other_team, role=Role.PRACTITIONER)
    theirs = make.make_service_user(other_team, added_by=stranger)
    look(practitioner, theirs)
    look(practitioner, service_user, at=NOW - 2 * DAY)

    page = ask(colleague=practitioner.pk)

    assert [line["at"] for line in page.context["lines"]] == [NOW - 2 * DAY]
    assert theirs.crn not in page.text


def test_who_is_barred_from_the_person_reads_nothing_about_them(
    ask, service_user, practitioner, governance
):
    look(practitioner, service_user)
    ServiceUser.objects.filter(pk=service_user.pk).update(has_exclusions=True)
    AccessLimit.objects.create(service_user=service_user, user=governance, kind="EXCLUDED")

    assert ask(number=service_user.crn).context["form"].errors.keys() == {"number"}
    assert told(ask(colleague=practitioner.pk)) == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"number": ""}, "number"),
        ({"number": "Rhys"}, "number"),
        ({"number": "X999999"}, "number"),
        ({"colleague": "0"}, "colleague"),
        ({"number": "X999999", "since": "2026-11-20", "until": "2026-11-19"}, "until"),
        ({"number": "X999999", "since": "2026-13-40"}, "since"),
    ],
)
def test_what_is_wrong_is_named_at_its_box(ask, given, field):
    page = ask(**given)

    assert field in page.context["form"].errors
    assert page.context["asked"] is None


# --- Reading it is kept too ---------------------------------------------------------------------------


def test_each_reading_is_itself_in_the_trail(ask, service_user, practitioner, governance):
    ask(number=service_user.crn)
    ask(colleague=practitioner.pk)
    ask(number=service_user.crn, colleague=practitioner.pk)
    ask(number="X999999")

    rows = AccessRecord.objects.filter(actor_id=governance.pk, kind="VIEW").order_by("pk")
    assert list(rows.values_list("page", "service_user_id")) == [
        ("reports:trail", service_user.pk),
        (f"reports:trail {practitioner.pk}", None),
        (f"reports:trail {practitioner.pk}", service_user.pk),
    ]
    assert words.look_in_words(AccessKind.VIEW, f"reports:trail {practitioner.pk}") == (
        "Looked at: this trail"
    )


# --- Many ---------------------------------------------------------------------------------------------


def test_every_row_is_on_one_page_though_many_share_a_moment(ask, service_user, practitioner):
    """A spreadsheet writes its rows at one moment: a page may end in the middle of it."""
    shared = {"actor_id": practitioner.pk, "actor_name": "Nia Nurse"} | {
        "service_user_id": service_user.pk
    }
    for at in (NOW - DAY, NOW - 2 * DAY):
        AuditEvent.objects.bulk_create(
            AuditEvent(at=at, action="session_recorded", subject_type="x", subject_id=n, **shared)
            for n in range(40)
        )
        AccessRecord.objects.bulk_create(
            AccessRecord(at=at, kind="VIEW", page=f"tiers:session_detail {n}", **shared)
            for n in range(40)
        )
    asked = trail.Asked(colleague=practitioner)
    reader = governs(service_user.team)

    pages, after = [], None
    while after is None or after:
        found, after = trail.lines(reader, asked, trail.Place.read(after or ""))
        pages.append(found)

    assert [len(one) for one in pages] == [50, 50, 50, 10]
    seen = [line for one in pages for line in one]
    assert [line["at"] for line in seen] == [NOW - DAY] * 80 + [NOW - 2 * DAY] * 80
    assert sum(line["what"] == "Recorded a session" for line in seen) == 80
    older = ask(colleague=practitioner.pk).context["older_url"]
    assert "after=" in older


@pytest.mark.parametrize("after", ["", "x", "1~2", "2026-11-23T10:00:00~0~1", "a~b~c", "9" * 40])
def test_a_made_up_place_begins_at_the_beginning(ask, service_user, practitioner, after):
    look(practitioner, service_user)

    assert len(told(ask(number=service_user.crn, after=after))) == 2


@pytest.mark.parametrize("of", ["number", "colleague"])
def test_the_trail_costs_the_same_for_one_row_and_for_three(
    as_user, governance, team, pp, practitioner, service_user, get_statements, of
):
    client = as_user(governance)
    given = {"number": service_user.crn, "colleague": practitioner.pk}
    address = f"{reverse('reports:trail')}?{of}={given[of]}"

    def cost(rows):
        for _row in range(rows):
            person = make.make_service_user(team, added_by=pp)
            look(practitioner, person)
            look(practitioner, service_user)
            with acting("person_changed", by=practitioner) as act:
                act.record(person, at=NOW, service_user_id=person.pk)
        return len(get_statements(client, address)[1])

    assert cost(1) == cost(2) <= 12


# --- Words ----------------------------------------------------------------------------------------


def calls():
    for app in HOUSE:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts and app != "demo":
                tree = ast.walk(ast.parse(path.read_text()))
                yield from (node for node in tree if isinstance(node, ast.Call))


def actions_named():
    """What the source calls its acts: `acting("…")`, `action="…"`."""
    for call in calls():
        given = [word.value for word in call.keywords if word.arg == "action"]
        if getattr(call.func, "id", "") == "acting":
            given += call.args[:1]
        yield from (one.value for one in given if isinstance(one, ast.Constant) and one.value)


def test_every_act_is_said_in_words():
    named = set(actions_named())
    assert len(named) > 100
    assert named - words.trail.EVENTS.keys() == set()
    assert words.trail.EVENTS.keys() - named == set()


def test_every_page_is_said_in_words():
    for name, _pattern in addresses():
        if name.startswith(tuple(f"{app}:" for app in HOUSE)):
            said = words.look_in_words(AccessKind.VIEW, name)
            assert re.fullmatch(r"Looked at: .+", said), name


def test_a_list_one_stood_in_is_not_said_to_be_a_look_at_ones_own_record():
    """Whoever opens the page that asks for a consultation has looked at no consultation."""
    said = {
        page: words.look_in_words(AccessKind.VIEW, page)
        for page in ("tiers:consultation_new", "reports:home", "reports:team", "reports:team_flags")
    }
    assert "to choose from" in said["tiers:consultation_new"]
    assert "Today" in said["reports:home"]
    assert said["reports:team"] == said["reports:team_flags"] == "Looked at: the team’s page"


def test_what_the_source_no_longer_knows_is_shown_as_it_was_kept():
    assert words.event_in_words("dog_walked") == "Dog walked"
    assert words.event_in_words("onward_refused") == "Referral to another service: Refused"
    assert words.look_in_words("VIEW", "gone:page") == "Looked at"
