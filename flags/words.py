"""Why a flag stands, as a sentence. Since when and whose is shown beside it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from .rules import FlagKind

WHY: dict[str, str] = {
    FlagKind.SUPERVISION_OVERDUE: _("Longer without supervision than was agreed."),
    FlagKind.SUPERVISION_AT_RISK: _("The next supervision is due soon."),
    FlagKind.SUPERVISION_NO_AGREEMENT: _(
        "Works with people and has no clinical or reflective supervision agreement."
    ),
    FlagKind.NO_ENDING_PLAN: _("The planned end is near and no ending is agreed."),
    FlagKind.ENDING_STEP_OVERDUE: _("A step of the long goodbye has passed its day."),
    FlagKind.AFTER_CONTACT_DUE: _("The time has come to be in touch after the end."),
    FlagKind.END_DATE_PASSED: _("The agreed end has passed and the work goes on."),
    FlagKind.REVIEW_DUE: _("The work is due for a review."),
    FlagKind.SESSION_UNRECORDED: _("What happened at this session is not recorded."),
    FlagKind.NO_CONTACT: _("Nobody has met or reached the person."),
    FlagKind.THREE_MISSED: _("Look at how we engage. Nobody is closed for missing sessions."),
    FlagKind.WAITING_PAST_TARGET: _("Work should have started by then."),
    FlagKind.DECISION_LATE: _("The referrer still waits for a decision."),
    FlagKind.INFORMATION_UNANSWERED: _("The team’s question waits for an answer."),
    FlagKind.OVERRIDE_UNANSWERED: _(
        "A PP cannot send a referral before somebody signs, or says why not."
    ),
    FlagKind.SAID_WORSE: _("Nobody of the team has said yet that they looked."),
    FlagKind.PAUSE_REVIEW_DUE: _("See whether the person is ready now."),
    FlagKind.ONWARD_TO_CHASE: _("Another service has not answered, or not started yet."),
    FlagKind.RELEASE_PLAN_OPEN: _(
        "Release is near, or past, and something agreed for it is not there yet."
    ),
    FlagKind.CONSULTATION_LATE: _("A PP asked, and nobody of the team has taken it."),
    FlagKind.FORMULATION_REVIEW_DUE: _("Read it again: is this still how we understand them?"),
    FlagKind.SAFEGUARDING_TO_MAKE: _(
        "Somebody could be harmed. It was passed on; the referral is not recorded as made."
    ),
    FlagKind.REGISTRATION_REVIEW_DUE: _(
        "Look in probation’s records whether a register was reviewed, and copy the new date."
    ),
    FlagKind.LICENCE_END_NEAR: _("The work may have to end with it, and no ending is agreed."),
    FlagKind.STAFF_REGISTRATION_ENDING: _(
        "Renew it with the register, then write the new date here."
    ),
    FlagKind.DRAFT_EXPIRING: _("Send it, or it is discarded when its time is up."),
}

# The words on the link to the page that resolves it.
RESOLVE: dict[str, str] = {
    FlagKind.SUPERVISION_OVERDUE: _("Book supervision"),
    FlagKind.SUPERVISION_AT_RISK: _("Book supervision"),
    FlagKind.SUPERVISION_NO_AGREEMENT: _("Make an agreement"),
    FlagKind.NO_ENDING_PLAN: _("Plan the ending"),
    FlagKind.ENDING_STEP_OVERDUE: _("Open the step"),
    FlagKind.AFTER_CONTACT_DUE: _("Open the step"),
    FlagKind.END_DATE_PASSED: _("Open the case"),
    FlagKind.REVIEW_DUE: _("Review"),
    FlagKind.SESSION_UNRECORDED: _("Record it"),
    FlagKind.NO_CONTACT: _("Log a contact"),
    FlagKind.THREE_MISSED: _("Review"),
    FlagKind.WAITING_PAST_TARGET: _("Open the referral"),
    FlagKind.DECISION_LATE: _("Decide"),
    FlagKind.INFORMATION_UNANSWERED: _("Answer"),
    FlagKind.OVERRIDE_UNANSWERED: _("Sign, ask or say why not"),
    FlagKind.SAID_WORSE: _("Say what you found"),
    FlagKind.PAUSE_REVIEW_DUE: _("Open the referral"),
    FlagKind.ONWARD_TO_CHASE: _("Chase it"),
    FlagKind.RELEASE_PLAN_OPEN: _("Say how it stands"),
    FlagKind.CONSULTATION_LATE: _("Take it"),
    FlagKind.FORMULATION_REVIEW_DUE: _("Read it again"),
    FlagKind.SAFEGUARDING_TO_MAKE: _("Record it as made"),
    FlagKind.REGISTRATION_REVIEW_DUE: _("Copy the new date"),
    FlagKind.LICENCE_END_NEAR: _("Plan the ending"),
    FlagKind.STAFF_REGISTRATION_ENDING: _("Write the new date"),
    FlagKind.DRAFT_EXPIRING: _("Finish the draft"),
}


def shown(flag: Any) -> dict[str, Any]:
    """A flag as a line: its tone (act `now` sorts before `soon`), about whom, the way out.

    The row comes `naming_staff`, with its person and its owner.
    """
    return {
        "flag": flag,
        "tone": flag.urgency.lower(),
        "person": flag.service_user.display_name
        if flag.service_user
        else getattr(flag, "staff_name", ""),
        "owner": str(flag.owner),
        "why": WHY[flag.kind],
        "action": RESOLVE[flag.kind],
    }
