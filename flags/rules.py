"""The kinds of flag: what each is called, how urgent it is, who clears it (design.md section 9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.rules import NotAllowed


class FlagKind(models.TextChoices):
    SUPERVISION_OVERDUE = "SUPERVISION_OVERDUE", _("Supervision overdue")
    SUPERVISION_AT_RISK = "SUPERVISION_AT_RISK", _("Supervision due soon")
    SUPERVISION_NO_AGREEMENT = "SUPERVISION_NO_AGREEMENT", _("No supervision agreement")
    NO_ENDING_PLAN = "NO_ENDING_PLAN", _("No ending plan")
    ENDING_STEP_OVERDUE = "ENDING_STEP_OVERDUE", _("Ending step late")
    AFTER_CONTACT_DUE = "AFTER_CONTACT_DUE", _("After-contact due")
    END_DATE_PASSED = "END_DATE_PASSED", _("Planned end has passed")
    REVIEW_DUE = "REVIEW_DUE", _("Review due")
    SESSION_UNRECORDED = "SESSION_UNRECORDED", _("Outcome to record")
    NO_CONTACT = "NO_CONTACT", _("No contact")
    THREE_MISSED = "THREE_MISSED", _("Three missed in a row")
    WAITING_PAST_TARGET = "WAITING_PAST_TARGET", _("Waiting past target")
    DECISION_LATE = "DECISION_LATE", _("Decision late")
    INFORMATION_UNANSWERED = "INFORMATION_UNANSWERED", _("Question not answered")
    PAUSE_REVIEW_DUE = "PAUSE_REVIEW_DUE", _("Pause to review")
    OVERRIDE_UNANSWERED = "OVERRIDE_UNANSWERED", _("Override not answered")
    SAID_WORSE = "SAID_WORSE", _("Said to be getting worse")
    DRAFT_EXPIRING = "DRAFT_EXPIRING", _("Draft about to be discarded")
    ONWARD_TO_CHASE = "ONWARD_TO_CHASE", _("Onward referral to chase")
    RELEASE_PLAN_OPEN = "RELEASE_PLAN_OPEN", _("Release plan not in place")
    CONSULTATION_LATE = "CONSULTATION_LATE", _("Consultation waiting too long")
    FORMULATION_REVIEW_DUE = "FORMULATION_REVIEW_DUE", _("Formulation to review")
    SAFEGUARDING_TO_MAKE = "SAFEGUARDING_TO_MAKE", _("Safeguarding referral to record")
    REGISTRATION_REVIEW_DUE = "REGISTRATION_REVIEW_DUE", _("Register review near")
    LICENCE_END_NEAR = "LICENCE_END_NEAR", _("Sentence or licence ends soon")
    STAFF_REGISTRATION_ENDING = "STAFF_REGISTRATION_ENDING", _("Professional registration ends")


class Urgency(models.TextChoices):
    NOW = "NOW", _("Act now")
    SOON = "SOON", _("Soon")


SOON = frozenset(
    {
        FlagKind.SUPERVISION_AT_RISK,
        FlagKind.NO_ENDING_PLAN,
        FlagKind.AFTER_CONTACT_DUE,
        FlagKind.REVIEW_DUE,
        FlagKind.DRAFT_EXPIRING,
        FlagKind.THREE_MISSED,
        FlagKind.PAUSE_REVIEW_DUE,
        FlagKind.ONWARD_TO_CHASE,
        FlagKind.RELEASE_PLAN_OPEN,
        FlagKind.FORMULATION_REVIEW_DUE,
        FlagKind.REGISTRATION_REVIEW_DUE,
        FlagKind.LICENCE_END_NEAR,
        FlagKind.STAFF_REGISTRATION_ENDING,
    }
)


def urgency(kind: str) -> Urgency:
    """Amber for soon, red only for act now (design.md section 14).

    The day follows the colour: an amber flag is raised on its day, so that there is still time;
    a red one on the day after, when that day has passed.
    """
    return Urgency.SOON if kind in SOON else Urgency.NOW


# Which record a kind is about, and the address of the page that resolves it (one id each).
RESOLVED_AT: dict[str, str] = {
    FlagKind.SUPERVISION_OVERDUE: "supervision:agreement_detail",
    FlagKind.SUPERVISION_AT_RISK: "supervision:agreement_detail",
    FlagKind.SUPERVISION_NO_AGREEMENT: "supervision:agreement_new_for",
    FlagKind.NO_ENDING_PLAN: "tiers:ending_plan",
    FlagKind.ENDING_STEP_OVERDUE: "tiers:ending_step",
    FlagKind.AFTER_CONTACT_DUE: "tiers:ending_step",
    FlagKind.END_DATE_PASSED: "tiers:case_detail",
    FlagKind.REVIEW_DUE: "tiers:case_review",
    FlagKind.SESSION_UNRECORDED: "tiers:session_record",
    FlagKind.NO_CONTACT: "tiers:contact_new",
    FlagKind.THREE_MISSED: "tiers:case_review",
    FlagKind.WAITING_PAST_TARGET: "referrals:referral_detail",
    FlagKind.DECISION_LATE: "referrals:referral_detail",
    FlagKind.INFORMATION_UNANSWERED: "referrals:referral_detail",
    FlagKind.PAUSE_REVIEW_DUE: "referrals:referral_detail",
    FlagKind.OVERRIDE_UNANSWERED: "referrals:override_sign",
    FlagKind.SAID_WORSE: "referrals:referral_detail",
    FlagKind.DRAFT_EXPIRING: "referrals:referral_tasks",
    FlagKind.ONWARD_TO_CHASE: "referrals:onward_chase",
    FlagKind.RELEASE_PLAN_OPEN: "referrals:referral_detail",
    FlagKind.CONSULTATION_LATE: "tiers:consultation_detail",
    FlagKind.FORMULATION_REVIEW_DUE: "tiers:formulation_detail",
    FlagKind.SAFEGUARDING_TO_MAKE: "tiers:safeguarding_made",
    FlagKind.REGISTRATION_REVIEW_DUE: "people:safety_edit",
    FlagKind.LICENCE_END_NEAR: "tiers:ending_plan",
    FlagKind.STAFF_REGISTRATION_ENDING: "people:registration_renew",
}

# Nobody but its owner sees these: a draft is its writer's alone.
PRIVATE = frozenset({FlagKind.DRAFT_EXPIRING})

# Kinds whose record is a colleague.
ABOUT_STAFF = frozenset({FlagKind.SUPERVISION_NO_AGREEMENT, FlagKind.STAFF_REGISTRATION_ENDING})

# Kinds light and pressing enough to run every quarter of an hour as well as nightly.
QUARTER_HOURLY = frozenset(
    {
        FlagKind.SESSION_UNRECORDED,
        FlagKind.SUPERVISION_OVERDUE,
        FlagKind.SAFEGUARDING_TO_MAKE,
        FlagKind.SAID_WORSE,
    }
)

LONGEST_SNOOZE = timedelta(days=28)


def check_snooze(*, until: date, today: date, reason: str) -> None:
    """A flag can be put off with a reason, never deleted; four weeks at most."""
    if not reason.strip():
        raise NotAllowed(_("Say why this can wait."), field="reason")
    if until <= today:
        raise NotAllowed(_("The date must be after today."), field="until")
    if until > today + LONGEST_SNOOZE:
        raise NotAllowed(_("A flag can be put off for 28 days at most."), field="until")


@dataclass(frozen=True)
class Swept:
    """What one run of one rule did. `moved`: its owner, team or date changed."""

    kind: str
    raised: int
    moved: int
    cleared: int
    open: int

    @property
    def changed(self) -> bool:
        return bool(self.raised or self.moved or self.cleared)
