"""What keeps meetings safe: registers and places as they were last said, and all of it on one page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from audit.actions import acting, lock
from people import rules
from people.models import Registration, ServiceUser, User, VenueWish

from .service_users import update_service_user


def set_safety(
    *,
    service_user_id: int,
    registers: Mapping[str, date | None],
    wishes: Mapping[int, str],
    by: User,
    at: datetime,
    version: int | None = None,
    **details: Any,
) -> ServiceUser:
    """Registers, places and the person's own details of risk, all or none of them."""
    held: dict[str, Any] = {"service_user_id": service_user_id, "by": by, "at": at}
    with acting("safety_set", by=by) as act:
        person = update_service_user(version=version, **held, **details)
        set_registrations(registers=registers, **held)
        set_venue_wishes(wishes=wishes, **held)
        act.record(person, at=at, service_user_id=person.pk)
    return person


def set_registrations(
    *,
    service_user_id: int,
    registers: Mapping[str, date | None],
    by: User,
    at: datetime,
    version: int | None = None,
) -> None:
    """The registers they are on today with the next review of each; those left out have ended."""
    with acting("registers_set", by=by) as act:
        person = lock(ServiceUser.objects.visible_to(by), service_user_id)
        rules.check_version(person.version, version)
        for review_on in registers.values():
            rules.check_register_review(review_on, today=timezone.localdate(at))
        known = {
            row.register: row for row in Registration.objects.current().filter(service_user=person)
        }
        if {name: row.review_on for name, row in known.items()} != dict(registers):
            _say_changed(person, by=by, at=at)
        for register, row in known.items():
            if register not in registers:
                row.ended_at, row.ended_by = at, by
                row.save(update_fields=["ended_at", "ended_by"])
            elif row.review_on != registers[register]:
                row.review_on, row.noted_at, row.noted_by = registers[register], at, by
                row.save(update_fields=["review_on", "noted_at", "noted_by"])
        Registration.objects.bulk_create(
            Registration(service_user=person, register=new, review_on=on, noted_at=at, noted_by=by)
            for new, on in registers.items()
            if new not in known
        )
        act.record(person, at=at, service_user_id=person.pk, registers=sorted(registers))


def set_venue_wishes(
    *, service_user_id: int, wishes: Mapping[int, str], by: User, at: datetime
) -> None:
    """What they say of places, by venue; a place left out is no longer spoken of."""
    with acting("venue_wishes_set", by=by) as act:
        person = lock(ServiceUser.objects.visible_to(by), service_user_id)
        known = {row.venue_id: row for row in VenueWish.objects.filter(service_user=person)}
        if {venue: row.wish for venue, row in known.items()} != dict(wishes):
            _say_changed(person, by=by, at=at)
        for venue_id, row in known.items():
            if venue_id not in wishes:
                row.delete()
            elif row.wish != wishes[venue_id]:
                row.wish, row.noted_at, row.noted_by = wishes[venue_id], at, by
                row.save(update_fields=["wish", "noted_at", "noted_by"])
        VenueWish.objects.bulk_create(
            VenueWish(service_user=person, venue_id=venue, wish=wish, noted_at=at, noted_by=by)
            for venue, wish in wishes.items()
            if venue not in known
        )
        act.record(person, at=at, service_user_id=person.pk, places=len(wishes))


def _say_changed(person: ServiceUser, *, by: User, at: datetime) -> None:
    """Registers and places belong to the record: a page opened before them is stale."""
    person.changed_at, person.changed_by = at, by
    person.version += 1
    person.save(update_fields=["changed_at", "changed_by", "version"])
