"""Where the demo must not go."""

import pytest
from django.core.management import CommandError, call_command

from demo import build
from people.permissions import Role
from tests import factories as make


def test_real_people_are_never_joined_by_invented_ones(team, settings):
    make.make_user(team, Role.LEAD, email="lead@real.example.wales")
    settings.DEMO = True
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("demo")
    assert not build.is_there()


def test_production_does_not_allow_it(db):
    with pytest.raises(CommandError, match="DEMO=true"):
        call_command("demo")
    with pytest.raises(CommandError, match="no demo data"):
        call_command("demo", "--sign-ins")
