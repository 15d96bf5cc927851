"""Rows for the tests of local services and onward referrals. All invented."""

from datetime import timedelta

from people.models import Unit
from referrals.models import LocalService
from tests import factories as make


def make_unit(team, name="Cardiff and the Vale"):
    unit, _made = Unit.objects.get_or_create(region=team.region, name=name, team=team)
    return unit


def make_service(team, *, by, name="Harbour House Talking Space", units=(), **fields):
    service = LocalService.objects.create(
        **{
            "team": team,
            "name": name,
            "offers": "Talking therapy in groups of six",
            "needs": ["TALKING_THERAPY"],
            "telephone": "029 2018 0000",
            "how_to_refer": "By letter",
            "checked_on": make.TODAY - timedelta(days=10),
            "checked_by": by,
            "added_at": make.NOW - timedelta(days=10),
            "added_by": by,
            **fields,
        }
    )
    service.units.set(units)
    return service
