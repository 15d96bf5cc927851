"""The pages of the work. A file a subject."""

from .allocating import allocate, case_hand_back, case_reallocate
from .caseload import caseload, caseload_of
from .cases import case_detail, case_pause, case_resume, case_review
from .contacts import contact_new
from .endings import case_end, ending_answer, ending_plan, ending_step
from .sessions import (
    session_add_correction,
    session_amend,
    session_detail,
    session_move,
    session_new,
    session_record,
    session_record_now,
)

__all__ = [
    "allocate",
    "case_detail",
    "case_end",
    "case_hand_back",
    "case_pause",
    "case_reallocate",
    "case_resume",
    "case_review",
    "caseload",
    "caseload_of",
    "contact_new",
    "ending_answer",
    "ending_plan",
    "ending_step",
    "session_add_correction",
    "session_amend",
    "session_detail",
    "session_move",
    "session_new",
    "session_record",
    "session_record_now",
]
