"""What must not stay in a confidential talk: passed on at once, followed until the referral is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from audit.actions import Act, acting, lock
from notices.rules import NoticeKind
from people.models import User
from people.permissions import Permission
from tiers import rules
from tiers.models import Case, Contact, SafeguardingConcern, Session
from tiers.rules import AtRisk, Route

from .reach import held_case, tell_pps


@dataclass(frozen=True)
class Concern:
    """Somebody could be harmed: `reference` once the referral is made."""

    at_risk: str
    route: str
    told: str
    told_at: datetime
    reference: str = ""


def pass_on(
    act: Act,
    case: Case,
    concern: Concern,
    *,
    by: User,
    at: datetime,
    session: Session | None = None,
    contact: Contact | None = None,
) -> SafeguardingConcern:
    """Call inside an act, with the session or contact it came of. The PP is told at once."""
    heard_at = session.planned_for if session else contact.at if contact else concern.told_at
    rules.check_concern(
        told=concern.told,
        told_at=timezone.localtime(concern.told_at),
        heard_on=timezone.localdate(heard_at),
        now=at,
    )
    made = bool(concern.reference.strip())
    kept = SafeguardingConcern.objects.create(
        case=case,
        session=session,
        contact=contact,
        at_risk=AtRisk(concern.at_risk),
        route=Route(concern.route),
        told=concern.told,
        told_at=concern.told_at,
        noted_at=at,
        noted_by=by,
        reference=concern.reference.strip(),
        made_at=at if made else None,
        made_by=by if made else None,
    )
    tell_pps(case, NoticeKind.RISK_TOLD, by=by, at=at)
    act.record(kept, at=at, service_user_id=case.service_user_id, action="concern_passed_on")
    return kept


def record_referral_made(
    *, concern_id: int, reference: str, by: User, at: datetime
) -> SafeguardingConcern:
    """After the work has ended too: a concern does not end with it."""
    with acting("concern_referral_made", by=by) as act:
        rows = SafeguardingConcern.objects.visible_to(by)
        case_id = rows.values_list("case_id", flat=True).get(pk=concern_id)
        case = held_case(case_id, by=by, permission=Permission.CASE_WORK)
        concern = lock(rows, concern_id)
        rules.check_can_be_made(is_made=concern.made_at is not None, reference=reference)
        concern.reference, concern.made_at, concern.made_by = reference.strip(), at, by
        concern.save(update_fields=["reference", "made_at", "made_by"])
        act.record(concern, at=at, service_user_id=case.service_user_id)
    return concern
