"""Pages of supervision. A file a subject."""

from .agreements import agreement_detail, agreement_edit, agreement_end, agreement_new
from .overview import my_supervision, supervision_team
from .records import (
    action_done,
    supervision_cancel,
    supervision_confirm,
    supervision_detail,
    supervision_move,
    supervision_plan,
    supervision_record,
    supervision_record_now,
)

__all__ = [
    "action_done",
    "agreement_detail",
    "agreement_edit",
    "agreement_end",
    "agreement_new",
    "my_supervision",
    "supervision_cancel",
    "supervision_confirm",
    "supervision_detail",
    "supervision_move",
    "supervision_plan",
    "supervision_record",
    "supervision_record_now",
    "supervision_team",
]
