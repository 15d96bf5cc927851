"""What the trail holds, said as one would tell it: the verb and the page, nothing that was written.

The trail outlives its verbs: one that is no longer used, and is not here, is shown as it was kept.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from audit.models import AccessKind
from referrals.rules import OnwardStatus

EVENTS: dict[str, Any] = {
    # Staff, teams and places
    "absence_changed": _("Changed an absence"),
    "absence_recorded": _("Recorded an absence"),
    "absence_removed": _("Took an absence out"),
    "criteria_added": _("Added new criteria for referral"),
    "digest_not_sent": _("A mail about what waits did not leave"),
    "digest_sent": _("Sent a mail that something waits"),
    "first_administrator_added": _("Added the first administrator"),
    "focus_set": _("Set a colleague’s area and focus"),
    "own_details_changed": _("Changed their own details"),
    "policy_changed": _("Changed the team’s policy"),
    "registration_renewed": _("Wrote that a professional registration was renewed"),
    "roles_set": _("Set a colleague’s roles"),
    "staff_added": _("Added a member of staff"),
    "staff_changed": _("Changed a colleague’s details"),
    "staff_let_back_in": _("Let a colleague sign in again"),
    "staff_stopped": _("Stopped a colleague signing in"),
    "staff_welcomed_again": _("Sent the letter to choose a password again"),
    "team_added": _("Added a team"),
    "team_changed": _("Changed a team"),
    "unit_added": _("Added a probation unit"),
    "unit_changed": _("Changed a probation unit"),
    "venue_added": _("Added a place"),
    "venue_changed": _("Changed a place"),
    "venue_noted": _("Noted what a place is like"),
    # The person
    "access_limited": _("Set who may see the record"),
    "doubles_denied": _("Said that two records are two people"),
    "doubles_found": _("Looked for people with two records"),
    "number_changed": _("Changed a CRN, prison number or NHS number"),
    "people_merged": _("Merged two records"),
    "people_unmerged": _("Said that they are two people, and undid the merge"),
    "person_added": _("Added the person"),
    "person_brought_in": _("Brought the person in from a spreadsheet"),
    "person_changed": _("Changed the person’s details"),
    "person_moved": _("Recorded a move"),
    "person_taken_out": _("Took out what a spreadsheet had brought in of the person"),
    "person_taken_over": _("Became the PP"),
    "place_corrected": _("Corrected where the person was"),
    "pp_contact_corrected": _("Put the PP’s contact right"),
    "registers_set": _("Set the registers"),
    "safety_set": _("Set what keeps meetings safe"),
    "venue_wishes_set": _("Set which places suit the person"),
    "worker_wish_noted": _("Noted whom the person asks for"),
    # Referrals
    "letter_made": _("Made a letter"),
    "override_answered": _("Answered what was asked before signing an override"),
    "override_asked": _("Asked for an override of the screening"),
    "override_not_signed": _("Did not sign an override of the screening"),
    "override_questioned": _("Asked something before signing an override"),
    "referral_accepted": _("Accepted a referral"),
    "referral_allocated": _("Chose who works with the person"),
    "release_item_settled": _("Said what became of something agreed for a release"),
    "referral_amended": _("Put an answer of a referral right"),
    "referral_brought_in": _("Brought a referral in from a spreadsheet"),
    "referral_closed": _("Closed a referral"),
    "referral_declined": _("Declined a referral"),
    "referral_discarded": _("Discarded a draft"),
    "referral_draft_expired": _("A draft expired"),
    "referral_message": _("Wrote a message about a referral"),
    "referral_messages_read": _("Read the messages about a referral"),
    "referral_panel_note": _("Wrote a note for the panel"),
    "referral_pause_reviewed": _("Looked at a paused referral and gave it a new day"),
    "referral_paused": _("Paused a referral"),
    "referral_question_answered": _("Answered a question about a referral"),
    "referral_question_asked": _("Asked a question about a referral"),
    "referral_redirected": _("Moved a referral to another tier"),
    "referral_resumed": _("Put a referral back on the waiting list"),
    "referral_returned": _("Returned a referral to the waiting list"),
    "referral_said_again": _("Wrote down what the person says now"),
    "referral_sent": _("Sent a referral"),
    "referral_started": _("Started a referral"),
    "referral_step_saved": _("Wrote a part of a referral"),
    "referral_stepped": _("Began a referral from one before"),
    "referral_taken_out": _("Took out a referral that a spreadsheet had brought in"),
    "referral_urgent": _("Said that a referral is more urgent"),
    "referral_urgent_over": _("Said that it has settled"),
    "referral_wait_reviewed": _("Looked at how long the person waits"),
    "referral_withdrawn": _("Withdrew a referral"),
    "referral_work_brought_in": _("Brought the state of a referral in from a spreadsheet"),
    "referral_work_taken_out": _("Took out the state of a referral that was brought in"),
    "screening_overridden": _("Signed an override of the screening"),
    # Other services
    "onward_changed": _("Changed a referral to another service"),
    "onward_chased": _("Chased a referral to another service"),
    "onward_written": _("Wrote a referral to another service"),
    "service_added": _("Added a service to the directory"),
    "service_brought_back": _("Listed a service again"),
    "service_changed": _("Changed a service in the directory"),
    "service_checked": _("Checked a service in the directory"),
    "service_retired": _("Took a service off the directory"),
    # The work
    "case_brought_in": _("Brought the work in from a spreadsheet"),
    "case_ended": _("Ended the work"),
    "case_handed_back": _("Handed the work back"),
    "case_opened": _("Began the work"),
    "case_paused": _("Paused the work"),
    "case_reallocated": _("Gave the work to somebody else"),
    "case_resumed": _("Took the work up again"),
    "case_reviewed": _("Reviewed the work"),
    "case_taken_out": _("Took out work that a spreadsheet had brought in"),
    "contact_logged": _("Logged a contact"),
    "ending_answered": _("Answered about an ending"),
    "ending_asked": _("Asked for an ending to be confirmed"),
    "ending_plan_agreed": _("Agreed the ending with the person"),
    "ending_plan_changed": _("Changed the plan for the ending"),
    "ending_plan_made": _("Planned the ending"),
    "ending_request_taken_back": _("Took a question about an ending back"),
    "ending_step_done": _("Noted a step of the ending as done"),
    "ending_step_dropped": _("Dropped a step of the ending"),
    "ending_step_undone": _("Took back that a step of the ending was done or dropped"),
    "handover_asked": _("Said that they cannot go on with the work"),
    "handover_request_taken_back": _("Took back that they cannot go on with the work"),
    "session_amended": _("Changed the record of a session"),
    "session_brought_in": _("Brought a session in from a spreadsheet"),
    "session_corrected": _("Added a correction to a session"),
    "concern_passed_on": _("Noted who was told that somebody could be harmed"),
    "concern_referral_made": _("Noted a safeguarding referral as made"),
    "session_moved": _("Moved a session"),
    "session_planned": _("Planned a session"),
    "session_recorded": _("Recorded a session"),
    "session_taken_out": _("Took out a session that a spreadsheet had brought in"),
    # Tier 1
    "consultation_answered": _("Answered a consultation in writing"),
    "consultation_asked": _("Asked for a consultation"),
    "consultation_booked": _("Booked a consultation"),
    "consultation_corrected": _("Added a correction to a consultation"),
    "consultation_followed_up": _("Followed a consultation up"),
    "consultation_held": _("Recorded a consultation"),
    "consultation_in_passing": _("Recorded a talk in passing"),
    "consultation_offered": _("Offered something else instead of a consultation"),
    "consultation_put_back": _("Put a consultation back on the list"),
    "consultation_taken": _("Took a consultation on"),
    "consultation_withdrawn": _("Withdrew a consultation"),
    "formulation_agreed": _("Agreed a formulation"),
    "formulation_started": _("Started a formulation"),
    "formulation_written": _("Wrote on a formulation"),
    "joint_meeting_recorded": _("Recorded a joint meeting"),
    "joint_work_agreed": _("Agreed joint work"),
    "joint_work_ended": _("Ended joint work"),
    "joint_work_extended": _("Agreed more joint meetings"),
    "material_added": _("Added a material"),
    "material_brought_back": _("Brought a material back"),
    "material_put_away": _("Put a material away"),
    "intervention_added": _("Added to what the team works on"),
    "intervention_renamed": _("Called an intervention something else"),
    "intervention_retired": _("Stopped offering an intervention"),
    "intervention_brought_back": _("Offered an intervention again"),
    "stepped_from_case": _("Began a referral from the work"),
    "stepped_from_consultation": _("Began a referral from a consultation"),
    "task_finished": _("Finished a piece of work for the person"),
    "task_given": _("Gave a PP a piece of work"),
    "upskilling_logged": _("Logged teaching or a reflective talk"),
    "working_note_added": _("Wrote a working note"),
    # Flags and spreadsheets
    "flag_snoozed": _("Put a flag off"),
    "flags_settled": _("Took away flags of what was done"),
    "flags_swept": _("Looked for what needs attention"),
    "spreadsheet_brought_in": _("Brought a spreadsheet in"),
    "spreadsheet_confirmed": _("Confirmed a spreadsheet"),
    "spreadsheet_discarded": _("Discarded a spreadsheet"),
    "spreadsheet_forgotten": _("Deleted a spreadsheet kept long enough"),
    "spreadsheet_given_up": _("Gave a spreadsheet up"),
    "spreadsheet_held_back": _("Held a spreadsheet back"),
    "spreadsheet_read": _("Read a spreadsheet"),
    "spreadsheet_refused": _("Refused a spreadsheet"),
    "spreadsheet_sent": _("Sent a spreadsheet"),
    "spreadsheet_undone": _("Took a spreadsheet out again"),
    # Supervision of staff: that it was, never what was said
    "supervision_action_done": _("Did something agreed in supervision"),
    "supervision_agreed": _("Made a supervision agreement"),
    "supervision_agreement_changed": _("Changed a supervision agreement"),
    "supervision_agreement_ended": _("Ended a supervision agreement"),
    "supervision_amended": _("Changed a supervision record"),
    "supervision_cancelled": _("Cancelled supervision"),
    "supervision_confirmed": _("Confirmed a supervision record"),
    "supervision_planned": _("Booked supervision"),
    "supervision_moved": _("Moved supervision to another time"),
    "supervision_recorded": _("Recorded supervision"),
}

# Why a record was opened, closed or joined belongs to those who look after access. Other reasons are
# about the person or between two colleagues, and stay where they were given.
REASON_SHOWN = frozenset(
    {
        "access_limited",
        "criteria_added",
        "number_changed",
        "people_merged",
        "people_unmerged",
        "staff_stopped",
    }
)

# The beginning of a route's name -> what the page is; the longest that fits says it.
PAGES: dict[str, Any] = {
    "account": _("the sign-in page"),
    "api": _("through the API"),
    "imports": _("spreadsheets"),
    "people": _("the person’s details"),
    "people:access_limits": _("who may see the record"),
    "people:person_find": _("a search"),
    "people:person_new": _("adding a person"),
    "people:double_list": _("likely doubles"),
    "people:person_take_over": _("becoming the PP"),
    "people:merge": _("putting two records together"),
    "people:person_merge": _("putting two records together"),
    "people:pp_contact": _("the PP’s contact"),
    "referrals": _("a referral"),
    "referrals:letter": _("letters"),
    "referrals:referral_incoming": _("a list of referrals"),
    "referrals:referral_list": _("a list of referrals"),
    "referrals:waiting_list": _("the waiting list"),
    "referrals:release": _("what was agreed for a release"),
    "referrals:onward": _("a referral to another service"),
    "flags": _("a list of flags"),
    "notices": _("the inbox"),
    "reports": _("a list of people"),
    "reports:home": _("Today, a list of their people"),
    "reports:team": _("the team’s page"),
    "supervision": _("whom supervision talks about"),
    "reports:person": _("the person’s page"),
    "reports:trail": _("this trail"),
    "tiers": _("the work with the person"),
    "tiers:consultation": _("a consultation"),
    "tiers:consultation_list": _("a list of consultations"),
    "tiers:consultation_new": _("a list of people to choose from, to ask about one"),
    "tiers:contact": _("contacts"),
    "tiers:ending": _("the ending"),
    "tiers:formulation": _("a formulation"),
    "tiers:joint": _("joint work"),
    "tiers:session": _("a session"),
    "tiers:task": _("a piece of work for the PP"),
}


def event_in_words(action: str) -> str:
    if action in EVENTS:
        return str(EVENTS[action])
    where = action.removeprefix("onward_").upper()
    if where in OnwardStatus:
        said = _("Referral to another service: %(where)s")
        return str(said % {"where": OnwardStatus(where).label})
    return action.replace("_", " ").capitalize()


def reason_shown(action: str, reason: str) -> str:
    return reason if action in REASON_SHOWN else ""


def look_in_words(kind: str, page: str) -> str:
    """“Looked at: a session”. Of signing in there is nothing more to say."""
    said = AccessKind(kind).label if kind in AccessKind else kind
    begins = max((one for one in PAGES if page.startswith(one)), key=len, default="")
    if not begins or begins == "account":
        return str(said)
    return str(_("%(what)s: %(page)s") % {"what": said, "page": PAGES[begins]})
