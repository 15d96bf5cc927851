"""A PP reads what happened to their referral, and where they stand."""

import pytest

from referrals import actions
from referrals.rules import Status
from tests import factories as make

pytestmark = pytest.mark.e2e


def test_a_pp_reads_that_their_referral_waits(
    page, go, sign_in, axe, no_sideways, shot, pp, lead, service_user
):
    sent = make.make_referral(service_user, referrer=pp, status=Status.SUBMITTED)
    actions.accept(referral_id=sent.pk, by=lead, at=make.NOW)
    sign_in(pp)

    go("/")
    page.get_by_role("link", name="Inbox 1 not read yet").click()
    axe(page)
    no_sideways()
    shot("inbox")
    page.get_by_role("button", name=f"Referral {sent.reference} is on the waiting list").click()
    page.wait_for_url(f"**/referrals/{sent.pk}/")

    go("/inbox/")
    page.get_by_text("You have read everything.").wait_for()
    axe(page)
