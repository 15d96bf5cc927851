"""Places where people are met: where each is on the map, and what those who work there know of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from audit.actions import acting, lock
from people import rules
from people.models import User, Venue
from people.permissions import Permission
from people.rules import NotAllowed, check_version

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
    }
)

KNOWN_OF_PLACE = frozenset(
    {
        "private_entrance",
        "quiet_wait",
        "step_free",
        "notes",
        "team_days",
        "contact_name",
        "telephone",
        "here_too",
    }
)


def add_venue(*, by: User, at: datetime, **details: Any) -> Venue:
    _check(by, details)
    with told_when_taken(), acting("venue_added", by=by) as act:
        venue = Venue.objects.create(**details)
        act.record(venue, at=at)
    return venue


def change_venue(
    *, venue_id: int, by: User, at: datetime, version: int | None = None, **details: Any
) -> Venue:
    """What and where it is. What it is like is for whoever works there to say."""
    _check(by, details)
    with told_when_taken(), acting("venue_changed", by=by) as act:
        venue = lock(Venue.objects.all(), venue_id)
        check_version(venue.version, version)
        changed = sorted(name for name, new in details.items() if getattr(venue, name) != new)
        for name in changed:
            setattr(venue, name, details[name])
        venue.version += 1
        venue.save()
        act.record(venue, at=at, fields=changed)
    return venue


def note_place(
    *, venue_id: int, by: User, at: datetime, version: int | None = None, **known: Any
) -> Venue:
    """What whoever goes there should know (N31). Anybody who works with people may put it right.

    `team_days`: weekdays when one of the team is there, Monday is 0.
    """
    unknown = known.keys() - KNOWN_OF_PLACE
    if unknown:
        raise TypeError(f"not known of a place: {', '.join(sorted(unknown))}")
    if not by.can(Permission.CASE_WORK):
        raise NotAllowed(_("Only those who work with people can note what a place is like."))
    with acting("venue_noted", by=by) as act:
        venue = lock(Venue.objects.all(), venue_id)
        check_version(venue.version, version)
        if "team_days" in known:
            known["team_days"] = rules.check_weekdays(known["team_days"], field="team_days")
        changed = sorted(name for name, new in known.items() if getattr(venue, name) != new)
        for name in changed:
            setattr(venue, name, known[name])
        venue.noted_at, venue.noted_by = at, by
        venue.version += 1
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
