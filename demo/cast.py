"""The people on probation: who they are and where they live. All invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from people import actions
from people.actions import Place
from people.models import ServiceUser, Unit, User

from . import names, places
from .stage import Crew, Stage


@dataclass
class Person:
    """Somebody on stage: the row, their PP, and the facts the stories need."""

    row: ServiceUser
    pp: User
    unit: Unit
    pronouns: str
    home: str = ""
    venue: Any = None
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def pk(self) -> int:
        return self.row.pk


WOMEN_IN_TEN = 2
HOMES = ["COMMUNITY"] * 6 + ["APPROVED_PREMISES"] * 2 + ["CUSTODY"] * 2


def enter(stage: Stage, crew: Crew, *, ago: int, home: str = "", **fixed: Any) -> Person:
    """A PP adds a person to the service, so many days ago."""
    pp = fixed.pop("by", None) or stage.pick(crew.pps)
    unit = pp.unit
    is_woman = fixed.get("sex", "") == "F" or (
        "sex" not in fixed and stage.dice.randrange(10) < WOMEN_IN_TEN
    )
    details = _details(stage, is_woman=is_woman, ago=ago) | fixed
    home = home or stage.pick(HOMES)
    if is_woman and home == "APPROVED_PREMISES":
        home = "COMMUNITY"  # the premises of the area are men's
    row = actions.add_service_user(
        by=pp,
        at=stage.at(ago, 9, 10),
        team_id=crew.team.pk,
        where=_place(stage, unit, home, is_woman=is_woman, ago=ago),
        unit_id=unit.pk,
        **details,
    )
    pronouns = "she/her" if is_woman and not fixed.get("gender_identity") else "he/him"
    person = Person(row, pp, unit, pronouns, home=home)
    person.venue = _meets_at(stage, unit, home, is_woman=is_woman)
    return person


def _details(stage: Stage, *, is_woman: bool, ago: int) -> dict[str, Any]:
    serial, dice = stage.next_serial(), stage.dice
    rosh = dice.choice(["HIGH", "HIGH", "HIGH", "VERY_HIGH"])
    mappa = dice.choice(["NONE", "1", "1", "2", "2", "3"])
    return {
        "crn": names.crn(700_000 + serial),
        "nhs_number": names.nhs_number(serial * 37),
        "prison_number": names.prison_number(serial) if dice.random() < 0.6 else "",
        **_name(stage, names.WOMEN if is_woman else names.MEN),
        "date_of_birth": _born(stage),
        "sex": "F" if is_woman else "M",
        "ethnic_group": dice.choice(names.ETHNIC_GROUPS),
        "index_offence": names.OFFENCES[serial % len(names.OFFENCES)],
        "telephone": f"07700 9{serial:05d}",
        "safe_to_leave_message": dice.random() < 0.7,
        "rosh_public": rosh if dice.random() < 0.6 else "MEDIUM",
        "rosh_known_adult": rosh,
        "rosh_children": dice.choice(["LOW", "LOW", "MEDIUM"]),
        "rosh_staff": dice.choice(["LOW", "LOW", "MEDIUM"]),
        "mappa_level": mappa,
        "mappa_category": "" if mappa == "NONE" else "1223"[serial % 4],
        "risk_recorded_on": stage.day(ago + dice.randrange(10, 90)),
        "probation_tier": dice.choice(["A", "B", "B", "C"]),
        "sentence_ends_on": stage.today + timedelta(days=dice.randrange(200, 1500)),
    }


def _name(stage: Stage, given: list[str]) -> dict[str, str]:
    """No two people of the demo share a name: whoever is found in it is the one meant."""
    while True:
        pair = stage.pick(given), stage.pick(names.FAMILIES)
        if pair not in stage.names:
            stage.names.add(pair)
            return {"given_name": pair[0], "family_name": pair[1]}


def _born(stage: Stage) -> date:
    """24 to 58 years old, as in the paper and a little older."""
    return stage.today - timedelta(days=stage.dice.randrange(24 * 366, 58 * 365))


def _place(stage: Stage, unit: Unit, home: str, *, is_woman: bool, ago: int) -> Place:
    since = stage.day(ago + stage.dice.randrange(10, 200))
    if home == "APPROVED_PREMISES" and unit.name in places.APPROVED_PREMISES:
        venue = stage.venues[places.APPROVED_PREMISES[unit.name]]
        return Place("APPROVED_PREMISES", since, venue_id=venue.pk)
    if home == "CUSTODY":
        prison = places.WOMENS_PRISON if is_woman else places.PRISONS[unit.name]
        return Place(
            "CUSTODY",
            since,
            venue_id=stage.venues[prison].pk,
            release_expected_on=stage.day(-stage.dice.randrange(20, 160)),
        )
    return Place("COMMUNITY", since, place=stage.pick(places.TOWNS[unit.name]))


def _meets_at(stage: Stage, unit: Unit, home: str, *, is_woman: bool) -> Any:
    if home == "CUSTODY":
        return stage.venues[places.WOMENS_PRISON if is_woman else places.PRISONS[unit.name]]
    if home == "APPROVED_PREMISES" and unit.name in places.APPROVED_PREMISES:
        return stage.venues[places.APPROVED_PREMISES[unit.name]]
    return stage.venues[stage.pick(places.MEETING_PLACES[unit.name])]
