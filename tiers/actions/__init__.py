"""Every change to the work. A file a subject."""

from .cases import allocate, hand_back, pause_case, reallocate, resume_case, review_case
from .contacts import log_contact
from .endings import (
    Step,
    agree_ending_plan,
    answer_ending_request,
    ask_to_end,
    change_ending_plan,
    drop_step,
    end_case,
    make_ending_plan,
    mark_step_done,
)
from .sessions import (
    add_correction,
    amend_session,
    move_session,
    plan_session,
    record_session,
    record_unplanned_session,
)

__all__ = [
    "Step",
    "add_correction",
    "agree_ending_plan",
    "allocate",
    "amend_session",
    "answer_ending_request",
    "ask_to_end",
    "change_ending_plan",
    "drop_step",
    "end_case",
    "hand_back",
    "log_contact",
    "make_ending_plan",
    "mark_step_done",
    "move_session",
    "pause_case",
    "plan_session",
    "reallocate",
    "record_session",
    "record_unplanned_session",
    "resume_case",
    "review_case",
]
