from .asked import EndingRequest, HandoverRequest
from .cases import Case, CaseStatusChange, Holding
from .catalogue import Intervention, TeamIntervention
from .consulting import AgreedTask, Consultation, ConsultationChange, WorkingNote
from .contacts import Contact
from .endings import EndingPlan, EndingStep
from .formulating import Formulation, FormulationVersion, SharedPage
from .materials import Material, PutAway
from .safeguarding import SafeguardingConcern
from .sessions import Session, SessionAddition
from .together import JointMeeting, JointWork, Upskilling

__all__ = [
    "AgreedTask",
    "Case",
    "CaseStatusChange",
    "Consultation",
    "ConsultationChange",
    "Contact",
    "EndingPlan",
    "EndingRequest",
    "EndingStep",
    "Formulation",
    "FormulationVersion",
    "HandoverRequest",
    "Holding",
    "Intervention",
    "JointMeeting",
    "JointWork",
    "Material",
    "PutAway",
    "SafeguardingConcern",
    "Session",
    "SessionAddition",
    "SharedPage",
    "TeamIntervention",
    "Upskilling",
    "WorkingNote",
]
