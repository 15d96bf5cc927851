"""What whoever allocates must not take for granted, and which Tier 3 work a case carries (N7, N51, N103)."""

import pytest
from django.urls import reverse

from people.rules import NotAllowed
from referrals.rules import Status
from tests import factories as make
from tiers import actions
from tiers.models import Case
from tiers.rules import SessionStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(now, service_user, pp):
    return make.make_referral(service_user, referrer=pp, status=Status.WAITING)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"consent": "NOT_ASKED"}, "Has not been asked yet. Ask before the first meeting."),
        ({"consent": ""}, "Has not been asked yet. Ask before the first meeting."),
        ({"consent": "EXPLAINED"}, "Has not decided yet."),
        ({"readiness": "NOT_YET"}, "Said “not yet” when they were referred."),
    ],
)
def test_who_has_not_agreed_is_said_beside_the_choice_and_before_the_first_meeting(
    waiting, practitioner, lead, as_user, answers, said
):
    for name, value in answers.items():
        setattr(waiting, name, value)
    waiting.save()
    assert said in as_user(lead).get(reverse("tiers:allocate", args=[waiting.pk])).text

    case = actions.allocate(
        referral_id=waiting.pk, practitioner_id=practitioner.pk, reason="x", by=lead, at=make.NOW
    )
    assert said in as_user(practitioner).get(case.get_absolute_url()).text
    make.make_session(case, when=make.NOW, status=SessionStatus.HELD)
    assert said not in as_user(practitioner).get(case.get_absolute_url()).text


def test_who_has_agreed_is_not_warned_about(waiting, lead, as_user):
    page = as_user(lead).get(reverse("tiers:allocate", args=[waiting.pk])).text
    assert "It was explained and they agree" in page
    assert "first meeting" not in page


@pytest.fixture
def tier_3(now, service_user, pp):
    return make.make_referral(service_user, referrer=pp, status=Status.WAITING, tier=3)


def test_a_tier_3_case_carries_its_focus(tier_3, psychologist, lead, as_user):
    url = reverse("tiers:allocate", args=[tier_3.pk])
    as_user(lead).post(
        url,
        {
            "practitioner": psychologist.pk,
            "reason": "Trained in it",
            "focus": "TRAUMA",
            "planned_end_on": "2027-05-24",
            "review_on": "2027-02-01",
            "version": 1,
        },
    )
    case = Case.objects.get()
    assert case.focus == "TRAUMA"
    assert "Trauma-focused work" in as_user(lead).get(case.get_absolute_url()).text


def test_other_tiers_have_no_focus(waiting, practitioner, lead, as_user):
    page = as_user(lead).get(reverse("tiers:allocate", args=[waiting.pk]))
    assert "focus" not in page.context["form"].fields
    with pytest.raises(NotAllowed) as refused:
        actions.allocate(
            referral_id=waiting.pk,
            practitioner_id=practitioner.pk,
            reason="x",
            focus="TRAUMA",
            by=lead,
            at=make.NOW,
        )
    assert refused.value.field == "focus"
