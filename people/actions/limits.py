"""Who must not see a record, and who alone may (LAO)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from audit.actions import acting, lock
from people import rules
from people.models import AccessLimit, AccessLimitKind, ServiceUser, User
from people.permissions import Permission
from people.rules import NotAllowed


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
    if by.pk in excluded or (named and by.pk not in named):
        raise NotAllowed(_("Leave yourself able to see the record: somebody must look after it."))
    reason = rules.check_reason(reason)
    with acting("access_limited", by=by, reason=reason) as act:
        person = lock(ServiceUser.objects.visible_to(by), service_user_id)
        if not by.can(Permission.CASE_ALLOCATE, person.team_id):
            raise NotAllowed(_("Only a lead of the team can limit who sees a record."))
        rules.check_version(person.version, version)
        AccessLimit.objects.filter(service_user=person).delete()
        AccessLimit.objects.bulk_create(
            AccessLimit(service_user=person, user_id=pk, kind=kind)
            for kind, pks in (
                (AccessLimitKind.NAMED, set(named)),
                (AccessLimitKind.EXCLUDED, set(excluded)),
            )
            for pk in sorted(pks)
        )
        person.is_restricted, person.has_exclusions = bool(named), bool(excluded)
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
