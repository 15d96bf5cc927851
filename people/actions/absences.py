"""Days away: they pause that person's clocks and name who covers (N30)."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from audit.actions import acting, lock
from people import rules
from people.models import Absence, User
from people.permissions import Permission
from people.rules import NotAllowed


def record_absence(
    *,
    user_id: int,
    kind: str,
    starts_on: date,
    by: User,
    at: datetime,
    ends_on: date | None = None,
    cover_id: int | None = None,
) -> Absence:
    with acting("absence_recorded", by=by) as act:
        user = _hold(user_id, by=by)
        _check(user, by=by, starts_on=starts_on, ends_on=ends_on, cover_id=cover_id)
        absence = Absence.objects.create(
            user=user, kind=kind, starts_on=starts_on, ends_on=ends_on, cover_id=cover_id
        )
        act.record(absence, at=at, user=user_id)
    return absence


def change_absence(
    *,
    absence_id: int,
    by: User,
    at: datetime,
    kind: str,
    starts_on: date,
    ends_on: date | None = None,
    cover_id: int | None = None,
) -> Absence:
    """Somebody is back, or stays away longer."""
    with acting("absence_changed", by=by) as act:
        absence = lock(Absence.objects.visible_to(by), absence_id)
        user = _hold(absence.user_id, by=by)
        _check(
            user,
            by=by,
            starts_on=starts_on,
            ends_on=ends_on,
            cover_id=cover_id,
            but=absence.pk,
        )
        absence.kind, absence.starts_on, absence.ends_on = kind, starts_on, ends_on
        absence.cover_id = cover_id
        absence.save()
        act.record(absence, at=at, user=user.pk)
    return absence


def remove_absence(*, absence_id: int, by: User, at: datetime) -> None:
    """It was entered by mistake: clocks run as if it had never been."""
    with acting("absence_removed", by=by) as act:
        absence = lock(Absence.objects.visible_to(by), absence_id)
        user = _hold(absence.user_id, by=by)
        act.record(absence, at=at, user=user.pk)
        absence.delete()


def _hold(user_id: int, *, by: User) -> User:
    """The person, held: two absences for one person are checked one after the other."""
    user = lock(User.objects.visible_to(by), user_id)
    led = by.teams_where(Permission.TEAM_SEE) & user.team_ids
    if user.pk != by.pk and not led:
        raise NotAllowed(_("Only they themselves or a lead of their team can do that."))
    return user


def _check(
    user: User,
    *,
    by: User,
    starts_on: date,
    ends_on: date | None,
    cover_id: int | None,
    but: int | None = None,
) -> None:
    others = Absence.objects.filter(user=user).order_by("starts_on")
    if but is not None:
        others = others.exclude(pk=but)
    rules.check_absence(
        starts_on=starts_on,
        ends_on=ends_on,
        others=list(others.values_list("starts_on", "ends_on")),
    )
    if cover_id is None:
        return
    colleagues = User.objects.active().who_could_cover(user)
    theirs = Absence.objects.filter(user_id=cover_id).during(starts_on, ends_on)
    rules.check_cover(
        user_id=user.pk,
        cover_id=cover_id,
        colleagues=set(colleagues.values_list("pk", flat=True)),
        starts_on=starts_on,
        ends_on=ends_on,
        away=[
            rules.Away(*spell) for spell in theirs.values_list("starts_on", "ends_on", "cover_id")
        ],
    )
