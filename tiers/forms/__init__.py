"""The shape of what is typed about the work. A file a subject."""

from .cases import AllocateForm, HandBackForm, PauseForm, ReallocateForm, ResumeForm, ReviewForm
from .contacts import ContactForm
from .endings import AnswerForm, EndForm, StepForm, TalkForm
from .endings import PlanForm as EndingPlanForm
from .sessions import AmendForm, CorrectionForm, MoveForm, PlanForm, RecordForm, RecordNowForm

__all__ = [
    "AllocateForm",
    "AmendForm",
    "AnswerForm",
    "ContactForm",
    "CorrectionForm",
    "EndForm",
    "EndingPlanForm",
    "HandBackForm",
    "MoveForm",
    "PauseForm",
    "PlanForm",
    "ReallocateForm",
    "RecordForm",
    "RecordNowForm",
    "ResumeForm",
    "ReviewForm",
    "StepForm",
    "TalkForm",
]
