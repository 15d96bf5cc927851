"""Nobody decides on what they sent themselves while somebody else can; an override is signed once."""

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from people.models import User
from people.rules import NotAllowed
from referrals import actions
from referrals.models import Screening
from referrals.rules import ScreeningOutcome, Status
from tests import factories as make
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

DECISIONS = {
    "accept": {},
    "ask": {"question": "Since when?"},
    "decline": {"reason": "OTHER", "words": "Not now", "alternatives": ["PP_WORK"]},
    "redirect": {"tier": 1, "reason": "OTHER", "words": "A formulation first"},
}


def decide(verb, referral, by):
    return getattr(actions, verb)(referral_id=referral.pk, by=by, at=NOW, **DECISIONS[verb])


@pytest.fixture
def own(service_user, lead):
    return make.make_referral(service_user, referrer=lead)


@pytest.mark.parametrize("verb", DECISIONS)
def test_somebody_else_decides_on_a_leads_own_referral(verb, own, lead, psychologist):
    with pytest.raises(NotAllowed, match="your own referral"):
        decide(verb, own, lead)
    assert decide(verb, own, psychologist)


@pytest.mark.parametrize("verb", DECISIONS)
def test_the_only_one_who_decides_may_and_the_trail_says_so(verb, own, lead):
    assert decide(verb, own, lead)
    event = AuditEvent.objects.get(action__startswith="referral_", subject_id=own.pk)
    assert event.detail["own_referral"] == "nobody else of the team decides"


def test_one_who_left_is_nobody_who_could_decide(own, lead, psychologist):
    User.objects.filter(pk=psychologist.pk).update(is_active=False)
    assert decide("accept", own, lead)


def test_a_decision_on_anothers_referral_says_nothing_of_the_kind(service_user, pp, lead):
    decide("accept", make.make_referral(service_user, referrer=pp), lead)
    assert "own_referral" not in AuditEvent.objects.get(action="referral_accepted").detail


def test_the_page_offers_no_decision_on_ones_own_and_says_why(own, lead, psychologist, as_user):
    client = as_user(lead)
    accept = reverse("referrals:referral_accept", args=[own.pk])
    assert accept not in client.get(own.get_absolute_url()).text
    assert "your own referral" in client.get(accept, follow=True).text
    assert accept in as_user(psychologist).get(own.get_absolute_url()).text


# --- Signing ---------------------------------------------------------------------------------------


@pytest.fixture
def unmet(service_user, pp):
    referral = make.make_referral(service_user, referrer=pp)
    Screening.objects.filter(referral=referral).update(outcome=ScreeningOutcome.NOT_ELIGIBLE)
    return referral


def sign(referral, by, reason="Recent behaviour"):
    return actions.sign_override(referral_id=referral.pk, reason=reason, by=by, at=NOW)


def test_a_second_signature_does_not_replace_the_first(unmet, psychologist, lead):
    sign(unmet, psychologist)
    with pytest.raises(NotAllowed, match="signed for this person already"):
        sign(unmet, lead, "I too")
    kept = Screening.objects.get(referral=unmet)
    assert (kept.overridden_by, kept.override_reason) == (psychologist, "Recent behaviour")


def test_nothing_is_signed_for_a_referral_that_is_over(service_user, pp, lead):
    over = make.make_referral(service_user, referrer=pp, status=Status.DECLINED)
    Screening.objects.filter(referral=over).update(outcome=ScreeningOutcome.NOT_ELIGIBLE)
    with pytest.raises(NotAllowed, match="no longer possible"):
        sign(over, lead)


def test_nothing_is_signed_where_every_criterion_is_met(service_user, pp, lead):
    with pytest.raises(NotAllowed, match="no override is needed"):
        sign(make.make_referral(service_user, referrer=pp), lead)


def test_the_page_to_sign_is_closed_once_it_is_signed(unmet, psychologist, lead, as_user):
    page = reverse("referrals:override_sign", args=[unmet.pk])
    assert as_user(lead).get(page).status_code == 200
    sign(unmet, psychologist)
    assert "signed for this person already" in as_user(lead).get(page, follow=True).text
