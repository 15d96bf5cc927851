"""An onward referral not yet sent: what most letters are about."""

import pytest

from referrals.rules import OnwardStatus

from .onward_rows import make_onward


@pytest.fixture
def onward(service_user, practitioner):
    return make_onward(service_user, by=practitioner, status=OnwardStatus.DRAFT)
