"""Where one referral stands, said as a sentence to the PP. Values in, words out (N30, N92)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.templatetags.words import day, moment
from referrals.rules import MONTH, Status
from referrals.words import where_the_referral_stands
from tiers.rules import CaseStatus, EndingReason, PauseReason


def where_it_stands(referral: Any, case: dict | None, today: date) -> str:
    """One or two sentences: the state, since when, and what happens next."""
    if case and referral.status in (Status.ALLOCATED, Status.CLOSED):
        return how_the_work_stands(case, today)
    return where_the_referral_stands(referral, today)


def how_the_work_stands(case: dict, today: date) -> str:
    """`case` is a row of tiers.models.told.told_cases."""
    if case["status"] == CaseStatus.ENDED:
        return _("The work finished on %(day)s: %(reason)s.") % {
            "day": day(case["ended_at"]),
            "reason": EndingReason(case["ending_reason"]).label,
        }
    said = [_standing(case)]
    if case["last_met"]:
        said.append(_("Last met on %(day)s.") % {"day": day(case["last_met"])})
    said.append(_next(case))
    return " ".join(part for part in said if part)


def _standing(case: dict) -> str:
    words = {
        "who": f"{case['practitioner__given_name']} {case['practitioner__family_name']}",
        "tier": case["tier"],
        "since": day(case["opened_at"]),
    }
    if case["status"] == CaseStatus.PAUSED:
        return _("Work with %(who)s at Tier %(tier)s is paused since %(since)s: %(reason)s.") % (
            words
            | {"since": day(case["paused_at"]), "reason": PauseReason(case["pause_reason"]).label}
        )
    if case["status"] == CaseStatus.ENDING:
        return _("Saying goodbye with %(who)s at Tier %(tier)s: the agreed end is %(end)s.") % (
            words | {"end": day(case["planned_end_on"])}
        )
    return _("Working with %(who)s at Tier %(tier)s since %(since)s.") % words


def _next(case: dict) -> str:
    if case["next_meeting"]:
        return _("Next meeting %(moment)s.") % {"moment": moment(case["next_meeting"])}
    if case["status"] == CaseStatus.PAUSED:
        return _("The team picks it up again when the person can.")
    return _("The next meeting is not planned yet.")


def age(days: int) -> str:
    """How long something has stood open, as short as a list needs."""
    if days <= 0:
        return _("today")
    if days < 61:
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    months = days // MONTH  # whole ones, as the waiting list counts them
    return ngettext("%(count)d month", "%(count)d months", months) % {"count": months}
