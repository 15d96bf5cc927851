"""What is to happen by a day falls on one on which somebody is there."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from people.calendar import working_day
from people.models import TeamPolicy
from people.rules import NotAllowed
from referrals import actions
from referrals.models import Referral, with_decide_by
from referrals.rules import Status
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
BOXING_DAY = date(2026, 12, 26)  # a Saturday, too


@pytest.mark.parametrize(
    ("days", "target"),
    [(32, date(2026, 12, 24)), (33, date(2026, 12, 24)), (5, date(2026, 11, 27))],
    ids=["Christmas Day", "Boxing Day", "a Saturday"],
)
def test_work_is_to_start_by_a_working_day(sent, lead, team, days, target):
    TeamPolicy.objects.filter(team=team).update(tier2_target_days=days)
    actions.accept(referral_id=sent.pk, by=lead, at=make.NOW)

    assert Referral.objects.get(pk=sent.pk).target_on == target


@pytest.mark.parametrize("days", range(1, 60))
def test_a_decision_is_due_on_a_working_day(sent, team, days):
    TeamPolicy.objects.filter(team=team).update(decision_target_days=days)
    due = timezone.localdate(sent.submitted_at) + timedelta(days=days)

    assert with_decide_by(Referral.objects.all()).get().decide_by == working_day(due)


@pytest.mark.parametrize("how", ["pause", "accept_to_pause", "pause_several"])
def test_a_pause_is_looked_at_again_on_a_working_day(service_user, pp, lead, how):
    given = {"reason": "Release", "by": lead, "at": make.NOW}
    before = Status.SUBMITTED if how == "accept_to_pause" else Status.WAITING
    referral = make.make_referral(service_user, referrer=pp, status=before)
    one = {"referral_ids": [referral.pk]} if "several" in how else {"referral_id": referral.pk}
    with pytest.raises(
        NotAllowed, match=r"26 December 2026 is .*The next working day is 29 December 2026"
    ) as told:
        getattr(actions, how)(**one, review_on=BOXING_DAY, **given)

    assert told.value.field == "review_on"
    assert Referral.objects.get(pk=referral.pk).status == referral.status


def test_the_waiting_list_refuses_a_day_off_in_the_same_words(as_user, lead, waiting):
    client = as_user(lead)
    page = client.post(
        reverse("referrals:waiting_list"),
        {
            "referrals": [waiting.pk],
            "what": "PAUSE",
            "reason": "KEPT",
            "review_on": "2026-12-26",
        },
    ).text

    assert "The next working day is 29 December 2026" in page
    assert "KEPT" in page


def test_the_day_a_pause_begins_with_is_a_working_day(as_user, lead, service_user, pp):
    referral = make.make_referral(
        service_user, referrer=pp, readiness="NOT_YET", review_proposed_on=BOXING_DAY
    )
    page = reverse("referrals:referral_accept_to_pause", args=[referral.pk])

    assert as_user(lead).get(page).context["form"].initial["review_on"] == date(2026, 12, 29)
