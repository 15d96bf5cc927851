"""Keeping the directory: an entry is added, changed, checked, retired, and comes back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.actions import acting, lock
from people.actions.taken import told_when
from people.models import Team, Unit, User
from people.permissions import Permission
from people.rules import NotAllowed, check_version
from referrals import rules
from referrals.models import LocalService

DETAILS = (
    "name",
    "offers",
    "needs",
    "works_in_welsh",
    "contact_name",
    "telephone",
    "email",
    "website",
    "address",
    "how_to_refer",
    "takes",
    "refuses",
    "wait_weeks",
    "wait_known_on",
)


def add_service(
    *, team_id: int, by: User, at: datetime, units: Collection[int] = (), **details: Any
) -> LocalService:
    """Added is checked: somebody has just looked it up."""
    today = timezone.localdate(at)
    with told_when(LISTED_ALREADY), acting("service_added", by=by) as act:
        team = Team.objects.visible_to(by).get(pk=team_id)
        if not by.can(Permission.CASE_WORK, team_id):
            raise NotAllowed(_("Practitioners and leads keep the directory."))
        service = LocalService(team=team, checked_on=today, checked_by=by, added_at=at, added_by=by)
        _take(service, details, today=today)
        service.save()
        service.units.set(_units_of(team, units))
        act.record(service, at=at, units=sorted(units))
    return service


def change_service(
    *,
    service_id: int,
    by: User,
    at: datetime,
    units: Collection[int] = (),
    version: int | None = None,
    **details: Any,
) -> LocalService:
    """Whoever changes an entry has looked: it counts as checked today."""
    today = timezone.localdate(at)
    with told_when(LISTED_ALREADY), acting("service_changed", by=by) as act:
        service = _held(service_id, by=by, version=version)
        _take(service, details, today=today)
        service.checked_on, service.checked_by = today, by
        service.version += 1
        service.save()
        service.units.set(_units_of(service.team, units))
        act.record(service, at=at, fields=sorted(details), units=sorted(units))
    return service


def check_service(*, service_id: int, by: User, at: datetime) -> LocalService:
    """One click: all of it still holds."""
    with acting("service_checked", by=by) as act:
        service = _held(service_id, by=by)
        service.checked_on, service.checked_by = timezone.localdate(at), by
        service.version += 1
        service.save(update_fields=["checked_on", "checked_by", "version"])
        act.record(service, at=at)
    return service


def retire_service(
    *, service_id: int, because: str, by: User, at: datetime, version: int | None = None
) -> LocalService:
    """No longer offered to anybody; past referrals to it keep their story."""
    with acting("service_retired", by=by, reason=because) as act:
        service = _held(service_id, by=by, version=version)
        rules.check_words(
            because, field="because", ask=_("Enter why it should no longer be listed.")
        )
        service.retired_at, service.retired_by, service.retired_because = at, by, because
        service.version += 1
        service.save()
        act.record(service, at=at)
    return service


def bring_back_service(*, service_id: int, by: User, at: datetime) -> LocalService:
    with told_when(LISTED_ALREADY), acting("service_brought_back", by=by) as act:
        service = _kept(service_id, by=by)
        if service.retired_at is None:
            raise NotAllowed(_("This service is listed already."))
        service.retired_at, service.retired_by, service.retired_because = None, None, ""
        service.checked_on, service.checked_by = timezone.localdate(at), by
        service.version += 1
        service.save()
        act.record(service, at=at)
    return service


def _kept(service_id: int, *, by: User) -> LocalService:
    service = lock(LocalService.objects.visible_to(by).select_related("team"), service_id)
    if not LocalService.objects.kept_by(by).filter(pk=service_id).exists():
        raise NotAllowed(_("Practitioners and leads keep the directory."))
    return service


def _held(service_id: int, *, by: User, version: int | None = None) -> LocalService:
    service = _kept(service_id, by=by)
    if service.retired_at is not None:
        raise NotAllowed(_("This service is no longer listed."))
    check_version(service.version, version)
    return service


def _take(service: LocalService, details: dict[str, Any], *, today: Any) -> None:
    unknown = details.keys() - set(DETAILS)
    if unknown:
        raise TypeError(f"not a detail of a service: {', '.join(sorted(unknown))}")
    for name, value in details.items():
        setattr(service, name, value)
    service.needs = sorted(set(service.needs or []))
    rules.check_service({name: getattr(service, name) for name in DETAILS}, today=today)


def _units_of(team: Team, units: Collection[int]) -> list[Unit]:
    """Areas of the team's own region; none means the whole of it."""
    found = list(Unit.objects.filter(pk__in=units, region_id=team.region_id))
    if len(found) != len(set(units)):
        raise NotAllowed(_("Choose areas of your own region."), field="units")
    return found


# Two colleagues add the same service at once.
LISTED_ALREADY = {
    "one_entry_per_service_and_team": (
        "name",
        gettext_lazy("A service of this name is listed already. Change that entry instead."),
    )
}
