"""Which piece of Tier 3 work would fit: asked with the tier, read by the team, carried to the case (N7)."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from people.rules import NotAllowed
from referrals import actions
from referrals.models import Referral
from referrals.rules import Status, Step
from tests import factories as make
from tests.referrals.test_actions import fill
from tests.referrals.test_views import POSTED
from tiers import actions as tiers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def draft(service_user, pp):
    return actions.start(service_user_id=service_user.pk, by=pp, at=make.NOW)


def hopes(client, draft, **given):
    page = reverse("referrals:referral_step", args=[draft.pk, Step.HOPES])
    version = client.get(page).context["form"].initial["version"]
    return client.post(page, POSTED[Step.HOPES] | {"version": version, **given})


def test_which_work_would_fit_is_asked_with_tier_3_and_read_by_the_team(as_user, pp, lead, draft):
    hopes(as_user(pp), draft, tier="3", focus="TRAUMA")
    fill(Referral.objects.get(), by=pp, but=(Step.HOPES,))
    actions.submit(referral_id=draft.pk, by=pp, at=make.NOW)

    page = as_user(lead).get(reverse("referrals:referral_detail", args=[draft.pk])).text
    assert "Which work would fit" in page
    assert "Trauma-focused work" in page


def test_it_may_stay_open_and_another_tier_asks_no_such_thing(as_user, pp, draft):
    client = as_user(pp)
    assert hopes(client, draft, tier="3").status_code == 302
    hopes(client, draft, tier="3", focus="TRAUMA")
    assert Referral.objects.get().focus == "TRAUMA"

    hopes(client, draft, tier="2", focus="TRAUMA")
    assert (Referral.objects.get().tier, Referral.objects.get().focus) == (2, "")


def test_the_case_carries_it_unless_another_is_chosen(
    service_user, psychologist, lead, pp, as_user
):
    waiting = make.make_referral(
        service_user, referrer=pp, status=Status.WAITING, tier=3, focus="SEXUAL_VIOLENCE"
    )
    page = as_user(lead).get(reverse("tiers:allocate", args=[waiting.pk]))
    assert page.context["form"].initial["focus"] == "SEXUAL_VIOLENCE"

    case = tiers.allocate(
        referral_id=waiting.pk,
        practitioner_id=psychologist.pk,
        reason="Trained in it",
        by=lead,
        at=make.NOW,
    )
    assert case.focus == "SEXUAL_VIOLENCE"


def test_whoever_moves_it_to_tier_3_says_which_work(service_user, pp, lead, as_user):
    sent = make.make_referral(service_user, referrer=pp)
    given = {"tier": "3", "focus": "FORMULATION", "reason": "NEEDS_PSYCHOLOGIST", "words": "Past"}
    page = reverse("referrals:referral_redirect", args=[sent.pk])
    as_user(lead).post(page, given | {"version": sent.version})

    assert Referral.objects.get(previous=sent).focus == "FORMULATION"


def test_no_door_gives_another_tier_a_focus(service_user, pp, draft):
    with pytest.raises(NotAllowed) as refused:
        actions.save_step(
            referral_id=draft.pk,
            step=Step.HOPES,
            values={"tier": 2, "focus": "TRAUMA"},
            by=pp,
            at=make.NOW,
        )
    assert refused.value.field == "focus"
    with pytest.raises(IntegrityError), transaction.atomic():
        make.make_referral(service_user, referrer=pp, focus="TRAUMA")


def test_a_change_of_tier_alone_leaves_no_focus_behind(pp, draft):
    for values in ({"tier": 3, "focus": "TRAUMA"}, {"tier": 2}):
        actions.save_step(referral_id=draft.pk, step=Step.HOPES, values=values, by=pp, at=make.NOW)
    assert Referral.objects.get().focus == ""
