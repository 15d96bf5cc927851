"""Up and down between the tiers, with everything that is known (N93)."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from audit.actions import acting, lock
from people.models import User
from people.permissions import Permission
from people.rules import NotAllowed
from referrals import actions as referrals
from referrals.models import Referral
from tiers.models import Case, Consultation

from .reach import held_case


def refer_from_consultation(*, consultation_id: int, tier: int, by: User, at: datetime) -> Referral:
    """What was asked, tried and advised stands in the new referral's boxes."""
    with acting("stepped_from_consultation", by=by) as act:
        consultation = lock(Consultation.objects.visible_to(by), consultation_id)
        if consultation.service_user_id is None:
            raise NotAllowed(_("This question names nobody, so there is nobody to refer."))
        said = [
            consultation.question,
            consultation.tried,
            consultation.advice and _("Advice: %(words)s") % {"words": consultation.advice},
        ]
        draft = referrals.step_to_tier(
            service_user_id=consultation.service_user_id,
            tier=tier,
            by=by,
            at=at,
            after_id=_seen(consultation.referral_id, by=by),
            carried={"tried_before": "\n\n".join(part for part in said if part)},
        )
        act.record(consultation, at=at, service_user_id=consultation.service_user_id, tier=tier)
    return draft


def _seen(referral_id: int | None, *, by: User) -> int | None:
    if referral_id is None:
        return None
    rows = Referral.objects.visible_to(by).filter(pk=referral_id)
    return rows.values_list("pk", flat=True).first()


def refer_from_case(*, case_id: int, tier: int, by: User, at: datetime) -> Referral:
    """From work under way or ended: its aims, how it went, and the screening it began with."""
    with acting("stepped_from_case", by=by) as act:
        case = held_case(case_id, by=by, permission=Permission.CASE_WORK)
        if tier == case.tier:
            raise NotAllowed(_("Choose another tier than the present one."), field="tier")
        draft = referrals.step_to_tier(
            service_user_id=case.service_user_id,
            tier=tier,
            by=by,
            at=at,
            after_id=_seen(case.referral_id, by=by),
            carried={
                "hope_wellbeing": case.aim_wellbeing,
                "hope_risk": case.aim_risk,
                "tried_before": _as_tried(case),
            },
        )
        act.record(case, at=at, service_user_id=case.service_user_id, tier=tier)
    return draft


def _as_tried(case: Case) -> str:
    words = _("%(tier)s with %(who)s since %(day)s.") % {
        "tier": case.get_tier_display(),
        "who": case.practitioner,
        "day": date_format(timezone.localtime(case.opened_at), "j F Y"),
    }
    return "\n\n".join(part for part in (words, case.ending_note) if part)
