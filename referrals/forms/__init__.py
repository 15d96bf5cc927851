from .decisions import (
    AcceptForm,
    AcceptToPauseForm,
    AnswerForm,
    AskForm,
    DeclineForm,
    DiscardForm,
    MoveForm,
    OverrideForm,
    PauseForm,
    RedirectForm,
    ResumeForm,
    SendForm,
    SettledForm,
    UrgentForm,
    WithdrawForm,
)
from .directory import RetireServiceForm, ServiceFilterForm, ServiceForm
from .gaps import GapForm, GapListForm, ReleaseGapListForm
from .letters import LetterForm
from .lists import (
    FilterForm,
    WaitingForm,
    WaitReviewForm,
)
from .onward import MOVE_FORMS, ChaseForm, OnwardFilterForm, OnwardForm
from .release import ReleaseItemForm
from .screening import AskOverrideForm, CriteriaForm, EligibilityStepForm
from .shared import (
    StepForm,
)
from .steps import (
    ROSH_LABELS,
    STEP_FORMS,
    HopesStepForm,
    NetworkStepForm,
    PersonStepForm,
    ReadinessStepForm,
    RiskStepForm,
)
from .talk import AmendForm, MessageForm, PanelNoteForm, ReadForm

__all__ = [
    "MOVE_FORMS",
    "ROSH_LABELS",
    "STEP_FORMS",
    "AcceptForm",
    "AcceptToPauseForm",
    "AmendForm",
    "AnswerForm",
    "AskForm",
    "AskOverrideForm",
    "ChaseForm",
    "CriteriaForm",
    "DeclineForm",
    "DiscardForm",
    "EligibilityStepForm",
    "FilterForm",
    "GapForm",
    "GapListForm",
    "HopesStepForm",
    "LetterForm",
    "MessageForm",
    "MoveForm",
    "NetworkStepForm",
    "OnwardFilterForm",
    "OnwardForm",
    "OverrideForm",
    "PanelNoteForm",
    "PauseForm",
    "PersonStepForm",
    "ReadForm",
    "ReadinessStepForm",
    "RedirectForm",
    "ReleaseGapListForm",
    "ReleaseItemForm",
    "ResumeForm",
    "RetireServiceForm",
    "RiskStepForm",
    "SendForm",
    "ServiceFilterForm",
    "ServiceForm",
    "SettledForm",
    "StepForm",
    "UrgentForm",
    "WaitReviewForm",
    "WaitingForm",
    "WithdrawForm",
]
