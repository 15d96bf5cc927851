"""What the API says to a body or a cursor that no client of ours would send: words, never a 500."""

import pytest

from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def moved(service_user, pp):
    return f"/api/v1/referrals/{make.make_referral(service_user, referrer=pp).pk}/move/"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"[" * 100_000, 400, id="brackets-without-end"),
        pytest.param(b'{"a":' * 100_000, 400, id="braces-without-end"),
        pytest.param(b'{"to":"\\ud800"}', 400, id="half-a-character"),
        pytest.param(b'{"to":NaN}', 400, id="no-number"),
        pytest.param(b"\xff\xfe", 400, id="no-text"),
        pytest.param(b'"' + b"x" * 6_000_000 + b'"', 413, id="six-megabytes"),
        pytest.param(b'{"to":"DECLINED","alternatives":["x"]}', 400, id="wrong-in-a-list"),
        pytest.param(b"[]", 400, id="a-list"),
    ],
)
def test_a_body_that_makes_no_sense_is_refused_in_words(api, lead, moved, body, status):
    refused = api(lead).generic("POST", moved, body, content_type="application/json")

    assert (refused.status_code, refused["Content-Type"]) == (status, "application/problem+json")
    assert refused.json()["status"] == status


def test_a_cursor_of_a_zone_nobody_lives_in_is_no_error(api, practitioner, service_user):
    case = make.make_case(service_user, practitioner=practitioner)
    pages = f"/api/v1/cases/{case.pk}/sessions/"

    for after, status in (
        ("2026-11-23T10:00:00%2B23:59~1", 200),
        ("0001-01-01T00:00:00%2B14:00~1", 400),
        ("2026-11-23T10:00:00~1", 400),
        ("2026-11-23T10:00:00Z~" + "9" * 19, 400),
    ):
        assert api(practitioner).get(f"{pages}?after={after}").status_code == status, after


def test_a_flag_after_a_number_no_row_can_have_is_no_error(api, lead):
    refused = api(lead).get("/api/v1/flags/?after=2026-11-23~" + "9" * 40)

    assert refused.status_code == 400
    assert "after" in refused.json()["errors"]


@pytest.mark.parametrize("unseen", ["\x07", "\x1b", "\u202e", "\u200b"])
def test_words_with_characters_that_cannot_be_seen_are_refused(api, pp, service_user, unseen):
    sent = {"service_user": service_user.pk, "hope_risk": f"a{unseen}b", "tried_by": unseen}
    refused = api(pp).post("/api/v1/referrals/", sent)

    assert refused.status_code == 400
    assert set(refused.json()["errors"]) == {"hope_risk", "tried_by"}


@pytest.mark.parametrize(("method", "status"), [("post", 415), ("put", 405)])
def test_the_title_of_a_refusal_is_words_and_no_pattern(api, pp, moved, method, status):
    refused = getattr(api(pp), method)(moved, "<a/>", content_type="text/xml")

    assert refused.status_code == status
    assert "{" not in refused.json()["title"]


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_an_address_that_leads_nowhere_answers_as_the_api_does(api, pp, method):
    refused = getattr(api(pp), method)("/api/v1/referalls/")

    assert (refused.status_code, refused["Content-Type"]) == (404, "application/problem+json")
    assert refused.json()["status"] == 404


def test_a_stranger_learns_as_json_that_the_description_is_not_for_them(client):
    """The description itself is YAML; a refusal of it is not."""
    refused = client.get("/api/v1/schema")

    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    assert refused.json()["status"] == 403


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/api/v1/referrals/?status=NONE", "status"),
        ("/api/v1/referrals/?size=many", "size"),
        ("/api/v1/cases/?status=NONE", "status"),
        ("/api/v1/cases/?after=x", "after"),
        ("/api/v1/flags/?kind=NONE", "kind"),
    ],
)
def test_what_is_wrong_with_an_address_is_a_list_under_its_name(api, lead, address, name):
    """The shape that a wrong body gets: a client reads one shape."""
    refused = api(lead).get(address)

    assert refused.status_code == 400
    [said] = refused.json()["errors"][name]
    assert said["message"].endswith(".")
