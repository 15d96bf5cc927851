from .agencies import Agency
from .criteria import CriteriaSet, Criterion
from .directory import LocalService
from .letters import Letter
from .onward import OnwardChase, OnwardMove, OnwardReferral
from .questions import InformationRequest
from .referrals import Referral, ReferralStatusChange
from .screening import Screening
from .waiting import WaitReview, usual_waits, with_place

__all__ = [
    "Agency",
    "CriteriaSet",
    "Criterion",
    "InformationRequest",
    "Letter",
    "LocalService",
    "OnwardChase",
    "OnwardMove",
    "OnwardReferral",
    "Referral",
    "ReferralStatusChange",
    "Screening",
    "WaitReview",
    "usual_waits",
    "with_place",
]
