"""Every change to the work. A file a subject."""

from .cases import allocate, hand_back, pause_case, reallocate, resume_case, review_case
from .contacts import log_contact
from .sessions import (
    add_correction,
    amend_session,
    move_session,
    plan_session,
    record_session,
    record_unplanned_session,
)

__all__ = [
    "add_correction",
    "allocate",
    "amend_session",
    "hand_back",
    "log_contact",
    "move_session",
    "pause_case",
    "plan_session",
    "reallocate",
    "record_session",
    "record_unplanned_session",
    "resume_case",
    "review_case",
]
