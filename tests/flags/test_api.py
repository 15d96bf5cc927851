from datetime import timedelta

import pytest

from flags.rules import FlagKind
from tests import factories as make
from tests.flags.test_views import raise_flag

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
URL = "/api/v1/flags/"


def test_a_flag_over_rest_is_the_row_and_its_urgency(api, practitioner, team, service_user):
    flag = raise_flag(practitioner, team, person=service_user, kind=FlagKind.REVIEW_DUE)

    answer = api(practitioner).get(URL).json()

    assert answer == {
        "results": [
            {
                "id": flag.pk,
                "kind": "REVIEW_DUE",
                "urgency": "SOON",
                "subject_id": flag.subject_id,
                "team_id": team.pk,
                "owner_id": practitioner.pk,
                "service_user_id": service_user.pk,
                "since_on": "2026-11-18",
                "raised_at": "2026-11-23T10:00:00+00:00",
            }
        ],
        "next": None,
    }


@pytest.mark.parametrize("who", ["stranger", "colleague", "administrator"])
def test_others_flags_are_not_listed(api, practitioner, team, who, request):
    raise_flag(practitioner, team)

    assert api(request.getfixturevalue(who)).get(URL).json()["results"] == []


def test_a_lead_may_ask_for_their_own_only(api, lead, practitioner, team):
    raise_flag(practitioner, team)
    mine = raise_flag(lead, team)
    client = api(lead)

    assert len(client.get(URL).json()["results"]) == 2
    assert [row["id"] for row in client.get(URL, {"whose": "mine"}).json()["results"]] == [mine.pk]


def test_pages_follow_each_other_by_key(api, practitioner, team):
    flags = [raise_flag(practitioner, team, days=days) for days in (5, 9, 5, 1, 5)]
    client, url, seen = api(practitioner), f"{URL}?size=2", []

    while url:
        page = client.get(url).json()
        seen += [row["id"] for row in page["results"]]
        url = page["next"]

    assert seen == [flags[place].pk for place in (1, 0, 2, 4, 3)]


@pytest.mark.parametrize("asked", [{"kind": "LATE"}, {"after": "yesterday"}, {"size": "many"}])
def test_a_question_out_of_shape_is_answered_with_a_problem(api, practitioner, asked):
    response = api(practitioner).get(URL, asked)

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["errors"].keys() == asked.keys()


def test_what_was_put_off_is_not_listed(api, practitioner, team):
    raise_flag(
        practitioner,
        team,
        snoozed_until=make.TODAY + timedelta(days=1),
        snoozed_at=make.NOW,
        snoozed_by=practitioner,
        snooze_reason="Wait",
    )

    assert api(practitioner).get(URL).json()["results"] == []


def test_without_sign_in_there_is_nothing(client, db):
    assert client.get(URL).status_code in (401, 403)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_with_one_row_and_three(api, lead, team, pp, get_statements, rows):
    for _number in range(rows):
        raise_flag(lead, team, person=make.make_service_user(team, added_by=pp))

    response, statements = get_statements(api(lead), URL)

    assert len(response.json()["results"]) == rows
    assert len(statements) <= 6
