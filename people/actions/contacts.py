"""Who to ring: put right by whoever notices that it is wrong (peers' users: wrong PP contacts)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from audit.actions import acting, lock
from people import rules
from people.models import ServiceUser, User
from people.rules import NotAllowed

from .service_users import update_service_user


def correct_pp_contact(
    *,
    service_user_id: int,
    by: User,
    at: datetime,
    version: int | None = None,
    pp_id: int | None,
    cover_pp_id: int | None,
    telephone: str,
) -> ServiceUser:
    """The PP, who covers for them, and the PP's telephone. Anybody who sees the person may."""
    with acting("pp_contact_corrected", by=by) as act:
        if pp_id and pp_id == cover_pp_id:
            raise NotAllowed(
                _("Somebody cannot cover for themselves. Choose another, or nobody."),
                field="cover_pp_id",
            )
        person = update_service_user(
            service_user_id=service_user_id,
            by=by,
            at=at,
            version=version,
            pp_id=pp_id,
            cover_pp_id=cover_pp_id,
        )
        detail: dict[str, Any] = {}
        if pp_id:
            pp = lock(User.objects.all(), pp_id)
            if telephone and pp.telephone != rules.check_telephone(telephone):
                detail = {"telephone_before": pp.telephone}
                pp.telephone = telephone
                pp.version += 1
                pp.save(update_fields=["telephone", "version"])
        act.record(person, at=at, service_user_id=person.pk, pp=pp_id, **detail)
    return person
