"""Who must not see a record, and who alone may (LAO)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from audit.actions import acting, lock
from people import rules
from people.models import AccessLimit, AccessLimitKind, ServiceUser, User
from people.permissions import Permission
from people.registry import ties
from people.rules import Limits, NotAllowed


def set_access_limits(
    *,
    service_user_id: int,
    by: User,
    at: datetime,
    reason: str,
    named: Collection[int] = (),
    excluded: Collection[int] = (),
    version: int | None = None,
) -> ServiceUser:
    """LAO, as probation decided it: only the named may look, when any is; the excluded never."""
    limits = Limits(restricted=bool(named), named=frozenset(named), excluded=frozenset(excluded))
    rules.check_limits(limits, by_id=by.pk)
    reason = rules.check_reason(reason)
    with acting("access_limited", by=by, reason=reason) as act:
        person = lock(ServiceUser.objects.visible_to(by), service_user_id)
        if not by.can(Permission.CASE_ALLOCATE, person.team_id):
            raise NotAllowed(_("Only a lead of the team can limit who sees a record."))
        rules.check_version(person.version, version)
        put_limits(person, limits)
        person.version += 1
        person.changed_at, person.changed_by = at, by
        person.save()
        act.record(
            person,
            at=at,
            service_user_id=person.pk,
            named=len(named),
            excluded=len(excluded),
        )
    return person


def limits_of(person: ServiceUser) -> Limits:
    rows = AccessLimit.objects.filter(service_user=person).values_list("kind", "user_id")
    return Limits(
        restricted=person.is_restricted,
        named=frozenset(pk for kind, pk in rows if kind == AccessLimitKind.NAMED),
        excluded=frozenset(pk for kind, pk in rows if kind == AccessLimitKind.EXCLUDED),
    )


def put_limits(person: ServiceUser, limits: Limits) -> None:
    """Rows that stand are left alone: their history is the history of who could look."""
    wanted = {(AccessLimitKind.NAMED, pk) for pk in limits.named}
    wanted |= {(AccessLimitKind.EXCLUDED, pk) for pk in limits.excluded}
    rows = AccessLimit.objects.filter(service_user=person)
    present = {(AccessLimitKind(row.kind), row.user_id): row.pk for row in rows}
    rows.filter(pk__in=[pk for pair, pk in present.items() if pair not in wanted]).delete()
    AccessLimit.objects.bulk_create(
        AccessLimit(service_user=person, user_id=pk, kind=kind)
        for kind, pk in sorted(wanted - present.keys())
    )
    person.is_restricted, person.has_exclusions = limits.restricted, bool(limits.excluded)
    if limits.restricted or limits.excluded:
        for tie in ties():
            if wiped := getattr(tie.model, "when_limited", None):
                tie.rows_of(person.pk).update(**wiped)
