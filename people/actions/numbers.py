"""A number that was wrong, or was replaced: corrected with a reason, the old one still findable."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from audit.actions import acting, lock
from people import rules
from people.models import FormerIdentifier, FormerWhy, ServiceUser, User
from people.rules import NotAllowed

from .looking_up import check_free
from .service_users import IDENTIFIERS, check_not_replaced
from .taken import told_when_taken


def change_number(
    *,
    service_user_id: int,
    field: str,
    value: str,
    why: str,
    reason: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> ServiceUser:
    """An empty `value` takes the number away: only when it was never theirs."""
    if field not in IDENTIFIERS:
        raise NotAllowed(_("Choose which number is wrong."), field="field")
    new = IDENTIFIERS[field](value) if value else None
    reason = rules.check_reason(reason)
    if new:
        check_free({field: new}, but=service_user_id, page="people:number_change", by=by, at=at)
    with told_when_taken(), acting("number_changed", by=by, reason=reason) as act:
        person = lock(ServiceUser.objects.visible_to(by), service_user_id)
        rules.check_version(person.version, version)
        old = getattr(person, field)
        rules.check_number_change(old=old, new=new, is_mistake=why == FormerWhy.MISTAKE)
        if new:
            check_not_replaced({field: new}, but=person.pk)
        setattr(person, field, new)
        rules.check_has_a_number([getattr(person, name) for name in IDENTIFIERS], field="value")
        person.changed_at, person.changed_by = at, by
        person.version += 1
        person.save()
        FormerIdentifier.objects.create(
            service_user=person,
            field=field,
            value=old,
            why=FormerWhy(why),
            reason=reason,
            changed_at=at,
            changed_by=by,
        )
        act.record(person, at=at, service_user_id=person.pk, field=field, why=why)
    return person
