"""Several who wait are paused with one reason and one day: all of them, or nobody."""

from datetime import timedelta

import pytest

from audit.models import AuditEvent
from notices.models import Notice
from people.rules import NotAllowed
from referrals import actions
from referrals.models import Referral
from referrals.rules import Status
from tests import factories as make
from tests.factories import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
DAY = timedelta(days=1)
LIST = "/referrals/waiting/"


@pytest.fixture
def waiting(service_user, pp):
    return make.make_referral(service_user, referrer=pp, status=Status.WAITING, days_ago=40)


@pytest.fixture
def both(waiting, team, pp):
    other = make.make_service_user(team, added_by=pp, given_name="Idris")
    return [waiting, make.make_referral(other, referrer=pp, status=Status.WAITING)]


def pause_both(both, by, **changed):
    values = {"reason": "The unit is closed for repairs", "review_on": TODAY + 30 * DAY, **changed}
    return actions.pause_several(referral_ids=[one.pk for one in both], by=by, at=NOW, **values)


def standing(both):
    return [Referral.objects.get(pk=one.pk).status for one in both]


def test_several_are_paused_with_one_reason_and_each_pp_is_told(both, lead, pp):
    pause_both(both, lead)

    assert standing(both) == [Status.PAUSED, Status.PAUSED]
    assert {one.review_on for one in Referral.objects.all()} == {TODAY + 30 * DAY}
    assert Notice.objects.filter(user=pp, kind="REFERRAL_PAUSED").count() == 2
    assert AuditEvent.objects.filter(action="referral_paused").count() == 2


def test_all_are_paused_or_nobody_and_it_says_who_and_why(both, lead, pp):
    actions.withdraw(referral_id=both[1].pk, reason="DIED", by=pp, at=NOW)

    with pytest.raises(NotAllowed, match=f"Nobody was paused. {both[1].reference}: .*Withdrawn"):
        pause_both(both, lead)
    assert standing(both) == [Status.WAITING, Status.WITHDRAWN]
    assert not Notice.objects.filter(user=pp).exists()


@pytest.mark.parametrize(
    ("changed", "field"), [({"reason": " "}, "reason"), ({"review_on": TODAY}, "review_on")]
)
def test_what_is_missing_is_said_once(both, lead, changed, field):
    with pytest.raises(NotAllowed) as refused:
        pause_both(both, lead, **changed)
    assert refused.value.field == field
    assert standing(both) == [Status.WAITING, Status.WAITING]


def test_those_who_do_not_decide_pause_nobody(both, practitioner, stranger):
    with pytest.raises(NotAllowed, match="Nobody was paused"):
        pause_both(both, practitioner)
    with pytest.raises(NotAllowed, match="not within your reach"):
        pause_both(both, stranger)


def test_no_audit_no_pause(both, lead, trail_closed):
    with trail_closed():
        pause_both(both, lead)
    assert standing(both) == [Status.WAITING, Status.WAITING]


def test_several_are_paused_on_the_page_and_a_refusal_keeps_what_was_typed(as_user, lead, both):
    client = as_user(lead)
    asked = {
        "referrals": [str(one.pk) for one in both],
        "what": "PAUSE",
        "reason": "The unit is closed",
        "review_on": TODAY.isoformat(),
    }
    kept = client.post(LIST, asked).content.decode()
    assert "The review date must be after today." in kept
    assert "The unit is closed" in kept

    client.post(LIST, asked | {"review_on": (TODAY + 21 * DAY).isoformat()})
    assert standing(both) == [Status.PAUSED, Status.PAUSED]
    on_hold = client.get(LIST, {"show": "PAUSED"})
    offered = [value for value, _label in on_hold.context["review"].fields["what"].choices]
    assert offered == ["LOOKED", "NEW_DAY", "RESUME"]
    assert "the day to look again has passed" not in on_hold.content.decode()
    Referral.objects.update(review_on=TODAY - DAY)
    assert "the day to look again has passed" in client.get(LIST + "?show=PAUSED").content.decode()


def test_a_refusal_is_said_in_the_title_too(as_user, lead, both):
    page = as_user(lead).post(LIST, {"what": "REVIEW"})
    assert "<title>Error: Waiting list" in page.text
    assert page.text.count("There is a problem") == 1
