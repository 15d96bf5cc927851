"""Two records that may be of one person."""

import pytest

from tests import factories as make


@pytest.fixture
def kept(service_user):
    return service_user


@pytest.fixture
def gone(team, other_pp):
    return make.make_service_user(
        team, added_by=other_pp, given_name="Rhys", family_name="Privat", prison_number="A1234BC"
    )
