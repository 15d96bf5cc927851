"""Where one referral stands, said as a sentence to the PP. Values in, words out (N30, N92)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.templatetags.words import day, moment
from referrals.rules import Alternative, DeclineReason, Status
from tiers.rules import CaseStatus, EndingReason, PauseReason


def _draft(referral: Any, today: date) -> str:
    expires = timezone.localtime(referral.touched_at).date() + timedelta(
        days=referral.team.policy.draft_expiry_days
    )
    return _("Draft, not sent yet. It is kept until %(day)s.") % {"day": day(expires)}


def _submitted(referral: Any, today: date) -> str:
    due = timezone.localtime(referral.submitted_at).date() + timedelta(
        days=referral.team.policy.decision_target_days
    )
    words = {"sent": day(referral.submitted_at), "due": day(due)}
    if due < today:
        return _("Sent on %(sent)s. The team meant to decide by %(due)s and is late.") % words
    return _("Sent on %(sent)s. The team aims to decide by %(due)s.") % words


def _asked(referral: Any, today: date) -> str:
    return _("The team asked a question on %(asked)s. Please answer by %(due)s.") % {
        "asked": day(referral.asked_at),
        "due": day(referral.question_due_on),
    }


def _waiting(referral: Any, today: date) -> str:
    words = {
        "tier": referral.tier,
        "since": day(referral.accepted_at),
        "target": day(referral.target_on),
    }
    if referral.target_on < today:
        return (
            _("Waiting for Tier %(tier)s since %(since)s. Work was meant to start by %(target)s.")
            % words
        )
    return (
        _("Waiting for Tier %(tier)s since %(since)s. The team aims to start by %(target)s.")
        % words
    )


def _paused(referral: Any, today: date) -> str:
    words = {"tier": referral.tier, "day": day(referral.review_on)}
    return (
        _("Tier %(tier)s is on hold until the person is ready. The team looks again on %(day)s.")
        % words
    )


def _declined(referral: Any, today: date) -> str:
    said = _("Not taken on, %(day)s: %(reason)s.") % {
        "day": day(referral.ended_at),
        "reason": DeclineReason(referral.decline_reason).label,
    }
    instead = ", ".join(str(Alternative(code).label) for code in referral.alternatives)
    return f"{said} {_('Instead: %(instead)s.') % {'instead': instead}}" if instead else said


def _redirected(referral: Any, today: date) -> str:
    return _("Moved to another tier on %(day)s.") % {"day": day(referral.ended_at)}


def _withdrawn(referral: Any, today: date) -> str:
    return _("Withdrawn on %(day)s.") % {"day": day(referral.ended_at)}


def _discarded(referral: Any, today: date) -> str:
    return _("The draft was discarded on %(day)s.") % {"day": day(referral.ended_at)}


def _closed(referral: Any, today: date) -> str:
    return _("The work finished on %(day)s.") % {"day": day(referral.ended_at)}


def _allocated(referral: Any, today: date) -> str:
    return _("Work under way at Tier %(tier)s.") % {"tier": referral.tier}


SENTENCES = {
    Status.DRAFT: _draft,
    Status.SUBMITTED: _submitted,
    Status.INFORMATION_REQUESTED: _asked,
    Status.WAITING: _waiting,
    Status.PAUSED: _paused,
    Status.ALLOCATED: _allocated,
    Status.CLOSED: _closed,
    Status.DECLINED: _declined,
    Status.REDIRECTED: _redirected,
    Status.WITHDRAWN: _withdrawn,
    Status.DISCARDED: _discarded,
}


def where_it_stands(referral: Any, case: dict | None, today: date) -> str:
    """One or two sentences: the state, since when, and what happens next."""
    if case and referral.status in (Status.ALLOCATED, Status.CLOSED):
        return how_the_work_stands(case, today)
    return SENTENCES[Status(referral.status)](referral, today)


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
        end = case["ending_plan__end_on"] or case["planned_end_on"]
        return _("Saying goodbye with %(who)s at Tier %(tier)s: the agreed end is %(end)s.") % (
            words | {"end": day(end)}
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
    months = round(days / 30.4)
    return ngettext("%(count)d month", "%(count)d months", months) % {"count": months}
