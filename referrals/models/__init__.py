from .questions import InformationRequest
from .referrals import Referral, ReferralStatusChange
from .screening import Screening

__all__ = ["InformationRequest", "Referral", "ReferralStatusChange", "Screening"]
