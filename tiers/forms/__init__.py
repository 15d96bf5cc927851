"""The shape of what is typed about the work. A file a subject."""

from .cases import (
    AllocateForm,
    CannotGoOnForm,
    HandBackForm,
    PauseForm,
    ReallocateForm,
    ResumeForm,
    ReviewForm,
)
from .catalogue import AddInterventionForm, NameForm
from .consulting import (
    AnswerInWritingForm,
    AskForm,
    BookForm,
    FinishTaskForm,
    FollowUpForm,
    MaterialForm,
    NoteForm,
    OtherWayForm,
    PutRightForm,
    RecordConsultationForm,
    TaskForm,
    TierForm,
    WithdrawForm,
    WordsForm,
)
from .contacts import ContactForm
from .endings import AnswerForm, EndForm, StepForm, TalkForm
from .endings import PlanForm as EndingPlanForm
from .formulating import AgreeForm, FormulationForm
from .in_passing import InPassingForm
from .planning import MoveForm, PlanForm
from .recording import AmendForm, CorrectionForm, Following, RecordForm, RecordNowForm
from .safeguarding import ReferralMadeForm
from .together import (
    EndJointWorkForm,
    JointMeetingForm,
    JointWorkForm,
    MoreMeetingsForm,
    UpskillingForm,
)

__all__ = [
    "AddInterventionForm",
    "AgreeForm",
    "AllocateForm",
    "AmendForm",
    "AnswerForm",
    "AnswerInWritingForm",
    "AskForm",
    "BookForm",
    "CannotGoOnForm",
    "ContactForm",
    "CorrectionForm",
    "EndForm",
    "EndJointWorkForm",
    "EndingPlanForm",
    "FinishTaskForm",
    "FollowUpForm",
    "Following",
    "FormulationForm",
    "HandBackForm",
    "InPassingForm",
    "JointMeetingForm",
    "JointWorkForm",
    "MaterialForm",
    "MoreMeetingsForm",
    "MoveForm",
    "NameForm",
    "NoteForm",
    "OtherWayForm",
    "PauseForm",
    "PlanForm",
    "PutRightForm",
    "ReallocateForm",
    "RecordConsultationForm",
    "RecordForm",
    "RecordNowForm",
    "ReferralMadeForm",
    "ResumeForm",
    "ReviewForm",
    "StepForm",
    "TalkForm",
    "TaskForm",
    "TierForm",
    "UpskillingForm",
    "WithdrawForm",
    "WordsForm",
]
