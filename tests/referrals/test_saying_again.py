"""What the person says of the work is written down again, so that nobody waits for a word in a form."""

from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from notices.models import Notice
from notices.rules import NoticeKind
from people.rules import NotAllowed
from referrals import actions
from referrals.models import Amendment, Referral, WaitReview
from referrals.rules import Status
from tests import factories as make
from tests.factories import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
DAY = timedelta(days=1)
LIST = "/referrals/waiting/"
AGREED = {"consent": "AGREED", "explained": ["CHOICE", "WORK"]}


@pytest.fixture
def waiting(service_user, pp):
    return make.make_referral(
        service_user, referrer=pp, status=Status.WAITING, consent="NOT_ASKED", explained=[]
    )


@pytest.fixture
def paused(service_user, pp):
    return make.make_referral(service_user, referrer=pp, status=Status.PAUSED, readiness="NOT_YET")


def again(referral, by, **said):
    return actions.say_again(referral_id=referral.pk, by=by, at=NOW, **said or AGREED)


def kept():
    return {one.field: (one.before, one.after) for one in Amendment.objects.all()}


@pytest.mark.parametrize("who", ["pp", "practitioner", "lead", "psychologist"])
def test_the_pp_and_the_team_say_it_with_before_and_after(request, waiting, who):
    again(waiting, request.getfixturevalue(who))

    assert Referral.objects.get().consent == "AGREED"
    assert kept() == {"consent": ("NOT_ASKED", "AGREED"), "explained": ("", "CHOICE,WORK")}
    assert AuditEvent.objects.filter(action="referral_said_again").count() == 1


def test_pp_and_leads_are_told_and_whoever_said_it_is_not(waiting, pp, lead):
    again(waiting, pp)
    told = Notice.objects.filter(kind=NoticeKind.REFERRAL_AMENDED)
    assert list(told.values_list("user", flat=True)) == [lead.pk]


@pytest.mark.parametrize(
    ("changed", "said", "why"),
    [
        ({}, {"consent": "AGREED"}, "what was explained"),
        ({}, {"consent": "NOT_ASKED"}, "what it says already"),
        ({"tier": 1}, AGREED, "asked nothing"),
        ({"status": Status.DECLINED}, AGREED, "over"),
    ],
)
def test_what_cannot_be_said_is_refused_in_words(service_user, pp, changed, said, why):
    values = {"status": Status.WAITING, "consent": "NOT_ASKED", "explained": [], **changed}
    referral = make.make_referral(service_user, referrer=pp, **values)
    with pytest.raises(NotAllowed, match=why):
        again(referral, pp, **said)
    assert not Amendment.objects.exists()


def test_another_team_says_nothing(waiting, stranger):
    with pytest.raises(Referral.DoesNotExist):
        again(waiting, stranger)


def test_nothing_is_said_when_the_trail_is_closed(waiting, pp, trail_closed):
    with trail_closed():
        again(waiting, pp)
    assert Referral.objects.get().consent == "NOT_ASKED"
    assert not Amendment.objects.exists()


def test_before_and_after_are_read_in_words(as_user, waiting, pp, lead):
    again(waiting, pp)
    page = as_user(lead).get(waiting.get_absolute_url()).text
    assert "Not asked yet" in page
    assert "It was explained and they agree" in page


def test_nobody_goes_back_on_the_list_as_not_yet(paused, lead):
    resume = partial(actions.resume, referral_id=paused.pk, by=lead, at=NOW)
    with pytest.raises(NotAllowed, match="leave it paused") as refused:
        resume()
    assert refused.value.field == "readiness"

    assert resume(readiness="UNSURE").status == Status.WAITING
    assert kept() == {"readiness": ("NOT_YET", "UNSURE")}


def test_a_pause_gets_a_new_day_with_what_was_found(paused, lead, practitioner):
    look = partial(actions.look_again, referral_id=paused.pk, note="Still drinking", at=NOW)
    with pytest.raises(NotAllowed):
        look(review_on=TODAY + 60 * DAY, by=practitioner)
    with pytest.raises(NotAllowed, match="after today"):
        look(review_on=TODAY, by=lead)

    look(review_on=TODAY + 60 * DAY, by=lead)

    found = Referral.objects.get()
    assert (found.status, found.review_on) == (Status.PAUSED, TODAY + 60 * DAY)
    assert WaitReview.objects.get().note == "Still drinking"
    assert AuditEvent.objects.filter(action="referral_pause_reviewed").count() == 1


@pytest.fixture
def both(paused, team, pp):
    other = make.make_service_user(team, added_by=pp, given_name="Idris")
    return [paused, make.make_referral(other, referrer=pp, status=Status.PAUSED)]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"what": "LOOKED", "note": "Rang"}, Status.PAUSED),
        ({"what": "NEW_DAY", "found": "Rang", "new_day": "2027-01-15"}, Status.PAUSED),
        ({"what": "RESUME", "readiness": "READY"}, Status.WAITING),
    ],
)
def test_those_paused_are_looked_at_together(as_user, lead, both, said, status):
    ticked = {"referrals": [one.pk for one in both]}

    sent = as_user(lead).post(LIST + "?show=PAUSED", ticked | said)

    assert sent.status_code == 302
    assert set(Referral.objects.values_list("status", flat=True)) == {status}


def test_the_page_says_what_is_missing_and_keeps_what_was_chosen(as_user, pp, waiting):
    door = reverse("referrals:say_again", args=[waiting.pk])
    page = as_user(pp).post(door, {"consent": "AGREED", "readiness": "READY", "version": 1})
    assert "explained" in page.context["form"].errors
    assert Referral.objects.get().consent == "NOT_ASKED"
