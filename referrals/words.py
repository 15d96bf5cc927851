"""Where a referral stands and how long it takes, as sentences every page says alike (N30, N68, N92)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from people.templatetags.words import day

from .rules import Alternative, DeclineReason, Estimate, Override, Status, Stuck, Tier


def wait_in_words(estimate: Estimate | None) -> str:
    if estimate is None:
        return _("too few started in the last year to say how long it takes")
    return _(
        "half of the %(starts)s people who started in the last year did so %(low)s to %(high)s weeks"
        " after they were accepted"
    ) % {"starts": estimate.starts, "low": estimate.low, "high": estimate.high}


def signature_in_words(override: str, asked_at: Any, signed_at: Any) -> str:
    """How it stands with an override; empty where nobody has asked for one."""
    if override == Override.ASKED:
        return _("Waiting for a signature since %(day)s.") % {"day": day(asked_at)}
    if override == Override.QUESTIONED:
        return _("The team asks you something before it signs.")
    if override == Override.SIGNED:
        return _("Signed on %(day)s: send it.") % {"day": day(signed_at)}
    if override == Override.NOT_SIGNED:
        return _("Not signed: read why, and what can be done instead.")
    return ""


def _draft(referral: Any, today: date) -> str:
    expires = timezone.localtime(referral.touched_at).date() + timedelta(
        days=referral.team.policy.draft_expiry_days
    )
    said = [_("Draft, not sent yet.")]
    if needs_signature(referral):
        said.append(
            signature_in_words(
                referral.override, referral.override_asked_at, referral.overridden_at
            )
        )
    said.append(_("It is kept until %(day)s.") % {"day": day(expires)})
    return " ".join(filter(None, said))


def needs_signature(referral: Any) -> bool:
    """Tier 1 is open to anybody: what was asked for another tier no longer holds it up."""
    return referral.tier != Tier.ONE


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


def asked_before_signing(referral: Any) -> bool:
    """A draft whose PP owes an answer before it can be signed. Needs `with_what_is_due`."""
    asked = referral.status == Status.DRAFT and referral.override == Override.QUESTIONED
    return asked and needs_signature(referral)


def to_do(referral: Any) -> tuple[str, str]:
    """What its PP can do about it now: the words, and the page. Needs `with_what_is_due`."""
    if referral.status == Status.INFORMATION_REQUESTED:
        return _("Answer the question"), _page("referral_answer", referral)
    if referral.status != Status.DRAFT:
        return "", ""
    override = referral.override if needs_signature(referral) else ""
    if asked_before_signing(referral):
        return _("Answer, so that it can be signed"), _page("referral_not_eligible", referral)
    if override == Override.NOT_SIGNED:
        return _("Read why, and what then"), _page("referral_not_eligible", referral)
    if override == Override.SIGNED and not referral.steps_missing():
        return _("Check and send"), _page("referral_check", referral)
    return _("Go on writing"), _page("referral_tasks", referral)


# What frees somebody who is held up: the words, and the page of the referral or of the person.
FREES: dict[Stuck, tuple[Any, str, str]] = {
    Stuck.NO_PP: (_l("Say who their PP is"), "people:pp_contact", "service_user_id"),
    Stuck.PP_LEFT: (_l("Say who their PP is now"), "people:pp_contact", "service_user_id"),
    Stuck.NOT_AGREED: (_l("Ask them, and say what they say"), "referrals:say_again", "pk"),
    Stuck.RELEASE_UNKNOWN: (
        _l("Say when they are expected to leave"),
        "people:person_move",
        "service_user_id",
    ),
    Stuck.REVIEW_PASSED: (_l("Look again"), "referrals:look_again", "pk"),
}


# A pause is looked at by those who decide.
BY_DECIDERS = frozenset({Stuck.REVIEW_PASSED})


def held_up(
    referral: Any, reasons: Iterable[Stuck], *, decides: bool = False
) -> list[dict[str, str]]:
    """Each reason in words, with what frees it and where; nothing to press where this reader cannot."""
    found = []
    for reason in reasons:
        able = decides or reason not in BY_DECIDERS
        action, name, about = FREES.get(reason, ("", "", "")) if able else ("", "", "")
        url = reverse(name, args=[getattr(referral, about)]) if name else ""
        found.append({"words": str(reason.label), "action": str(action), "url": url})
    return found


def waits_for_pp(referral: Any) -> bool:
    """A question, or a draft nobody else holds up. Needs `with_what_is_due`."""
    if referral.status == Status.DRAFT:
        return not (needs_signature(referral) and referral.override == Override.ASKED)
    return referral.status == Status.INFORMATION_REQUESTED


def _page(name: str, referral: Any) -> str:
    return reverse(f"referrals:{name}", args=[referral.pk])


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
