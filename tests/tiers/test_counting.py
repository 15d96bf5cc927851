"""What a team works on, under its own names, and what stood in the way: counted, with lists (N8, N110)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from people.rules import NotAllowed
from tests import factories as make
from tiers import actions
from tiers.models import CaseStatusChange, Intervention
from tiers.rules import SessionStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(now, service_user, practitioner, lead):
    return make.make_case(service_user, practitioner=practitioner, lead=lead)


@pytest.fixture
def relational():
    return Intervention.objects.get(code="relational")


def held(case, *entries, days=7, **fields):
    session = make.make_session(
        case, when=make.NOW - timedelta(days=days), status=SessionStatus.HELD, **fields
    )
    session.worked_on.set(entries)
    return session


def offered(client, case):
    form = client.get(reverse("tiers:session_record_now", args=[case.pk])).context["form"]
    return dict(form.fields["worked_on"].choices)


def change(verb, entry, team, by, **more):
    return getattr(actions, verb)(
        intervention_id=entry.pk, team_id=team.pk, by=by, at=make.NOW, **more
    )


@pytest.mark.parametrize(
    "code", ["psychoeducation", "dbt-distress-tolerance", "mbt-introduction", "trauma-focused"]
)
def test_the_interventions_the_paper_names_are_there(code):
    assert Intervention.objects.filter(code=code, team=None).exists()


# --- The catalogue ------------------------------------------------------------------------------------


def test_a_lead_adds_something_and_it_can_be_worked_on_at_once(
    case, team, other_team, lead, practitioner, as_user
):
    url = f"{reverse('tiers:intervention_new')}?team={team.pk}"
    assert as_user(practitioner).post(url, {"tier": "2", "name": "Sleep"}).status_code == 403
    as_user(lead).post(url, {"tier": "2", "name": "Sleep"})
    entry = Intervention.objects.get(name="Sleep")
    assert (entry.team, entry.added_by) == (team, lead)
    assert offered(as_user(practitioner), case)[entry.pk] == "Sleep"
    assert entry not in Intervention.objects.of_team(other_team.pk)


def test_a_team_calls_it_something_else_and_another_does_not(
    case, relational, team, other_team, lead, practitioner, as_user
):
    session = held(case, relational)
    url = f"{reverse('tiers:intervention_rename', args=[relational.pk])}?team={team.pk}"
    as_user(lead).post(url, {"name": "Trust"})
    client = as_user(practitioner)
    assert offered(client, case)[relational.pk] == "Trust"
    assert "Trust" in client.get(session.get_absolute_url()).text
    names = Intervention.objects.of_team(other_team.pk).values_list("pk", "shown_name")
    assert dict(names)[relational.pk] == "Relational work"


def test_what_is_retired_is_not_offered_and_past_sessions_keep_it(
    case, relational, team, lead, practitioner, as_user
):
    session = held(case, relational, recorded_at=make.NOW)
    change("retire_intervention", relational, team, lead)
    client = as_user(practitioner)
    assert relational.pk not in offered(client, case)
    assert "Relational work" in client.get(session.get_absolute_url()).text
    # A change of the record neither loses it nor offers it anew elsewhere.
    form = client.get(reverse("tiers:session_amend", args=[session.pk])).context["form"]
    assert relational.pk in dict(form.fields["worked_on"].choices)

    change("bring_back_intervention", relational, team, lead)
    assert relational.pk in offered(client, case)


def test_one_name_is_one_thing(relational, team, lead):
    skills = Intervention.objects.get(code="skills")
    for taken in ("relational work", " Relational work "):
        with pytest.raises(NotAllowed) as refused:
            change("rename_intervention", skills, team, lead, name=taken)
        assert refused.value.field == "name"
    with pytest.raises(NotAllowed):
        actions.add_intervention(
            team_id=team.pk, tier=2, name="Relational work", by=lead, at=make.NOW
        )


def test_only_a_lead_of_the_team_changes_it(relational, team, practitioner, stranger):
    for user in (practitioner, stranger):
        with pytest.raises(NotAllowed, match="Only a lead"):
            change("retire_intervention", relational, team, user)


# --- What was worked on, and how often -----------------------------------------------------------------


def test_the_case_says_what_was_worked_on_and_how_often(case, relational, practitioner, as_user):
    skills = Intervention.objects.get(code="skills")
    held(case, relational)
    held(case, relational, skills, days=14)
    page = as_user(practitioner).get(case.get_absolute_url())
    assert page.context["worked_on"] == "Relational work: 2\nSkills: 1"


def test_the_lead_counts_sessions_and_people_and_opens_the_list(
    case, relational, team, pp, practitioner, lead, as_user
):
    held(case, relational)
    held(case, relational, days=14)
    held(case, relational, days=120)
    held(
        make.make_case(make.make_service_user(team, added_by=pp), practitioner=practitioner),
        relational,
    )
    client = as_user(lead)
    page = client.get(f"{reverse('tiers:intervention_list')}?team={team.pk}")
    (row,) = [
        one for _label, entries in page.context["tiers"] for one in entries if one == relational
    ]
    assert (row.sessions, row.people) == (3, 2)
    listed = client.get(
        f"{reverse('tiers:intervention_sessions', args=[relational.pk])}?team={team.pk}"
    )
    assert len(listed.context["rows"]) == 3
    assert "Rhys Private" in listed.text


# --- Burden ----------------------------------------------------------------------------------------------


def test_the_case_says_who_travelled_and_what_it_cost(case, practitioner, as_user):
    held(case, travel_minutes=45, travelled="WE")
    held(case, travel_minutes=0, travelled="THEY", cost_to_person="NOT_PAID", days=14)
    held(case, travel_minutes=30, travelled="WE", days=21)
    page = as_user(practitioner).get(case.get_absolute_url())
    assert page.context["burden"].splitlines() == [
        "We travelled 1 hour 15 minutes.",
        "We went to them 2 times.",
        "They came to us once.",
        "It cost them and was not paid back: 1.",
    ]


# --- What stood in the way ------------------------------------------------------------------------------


@pytest.fixture
def stood_in_the_way(case, lead):
    venue = make.make_venue("Cwm office")
    for days, codes, place in (
        (7, ["TRAVEL", "WATCHED"], venue),
        (14, ["TRAVEL"], None),
        (120, ["TRAVEL"], venue),
    ):
        make.make_session(
            case,
            when=make.NOW - timedelta(days=days),
            status=SessionStatus.MISSED,
            barriers=codes,
            venue=place,
            why_not="No bus",
        )
    CaseStatusChange.objects.create(
        case=case,
        from_status="OPEN",
        to_status="OPEN",
        at=make.NOW - timedelta(days=3),
        by=lead,
        words="Slow going",
        barriers=["UNSTABLE", "TRAVEL"],
    )
    return venue


def test_barriers_are_counted_by_code_and_by_place(stood_in_the_way, team, lead, as_user):
    page = as_user(lead).get(f"{reverse('tiers:barrier_list')}?team={team.pk}")
    counted = [(row["code"], row["sessions"], row["reviews"]) for row in page.context["by_code"]]
    assert counted == [("TRAVEL", 2, 1), ("UNSTABLE", 0, 1), ("WATCHED", 1, 0)]
    places = {
        place["name"]: [(row["code"], row["count"]) for row in place["codes"]]
        for place in page.context["by_venue"]
    }
    assert places == {"Cwm office": [("TRAVEL", 1), ("WATCHED", 1)], "": [("TRAVEL", 1)]}


@pytest.mark.parametrize(("venue", "sessions"), [("", 2), ("&venue=none", 1), ("&venue={pk}", 1)])
def test_every_count_opens_its_list(stood_in_the_way, team, lead, as_user, venue, sessions):
    url = reverse("tiers:barrier_sessions", args=["TRAVEL"])
    asked = venue.format(pk=stood_in_the_way.pk)
    page = as_user(lead).get(f"{url}?team={team.pk}{asked}")
    assert len(page.context["rows"]) == sessions
    assert "No bus" in page.text
    reviews = as_user(lead).get(reverse("tiers:barrier_reviews", args=["UNSTABLE"]))
    assert "Slow going" in reviews.text


@pytest.mark.parametrize("address", ["RISK/", "TRAVEL/?venue=x", "TRAVEL/?venue=77777"])
def test_a_list_that_is_not_there_is_404(lead, as_user, address, now):
    assert as_user(lead).get(f"/work/barriers/{address}").status_code == 404


LISTS = [
    ("intervention_list", []),
    ("barrier_list", []),
    ("barrier_sessions", ["TRAVEL"]),
    ("barrier_reviews", ["UNSTABLE"]),
]


@pytest.mark.parametrize(("name", "args"), LISTS)
def test_the_lists_are_the_teams_and_cost_at_most_twelve_statements(
    stood_in_the_way, lead, pp, as_user, get_statements, name, args
):
    url = reverse(f"tiers:{name}", args=args)
    page, statements = get_statements(as_user(lead), url)
    assert (page.status_code, len(statements) <= 12) == (200, True)
    assert as_user(pp).get(url).status_code == 403
