"""The shape of what is typed about the work. A file a subject."""

from .cases import AllocateForm, HandBackForm, PauseForm, ReallocateForm, ResumeForm, ReviewForm
from .contacts import ContactForm
from .sessions import AmendForm, CorrectionForm, MoveForm, PlanForm, RecordForm, RecordNowForm

__all__ = [
    "AllocateForm",
    "AmendForm",
    "ContactForm",
    "CorrectionForm",
    "HandBackForm",
    "MoveForm",
    "PauseForm",
    "PlanForm",
    "ReallocateForm",
    "RecordForm",
    "RecordNowForm",
    "ResumeForm",
    "ReviewForm",
]
