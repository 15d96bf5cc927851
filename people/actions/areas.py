"""Whose area is where, what each has a particular focus on, and whom a person asked for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from audit.actions import acting, lock
from people import rules
from people.models import Area, ServiceUser, Unit, User, WorkerWish
from people.permissions import Permission
from people.rules import NotAllowed, Specialism, WorkerWishKind


def set_focus(
    *,
    user_id: int,
    units: Collection[int],
    specialisms: Collection[str],
    by: User,
    at: datetime,
    version: int | None = None,
) -> User:
    """The units somebody answers for from now on, and their particular focus (N58, N114)."""
    with acting("focus_set", by=by) as act:
        user = lock(User.objects.visible_to(by), user_id)
        _check_may_set(user, by)
        rules.check_version(user.version, version)
        wanted = frozenset(units)
        _check_served(user, wanted)
        user.specialisms = _in_order(specialisms)
        user.version += 1
        user.save(update_fields=["specialisms", "version"])
        before = set(Area.objects.filter(user=user).values_list("unit_id", flat=True))
        for unit_id in before - wanted:
            Area.objects.filter(user=user, unit_id=unit_id).delete()
        Area.objects.bulk_create(
            Area(user=user, unit_id=unit_id, given_at=at, given_by=by)
            for unit_id in sorted(wanted - before)
        )
        act.record(user, at=at, before=sorted(before), after=sorted(wanted))
    return user


def may_look_after(user: User, by: User) -> bool:
    """A lead of a team of theirs, or an administrator."""
    led = by.teams_where(Permission.TEAM_SEE) & user.team_ids
    return bool(led) or by.can(Permission.STAFF_EDIT)


def _check_may_set(user: User, by: User) -> None:
    if not may_look_after(user, by):
        raise NotAllowed(_("Only a lead of their team or an administrator can do that."))


def _check_served(user: User, units: frozenset[int]) -> None:
    """A unit of another team would never send them anybody. One they have already may stay."""
    served = Unit.objects.filter(team_id__in=user.working_team_ids)
    kept = Area.objects.filter(user=user)
    known = {*served.values_list("pk", flat=True), *kept.values_list("unit_id", flat=True)}
    if units - known:
        raise NotAllowed(_("Choose units that their team serves."), field="units")


def _in_order(specialisms: Collection[str]) -> list[str]:
    if set(specialisms) - set(Specialism.values):
        raise NotAllowed(_("Choose from the list."), field="specialisms")
    return [one for one in Specialism.values if one in specialisms]


def note_worker_wish(
    *, service_user_id: int, worker_id: int, wish: str, by: User, at: datetime
) -> None:
    """What the person says of somebody; nothing said takes back what was noted before (N62)."""
    with acting("worker_wish_noted", by=by) as act:
        person = lock(ServiceUser.objects.visible_to(by), service_user_id)
        worker = User.objects.visible_to(by).filter(pk=worker_id).first()
        if worker is None or not worker.can(Permission.CASE_WORK, person.team_id):
            raise NotAllowed(_("Choose somebody who works in this team."), field="worker")
        if wish and wish not in WorkerWishKind.values:
            raise NotAllowed(_("Choose from the list."), field="wish")
        if wish:
            WorkerWish.objects.update_or_create(
                service_user=person,
                user=worker,
                defaults={"wish": wish, "noted_at": at, "noted_by": by},
            )
        else:
            WorkerWish.objects.filter(service_user=person, user=worker).delete()
        act.record(person, at=at, service_user_id=person.pk, worker=worker.pk, wish=wish)
