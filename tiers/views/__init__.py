"""The pages of the work. A file a subject."""

from .allocating import (
    allocate,
    case_cannot_go_on,
    case_hand_back,
    case_reallocate,
    handover_take_back,
)
from .answering import (
    consultation_answer,
    consultation_book,
    consultation_follow_up,
    consultation_note,
    consultation_offer,
    consultation_put_back,
    consultation_record,
    consultation_take,
    consultation_withdraw,
)
from .caseload import caseload, caseload_of
from .cases import case_detail, case_pause, case_resume, case_review
from .consulting import consultation_detail, consultation_list, consultation_new, consultation_sent
from .contacts import contact_new
from .counting import (
    barrier_list,
    barrier_reviews,
    barrier_sessions,
    intervention_bring_back,
    intervention_list,
    intervention_new,
    intervention_rename,
    intervention_retire,
    intervention_sessions,
)
from .endings import (
    case_end,
    ending_answer,
    ending_plan,
    ending_step,
    ending_step_undo,
    ending_take_back,
)
from .formulating import (
    formulation_agree,
    formulation_detail,
    formulation_shared,
    formulation_start,
    formulation_version,
    formulation_write,
)
from .in_passing import consultation_in_passing
from .materials import (
    material_bring_back,
    material_detail,
    material_list,
    material_new,
    material_put_away,
)
from .planning import session_move, session_new
from .recording import (
    session_add_correction,
    session_amend,
    session_detail,
    session_record,
    session_record_now,
)
from .safeguarding import safeguarding_made
from .stepping import case_refer, consultation_refer
from .tasks_agreed import task_detail, task_new
from .together import (
    joint_meeting_record,
    joint_work_detail,
    joint_work_end,
    joint_work_more,
    joint_work_new,
    upskilling_list,
    upskilling_new,
)

__all__ = [
    "allocate",
    "barrier_list",
    "barrier_reviews",
    "barrier_sessions",
    "case_cannot_go_on",
    "case_detail",
    "case_end",
    "case_hand_back",
    "case_pause",
    "case_reallocate",
    "case_refer",
    "case_resume",
    "case_review",
    "caseload",
    "caseload_of",
    "consultation_answer",
    "consultation_book",
    "consultation_detail",
    "consultation_follow_up",
    "consultation_in_passing",
    "consultation_list",
    "consultation_new",
    "consultation_note",
    "consultation_offer",
    "consultation_put_back",
    "consultation_record",
    "consultation_refer",
    "consultation_sent",
    "consultation_take",
    "consultation_withdraw",
    "contact_new",
    "ending_answer",
    "ending_plan",
    "ending_step",
    "ending_step_undo",
    "ending_take_back",
    "formulation_agree",
    "formulation_detail",
    "formulation_shared",
    "formulation_start",
    "formulation_version",
    "formulation_write",
    "handover_take_back",
    "intervention_bring_back",
    "intervention_list",
    "intervention_new",
    "intervention_rename",
    "intervention_retire",
    "intervention_sessions",
    "joint_meeting_record",
    "joint_work_detail",
    "joint_work_end",
    "joint_work_more",
    "joint_work_new",
    "material_bring_back",
    "material_detail",
    "material_list",
    "material_new",
    "material_put_away",
    "safeguarding_made",
    "session_add_correction",
    "session_amend",
    "session_detail",
    "session_move",
    "session_new",
    "session_record",
    "session_record_now",
    "task_detail",
    "task_new",
    "upskilling_list",
    "upskilling_new",
]
