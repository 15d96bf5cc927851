"""Places where people are met: what each is like, and where it is on the map."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from audit.actions import acting, lock
from people import rules
from people.models import User, Venue
from people.permissions import Permission
from people.rules import NotAllowed

from .taken import told_when_taken

VENUE_DETAILS = frozenset(
    {
        "name",
        "name_cy",
        "kind",
        "unit_id",
        "address",
        "postcode",
        "latitude",
        "longitude",
        "private_entrance",
        "quiet_wait",
        "step_free",
        "notes",
    }
)


def add_venue(*, by: User, at: datetime, **details: Any) -> Venue:
    _check(by, details)
    with told_when_taken(), acting("venue_added", by=by) as act:
        venue = Venue.objects.create(**details)
        act.record(venue, at=at)
    return venue


def change_venue(*, venue_id: int, by: User, at: datetime, **details: Any) -> Venue:
    _check(by, details)
    with told_when_taken(), acting("venue_changed", by=by) as act:
        venue = lock(Venue.objects.all(), venue_id)
        changed = sorted(name for name, new in details.items() if getattr(venue, name) != new)
        for name in changed:
            setattr(venue, name, details[name])
        venue.save()
        act.record(venue, at=at, fields=changed)
    return venue


def _check(by: User, details: dict[str, Any]) -> None:
    unknown = details.keys() - VENUE_DETAILS
    if unknown:
        raise TypeError(f"not a detail of a place: {', '.join(sorted(unknown))}")
    if not by.can(Permission.STAFF_EDIT):
        raise NotAllowed(_("Only an administrator can change the places."))
    rules.check_coordinates(details.get("latitude"), details.get("longitude"))
