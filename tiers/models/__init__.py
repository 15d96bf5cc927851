from .cases import Case, CaseStatusChange, EndingRequest, Holding
from .catalogue import Intervention
from .contacts import Contact
from .endings import EndingPlan, EndingStep
from .sessions import Session, SessionAddition

__all__ = [
    "Case",
    "CaseStatusChange",
    "Contact",
    "EndingPlan",
    "EndingRequest",
    "EndingStep",
    "Holding",
    "Intervention",
    "Session",
    "SessionAddition",
]
