"""What most tests of referrals begin with."""

import pytest

from referrals.rules import OnwardStatus, Status
from tests import factories as make

from .onward_rows import make_onward


@pytest.fixture
def onward(service_user, practitioner):
    """Not yet sent: what most letters are about."""
    return make_onward(service_user, by=practitioner, status=OnwardStatus.DRAFT)


@pytest.fixture
def sent(service_user, pp):
    return make.make_referral(service_user, referrer=pp)


@pytest.fixture
def waiting(service_user, pp):
    return make.make_referral(service_user, referrer=pp, status=Status.WAITING)
