"""What pages say about lists, columns and what became of rows."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from imports.rules.kinds import Kind, Outcome, SheetStatus

WHAT_IT_HOLDS = {
    Kind.PEOPLE: _("Who they are, their numbers, their risk levels and where they live."),
    Kind.REFERRALS: _(
        "Referrals sent, accepted, paused, declined or withdrawn on another system or on paper."
    ),
    Kind.CASES: _(
        "Work that is under way or has ended, and who did it. Bring in its referral first."
    ),
    Kind.SESSIONS: _("Meetings of cases that are here already: held, missed or cancelled."),
}
TONES = {
    SheetStatus.READING: "calm",
    SheetStatus.REFUSED: "now",
    SheetStatus.PREVIEW: "soon",
    SheetStatus.CONFIRMED: "calm",
    SheetStatus.DONE: "good",
    SheetStatus.UNDONE: "quiet",
    SheetStatus.DISCARDED: "quiet",
}
ROW_TONES = {Outcome.NEW: "good", Outcome.HERE: "quiet", Outcome.PROBLEM: "now"}
# What somebody did to a row since, for the one who wants to undo.
DONE_SINCE = {
    "person_changed": _("details changed"),
    "person_moved": _("moved"),
    "referral_started": _("a referral begun"),
    "referral_sent": _("a referral sent"),
    "referral_brought_in": _("a referral brought in"),
    "case_brought_in": _("a case brought in"),
    "session_brought_in": _("a session brought in"),
    "case_opened": _("allocated"),
    "session_planned": _("a session planned"),
    "session_recorded": _("a session recorded"),
    "session_amended": _("amended"),
    "session_corrected": _("corrected"),
    "contact_logged": _("a contact logged"),
    "access_limited": _("access limited"),
    "people_merged": _("merged with another record"),
}


def done_since(action):
    return DONE_SINCE.get(action, _("worked on"))
