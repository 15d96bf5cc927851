from .directory import LocalService
from .questions import InformationRequest
from .referrals import Referral, ReferralStatusChange
from .screening import Screening

__all__ = [
    "InformationRequest",
    "LocalService",
    "Referral",
    "ReferralStatusChange",
    "Screening",
]
