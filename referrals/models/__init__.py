from .agencies import Agency
from .criteria import CriteriaSet, Criterion
from .directory import LocalService
from .letters import Letter
from .onward import OnwardChase, OnwardMove, OnwardReferral
from .questions import InformationRequest, with_decide_by, with_what_is_due
from .referrals import Referral, ReferralStatusChange, of_pp
from .release import ReleaseItem, promises_of, services_and_promises, with_promises
from .screening import Screening
from .talk import Amendment, Message, PanelNote, ThreadRead, with_moments, with_talk, with_unread
from .waiting import WaitReview, usual_waits, weighed, with_place

__all__ = [
    "Agency",
    "Amendment",
    "CriteriaSet",
    "Criterion",
    "InformationRequest",
    "Letter",
    "LocalService",
    "Message",
    "OnwardChase",
    "OnwardMove",
    "OnwardReferral",
    "PanelNote",
    "Referral",
    "ReferralStatusChange",
    "ReleaseItem",
    "Screening",
    "ThreadRead",
    "WaitReview",
    "of_pp",
    "promises_of",
    "services_and_promises",
    "usual_waits",
    "weighed",
    "with_decide_by",
    "with_moments",
    "with_place",
    "with_promises",
    "with_talk",
    "with_unread",
    "with_what_is_due",
]
