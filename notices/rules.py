"""What people are told, which of it cannot wait, and where it leads (N30, N105).

A flag stands until its cause goes; a notice is news: read once and done with.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    """The sentence shown in the inbox. `%(about)s` is a reference, never a name."""

    REFERRAL_SENT = "REFERRAL_SENT", _("Referral %(about)s has come in and waits for a decision")
    REFERRAL_ASKED = "REFERRAL_ASKED", _("The team asked a question about referral %(about)s")
    REFERRAL_ANSWERED = "REFERRAL_ANSWERED", _("Your question on %(about)s was answered")
    REFERRAL_WAITING = "REFERRAL_WAITING", _("Referral %(about)s is on the waiting list")
    REFERRAL_PAUSED = "REFERRAL_PAUSED", _("Referral %(about)s was paused until they are ready")
    REFERRAL_DECLINED = "REFERRAL_DECLINED", _("Referral %(about)s was not taken on: read why")
    REFERRAL_REDIRECTED = (
        "REFERRAL_REDIRECTED",
        _("Referral %(about)s was moved to another tier, and waits for a decision there"),
    )
    REFERRAL_ALLOCATED = "REFERRAL_ALLOCATED", _("A practitioner was chosen for %(about)s")
    REFERRAL_CLOSED = "REFERRAL_CLOSED", _("The work on referral %(about)s has finished")
    REFERRAL_WITHDRAWN = "REFERRAL_WITHDRAWN", _("Referral %(about)s was withdrawn")
    REFERRAL_WORSE = (
        "REFERRAL_WORSE",
        _("Somebody who waits is said to be getting worse: referral %(about)s"),
    )
    MESSAGE = "MESSAGE", _("A message about referral %(about)s")
    MESSAGE_URGENT = "MESSAGE_URGENT", _("A message about referral %(about)s that cannot wait")
    REFERRAL_AMENDED = "REFERRAL_AMENDED", _("An answer in referral %(about)s was put right")
    OVERRIDE_ASKED = "OVERRIDE_ASKED", _("A PP asks you to sign an override for draft %(about)s")
    OVERRIDE_QUESTIONED = (
        "OVERRIDE_QUESTIONED",
        _("The team asks you something before it signs for draft %(about)s"),
    )
    OVERRIDE_ANSWERED = (
        "OVERRIDE_ANSWERED",
        _("Your question before signing %(about)s was answered"),
    )
    OVERRIDE_SIGNED = "OVERRIDE_SIGNED", _("The override you asked for on %(about)s is signed")
    OVERRIDE_NOT_SIGNED = (
        "OVERRIDE_NOT_SIGNED",
        _("The override you asked for on %(about)s was not signed: read why"),
    )
    CASE_GIVEN = "CASE_GIVEN", _("You hold the work on referral %(about)s")
    CASE_TAKEN = "CASE_TAKEN", _("You no longer hold the work on referral %(about)s")
    WORKER_CHANGED = "WORKER_CHANGED", _("Somebody else now works on referral %(about)s")
    RISK_TOLD = "RISK_TOLD", _("Something about risk was recorded for you to read")
    HANDOVER_ASKED = (
        "HANDOVER_ASKED",
        _("A practitioner cannot go on with %(about)s: choose somebody else"),
    )
    COVER_ASKED = (
        "COVER_ASKED",
        _("Whoever covers the work on %(about)s cannot go on: choose other cover"),
    )
    ENDING_ASKED = "ENDING_ASKED", _("An ending on referral %(about)s waits for your answer")
    ONWARD_MOVED = "ONWARD_MOVED", _("There is news of onward referral %(about)s")
    ENDING_ANSWERED = "ENDING_ANSWERED", _("Your lead answered about the ending on %(about)s")
    CONSULTATION_ASKED = "CONSULTATION_ASKED", _("A PP asked for a consultation on %(about)s")
    CONSULTATION_TAKEN = (
        "CONSULTATION_TAKEN",
        _("Somebody has taken the consultation you asked for on %(about)s"),
    )
    CONSULTATION_BOOKED = (
        "CONSULTATION_BOOKED",
        _("A time is booked for the consultation you asked for on %(about)s"),
    )
    CONSULTATION_OFF = (
        "CONSULTATION_OFF",
        _("The time booked for your consultation, %(about)s, is off: a new one is being found"),
    )
    CONSULTATION_ANSWERED = (
        "CONSULTATION_ANSWERED",
        _("There is something to read about what you asked on %(about)s"),
    )
    CONSULTATION_PUT_BACK = (
        "CONSULTATION_PUT_BACK",
        _("The consultation you asked for on %(about)s is back on the list: read why"),
    )
    CONSULTATION_WITHDRAWN = (
        "CONSULTATION_WITHDRAWN",
        _("The consultation asked for on %(about)s is no longer needed"),
    )
    TASK_GIVEN = "TASK_GIVEN", _("You were given a piece of work on %(about)s")
    TASK_DONE = "TASK_DONE", _("The work you gave on %(about)s is finished: read how it went")
    FORMULATION_SHARED = (
        "FORMULATION_SHARED",
        _("There is a new page about what helps somebody you supervise"),
    )


# These leave by mail at once; all others wait for the one message a day.
URGENT = frozenset(
    {
        NoticeKind.REFERRAL_ASKED,
        NoticeKind.REFERRAL_WORSE,
        NoticeKind.MESSAGE_URGENT,
        NoticeKind.RISK_TOLD,
    }
)

# The page a kind leads to, by the id of its subject.
LEADS_TO: Mapping[str, str] = {
    **{
        kind: "referrals:referral_detail"
        for kind in NoticeKind
        if kind.value.startswith("REFERRAL_")
    },
    NoticeKind.MESSAGE: "referrals:referral_messages",
    NoticeKind.MESSAGE_URGENT: "referrals:referral_messages",
    NoticeKind.OVERRIDE_ASKED: "referrals:override_sign",
    NoticeKind.OVERRIDE_QUESTIONED: "referrals:referral_not_eligible",
    NoticeKind.OVERRIDE_ANSWERED: "referrals:override_sign",
    NoticeKind.OVERRIDE_SIGNED: "referrals:referral_tasks",
    NoticeKind.OVERRIDE_NOT_SIGNED: "referrals:referral_not_eligible",
    NoticeKind.CASE_GIVEN: "tiers:case_detail",
    NoticeKind.CASE_TAKEN: "tiers:case_detail",
    NoticeKind.WORKER_CHANGED: "reports:person",
    NoticeKind.RISK_TOLD: "reports:person",
    NoticeKind.ONWARD_MOVED: "referrals:onward_detail",
    NoticeKind.HANDOVER_ASKED: "tiers:case_reallocate",
    NoticeKind.COVER_ASKED: "tiers:case_detail",
    NoticeKind.ENDING_ASKED: "tiers:ending_answer",
    NoticeKind.ENDING_ANSWERED: "tiers:case_detail",
    **{
        kind: "tiers:consultation_detail"
        for kind in NoticeKind
        if kind.value.startswith("CONSULTATION_")
    },
    NoticeKind.TASK_GIVEN: "tiers:task_detail",
    NoticeKind.TASK_DONE: "tiers:task_detail",
    NoticeKind.FORMULATION_SHARED: "tiers:formulation_shared",
}

# Read notices are kept this long, so that "I was told" can be looked up; then they go.
KEPT_DAYS = 90
