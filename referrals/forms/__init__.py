from .decisions import (
    AcceptForm,
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
    WithdrawForm,
)
from .directory import RetireServiceForm, ServiceFilterForm, ServiceForm
from .letters import LetterForm
from .lists import (
    FilterForm,
)
from .onward import MOVE_FORMS, ChaseForm, OnwardFilterForm, OnwardForm
from .shared import (
    Versioned,
)
from .steps import (
    ROSH_LABELS,
    STEP_FORMS,
    EligibilityStepForm,
    HopesStepForm,
    NetworkStepForm,
    PersonStepForm,
    ReadinessStepForm,
    RiskStepForm,
    StepForm,
)

__all__ = [
    "MOVE_FORMS",
    "ROSH_LABELS",
    "STEP_FORMS",
    "AcceptForm",
    "AnswerForm",
    "AskForm",
    "ChaseForm",
    "DeclineForm",
    "DiscardForm",
    "EligibilityStepForm",
    "FilterForm",
    "HopesStepForm",
    "LetterForm",
    "MoveForm",
    "NetworkStepForm",
    "OnwardFilterForm",
    "OnwardForm",
    "OverrideForm",
    "PauseForm",
    "PersonStepForm",
    "ReadinessStepForm",
    "RedirectForm",
    "ResumeForm",
    "RetireServiceForm",
    "RiskStepForm",
    "SendForm",
    "ServiceFilterForm",
    "ServiceForm",
    "StepForm",
    "Versioned",
    "WithdrawForm",
]
