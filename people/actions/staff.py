"""Staff: an administrator adds, changes and stops them; each keeps a few details of their own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.actions import acting, lock
from people import rules, tasks
from people.models import Membership, Team, User
from people.permissions import Permission, Profession, Role
from people.rules import NotAllowed

from .areas import may_look_after
from .taken import told_when_taken

DETAILS = frozenset(
    {
        "email",
        "given_name",
        "family_name",
        "profession",
        "telephone",
        "unit_id",
        "base_venue_id",
        "weekly_hours",
        "working_days",
        "speaks_welsh",
        "works_as",
        "registration_body",
        "registration_number",
        "registration_expires_on",
        "digest",
    }
)
OWN_DETAILS = frozenset({"telephone", "working_days", "digest", "speaks_welsh", "works_as"})

TeamRole = tuple[int, str]


def add_staff(*, by: User, at: datetime, roles: Collection[TeamRole] = (), **details: Any) -> User:
    """Nobody signs up: an administrator adds them, and a letter lets them choose a password."""
    _check_administers(by)
    values = _checked(details, DETAILS)
    with told_when_taken(), acting("staff_added", by=by) as act:
        user = User(created_at=at, **values)
        user.set_unusable_password()
        user.save(force_insert=True)
        _give(user, frozenset(roles), by=by)
        act.record(user, at=at, roles=_in_order(roles))
        tasks.send_welcome.delay(user_id=user.pk)
    return user


def send_welcome_again(*, user_id: int, by: User, at: datetime) -> User:
    _check_administers(by)
    with acting("staff_welcomed_again", by=by) as act:
        user = lock(User.objects.visible_to(by), user_id)
        if not user.is_active:
            raise NotAllowed(_("This person cannot sign in. Let them back in first."))
        act.record(user, at=at)
        tasks.send_welcome.delay(user_id=user.pk)
    return user


def change_staff(
    *, user_id: int, by: User, at: datetime, version: int | None = None, **details: Any
) -> User:
    _check_administers(by)
    return _change(
        user_id, _checked(details, DETAILS), by=by, at=at, version=version, action="staff_changed"
    )


def change_own_details(
    *, by: User, at: datetime, version: int | None = None, **details: Any
) -> User:
    """What each member of staff looks after: telephone, days at work, letters, Welsh."""
    values = _checked(details, OWN_DETAILS)
    return _change(by.pk, values, by=by, at=at, version=version, action="own_details_changed")


def renew_registration(
    *,
    user_id: int,
    registration_number: str,
    registration_expires_on: date,
    by: User,
    at: datetime,
    version: int | None = None,
) -> User:
    """Whoever is registered knows it first; their lead and an administrator may write it too."""
    user = User.objects.visible_to(by).get(pk=user_id)
    if not may_renew(user, by):
        raise NotAllowed(_("Only they, a lead of their team or an administrator can do that."))
    rules.check_renewed(registration_expires_on, today=timezone.localdate(at))
    values = {
        "registration_number": registration_number,
        "registration_expires_on": registration_expires_on,
    }
    return _change(user_id, values, by=by, at=at, version=version, action="registration_renewed")


def may_renew(user: User, by: User) -> bool:
    return user.pk == by.pk or may_look_after(user, by)


def _change(
    user_id: int,
    values: dict[str, Any],
    *,
    by: User,
    at: datetime,
    version: int | None,
    action: str,
) -> User:
    with told_when_taken(), acting(action, by=by) as act:
        rows = User.objects.exclude(profession=Profession.SYSTEM)
        user = lock(rows, user_id)
        rules.check_version(user.version, version)
        changed = {name: new for name, new in values.items() if getattr(user, name) != new}
        detail = _leave_address(user, changed["email"]) if "email" in changed else {}
        for name, new in changed.items():
            setattr(user, name, new)
        user.version += 1
        user.save(update_fields=[*changed, "version"])
        act.record(user, at=at, fields=sorted(changed), **detail)
    return user


def _leave_address(user: User, new: str) -> dict[str, Any]:
    """Mail to the new address opens the account: the old one is told, and nothing that was sent to
    it opens the account any more. Sessions end with the address (`User`)."""
    EmailAddress.objects.filter(user_id=user.pk).delete()
    tasks.send_address_changed.delay(user_id=user.pk, address=user.email)
    return {"domain_before": rules.domain_of(user.email), "domain_after": rules.domain_of(new)}


def stop_signing_in(*, user_id: int, by: User, at: datetime, reason: str = "") -> User:
    """They are signed out at their next click. Their work stays and must be given to others."""
    _check_administers(by)
    if user_id == by.pk:
        raise NotAllowed(_("You cannot stop your own sign-in. Ask another administrator."))
    with acting("staff_stopped", by=by, reason=reason) as act:
        remaining = _administrators() - {user_id}
        rules.check_someone_administers(remaining)
        user = lock(User.objects.visible_to(by), user_id)
        user.is_active = False
        user.version += 1
        user.save(update_fields=["is_active", "version"])
        act.record(user, at=at)
    return user


def let_back_in(*, user_id: int, by: User, at: datetime) -> User:
    _check_administers(by)
    with acting("staff_let_back_in", by=by) as act:
        user = lock(User.objects.visible_to(by), user_id)
        user.is_active = True
        user.version += 1
        user.save(update_fields=["is_active", "version"])
        act.record(user, at=at)
    return user


def set_roles(
    *,
    user_id: int,
    roles: Collection[TeamRole],
    by: User,
    at: datetime,
    version: int | None = None,
) -> User:
    """The roles somebody else holds from now on, team by team. Others are taken away; the leads of
    a team in which one is given are told."""
    _check_administers(by)
    wanted = frozenset(roles)
    with acting("roles_set", by=by) as act:
        administrators = _administrators()
        user = lock(User.objects.visible_to(by), user_id)
        rules.check_version(user.version, version)
        administers = any(role == Role.ADMINISTRATOR for _team, role in wanted)
        rules.check_someone_administers(
            administrators | {user_id} if administers else administrators - {user_id}
        )
        rules.check_not_own_roles(user_id=user_id, by_id=by.pk)
        before = frozenset(Membership.objects.filter(user=user).values_list("team_id", "role"))
        for team_id, role in before - wanted:
            Membership.objects.filter(user=user, team_id=team_id, role=role).delete()
        _give(user, wanted - before, by=by)
        user.version += 1
        user.save(update_fields=["version"])
        act.record(user, at=at, before=_in_order(before), after=_in_order(wanted))
    return user


def _administrators() -> set[int]:
    """Who can add staff now, held until the end: two cannot each remove the other."""
    held = (
        Membership.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True)
        .select_related("user")
        .order_by("pk")
        .select_for_update(of=("self", "user"))
    )
    return {membership.user_id for membership in held}


def _give(user: User, roles: frozenset[TeamRole], *, by: User) -> None:
    teams = Team.objects.filter(pk__in={team_id for team_id, _role in roles})
    known = set(teams.values_list("pk", flat=True))
    for team_id, role in sorted(roles):
        if role not in Role.values or team_id not in known:
            raise NotAllowed(_("Choose roles from the list."), field="roles")
        Membership.objects.create(user=user, team_id=team_id, role=role)
    for team_id in sorted(known):
        leads = User.objects.in_team(team_id, Role.LEAD).active()
        for lead in leads.exclude(pk__in=[user.pk, by.pk]).order_by("pk"):
            tasks.send_role_given.delay(user_id=lead.pk, team_id=team_id)


def _in_order(roles: Collection[TeamRole]) -> list[list[Any]]:
    return [[team, str(role)] for team, role in sorted(roles)]


def _check_administers(by: User) -> None:
    if not by.can(Permission.STAFF_EDIT):
        raise NotAllowed(_("Only an administrator can change staff and teams."))


def _checked(details: dict[str, Any], allowed: frozenset[str]) -> dict[str, Any]:
    unknown = details.keys() - allowed
    if unknown:
        raise TypeError(f"not a detail that can be set here: {', '.join(sorted(unknown))}")
    values = dict(details)
    if "email" in values:
        values["email"] = values["email"].strip().lower()
    if values.get("telephone"):
        values["telephone"] = rules.check_telephone(values["telephone"])
    if "working_days" in values:
        values["working_days"] = rules.check_weekdays(list(values["working_days"]))
    if values.get("profession") == Profession.SYSTEM:
        raise NotAllowed(_("Select the profession from the list."), field="profession")
    return values
