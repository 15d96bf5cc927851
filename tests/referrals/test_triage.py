"""What one decides on, on one screen: for whom, when, and what it says."""

from datetime import timedelta

import pytest
from django.urls import reverse

from people.actions import change_policy
from people.models import Location, Registration, TeamPolicy, Venue, VenueWish
from people.rules import NotAllowed
from referrals import actions
from referrals.models import Referral
from referrals.rules import Status
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def sent(service_user, pp):
    return make.make_referral(service_user, referrer=pp, days_ago=12)


def facts(page):
    return {str(fact.key): fact for fact in page.context["glance"]["facts"]}


@pytest.mark.parametrize(
    ("who", "reads"),
    [("lead", True), ("psychologist", True), ("practitioner", False), ("pp", False)],
)
def test_it_is_for_those_who_decide(request, as_user, sent, who, reads):
    page = as_user(request.getfixturevalue(who)).get(sent.get_absolute_url())

    assert (page.context["glance"] is not None) is reads
    assert ("What to decide on" in page.content.decode()) is reads


@pytest.mark.parametrize("status", [Status.WAITING, Status.DECLINED, Status.ALLOCATED])
def test_what_is_decided_is_not_laid_out_again(as_user, service_user, pp, lead, status):
    decided = make.make_referral(service_user, referrer=pp, status=status)

    assert as_user(lead).get(decided.get_absolute_url()).context["glance"] is None


def test_every_group_at_risk_is_named_and_what_nobody_recorded_says_so(as_user, sent, lead):
    person = sent.service_user
    person.rosh_public, person.rosh_children = "VERY_HIGH", "LOW"
    person.save()

    risk = facts(as_user(lead).get(sent.get_absolute_url()))["Risk of serious harm"]

    assert risk.tag == "Very high"
    assert risk.value.count("not recorded") == 2
    assert "Very high" in risk.value


@pytest.mark.parametrize(
    ("days", "says", "tag"),
    [(21, "in 21 days", "Release near"), (400, "in 400 days", ""), (-3, "was expected", "")],
)
def test_a_release_says_how_near_it_is(as_user, sent, lead, days, says, tag):
    Location.objects.create(
        service_user=sent.service_user,
        kind="CUSTODY",
        from_on=make.TODAY - timedelta(days=500),
        release_expected_on=make.TODAY + timedelta(days=days),
    )

    where = facts(as_user(lead).get(sent.get_absolute_url()))["Where they are"]

    assert says in where.value
    assert where.tag == tag


def test_a_release_nobody_knows_of_is_said(as_user, sent, lead):
    Location.objects.create(
        service_user=sent.service_user, kind="CUSTODY", from_on=make.TODAY - timedelta(days=50)
    )

    where = facts(as_user(lead).get(sent.get_absolute_url()))["Where they are"]
    assert "No release date is known" in where.value


def test_earlier_referrals_are_one_click_away_and_drafts_are_nobodys(as_user, sent, pp, lead):
    person = sent.service_user
    before = make.make_referral(
        person, referrer=pp, status=Status.CLOSED, tier=3, days_ago=300, reference="BEFORE1"
    )
    make.make_referral(person, referrer=pp, status=Status.DRAFT, tier=None)

    page = as_user(lead).get(sent.get_absolute_url())

    assert page.context["glance"]["earlier"] == [before]
    assert before.get_absolute_url() in page.content.decode()
    assert facts(page)["Since it was sent"].value == "12 days"


def test_all_that_matters_stands_on_one_screen(as_user, sent, lead, pp):
    person = sent.service_user
    person.mappa_level, person.mappa_category, person.must_not_meet = "2", "1", "His brother"
    person.sentence_ends_on = make.TODAY + timedelta(days=30)
    person.licence_ends_on = make.TODAY + timedelta(days=40)
    person.save()
    Registration.objects.create(
        service_user=person, register="ALSH", noted_at=make.NOW, noted_by=pp
    )
    refused = Venue.objects.create(name="Swansea office", kind="PROBATION_OFFICE")
    VenueWish.objects.create(
        service_user=person, venue=refused, wish="REFUSES", noted_at=make.NOW, noted_by=pp
    )
    Referral.objects.filter(pk=sent.pk).update(
        consent="NOT_ASKED",
        explained=[],
        room_worries="Loud voices",
        readiness="UNSURE",
        readiness_factors=["SUBSTANCES"],
    )

    said = facts(as_user(lead).get(sent.get_absolute_url()))

    assert said["MAPPA"].value == "MAPPA level 2, category 1"
    assert said["Registers"].value == "Suicide or self-harm"
    assert said["Until when"].value == (
        "Sentence or order: 23 December 2026\nLicence: 2 January 2027"
    )
    assert said["Until when"].tag == "Little time"
    assert (said["Agrees"].value, said["Agrees"].tag) == ("Not asked yet", "Ask about this")
    assert said["What worries"].value == "High risk to known adults\nLoud voices"
    assert "Drinking or using drugs" in said["Readiness"].value
    assert "Will not go there: Swansea office" in said["Places and wishes"].value
    assert "Must not meet: His brother" in said["Places and wishes"].value


@pytest.mark.parametrize(("days", "says"), [(0, "today"), (1, "1 day"), (12, "12 days")])
def test_the_days_since_it_was_sent_are_said_as_one_says_them(
    as_user, service_user, pp, lead, days, says
):
    referral = make.make_referral(service_user, referrer=pp, days_ago=days)

    assert facts(as_user(lead).get(referral.get_absolute_url()))["Since it was sent"].value == says


def test_nobody_is_asked_at_tier_1(as_user, service_user, pp, lead):
    referral = make.make_referral(service_user, referrer=pp, tier=1, consent="")

    said = facts(as_user(lead).get(referral.get_absolute_url()))["Agrees"]

    assert (said.value, said.tag) == ("Not asked at Tier 1", "")


def test_not_yet_and_not_eligible_ask_to_be_looked_at(as_user, sent, lead):
    sent.readiness = "NOT_YET"
    sent.save()
    sent.screening.outcome = "NOT_ELIGIBLE"
    sent.screening.save()

    said = facts(as_user(lead).get(sent.get_absolute_url()))

    assert said["Readiness"].tag == "Ask about this"
    assert said["Eligibility"].tag == "Look"


def test_many_earlier_referrals_cost_no_more(as_user, sent, pp, lead, get_statements):
    client = as_user(lead)
    _page, none = get_statements(client, sent.get_absolute_url())
    for tier in (1, 3, 3):
        make.make_referral(sent.service_user, referrer=pp, status=Status.CLOSED, tier=tier)
    _page, three = get_statements(client, sent.get_absolute_url())

    assert len(none) == len(three) <= 12


@pytest.mark.parametrize(("days", "due"), [(14, 14), (183, 183), (400, 183)])
def test_the_day_offered_for_an_answer_is_never_one_that_is_refused(as_user, sent, lead, days, due):
    TeamPolicy.objects.update(information_due_days=days)
    page = as_user(lead).get(reverse("referrals:referral_ask", args=[sent.pk]))

    offered = page.context["form"].initial["due_on"]

    assert offered == make.TODAY + timedelta(days=due)
    actions.ask(referral_id=sent.pk, question="Which day?", due_on=offered, by=lead, at=make.NOW)


def test_a_policy_that_asks_for_an_answer_in_more_than_half_a_year_is_refused(team, lead):
    with pytest.raises(NotAllowed) as refused:
        change_policy(team_id=team.pk, by=lead, at=make.NOW, information_due_days=184)
    assert refused.value.field == "information_due_days"


def test_nobody_withdraws_without_knowing_why(sent, pp):
    with pytest.raises(NotAllowed, match="why you are withdrawing"):
        actions.withdraw(referral_id=sent.pk, reason="NOT_KNOWN", by=pp, at=make.NOW)
