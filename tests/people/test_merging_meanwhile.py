"""A merge, and somebody who works with the person in the same moment: neither is sent away."""

from threading import Event

import pytest
from django.db import transaction

from notices.models import Notice
from people.models import Merge
from referrals import actions as referrals
from referrals.actions.moving import held
from referrals.models import Referral
from referrals.rules import Status, Step
from tests import factories as make
from tests.people.merging import merge, unmerge
from tests.races import somebody_waits, together
from tiers import actions as tiers
from tiers.actions.reach import held_case
from tiers.models import Case

pytestmark = pytest.mark.django_db(transaction=True)


def meanwhile(hold, act, other):
    """`other` waits for what is held; then we act, with it still in our hands."""
    holding = Event()

    def ours():
        with transaction.atomic():
            hold()
            holding.set()
            assert somebody_waits(), "nobody waited, so this shows nothing"
            return act()

    def theirs():
        assert holding.wait(5)
        return other()

    return together(ours, theirs)


def test_work_given_on_during_a_merge_is_told_and_its_news_follows(
    now, kept, gone, lead, practitioner, colleague
):
    case = make.make_case(gone, practitioner=practitioner, lead=lead)
    ours, theirs = meanwhile(
        lambda: held_case(case.pk, by=lead, permission="CASE_WORK"),
        lambda: tiers.reallocate(
            case_id=case.pk,
            practitioner_id=colleague.pk,
            reason="Area",
            what_matters="Mornings",
            what_was_agreed="To meet at the library",
            by=lead,
            at=now,
        ),
        lambda: merge(kept, gone, lead),
    )
    assert (type(ours), type(theirs)) == (Case, Merge), (ours, theirs)
    assert {one.service_user_id for one in Notice.objects.all()} == {kept.pk}
    assert Case.objects.get().service_user_id == kept.pk


def test_a_referral_accepted_during_a_merge_is_told_and_its_news_follows(
    now, kept, gone, lead, other_pp
):
    referral = make.make_referral(gone, referrer=other_pp)
    ours, theirs = meanwhile(
        lambda: held(referral.pk, by=lead),
        lambda: referrals.accept(referral_id=referral.pk, by=lead, at=now),
        lambda: merge(kept, gone, lead),
    )
    assert (type(ours), type(theirs)) == (Referral, Merge), (ours, theirs)
    assert {one.service_user_id for one in Notice.objects.all()} == {kept.pk}


def test_a_draft_that_writes_to_the_person_and_a_merge_wait_in_one_order(
    now, kept, gone, lead, other_pp
):
    draft = referrals.start(service_user_id=gone.pk, by=other_pp, at=now)

    def save(**values):
        return referrals.save_step(
            referral_id=draft.pk, step=Step.PERSON, values=values, by=other_pp, at=now
        )

    ours, theirs = meanwhile(
        lambda: save(details_confirmed=True),
        lambda: save(pronouns="they"),
        lambda: merge(kept, gone, lead),
    )
    assert (type(ours), type(theirs)) == (Referral, Merge), (ours, theirs)


def test_work_begun_while_a_merge_is_undone_goes_back_with_its_referral(
    now, kept, gone, lead, other_pp, practitioner
):
    referral = make.make_referral(gone, referrer=other_pp, status=Status.WAITING)
    done = merge(kept, gone, lead)
    ours, theirs = meanwhile(
        lambda: held(referral.pk, by=lead),
        lambda: tiers.allocate(
            referral_id=referral.pk,
            practitioner_id=practitioner.pk,
            reason="Area",
            by=lead,
            at=now,
        ),
        lambda: unmerge(done, lead),
    )
    assert (type(ours), type(theirs)) == (Case, Merge), (ours, theirs)
    assert Case.objects.get().service_user_id == gone.pk
