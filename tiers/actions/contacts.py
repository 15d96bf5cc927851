"""Any other touch: one short row."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import acting
from people.models import User
from people.permissions import Permission
from people.rules import NotAllowed
from tiers import rules
from tiers.models import Contact
from tiers.rules import ContactKind

from .reach import held_case
from .safeguarding import Concern, pass_on


def log_contact(
    *,
    case_id: int,
    kind: str,
    when: datetime,
    by: User,
    at: datetime,
    reached: bool = False,
    minutes: int | None = None,
    with_whom: str = "",
    shared_with_pp: str = "",
    iirms_only: str = "",
    concern: Concern | None = None,
) -> Contact:
    """After an ending too: the door stays open (N56)."""
    with acting("contact_logged", by=by) as act:
        case = held_case(case_id, by=by, permission=Permission.CASE_WORK)
        rules.check_contact_when(
            timezone.localtime(when), now=at, opened_at=timezone.localtime(case.opened_at)
        )
        rules.check_contact_reached(kind=kind, reached=reached)
        rules.check_joined(kind=kind, with_whom=with_whom)
        same = Contact.objects.filter(case=case, kind=kind, at=when, logged_by=by)
        if same.exists():
            raise NotAllowed(_("This contact is already recorded."))
        contact = Contact.objects.create(
            case=case,
            kind=ContactKind(kind),
            at=when,
            minutes=minutes,
            reached=reached,
            with_whom=with_whom,
            shared_with_pp=shared_with_pp,
            iirms_only=iirms_only,
            logged_at=at,
            logged_by=by,
        )
        act.record(contact, at=at, service_user_id=case.service_user_id, kind=str(kind))
        if concern is not None:
            pass_on(act, case, concern, contact=contact, by=by, at=at)
    return contact
