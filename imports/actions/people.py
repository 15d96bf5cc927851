"""A list of people: who is here already, who is new."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from imports.rules.lists.people import PEOPLE
from imports.rules.lists.person import NUMBER_NAMES
from people import actions as people
from people.actions import Newcomer, Place
from people.models import ServiceUser, Unit, User, Venue
from people.permissions import Role
from people.rules import LIVED_IN, plain_name

from .lines import Desk, Line, by_email, canonical_numbers, refuse_doubles

# What the rules call a field, and what the list calls it.
COLUMN_OF = {"from_on": "since"}
RISK = ("rosh_public", "rosh_children", "rosh_known_adult", "rosh_staff", "mappa_level")
ELSEWHERE = {
    "where",
    "place",
    "since",
    "release_expected_on",
    "release_unknown_reason",
    "pp",
    "unit",
}


class People:
    columns = PEOPLE

    def check(self, lines: Sequence[Line], desk: Desk) -> None:
        numbers = {id(line): canonical_numbers(line) for line in lines}
        for name in NUMBER_NAMES:
            refuse_doubles(
                lines,
                lambda line, name=name: numbers[id(line)].get(name),  # type: ignore[misc]
                name,
                _("Row %(row)s has the same number. Keep one of the two rows."),
            )
        find_known(lines, numbers, desk)
        refuse_namesakes([line for line in lines if line.here is None], desk)
        places = Names(lines, desk)
        for line in lines:
            line.record = self._newcomer(line, places, desk)

    def _newcomer(self, line: Line, places: Names, desk: Desk) -> Newcomer:
        where = places.where(line)
        line.refuse(people.problems_of_person(line.values, where, at=desk.at), COLUMN_OF)
        if any(line.values.get(name) for name in RISK) and not line.values.get("risk_recorded_on"):
            line.wrong("risk_recorded_on", _("Enter the day on which the risk was recorded."))
        details = {
            name: value
            for name, value in line.values.items()
            if value is not None and name not in ELSEWHERE
        }
        details |= {"pp_id": places.pp(line), "unit_id": places.unit(line)}
        return Newcomer({k: v for k, v in details.items() if v is not None}, where)

    def bring_in(self, records: Sequence[Any], desk: Desk, source: str) -> list[int]:
        made = people.bring_in_people(
            records, team_id=desk.team.pk, by=desk.by, at=desk.at, source=source
        )
        return [person.pk for person in made]

    def touched(self, pks: Sequence[int]) -> dict[int, str]:
        return people.people_touched_since(pks)

    def take_out(self, pks: Sequence[int], desk: Desk, source: str) -> int:
        return people.take_out_people(pks, by=desk.by, at=desk.at, source=source)


def find_known(lines: Sequence[Line], numbers: dict[int, dict[str, str]], desk: Desk) -> None:
    """By any of their numbers. Two numbers of two people are a mistake, and so is another birthday."""
    asked = {name: {n[name] for n in numbers.values() if name in n} for name in NUMBER_NAMES}
    known = people.who_has(asked)
    readable = set(
        ServiceUser.objects.filter(team=desk.team, pk__in={one.pk for one in known.values()})
        .not_barred_to(desk.by)
        .values_list("pk", flat=True)
    )
    for line in lines:
        found = {
            name: known[(name, value)]
            for name, value in numbers[id(line)].items()
            if (name, value) in known
        }
        if not found:
            continue
        standing = next(iter(found.values()))
        if len({one.pk for one in found.values()}) > 1:
            line.wrong(
                list(found)[-1],
                _("These numbers belong to two different people here. Check which one is right."),
            )
        elif standing.pk in readable and standing.date_of_birth != line.values.get("date_of_birth"):
            line.wrong(
                "date_of_birth",
                _(
                    "Somebody with the number in this row is here, with another date of birth."
                    " Check both."
                ),
            )
        line.here = line.about = standing.pk
        line.elsewhere = any(one.pk not in readable for one in found.values())


def refuse_namesakes(lines: Sequence[Line], desk: Desk) -> None:
    """The same names and the same day, under another number: most likely the same person."""
    born = {line.values["date_of_birth"] for line in lines if line.values.get("date_of_birth")}
    people_here = (
        ServiceUser.objects.standing()
        .filter(team=desk.team, date_of_birth__in=born)
        .not_barred_to(desk.by)
    )
    here = {
        (plain_name(f"{person.given_name} {person.family_name}"), person.date_of_birth): person
        for person in people_here
    }
    for line in lines:
        name = f"{line.values.get('given_name')} {line.values.get('family_name')}"
        found = here.get((plain_name(name), line.values.get("date_of_birth")))
        if found is not None:
            line.about = found.pk
            line.wrong(
                "family_name",
                _(
                    "Somebody of this name and date of birth is here as %(number)s. If it is them,"
                    " put that number in this row; if not, take the row out and add them on a page."
                )
                % {"number": found.identifier},
            )


class Names:
    """What rows call by name, found once for all of them."""

    def __init__(self, lines: Iterable[Line], desk: Desk) -> None:
        pps = User.objects.in_team(desk.team.pk, Role.REFERRER).active()
        self.pps = by_email(lines, "pp", pps)
        self.units = {plain_name(unit.name): unit.pk for unit in Unit.objects.all()}
        self.venues = {
            (venue.kind, plain_name(name)): venue.pk
            for venue in Venue.objects.filter(kind__in=LIVED_IN.values())
            for name in (venue.name, venue.name_cy)
            if name
        }

    def pp(self, line: Line) -> int | None:
        email = str(line.values.get("pp") or "").lower()
        if not email:
            return None
        if email not in self.pps:
            line.wrong(
                "pp",
                _(
                    "Nobody who refers to this team has the address %(email)s here. Correct it,"
                    " leave it empty, or add them under Staff and teams first."
                )
                % {"email": email[:80]},
            )
            return None
        return self.pps[email].pk

    def unit(self, line: Line) -> int | None:
        name = line.values.get("unit")
        if not name:
            return None
        if plain_name(name) not in self.units:
            line.wrong(
                "unit", _("There is no unit of this name here. Correct it or leave it empty.")
            )
        return self.units.get(plain_name(name))

    def where(self, line: Line) -> Place | None:
        kind = line.values.get("where")
        if not kind:
            return None
        place = line.values.get("place") or ""
        venue = self.venues.get((LIVED_IN.get(kind, ""), plain_name(place)))
        return Place(
            kind=kind,
            from_on=line.values.get("since"),
            venue_id=venue,
            place="" if venue else place,
            release_expected_on=line.values.get("release_expected_on"),
            release_unknown_reason=line.values.get("release_unknown_reason") or "",
        )
