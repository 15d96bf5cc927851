from .directory import LocalService
from .onward import OnwardChase, OnwardMove, OnwardReferral
from .questions import InformationRequest
from .referrals import Referral, ReferralStatusChange
from .screening import Screening

__all__ = [
    "InformationRequest",
    "LocalService",
    "OnwardChase",
    "OnwardMove",
    "OnwardReferral",
    "Referral",
    "ReferralStatusChange",
    "Screening",
]
