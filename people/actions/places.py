"""Where the person lives: moved, and corrected by a new row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from audit.actions import acting, lock
from people import rules
from people.models import Location, LocationKind, ServiceUser, User, Venue


@dataclass(frozen=True)
class Place:
    """Where somebody lives from a day on, where it is known."""

    kind: str
    from_on: date | None = None
    venue_id: int | None = None
    place: str = ""
    release_expected_on: date | None = None
    release_unknown_reason: str = ""
    released_to_id: int | None = None


def move(*, service_user_id: int, by: User, at: datetime, where: Place) -> Location:
    """Close where they were and open where they are: never two at once, days in order."""
    with acting("person_moved", by=by) as act:
        person = lock(ServiceUser.objects.visible_to(by), service_user_id)
        present = Location.objects.current().filter(service_user=person).first()
        if present is not None:
            check_place(where, since=present.from_on, has_moved=True, at=at)
            present.to_on = where.from_on
            present.save(update_fields=["to_on"])
        location = settle(person, where, at=at)
        act.record(location, at=at, service_user_id=person.pk, kind=where.kind)
    return location


def check_place(
    where: Place,
    *,
    at: datetime,
    since: date | None = None,
    has_moved: bool = False,
    until: date | None = None,
) -> None:
    rules.check_move(
        kind=where.kind,
        from_on=where.from_on,
        today=timezone.localdate(at),
        since=since,
        has_moved=has_moved,
        release_expected_on=where.release_expected_on,
        release_unknown_reason=where.release_unknown_reason,
        until=until,
    )


def settle(
    person: ServiceUser,
    where: Place,
    *,
    at: datetime,
    until: date | None = None,
    replaces: Location | None = None,
) -> Location:
    check_place(where, at=at, until=until)
    _check_venues(where)
    released = where.kind in rules.RELEASED_FROM
    return Location.objects.create(
        service_user=person,
        kind=LocationKind(where.kind),
        venue_id=where.venue_id,
        place=where.place,
        from_on=where.from_on,
        to_on=until,
        release_expected_on=where.release_expected_on if released else None,
        release_unknown_reason=where.release_unknown_reason if released else "",
        released_to_id=where.released_to_id if released else None,
        replaces=replaces,
    )


def _check_venues(where: Place) -> None:
    """A prison for somebody in custody, approved premises for who goes there on release."""
    chosen = {where.venue_id: where.kind, where.released_to_id: LocationKind.APPROVED_PREMISES}
    known = Venue.objects.filter(pk__in=[pk for pk in chosen if pk])
    for pk, venue_kind in known.values_list("pk", "kind"):
        rules.check_lives_at(kind=chosen[pk], venue_kind=venue_kind)


def correct_place(
    *,
    location_id: int,
    where: Place,
    to_on: date | None,
    because: str,
    by: User,
    at: datetime,
) -> Location:
    """What was written stays, with what was wrong with it; a new row takes its place."""
    because = rules.check_reason(because, field="because")
    with acting("place_corrected", by=by, reason=because) as act:
        found = Location.objects.visible_to(by).get(pk=location_id)
        person = lock(ServiceUser.objects.visible_to(by), found.service_user_id)
        old = lock(Location.objects.visible_to(by), location_id)
        rules.check_correction(
            from_on=where.from_on,
            until=to_on,
            was_present=old.to_on is None,
            replaced=old.replaced_at is not None,
            today=timezone.localdate(at),
        )
        old.replaced_at, old.replaced_by, old.replaced_because = at, by, because[:300]
        old.save(update_fields=["replaced_at", "replaced_by", "replaced_because"])
        new = settle(person, where, at=at, until=to_on, replaces=old)
        act.record(new, at=at, service_user_id=person.pk, replaces=old.pk)
    return new
