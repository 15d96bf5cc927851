"""People brought in from records: many at once, by the same rules as one added on a page.

Who already has an account of their own here is for the caller to find (`who_has`): a number that is
taken is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import acting
from audit.models import AuditEvent
from people import rules
from people.models import FormerIdentifier, Location, LocationKind, Referrer, ServiceUser, User
from people.permissions import TEAM_ROLES, Permission
from people.rules import NotAllowed

from .places import Place, check_place
from .service_users import IDENTIFIERS, _checked
from .taken import told_when_taken

AT_ONCE = 500


@dataclass(frozen=True)
class Standing:
    """Somebody the service knows already, as far as a list needs to know."""

    pk: int
    team_id: int
    family_name: str
    date_of_birth: date


def who_has(numbers: Mapping[str, Collection[str]]) -> dict[tuple[str, str], Standing]:
    """(which number, its value) -> who has it now, or had it before it was replaced."""
    found: dict[tuple[str, str], Standing] = {}
    for field, values in numbers.items():
        former = FormerIdentifier.objects.theirs().filter(field=field, value__in=values)
        held = dict(former.values_list("value", "service_user_id"))
        rows = ServiceUser.objects.standing().in_bulk(list(held.values()))
        found |= {(field, v): _standing(rows[pk]) for v, pk in held.items() if pk in rows}
        people = ServiceUser.objects.standing().filter(**{f"{field}__in": list(values)})
        found |= {(field, getattr(person, field)): _standing(person) for person in people}
    return found


def _standing(person: ServiceUser) -> Standing:
    return Standing(person.pk, person.team_id, person.family_name, person.date_of_birth)


def problems_of_person(
    details: Mapping[str, Any], where: Place | None, *, at: datetime
) -> list[NotAllowed]:
    """Everything a page would refuse, all of it at once. Asks nothing of the database."""
    found = []
    for name, check in IDENTIFIERS.items():
        if details.get(name):
            found += _refused(check, details[name])
    if not any(details.get(name) for name in IDENTIFIERS):
        found.append(
            NotAllowed(_("Enter at least one of CRN, prison number and NHS number."), field="crn")
        )
    today = timezone.localdate(at)
    if details.get("pnc"):
        found += _refused(rules.check_pnc, details["pnc"], year=today.year)
    if details.get("date_of_birth"):
        found += _refused(rules.check_date_of_birth, details["date_of_birth"], today=today)
    found += _refused(
        rules.check_mappa,
        level=details.get("mappa_level") or "",
        category=details.get("mappa_category") or "",
    )
    if where is not None:
        found += _refused(check_place, where, at=at)
    return found


def _refused(check: Any, *values: Any, **named: Any) -> list[NotAllowed]:
    try:
        check(*values, **named)
    except NotAllowed as refusal:
        return [refusal]
    return []


@dataclass(frozen=True)
class Newcomer:
    details: Mapping[str, Any]
    where: Place | None = None


def bring_in_people(
    newcomers: Sequence[Newcomer], *, team_id: int, by: User, at: datetime, source: str
) -> list[ServiceUser]:
    """Added as brought in from records: `source` names the spreadsheet. All of them or none."""
    if team_id not in by.teams_where(Permission.IMPORT):
        raise NotAllowed(_("You cannot bring records into this team."))
    with told_when_taken(), acting("person_brought_in", by=by, reason=source) as act:
        people = ServiceUser.objects.bulk_create(
            [_person(each, team_id=team_id, by=by, at=at) for each in newcomers],
            batch_size=AT_ONCE,
        )
        Location.objects.bulk_create(
            (
                _location(person, each.where, at=at)
                for person, each in zip(people, newcomers, strict=True)
                if each.where is not None
            ),
            batch_size=AT_ONCE,
        )
        act.record_each(((person, person.pk) for person in people), at=at)
    return people


def _person(newcomer: Newcomer, *, team_id: int, by: User, at: datetime) -> ServiceUser:
    values = _checked(dict(newcomer.details), at=at)
    if not any(values.get(name) for name in IDENTIFIERS):
        raise NotAllowed(_("Enter at least one of CRN, prison number and NHS number."), field="crn")
    return ServiceUser(team_id=team_id, added_at=at, added_by=by, **values)


def _location(person: ServiceUser, where: Place, *, at: datetime) -> Location:
    check_place(where, at=at)
    released = where.kind in rules.RELEASED_FROM
    return Location(
        service_user=person,
        kind=LocationKind(where.kind),
        venue_id=where.venue_id,
        place=where.place,
        from_on=where.from_on,
        release_expected_on=where.release_expected_on if released else None,
        release_unknown_reason=where.release_unknown_reason if released else "",
    )


def people_touched_since(pks: Collection[int]) -> dict[int, str]:
    """Those something was done about since they were brought in: person -> the last of it.

    What was itself brought in and taken out again counts for nothing.
    """
    events = list(
        AuditEvent.objects.filter(service_user_id__in=pks)
        .exclude(action="person_brought_in")
        .order_by("at", "pk")
        .values_list("service_user_id", "action", "subject_type", "subject_id")
    )
    gone = {(kind, pk) for _who, action, kind, pk in events if action.endswith("_taken_out")}
    touched = {
        who: action
        for who, action, kind, pk in events
        if who is not None and (kind, pk) not in gone
    }
    changed = ServiceUser.objects.filter(pk__in=pks, version__gt=1).values_list("pk", flat=True)
    return dict.fromkeys(changed, "person_changed") | touched


def take_out_people(pks: Collection[int], *, by: User, at: datetime, source: str) -> int:
    """What was brought in by mistake goes again; its history and the trail stay."""
    with acting("person_taken_out", by=by, reason=source) as act:
        rows = ServiceUser.objects.filter(pk__in=pks).order_by("pk")
        people = list(rows.select_for_update(of=("self",)))
        if people_touched_since([person.pk for person in people]):
            raise NotAllowed(_("Somebody has worked on one of these records meanwhile."))
        act.record_each([(person, person.pk) for person in people], at=at)
        Location.objects.filter(service_user__in=pks).delete()
        ServiceUser.objects.filter(pk__in=pks).delete()
    return len(people)


def note_referrers(pairs: Collection[tuple[int, int]], team_id: int) -> None:
    """Whoever referred keeps sight of the person: (person, referrer). Called inside an act.

    Staff who work in the team see its people by that.
    """
    working = set(
        User.objects.in_team(team_id, *TEAM_ROLES)
        .filter(pk__in={user for _person, user in pairs})
        .values_list("pk", flat=True)
    )
    Referrer.objects.bulk_create(
        (
            Referrer(service_user_id=person, user_id=user)
            for person, user in sorted(pairs)
            if user not in working
        ),
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )


def unnote_referrers(pairs: Collection[tuple[int, int]]) -> None:
    """Sight that came with a referral goes with it; who added the person keeps theirs."""
    rows = Referrer.objects.filter(service_user_id__in={person for person, _user in pairs})
    gone = [
        row.pk
        for row in rows.select_related("service_user")
        if (row.service_user_id, row.user_id) in pairs
        and row.user_id != row.service_user.added_by_id
    ]
    Referrer.objects.filter(pk__in=gone).delete()
