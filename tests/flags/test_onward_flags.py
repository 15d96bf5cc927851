"""An onward referral asks to be chased on its day, by whoever follows it up."""

from datetime import timedelta

import pytest

from flags.models import Flag
from flags.rules import FlagKind, Urgency
from people.models import Absence
from referrals import actions
from referrals.rules import AWAITED, OnwardStatus
from tests import factories as make
from tests.referrals.onward_rows import make_onward

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
TODAY, DAY = make.TODAY, timedelta(days=1)


@pytest.mark.parametrize(("in_days", "raised"), [(1, False), (0, True), (-9, True)])
def test_it_is_raised_on_its_day_and_cleared_by_a_chase(
    sweep, service_user, practitioner, team, in_days, raised
):
    onward = make_onward(service_user, by=practitioner, chase_on=TODAY + in_days * DAY)

    flags = sweep(FlagKind.ONWARD_TO_CHASE)

    assert [flag.subject_id for flag in flags] == ([onward.pk] if raised else [])
    if raised:
        assert (flags[0].owner, flags[0].team, flags[0].service_user, flags[0].since_on) == (
            practitioner,
            team,
            service_user,
            TODAY + in_days * DAY,
        )
        assert flags[0].urgency == Urgency.SOON
        actions.chase_onward(
            onward_id=onward.pk, how="PHONE", said="Soon", on=TODAY, by=practitioner, at=make.NOW
        )
        assert sweep(FlagKind.ONWARD_TO_CHASE) == []


@pytest.mark.parametrize("status", sorted(set(OnwardStatus) - AWAITED))
def test_what_nobody_waits_for_is_not_chased(sweep, service_user, practitioner, status):
    make_onward(service_user, by=practitioner, status=status)

    assert sweep(FlagKind.ONWARD_TO_CHASE) == []


def test_the_cover_chases_while_the_worker_is_away_and_a_lead_once_they_left(
    sweep, service_user, practitioner, colleague, lead
):
    make_onward(service_user, by=practitioner, chase_on=TODAY)
    away = Absence.objects.create(
        user=practitioner, kind="LEAVE", starts_on=TODAY, ends_on=TODAY + 7 * DAY, cover=colleague
    )
    assert [flag.owner for flag in sweep(FlagKind.ONWARD_TO_CHASE)] == [colleague]

    away.delete()
    practitioner.is_active = False
    practitioner.save()
    assert [flag.owner for flag in sweep(FlagKind.ONWARD_TO_CHASE)] == [lead]
    assert Flag.objects.open().get().get_absolute_url().endswith("/chase/")
