"""The work over REST: same verbs, same reach, few statements."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tiers.models import Session
from tiers.rules import SessionStatus

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 6


@pytest.fixture
def case(now, service_user, practitioner, lead):
    return make.make_case(service_user, practitioner=practitioner, lead=lead)


def statements(client, url):
    with CaptureQueriesContext(connection) as seen:
        response = client.get(url)
    assert response.status_code == 200, response.content
    return response.json(), len(seen)


def test_a_caseload_is_ones_own(case, practitioner, colleague, stranger, pp, api):
    (row,) = api(practitioner).get("/api/v1/caseload/").json()["results"]
    assert (row["id"], row["family_name"]) == (case.pk, "Private")
    for user in (colleague, stranger, pp):
        assert api(user).get("/api/v1/caseload/").json()["results"] == []


def test_a_caseload_of_a_colleague_is_within_the_team(case, practitioner, lead, stranger, api):
    url = f"/api/v1/caseload/?practitioner={practitioner.pk}"
    assert len(api(lead).get(url).json()["results"]) == 1
    assert api(stranger).get(url).json()["results"] == []
    assert api(lead).get("/api/v1/caseload/?practitioner=x").status_code == 400


@pytest.mark.parametrize("path", ["caseload/", "cases/", "cases/{pk}/", "cases/{pk}/sessions/"])
def test_three_rows_cost_what_one_does(path, case, practitioner, team, pp, api):
    client, url = api(practitioner), "/api/v1/" + path.format(pk=case.pk)
    _body, one = statements(client, url)
    for number in range(2):
        other = make.make_case(make.make_service_user(team, added_by=pp), practitioner=practitioner)
        make.make_session(other)
        make.make_session(case, when=make.NOW + timedelta(days=number + 1))
    _body, three = statements(client, url)
    assert one == three <= MOST_STATEMENTS


def test_pages_follow_one_another(case, practitioner, team, pp, api):
    for number in range(3):
        make.make_session(case, when=make.NOW + timedelta(days=number + 1))
        make.make_case(make.make_service_user(team, added_by=pp), practitioner=practitioner)
    for url, count in [
        (f"/api/v1/cases/{case.pk}/sessions/?size=2", 3),
        ("/api/v1/cases/?size=2", 4),
        ("/api/v1/caseload/?size=2", 4),
    ]:
        seen, client = [], api(practitioner)
        while url:
            body = client.get(url).json()
            seen += [row["id"] for row in body["results"]]
            url = body["next"]
        assert len(seen) == len(set(seen)) == count


def test_a_stranger_and_a_pp_find_no_case(case, stranger, pp, api):
    for user in (stranger, pp):
        for path in (f"cases/{case.pk}/", f"cases/{case.pk}/sessions/"):
            assert api(user).get(f"/api/v1/{path}").status_code == 404
        response = api(user).post(
            f"/api/v1/cases/{case.pk}/sessions/",
            {"planned_for": "2026-11-25T10:00:00Z"},
            format="json",
        )
        assert response.status_code == 404
        assert response["Content-Type"] == "application/problem+json"


def test_a_session_is_planned_and_a_clash_is_a_problem(case, practitioner, api):
    url, body = f"/api/v1/cases/{case.pk}/sessions/", {"planned_for": "2026-11-25T10:00:00Z"}
    made = api(practitioner).post(url, body, format="json")
    assert (made.status_code, made.json()["status"]) == (201, "PLANNED")
    again = api(practitioner).post(url, body, format="json")
    assert again.status_code == 409
    assert "planned_for" in again.json()["errors"]


def test_a_session_is_recorded_once(case, practitioner, api):
    session = make.make_session(case, when=make.NOW - timedelta(hours=2))
    url = f"/api/v1/sessions/{session.pk}/record/"
    body = {"outcome": "HELD", "minutes": 50, "version": 1}
    response = api(practitioner).post(url, body, format="json")
    assert (response.status_code, response.json()["minutes"]) == (200, 50)
    assert api(practitioner).post(url, body, format="json").status_code == 409
    assert Session.objects.get().status == SessionStatus.HELD


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"outcome": "PLANNED"},
        {"outcome": "HELD", "minutes": 5000},
        {"outcome": "HELD", "minutes": 50, "readiness": 11},
    ],
)
def test_a_wrong_record_is_refused(case, practitioner, api, body):
    session = make.make_session(case, when=make.NOW - timedelta(hours=2))
    url = f"/api/v1/sessions/{session.pk}/record/"
    assert api(practitioner).post(url, body, format="json").status_code == 400


def test_a_place_that_is_none_is_refused(case, practitioner, api):
    response = api(practitioner).post(
        f"/api/v1/cases/{case.pk}/sessions/",
        {"planned_for": "2026-11-25T10:00:00Z", "venue_id": 999999},
        format="json",
    )
    assert response.status_code == 409
