"""Every change to a referral. A file a subject: writing it, deciding on it, moving it."""

from .asking_again import say_again
from .brought_in import PastReferral, bring_in_referrals, problems_of_referral
from .brought_in_work import (
    Work,
    bring_in_work,
    referrals_touched_since,
    take_out_referrals,
    take_out_work,
)
from .deciding import (
    accept,
    accept_to_pause,
    answer,
    ask,
    decline,
    pause,
    redirect,
    resume,
    usual_due_on,
    withdraw,
)
from .directory import (
    DETAILS as SERVICE_DETAILS,
)
from .directory import (
    add_service,
    bring_back_service,
    change_service,
    check_service,
    retire_service,
)
from .drafting import (
    BegunAlready,
    check_own_draft,
    discard,
    expire_drafts,
    save_step,
    sendable,
    start,
    submit,
    write_draft,
)
from .letters import Wanted, draw_up_letter, make_letter
from .onward import change_onward, chase_onward, move_onward, write_onward
from .overriding import (
    answer_override,
    ask_for_override,
    leave_unsigned,
    question_override,
    sign_override,
)
from .release import may_settle, settle_release_item
from .screening import add_criteria_set
from .stepping import step_to_tier
from .talk import AMENDABLE, amend, mark_thread_read, write_message, write_panel_note
from .waiting import (
    clear_urgent,
    look_again,
    look_again_at_several,
    pause_several,
    resume_several,
    review_waiting,
    say_urgent,
)
from .working import close, mark_allocated, return_to_waiting

__all__ = [
    "AMENDABLE",
    "SERVICE_DETAILS",
    "BegunAlready",
    "PastReferral",
    "Wanted",
    "Work",
    "accept",
    "accept_to_pause",
    "add_criteria_set",
    "add_service",
    "amend",
    "answer",
    "answer_override",
    "ask",
    "ask_for_override",
    "bring_back_service",
    "bring_in_referrals",
    "bring_in_work",
    "change_onward",
    "change_service",
    "chase_onward",
    "check_own_draft",
    "check_service",
    "clear_urgent",
    "close",
    "decline",
    "discard",
    "draw_up_letter",
    "expire_drafts",
    "leave_unsigned",
    "look_again",
    "look_again_at_several",
    "make_letter",
    "mark_allocated",
    "mark_thread_read",
    "may_settle",
    "move_onward",
    "pause",
    "pause_several",
    "problems_of_referral",
    "question_override",
    "redirect",
    "referrals_touched_since",
    "resume",
    "resume_several",
    "retire_service",
    "return_to_waiting",
    "review_waiting",
    "save_step",
    "say_again",
    "say_urgent",
    "sendable",
    "settle_release_item",
    "sign_override",
    "start",
    "step_to_tier",
    "submit",
    "take_out_referrals",
    "take_out_work",
    "usual_due_on",
    "withdraw",
    "write_draft",
    "write_message",
    "write_onward",
    "write_panel_note",
]
