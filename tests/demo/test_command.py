"""Where the demo must not go."""

import pytest
from django.core.management import CommandError, call_command

from demo import build
from people.permissions import Role
from tests import factories as make


def test_real_people_are_never_joined_by_invented_ones(team, monkeypatch):
    make.make_user(team, Role.LEAD, email="lead@real.example.wales")
    monkeypatch.setenv("DEMO", "1")
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("demo")
    assert not build.is_there()


def test_production_does_not_allow_it(db, monkeypatch):
    monkeypatch.delenv("DEMO", raising=False)
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("demo")
    with pytest.raises(CommandError, match="no demo data"):
        call_command("demo", "--sign-ins")
