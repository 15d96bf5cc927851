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
from .lists import (
    FilterForm,
)
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
    "ROSH_LABELS",
    "STEP_FORMS",
    "AcceptForm",
    "AnswerForm",
    "AskForm",
    "DeclineForm",
    "DiscardForm",
    "EligibilityStepForm",
    "FilterForm",
    "HopesStepForm",
    "MoveForm",
    "NetworkStepForm",
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
