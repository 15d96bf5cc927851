"""Referrals over REST: the same rules at another door."""

import pytest
import yaml

from referrals import actions
from referrals.api import ReferralDetail, ReferralRow
from referrals.models import Referral
from referrals.rules import Status, Step
from tests import factories as make
from tests.referrals.test_actions import fill

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
LIST = "/api/v1/referrals/"


def test_each_sees_their_own_and_a_stranger_none(api, sent, pp, practitioner, stranger, other_pp):
    def listed(user):
        return [row["reference"] for row in api(user).get(LIST).json()["results"]]

    assert listed(pp) == listed(practitioner) == [sent.reference]
    assert listed(stranger) == listed(other_pp) == []


def test_one_is_read_with_its_story_and_a_stranger_gets_404(api, sent, lead, stranger):
    body = api(lead).get(f"{LIST}{sent.pk}/").json()

    assert (body["reference"], body["changes"][0]["to_status"]) == (sent.reference, "SUBMITTED")
    refused = api(stranger).get(f"{LIST}{sent.pk}/")
    assert (refused.status_code, refused["Content-Type"]) == (404, "application/problem+json")


def test_risk_never_leaves_by_this_door(api, sent, lead):
    Referral.objects.filter(pk=sent.pk).update(risk_summary="CANARY", room_worries="CANARY")

    assert "CANARY" not in api(lead).get(f"{LIST}{sent.pk}/").content.decode()


def test_a_pp_begins_a_referral_and_sends_it_when_whole(api, pp, service_user):
    client = api(pp)
    made = client.post(
        LIST, {"service_user": service_user.pk, "tier": 2, "hope_risk": "Calm"}, format="json"
    )
    assert (made.status_code, made.json()["status"]) == (201, "DRAFT")
    pk = made.json()["id"]
    early = client.post(f"{LIST}{pk}/move/", {"to": "SUBMITTED"}, format="json")
    assert (early.status_code, early.json()["status"]) == (409, 409)

    fill(Referral.objects.get(pk=pk), by=pp)
    sent = client.post(f"{LIST}{pk}/move/", {"to": "SUBMITTED"}, format="json")

    assert (sent.status_code, sent.json()["status"]) == (200, "SUBMITTED")


@pytest.fixture
def typed(pp, service_user):
    """A draft with answers somebody typed."""
    draft = actions.start(service_user_id=service_user.pk, by=pp, at=make.NOW)
    return actions.save_step(
        referral_id=draft.pk, step=Step.HOPES, values={"hope_risk": "Typed"}, by=pp, at=make.NOW
    )


def test_what_was_typed_is_never_replaced_unread(api, pp, service_user, typed):
    body = {"service_user": service_user.pk, "hope_risk": "From a machine"}
    refused = api(pp).post(LIST, body, format="json")

    assert (refused.status_code, refused.json()["draft"]) == (409, f"{LIST}{typed.pk}/")
    assert Referral.objects.get().hope_risk == "Typed"

    stale = api(pp).post(LIST, body | {"version": typed.version - 1}, format="json")
    assert (stale.status_code, Referral.objects.get().hope_risk) == (409, "Typed")

    done = api(pp).post(LIST, body | {"version": typed.version}, format="json")
    assert (done.status_code, Referral.objects.get().hope_risk) == (200, "From a machine")
    assert done.json()["version"] == typed.version + 1


def test_a_draft_that_cannot_be_kept_whole_is_not_begun(api, pp, service_user, trail_closed):
    body = {"service_user": service_user.pk, "hope_risk": "Calm"}
    with trail_closed("referral_step_saved"):
        api(pp).post(LIST, body, format="json")
    assert not Referral.objects.exists()


def test_the_schema_says_what_beginning_a_draft_answers(api, pp, service_user):
    schema = yaml.safe_load(api(pp).get("/api/v1/schema").content)
    answers = schema["paths"][LIST]["post"]["responses"]
    shape = answers["201"]["content"]["application/json"]["schema"]["$ref"].rsplit("/")[-1]
    made = api(pp).post(LIST, {"service_user": service_user.pk}, format="json").json()
    assert set(made) == set(schema["components"]["schemas"][shape]["properties"])


def test_a_pp_cannot_begin_one_for_a_person_out_of_reach(api, other_pp, service_user):
    refused = api(other_pp).post(LIST, {"service_user": service_user.pk}, format="json")

    assert refused.status_code == 404
    assert not Referral.objects.exists()


def test_a_lead_declines_with_words_and_an_alternative(api, lead, sent):
    client = api(lead)
    bare = client.post(f"{LIST}{sent.pk}/move/", {"to": "DECLINED"}, format="json")
    assert set(bare.json()["errors"]) == {"reason", "words", "alternatives"}

    body = {"to": "DECLINED", "reason": "OTHER", "words": "Later", "alternatives": ["PP_WORK"]}
    done = client.post(f"{LIST}{sent.pk}/move/", body, format="json")

    assert done.json()["status"] == "DECLINED"


@pytest.mark.parametrize(
    ("who", "to", "status"),
    [("practitioner", "WAITING", 409), ("pp", "WAITING", 409), ("stranger", "WAITING", 404)],
)
def test_a_move_is_refused_to_those_who_may_not(request, api, sent, who, to, status):
    user = request.getfixturevalue(who)

    response = api(user).post(f"{LIST}{sent.pk}/move/", {"to": to}, format="json")

    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert Referral.objects.get(pk=sent.pk).status == Status.SUBMITTED


def test_a_stale_move_is_told_who_was_quicker(api, lead, psychologist, sent):
    actions.accept(referral_id=sent.pk, by=psychologist, at=make.NOW)

    told = api(lead).post(f"{LIST}{sent.pk}/move/", {"to": "WAITING", "version": 1}, format="json")

    assert told.status_code == 409
    assert "Sian Seicolegydd" in told.json()["detail"]


def test_the_list_pages_by_key_and_loses_nobody(api, pp, team):
    for _row in range(5):
        person = make.make_service_user(team, added_by=pp)
        make.make_referral(person, referrer=pp)
    client, seen, address = api(pp), [], f"{LIST}?size=2"
    while address:
        page = client.get(address).json()
        seen += [row["id"] for row in page["results"]]
        address = page["next"]

    assert seen == sorted(Referral.objects.values_list("pk", flat=True), reverse=True)


@pytest.mark.parametrize(
    "query", ["status=NONSENSE", "tier=9", "after=abc", "after=1%00", "size=x"]
)
def test_a_bad_question_is_answered_by_name(api, pp, query):
    response = api(pp).get(f"{LIST}?{query}")

    assert response.status_code == 400
    assert query.split("=")[0] in response.json()["errors"]


@pytest.mark.parametrize(
    "body",
    [
        {"service_user": "x"},
        {"service_user": 1, "tier": 7},
        {"service_user": 1, "hope_risk": "a\x00b"},
        {"service_user": 1, "hope_risk": "x" * 20_001},
    ],
)
def test_bad_input_names_its_field_and_makes_nothing(api, pp, body):
    response = api(pp).post(LIST, body, format="json")

    assert response.status_code == 400
    assert list(body)[-1] in response.json()["errors"]
    assert not Referral.objects.exists()


@pytest.mark.parametrize("address", [LIST, "{one}"])
def test_who_waits_says_how_long_and_to_the_team_why_they_go_when_they_go(
    api, team, pp, lead, address
):
    person = make.make_service_user(team, added_by=pp, rosh_public="HIGH")
    one = make.make_referral(person, referrer=pp, status=Status.WAITING, days_ago=40)

    shape = ReferralDetail if address == "{one}" else ReferralRow

    def read(user):
        body = api(user).get(address.format(one=f"{LIST}{one.pk}/")).json()
        row = body["results"][0] if "results" in body else body
        assert set(row) == set(shape().fields), "what points are worked out from stays here"
        return row["days_waiting"], row["priority"]

    assert read(lead) == (
        40,
        {
            "points": 3,
            "reasons": [
                {"words": "high risk of serious harm", "points": 2},
                {"words": "1 month waited", "points": 1},
            ],
        },
    )
    assert read(pp) == (40, None)
    Referral.objects.update(status=Status.PAUSED, review_on=make.TODAY)
    assert read(lead) == (None, None)


@pytest.mark.parametrize("address", [LIST, "{one}"])
def test_an_answer_costs_at_most_six_statements(api, get_statements, pp, team, address):
    counts = []
    for more in (1, 2):
        for _row in range(more):
            person = make.make_service_user(team, added_by=pp)
            one = make.make_referral(person, referrer=pp, status=Status.WAITING)
        _response, statements = get_statements(api(pp), address.format(one=f"{LIST}{one.pk}/"))
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 6
