from datetime import timedelta

import pytest

from people.permissions import Profession, Role
from tests import factories as make


@pytest.fixture
def agreement(practitioner, psychologist, team):
    """Nia is supervised by Sian."""
    return make.make_agreement(practitioner, psychologist, team=team)


@pytest.fixture
def planned(agreement):
    return make.make_supervision(agreement, when=make.NOW - timedelta(minutes=30), status="PLANNED")


@pytest.fixture
def held(agreement):
    return make.make_supervision(agreement)


@pytest.fixture
def supervisor(team):
    """A second supervisor of the team, no part of the agreement."""
    return make.make_user(
        team,
        Role.PRACTITIONER,
        Role.SUPERVISOR,
        profession=Profession.FORENSIC_PSYCHOLOGIST,
        name="Fflur Fforensig",
    )
