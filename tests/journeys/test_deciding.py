"""A referral is read, asked about, talked over and decided on: as lead, PP and psychologist."""

from datetime import timedelta

import pytest

from people.models import Location
from referrals.models import Amendment, Message, Referral
from referrals.rules import Status
from tests import factories as make


@pytest.fixture
def look(page, axe, no_sideways, shot):
    def at(name):
        axe(page)
        no_sideways()
        shot(name)

    return at


@pytest.fixture
def sent(service_user, pp):
    """Somebody in custody whose release is near, known to the team from before."""
    service_user.rosh_public, service_user.rosh_staff = "VERY_HIGH", "LOW"
    service_user.save()
    Location.objects.create(
        service_user=service_user,
        kind="CUSTODY",
        place="HMP Parc",
        from_on=make.TODAY - timedelta(days=90),
        release_expected_on=make.TODAY + timedelta(days=21),
    )
    make.make_referral(
        service_user, referrer=pp, status=Status.DECLINED, tier=3, days_ago=200, alternatives=[]
    )
    return make.make_referral(service_user, referrer=pp, room_worries="Loud voices behind him")


def test_a_lead_reads_all_that_matters_and_asks_with_a_day(page, go, sign_in, look, sent, lead):
    sign_in(lead)
    go(f"/referrals/{sent.pk}/")
    glance = page.get_by_role("region", name="What to decide on")
    for words in ("Very high", "In custody", "Loud voices behind him", "Tier 3"):
        glance.get_by_text(words).first.wait_for()
    look("deciding")

    page.get_by_role("button", name="Ask a question").click()
    assert page.get_by_label("Year").input_value()
    page.get_by_label("What do you need to know?").fill("What has helped before?")
    look("deciding-ask")
    page.get_by_role("button", name="Send the question").click()
    page.get_by_text("The question has been sent").wait_for()
    assert Referral.objects.get(pk=sent.pk).status == Status.INFORMATION_REQUESTED


def test_pp_and_psychologist_talk_and_put_an_answer_right(
    page, go, sign_in, look, sent, pp, psychologist
):
    sign_in(psychologist)
    go(f"/referrals/{sent.pk}/note/")
    look("deciding-note")
    page.get_by_label("What do you think?").fill("Tier 3 after release?")
    page.get_by_role("main").get_by_role("button").first.click()
    page.get_by_text("Tier 3 after release?").wait_for()
    go(f"/referrals/{sent.pk}/messages/")
    page.get_by_label("Your message").fill("When could we see him?")
    look("deciding-write")
    page.get_by_role("button", name="Send").click()

    sign_in(pp)
    go(f"/referrals/{sent.pk}/")
    assert not page.get_by_text("Tier 3 after release?").count()
    page.get_by_role("link", name="1 message between PP and team").click()
    page.get_by_text("When could we see him?").wait_for()
    look("deciding-messages")
    page.get_by_role("button", name="I have read these").click()

    go(f"/referrals/{sent.pk}/change/hope_risk/")
    page.get_by_label("What should it say?").fill("To walk away")
    page.get_by_label("Why do you change it?").fill("He said it better")
    look("deciding-put-right")
    page.get_by_role("button", name="Save the change").click()
    page.get_by_text("What it said before stays beside it").wait_for()
    look("deciding-as-pp")
    assert (Message.objects.count(), Amendment.objects.count()) == (1, 1)


def test_another_tier_and_taking_it_back_each_ask_why(page, go, sign_in, look, sent, lead, pp):
    sign_in(lead)
    go(f"/referrals/{sent.pk}/redirect/")
    page.get_by_label("Tier 3: specialist psychological work").check()
    page.get_by_label("The work calls for a psychologist").check()
    page.get_by_label("Why? The PP reads this").fill("What happened to him comes first")
    look("deciding-redirect")
    page.get_by_role("button", name="Move to this tier").click()
    page.get_by_text("The referral at the new tier waits").wait_for()

    onward = Referral.objects.get(previous=sent)
    sign_in(pp)
    go(f"/referrals/{onward.pk}/withdraw/")
    look("deciding-withdraw")
    page.get_by_label("Recalled, or back in custody").check()
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_text("The referral has been withdrawn").wait_for()
    go(f"/referrals/{onward.pk}/")
    page.get_by_text("Recalled, or back in custody").first.wait_for()


def test_the_waiting_list_and_who_is_on_hold(page, go, sign_in, look, sent, lead, pp, team):
    other = make.make_service_user(team, added_by=pp, given_name="Idris", family_name="Hold")
    make.make_referral(other, referrer=pp, status=Status.PAUSED)
    sign_in(lead)
    go(f"/referrals/{sent.pk}/accept/")
    page.get_by_role("button", name="Accept").click()
    go("/referrals/waiting/")
    page.get_by_role("link", name="Rhys Private", exact=True).wait_for()
    page.get_by_text("very high risk of serious harm").first.wait_for()
    look("deciding-waiting")
    go("/referrals/waiting/?show=PAUSED")
    page.get_by_role("link", name="Idris Hold", exact=True).wait_for()
    assert not page.get_by_role("link", name="Rhys Private").count()
    look("deciding-on-hold")
