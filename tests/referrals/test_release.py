"""What was agreed for somebody's release: asked once, read by all who work on it, missed by nobody (N16)."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.urls import reverse

from people.models import Location
from people.rules import NotAllowed
from referrals import actions
from referrals.models import Referral, ReleaseItem
from referrals.rules import Status, Step
from referrals.views.given import known_person
from referrals.views.words import before_meeting_in_words
from tests import factories as make
from tests.referrals.test_actions import fill
from tests.referrals.test_views import POSTED

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
FLAT = {"what": "A room at Hafan", "need": "HOUSING", "by_whom": "Resettlement team"}


def url(name, *args):
    return reverse(f"referrals:{name}", args=args)


@pytest.fixture
def inside(service_user):
    return Location.objects.create(
        service_user=service_user,
        kind="CUSTODY",
        from_on=make.TODAY - timedelta(days=100),
        release_expected_on=make.TODAY + timedelta(days=30),
    )


@pytest.fixture
def draft(service_user, pp):
    return actions.start(service_user_id=service_user.pk, by=pp, at=make.NOW)


@pytest.fixture
def promised(service_user, pp):
    """A sent referral with one thing agreed for the release."""
    sent = make.make_referral(service_user, referrer=pp)
    return ReleaseItem.objects.create(referral=sent, position=0, **FLAT)


def settle(item, by, outcome="UNMET", reason="NOT_ARRANGED", **more):
    return actions.settle_release_item(
        item_id=item.pk, outcome=outcome, reason=reason, by=by, at=make.NOW, **more
    )


def test_it_is_asked_of_somebody_inside_and_of_nobody_else(as_user, pp, draft, service_user):
    page = url("referral_step", draft.pk, Step.HOPES)
    assert as_user(pp).get(page).context["form"].rows is None

    Location.objects.create(service_user=service_user, kind="CUSTODY", from_on=make.TODAY)
    assert "What was agreed for their release" in as_user(pp).get(page).text


@pytest.mark.usefixtures("inside")
def test_what_was_agreed_is_read_with_the_referral_by_the_team(as_user, pp, lead, draft):
    page = url("referral_step", draft.pk, Step.HOPES)
    version = as_user(pp).get(page).context["form"].initial["version"]
    given = {f"release_0_{name}": value for name, value in FLAT.items()}
    as_user(pp).post(page, POSTED[Step.HOPES] | given | {"version": version})
    fill(Referral.objects.get(), by=pp, but=(Step.HOPES,))
    actions.submit(referral_id=draft.pk, by=pp, at=make.NOW)

    read = as_user(lead).get(url("referral_detail", draft.pk)).text
    assert "A room at Hafan (Resettlement team): not there yet" in read


@pytest.mark.usefixtures("inside")
def test_a_promise_says_what_it_is_and_what_it_helps_with(as_user, pp, draft):
    page = url("referral_step", draft.pk, Step.HOPES)
    sent = as_user(pp).post(
        page,
        POSTED[Step.HOPES]
        | {"release_0_what": "A room", "release_1_need": "WORK", "version": draft.version},
    )

    assert {"release_0_need", "release_1_what"} == set(sent.context["form"].errors)
    assert "A room" in sent.text


def test_the_pp_says_in_two_answers_that_it_did_not_happen(as_user, pp, promised):
    page = url("release_item", promised.pk)
    assert page in as_user(pp).get(url("referral_detail", promised.referral_id)).text
    as_user(pp).post(page, {"outcome": "UNMET", "reason": "NOT_ARRANGED"})

    promised.refresh_from_db()
    assert (promised.outcome, promised.reason) == ("UNMET", "NOT_ARRANGED")
    assert (promised.settled_by, promised.settled_at) == (pp, make.NOW)
    read = as_user(pp).get(url("referral_detail", promised.referral_id)).text
    assert "It did not happen. Nobody arranged it" in read


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"outcome": ""}, "outcome"),
        ({"reason": ""}, "reason"),
        ({"reason": "OTHER"}, "words"),
    ],
)
def test_what_did_not_happen_says_why(practitioner, promised, given, field):
    with pytest.raises(NotAllowed) as refused:
        settle(promised, practitioner, **given)
    assert refused.value.field == field


def test_what_did_not_happen_may_still_come_about_and_what_is_there_stays(practitioner, promised):
    settle(promised, practitioner)
    there = settle(promised, practitioner, outcome="MET")
    assert (there.outcome, there.reason) == ("MET", "")

    with pytest.raises(NotAllowed, match="already"):
        settle(promised, practitioner)


@pytest.mark.parametrize(
    ("who", "status"),
    [("pp", 200), ("practitioner", 200), ("lead", 200), ("stranger", 404), ("other_pp", 404)],
)
def test_the_pp_and_the_team_say_what_became_of_it(
    request, as_user, get_statements, promised, who, status
):
    user = request.getfixturevalue(who)
    page, statements = get_statements(as_user(user), url("release_item", promised.pk))

    assert page.status_code == status
    assert len(statements) <= 12


def test_what_is_open_goes_along_to_another_tier_and_what_is_settled_stays(
    promised, psychologist, pp
):
    done = ReleaseItem.objects.create(
        referral=promised.referral, position=1, what="A GP", need="PHYSICAL_HEALTH"
    )
    settle(done, pp, outcome="MET")
    onward = actions.redirect(
        referral_id=promised.referral_id,
        tier=3,
        reason="NEEDS_PSYCHOLOGIST",
        words="Trauma",
        by=psychologist,
        at=make.NOW,
    )

    assert [one.what for one in onward.release_items.all()] == ["A room at Hafan"]


def test_it_is_counted_in_the_gap_log_by_help_and_reason_with_its_list_and_file(
    as_user, practitioner, promised
):
    settle(promised, practitioner)
    client = as_user(practitioner)
    [gap] = client.get(url("onward_gaps")).context["promises"]
    assert (gap["code"], gap["total"]) == ("HOUSING", 1)
    assert [(one["code"], one["count"]) for one in gap["by_reason"]] == [("NOT_ARRANGED", 1)]

    def listed(asked):
        return client.get(url("release_gap_list") + asked).context["rows"]

    assert listed("?need=HOUSING&reason=NOT_ARRANGED") == [promised]
    assert listed("?need=WORK") == []
    file = client.get(url("onward_gaps_csv"))
    rows = list(csv.reader(StringIO(b"".join(file.streaming_content).decode("utf-8-sig"))))
    assert rows[1][1:4] == ["", "Nobody arranged it", "A place to live"]
    assert "A room at Hafan" not in str(rows)


def test_other_teams_count_it_not(as_user, stranger, practitioner, promised):
    settle(promised, practitioner)
    client = as_user(stranger)

    assert client.get(url("onward_gaps")).context["promises"] == []
    assert client.get(url("release_gap_list")).context["rows"] == []


def test_an_answer_whose_record_cannot_be_written_is_not_kept(promised, pp, trail_closed):
    with trail_closed("release_item_settled"):
        settle(promised, pp)
    promised.refresh_from_db()
    assert promised.outcome == ""


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.WAITING])
def test_whoever_works_on_it_reads_it_before_meeting(status, service_user, pp):
    sent = make.make_referral(service_user, referrer=pp, status=status, tier=3)
    ReleaseItem.objects.create(referral=sent, position=0, **FLAT)
    rows = {row["key"]: row["value"] for row in before_meeting_in_words(_known(sent, pp))}
    assert rows["Agreed for the release"] == "A room at Hafan (Resettlement team): not there yet"


def _known(referral, user):
    known_person(referral, user, make.TODAY)
    return referral
