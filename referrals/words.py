"""Where a referral stands and how long it takes, as sentences every page says alike (N30, N68, N92)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from people.templatetags.words import day

from .rules import Alternative, DeclineReason, Estimate, Status


def wait_in_words(estimate: Estimate | None) -> str:
    if estimate is None:
        return _("too few started in the last year to say how long it takes")
    return _(
        "half of the %(starts)s people who started in the last year did so %(low)s to %(high)s weeks"
        " after they were accepted"
    ) % {"starts": estimate.starts, "low": estimate.low, "high": estimate.high}


def _draft(referral: Any, today: date) -> str:
    expires = timezone.localtime(referral.touched_at).date() + timedelta(
        days=referral.team.policy.draft_expiry_days
    )
    return _("Draft, not sent yet. It is kept until %(day)s.") % {"day": day(expires)}


def _submitted(referral: Any, today: date) -> str:
    words = {"sent": day(referral.submitted_at), "due": day(referral.decide_by)}
    if referral.decide_by < today:
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
        _("Tier %(tier)s is paused until the person is ready. The team looks again on %(day)s.")
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


SENTENCES: dict[Status, Callable[[Any, date], str]] = {
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


def where_the_team_reads_it_stands(referral: Any, today: date) -> str:
    """As the PP reads it, but for a question: there it is the PP who owes the answer."""
    if referral.status == Status.INFORMATION_REQUESTED:
        return _("Waiting for the PP’s answer since %(asked)s, due by %(due)s.") % {
            "asked": day(referral.asked_at),
            "due": day(referral.question_due_on),
        }
    return where_the_referral_stands(referral, today)


def where_the_referral_stands(referral: Any, today: date) -> str:
    """The state, since when, and what happens next. Needs `with_what_is_due`."""
    return SENTENCES[Status(referral.status)](referral, today)
