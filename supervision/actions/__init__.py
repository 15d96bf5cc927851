"""The verbs of supervision. What is said stays in the two people's record: no word of it goes into the
audit trail, the history tables, a flag or a mail.
"""

from .agreements import change_agreement, end_agreement, make_agreement
from .meetings import (
    Said,
    ToDo,
    amend_supervision,
    cancel_supervision,
    confirm_supervision,
    finish_action,
    move_supervision,
    plan_supervision,
    record_supervision,
    record_unplanned_supervision,
)

__all__ = [
    "Said",
    "ToDo",
    "amend_supervision",
    "cancel_supervision",
    "change_agreement",
    "confirm_supervision",
    "end_agreement",
    "finish_action",
    "make_agreement",
    "move_supervision",
    "plan_supervision",
    "record_supervision",
    "record_unplanned_supervision",
]
