"""People of the team whom a row names by their numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from iirms.dates import at as moment_at
from imports.rules.lists.person import NUMBER_NAMES
from people import actions as people
from people.models import AccessLimit, AccessLimitKind, ServiceUser, User
from people.rules import NotAllowed

from .lines import CANONICAL, Desk, Line, canonical_numbers

NOON = time(12)


def find_people(lines: Sequence[Line], desk: Desk) -> dict[int, ServiceUser]:
    """Row number -> the person. A row that names nobody, or two people, is told so."""
    numbers = {line.number: canonical_numbers(line) for line in lines}
    asked = {name: {n[name] for n in numbers.values() if name in n} for name in NUMBER_NAMES}
    standing = people.who_has(asked)
    pks = {one.pk for one in standing.values()}
    here = ServiceUser.objects.filter(team=desk.team, pk__in=pks).not_barred_to(desk.by).in_bulk()
    found = {}
    for line in lines:
        refuse_misread(line)
        given = numbers[line.number]
        named = {standing[pair].pk for pair in given.items() if pair in standing}
        if len(named) > 1:
            line.wrong(next(iter(given)), _("These numbers belong to two different people."))
            continue
        line.about = next(iter(named), None)
        if (person := here.get(next(iter(named), 0))) is None:
            line.wrong(
                next(iter(given), "crn"),
                _(
                    "Nobody of this team has this number. Correct it, or bring in the person first"
                    " with the list of people."
                )
                if given
                else _("Enter at least one of CRN, prison number and NHS number."),
            )
        else:
            found[line.number] = person
    return found


def refuse_misread(line: Line) -> None:
    for name, check in CANONICAL.items():
        if line.values.get(name):
            try:
                check(line.values[name])
            except NotAllowed as refusal:
                line.wrong(name, refusal)


def moment(day: date | None, clock: time | None, desk: Desk) -> datetime | None:
    """A day of the records, at noon unless they say when; never later than now when it is today."""
    if day is None:
        return None
    when = moment_at(day, clock or NOON)
    if clock is None and when > desk.at and day == timezone.localdate(desk.at):
        return desk.at
    return when


def barred_pairs(
    people_of: Mapping[int, ServiceUser], workers: Collection[User]
) -> set[tuple[int, int]]:
    """(person, worker) who must not meet in a record (LAO): the few that are limited at all."""
    limited = {p.pk: p for p in people_of.values() if p.is_restricted or p.has_exclusions}
    rows = AccessLimit.objects.filter(service_user__in=limited)
    named = {
        (row.service_user_id, row.user_id) for row in rows if row.kind == AccessLimitKind.NAMED
    }
    excluded = {
        (row.service_user_id, row.user_id) for row in rows if row.kind == AccessLimitKind.EXCLUDED
    }
    return {
        (pk, worker.pk)
        for pk, person in limited.items()
        for worker in workers
        if (pk, worker.pk) in excluded or (person.is_restricted and (pk, worker.pk) not in named)
    }
