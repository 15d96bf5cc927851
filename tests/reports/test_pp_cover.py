"""A PP who covers one who is away, or who took their person over, does what that PP would do."""

import pytest
from django.urls import reverse

from notices.models import Notice
from notices.rules import NoticeKind
from people.models import Absence, ServiceUser
from referrals import actions as referrals
from referrals.models import InformationRequest
from referrals.rules import Status
from tests import factories as make
from tests.factories import NOW
from tests.tiers.test_cover import away, fresh
from tiers import actions as tiers
from tiers.models import Consultation
from tiers.rules import ConsultationStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def covering(pp, other_pp):
    away(pp, other_pp)
    return fresh(other_pp)


@pytest.fixture
def asked(service_user, pp, lead):
    """A referral whose PP was asked something, and went on leave."""
    referral = make.make_referral(service_user, referrer=pp)
    referrals.ask(referral_id=referral.pk, question="Whom does he live with?", by=lead, at=NOW)
    return referral


def told(user, kind):
    return Notice.objects.filter(user=user, kind=kind).exists()


def test_whoever_covers_reads_the_question_first_and_answers_it(asked, covering, as_user):
    client = as_user(covering)
    home = client.get(reverse("reports:home")).text
    answer = reverse("referrals:referral_answer", args=[asked.pk])
    assert answer in home
    client.post(answer, {"words": "His mother", "version": asked.version + 1})
    assert InformationRequest.objects.get(referral=asked).answered_by == covering


def test_whoever_covers_withdraws_what_is_no_longer_needed(asked, covering):
    done = referrals.withdraw(referral_id=asked.pk, reason="MOVED", by=covering, at=NOW)
    assert done.status == Status.WITHDRAWN


def test_a_covering_pps_message_goes_to_the_team_as_the_pps_would(asked, covering, pp, lead):
    referrals.write_message(referral_id=asked.pk, words="He is back", by=covering, at=NOW)
    assert told(lead, NoticeKind.MESSAGE)
    assert not told(pp, NoticeKind.MESSAGE)


def test_who_covered_once_is_not_told_as_one_of_the_team(asked, covering, pp, other_pp):
    referrals.write_message(referral_id=asked.pk, words="He is back", by=covering, at=NOW)
    Absence.objects.all().delete()
    referrals.write_message(referral_id=asked.pk, words="So am I", by=fresh(pp), at=NOW)
    assert not told(other_pp, NoticeKind.MESSAGE)


def test_what_the_team_wrote_is_news_to_whoever_covers(asked, pp, lead, other_pp, as_user):
    referrals.write_message(referral_id=asked.pk, words="Thursday?", by=lead, at=NOW)
    home, news = reverse("reports:home"), reverse("referrals:referral_messages", args=[asked.pk])
    assert news not in as_user(other_pp).get(home).text
    away(pp, other_pp)
    assert news in as_user(other_pp).get(home).text


def test_a_pp_who_took_over_has_the_question_on_their_first_page(asked, other_pp, as_user):
    ServiceUser.objects.filter(pk=asked.service_user_id).update(pp=other_pp)
    home = as_user(other_pp).get(reverse("reports:home")).text
    assert reverse("referrals:referral_answer", args=[asked.pk]) in home


def test_whoever_covers_takes_back_a_consultation(service_user, pp, other_pp, team):
    asked = tiers.ask_consultation(
        by=pp, at=NOW, service_user_id=service_user.pk, wanted="TALK", question="He goes quiet"
    )
    taken_back = {"consultation_id": asked.pk, "words": "He talks again", "at": NOW}
    with pytest.raises(Consultation.DoesNotExist):
        tiers.withdraw_consultation(by=other_pp, **taken_back)
    away(pp, other_pp)
    done = tiers.withdraw_consultation(by=fresh(other_pp), **taken_back)
    assert done.status == ConsultationStatus.WITHDRAWN
