"""Teams, the units they serve, and each team's policy."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from audit.actions import acting, lock
from people import rules
from people.models import Region, Team, TeamPolicy, Unit, User
from people.permissions import Permission
from people.rules import NotAllowed

from .taken import told_when_taken

DETAILS = frozenset({"name", "name_cy", "email", "telephone"})
POLICY_FIELDS = frozenset(
    field.name
    for field in TeamPolicy._meta.get_fields()
    if field.name not in {"id", "team", "updated_at", "updated_by", "version"} and field.concrete
)


def add_team(
    *,
    by: User,
    at: datetime,
    region: str,
    units: Collection[int] = (),
    **details: Any,
) -> Team:
    """A team starts with the default policy: a lead changes it from there."""
    _check_administers(by)
    with told_when_taken(), acting("team_added", by=by) as act:
        team = Team.objects.create(region=_region(region), **_checked(details))
        TeamPolicy.objects.create(team=team)
        _serve(team, units)
        act.record(team, at=at, units=sorted(units))
    return team


def change_team(
    *,
    team_id: int,
    by: User,
    at: datetime,
    version: int | None = None,
    region: str | None = None,
    units: Collection[int] | None = None,
    **details: Any,
) -> Team:
    _check_administers(by)
    values = _checked(details)
    with told_when_taken(), acting("team_changed", by=by) as act:
        team = lock(Team.objects.visible_to(by), team_id)
        rules.check_version(team.version, version)
        for name, new in values.items():
            setattr(team, name, new)
        if region is not None:
            team.region = _region(region)
        team.version += 1
        team.save()
        if units is not None:
            _serve(team, units)
        act.record(team, at=at, fields=sorted(values), units=sorted(units or ()))
    return team


def add_unit(*, by: User, at: datetime, name: str, region: str, team_id: int | None = None) -> Unit:
    """A probation delivery unit: each is served by one team (N58)."""
    _check_administers(by)
    with told_when_taken(), acting("unit_added", by=by) as act:
        unit = Unit.objects.create(region=_region(region), name=name, team_id=team_id)
        act.record(unit, at=at, team=team_id)
    return unit


def change_unit(*, unit_id: int, by: User, at: datetime, name: str, region: str) -> Unit:
    """Whoever is there stays there: the unit is called something else from now on."""
    _check_administers(by)
    with told_when_taken(), acting("unit_changed", by=by) as act:
        unit = lock(Unit.objects.all(), unit_id)
        before = unit.name
        unit.name, unit.region = name, _region(region)
        unit.save(update_fields=["name", "region"])
        act.record(unit, at=at, before=before, after=name)
    return unit


def _serve(team: Team, units: Collection[int]) -> None:
    """The team serves these units and no other: a unit chosen here leaves the team it had."""
    Unit.objects.filter(team=team).exclude(pk__in=units).update(team=None)
    Unit.objects.filter(pk__in=units).update(team=team)


def _region(name: str) -> Region:
    """Capitals make no difference: "wales" is no second Wales."""
    known = Region.objects.filter(name__iexact=name.strip()).first()
    return known or Region.objects.create(name=name.strip())


def _checked(details: dict[str, Any]) -> dict[str, Any]:
    unknown = details.keys() - DETAILS
    if unknown:
        raise TypeError(f"not a detail of a team: {', '.join(sorted(unknown))}")
    if details.get("telephone"):
        return details | {"telephone": rules.check_telephone(details["telephone"])}
    return details


def _check_administers(by: User) -> None:
    if not by.can(Permission.STAFF_EDIT):
        raise NotAllowed(_("Only an administrator can change staff and teams."))


def change_policy(
    *, team_id: int, by: User, at: datetime, version: int | None = None, **values: Any
) -> TeamPolicy:
    """Every interval and threshold, as the rules read them from now on (N10, N47, N120)."""
    unknown = values.keys() - POLICY_FIELDS
    if unknown:
        raise TypeError(f"not in the policy: {', '.join(sorted(unknown))}")
    if not by.can(Permission.POLICY_EDIT, team_id):
        raise NotAllowed(_("Only a lead of the team can change its intervals and limits."))
    with acting("policy_changed", by=by) as act:
        policy = TeamPolicy.objects.select_for_update(of=("self",)).get(team_id=team_id)
        rules.check_version(policy.version, version)
        before = {name: getattr(policy, name) for name in values}
        for name, new in values.items():
            setattr(policy, name, new)
        policy.after_contact_months = rules.check_after_contact_months(policy.after_contact_months)
        rules.check_draft_warning(
            warning_days=policy.draft_warning_days, expiry_days=policy.draft_expiry_days
        )
        _check_limits(policy)
        policy.updated_at, policy.updated_by = at, by
        policy.version += 1
        policy.save()
        act.record(policy, at=at, changed=_changes(before, policy))
    return policy


def _check_limits(policy: TeamPolicy) -> None:
    """The limits each field declares, at every door and not only in the form."""
    try:
        policy.clean_fields()
    except ValidationError as error:
        field, words = next(iter(error.message_dict.items()))
        raise NotAllowed(words[0], field=field) from error


def _changes(before: dict[str, Any], policy: TeamPolicy) -> dict[str, list[Any]]:
    return {
        name: [was, getattr(policy, name)]
        for name, was in before.items()
        if was != getattr(policy, name)
    }
