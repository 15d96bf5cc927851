"""How far one reaches: by the roles one holds now, team by team, and by nothing that was left behind."""

from datetime import timedelta
from itertools import product

import pytest
from django.apps import apps

from audit.models import AccessKind, AccessRecord
from flags.models import Flag
from notices.actions import tell
from notices.models import Notice
from notices.rules import NoticeKind
from people.actions import take_over
from people.models import (
    AboutReached,
    Absence,
    AccessLimit,
    Membership,
    PPChange,
    Referrer,
    ServiceUser,
    User,
)
from people.permissions import Role
from people.rules import NotAllowed
from referrals import actions as referral_actions
from referrals.models import Referral
from referrals.rules import Status
from tests import factories as make
from tests.walk import FIRST, addresses, rows_share_numbers  # noqa: F401
from tiers import actions
from tiers.models import AgreedTask, Consultation, JointWork, SharedPage

pytestmark = pytest.mark.django_db
NOW, TODAY = make.NOW, make.TODAY


def fresh(user):
    return User.objects.get(pk=user.pk)


def away(user, cover):
    return Absence.objects.create(
        user=user, kind="LEAVE", starts_on=TODAY, ends_on=TODAY + timedelta(days=3), cover=cover
    )


# --- One reach, asked in three ways -----------------------------------------------------------------


def test_the_three_ways_to_ask_who_is_within_reach_agree(team, other_team, pp, practitioner, lead):
    """Everybody who supervises, covers, referred or works there, and each who once did."""
    far = make.make_pp(other_team)
    both = make.make_user(team, Role.PRACTITIONER)
    Membership.objects.create(user=both, team=other_team, role=Role.REFERRER)
    cover, left = make.make_pp(team), make.make_user()
    for absent, who in ((pp, cover), (pp, far), (far, both), (lead, practitioner)):
        away(absent, who)
    for where, named in product((team, other_team), (None, pp, far, both, left)):
        for field in ("pp", "cover_pp"):
            make.make_service_user(where, added_by=lead, **{"pp": None, field: named})
        one = make.make_service_user(where, added_by=lead, pp=None)
        if named:
            Referrer.objects.create(service_user=one, user=named)
            AccessLimit.objects.create(service_user=one, user=lead, kind="EXCLUDED")
            ServiceUser.objects.filter(pk=one.pk).update(has_exclusions=True)
    everybody = ServiceUser.objects.values_list("pk", flat=True)
    counts = []
    for one in (pp, far, both, cover, left, practitioner, lead):
        user = fresh(one)
        found = set(ServiceUser.objects.visible_to(user).values_list("pk", flat=True))
        among = ServiceUser.objects.visible_to(user, among=list(everybody))
        by_row = ServiceUser.objects.filter(AboutReached("pk", user))
        assert found == set(among.values_list("pk", flat=True))
        assert found == set(by_row.values_list("pk", flat=True))
        counts.append(len(found))
    assert counts == [3, 3, 15 + 4, 1, 0, 15, 11]


# --- A role that was taken away -----------------------------------------------------------------------


HELD = (
    *(Referral, Consultation, AgreedTask, JointWork, SharedPage, Flag, Notice, PPChange),
    *(apps.get_model("referrals", name) for name in ("Letter", "Message", "OnwardReferral")),
)


LEFT_OUT = ("/accounts/logout", "/language/", "/health/")


@pytest.mark.ci
@pytest.mark.usefixtures("rows_share_numbers")
def test_without_a_role_every_address_that_named_the_person_is_not_found(known, pp, as_user):
    def names_them(address):
        return b"Private" in client.get(address).content

    client = as_user(pp)
    numbers = {known.pk, *(model.objects.values_list("pk", flat=True).first() for model in HELD)}
    walked = [one for one in addresses(sorted(numbers - {None})) if not one.startswith(LEFT_OUT)]
    naming = [address for address in walked if names_them(address)]
    of_rows = [address for address in naming if f"/{FIRST // 100}" in address]
    assert len(of_rows) > 15
    Membership.objects.filter(user=pp).delete()
    assert [address for address in naming if names_them(address)] == []
    assert {client.get(address).status_code for address in of_rows} == {404}


def test_without_a_role_no_row_is_left_and_news_names_nobody(known, pp):
    assert Notice.objects.visible_to(pp).with_person(pp).filter(within_reach=True).exists()
    Membership.objects.filter(user=pp).delete()
    user = fresh(pp)
    left = {m.__name__ for m in HELD if m.objects.visible_to(user).exists()}
    assert left == {"Notice"}
    assert {notice.person for notice in Notice.objects.visible_to(user).with_person(user)} == {None}


def test_without_a_role_nothing_is_written_any_more(known, pp):
    Membership.objects.filter(user=pp).delete()
    user, draft = fresh(pp), Referral.objects.get(status=Status.DRAFT)
    with pytest.raises(Referral.DoesNotExist):
        referral_actions.discard(referral_id=draft.pk, by=user, at=NOW)
    with pytest.raises(Consultation.DoesNotExist):
        actions.withdraw_consultation(
            consultation_id=Consultation.objects.get().pk, words="No", by=user, at=NOW
        )


def test_a_role_in_another_team_opens_nothing_in_the_one_that_was_left(known, pp, other_team):
    Membership.objects.filter(user=pp).update(team=other_team)
    user = fresh(pp)
    assert {m.__name__ for m in HELD if m.objects.visible_to(user).exists()} == {"Notice"}
    assert not ServiceUser.objects.visible_to(user).exists()


# --- Cover, in the team where both work and no other ---------------------------------------------------


@pytest.fixture
def elsewhere(service_user, pp, other_pp, other_team):
    """The PP refers to two teams and is away; the cover refers to one of them."""
    Membership.objects.create(user=pp, team=other_team, role=Role.REFERRER)
    away(pp, other_pp)
    return make.make_service_user(other_team, added_by=pp, given_name="Else")


def test_cover_for_a_pp_ends_where_the_two_no_longer_share_a_team(
    service_user, elsewhere, pp, other_pp, now
):
    for person in (service_user, elsewhere):
        make.make_referral(person, referrer=pp)
        actions.ask_consultation(
            by=fresh(pp), at=NOW, service_user_id=person.pk, wanted="TALK", question="What now?"
        )
    user = fresh(other_pp)
    for rows in (Referral, Consultation):
        assert {one.service_user for one in rows.objects.visible_to(user)} == {service_user}
    assert list(ServiceUser.objects.visible_to(user)) == [service_user]


def test_one_who_works_in_the_other_team_is_not_its_pp_by_cover_from_here(
    elsewhere, pp, other_pp, now
):
    """They see the person as one who works there, and play the PP's part in nothing."""
    Membership.objects.create(user=other_pp, team=elsewhere.team, role=Role.PRACTITIONER)
    referral = make.make_referral(elsewhere, referrer=pp)
    user = fresh(other_pp)
    assert list(Referral.objects.visible_to(user)) == [referral]
    assert not referral.is_of(user)
    assert referral.is_of(pp)


def test_of_a_person_a_cover_does_not_reach_they_are_told_nothing(
    service_user, elsewhere, pp, lead, other_pp, now
):
    for person in (service_user, elsewhere):
        tell(
            [pp.pk],
            NoticeKind.REFERRAL_PAUSED,
            subject_id=1,
            service_user_id=person.pk,
            by=lead,
            at=NOW,
        )
    told = Notice.objects.values_list("user_id", "service_user_id")
    assert sorted(told) == sorted(
        [(pp.pk, service_user.pk), (other_pp.pk, service_user.pk), (pp.pk, elsewhere.pk)]
    )


# --- Taking over ---------------------------------------------------------------------------------------


def test_a_pp_takes_nobody_over_in_a_team_they_do_not_refer_to(service_user, other_team, now):
    """Said only when every detail agrees, and kept: it tells where the person is."""
    far = make.make_pp(other_team)
    with pytest.raises(NotAllowed, match="with Cwm team, and you do not refer to that team"):
        take_over(
            identifier=service_user.crn,
            date_of_birth=service_user.date_of_birth,
            family_name="private",
            by=far,
            at=NOW,
        )
    kept = AccessRecord.objects.get()
    assert (kept.kind, kept.service_user_id) == (AccessKind.REFUSED, service_user.pk)
    service_user.refresh_from_db()
    assert service_user.pp != far
