"""Every change to the work. A file a subject."""

from .brought_in import (
    PastCase,
    bring_in_cases,
    cases_touched_since,
    problems_of_case,
    take_out_cases,
)
from .brought_in_sessions import (
    PastSession,
    bring_in_sessions,
    problems_of_session,
    sessions_touched_since,
    take_out_sessions,
)
from .cases import allocate, pause_case, resume_case, review_case
from .catalogue import (
    add_intervention,
    bring_back_intervention,
    rename_intervention,
    retire_intervention,
)
from .consulting import (
    add_working_note,
    answer_consultation,
    ask_consultation,
    book_consultation,
    correct_consultation,
    follow_up_consultation,
    offer_other_way,
    put_back_consultation,
    record_consultation,
    take_consultation,
    withdraw_consultation,
)
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
    take_back_ending_request,
    undo_step,
)
from .formulating import agree_formulation, start_formulation, write_formulation
from .handing_over import (
    ask_to_hand_over,
    hand_back,
    reallocate,
    take_back_handover_request,
)
from .in_passing import log_talk_in_passing
from .materials import add_material, bring_back_material, put_away_material
from .planning import move_session, plan_session
from .recording import (
    add_correction,
    amend_session,
    record_session,
    record_unplanned_session,
)
from .safeguarding import Concern, record_referral_made
from .stepping import refer_from_case, refer_from_consultation
from .tasks_agreed import ToDo, finish_task, give_task
from .together import (
    agree_joint_work,
    agree_more_meetings,
    end_joint_work,
    log_upskilling,
    record_joint_meeting,
)

__all__ = [
    "Concern",
    "PastCase",
    "PastSession",
    "Step",
    "ToDo",
    "add_correction",
    "add_intervention",
    "add_material",
    "add_working_note",
    "agree_ending_plan",
    "agree_formulation",
    "agree_joint_work",
    "agree_more_meetings",
    "allocate",
    "amend_session",
    "answer_consultation",
    "answer_ending_request",
    "ask_consultation",
    "ask_to_end",
    "ask_to_hand_over",
    "book_consultation",
    "bring_back_intervention",
    "bring_back_material",
    "bring_in_cases",
    "bring_in_sessions",
    "cases_touched_since",
    "change_ending_plan",
    "correct_consultation",
    "drop_step",
    "end_case",
    "end_joint_work",
    "finish_task",
    "follow_up_consultation",
    "give_task",
    "hand_back",
    "log_contact",
    "log_talk_in_passing",
    "log_upskilling",
    "make_ending_plan",
    "mark_step_done",
    "move_session",
    "offer_other_way",
    "pause_case",
    "plan_session",
    "problems_of_case",
    "problems_of_session",
    "put_away_material",
    "put_back_consultation",
    "reallocate",
    "record_consultation",
    "record_joint_meeting",
    "record_referral_made",
    "record_session",
    "record_unplanned_session",
    "refer_from_case",
    "refer_from_consultation",
    "rename_intervention",
    "resume_case",
    "retire_intervention",
    "review_case",
    "sessions_touched_since",
    "start_formulation",
    "take_back_ending_request",
    "take_back_handover_request",
    "take_consultation",
    "take_out_cases",
    "take_out_sessions",
    "undo_step",
    "withdraw_consultation",
    "write_formulation",
]
