from .agencies import Agency
from .criteria import CriteriaSet, Criterion
from .directory import LocalService
from .letters import Letter
from .onward import OnwardChase, OnwardMove, OnwardReferral
from .questions import InformationRequest, with_decide_by, with_what_is_due
from .referrals import Referral, ReferralStatusChange, deciders_of, of_pp
from .release import ReleaseItem, promises_of, services_and_promises, with_promises
from .screening import OverrideWord, Screening
from .talk import Amendment, Message, PanelNote, ThreadRead, with_moments, with_talk, with_unread
from .waiting import (
    IS_STUCK,
    WaitReview,
    facts,
    stuck,
    usual_waits,
    weigh,
    weighed,
    with_place,
    with_standing,
)

__all__ = [
    "IS_STUCK",
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
    "OverrideWord",
    "PanelNote",
    "Referral",
    "ReferralStatusChange",
    "ReleaseItem",
    "Screening",
    "ThreadRead",
    "WaitReview",
    "deciders_of",
    "facts",
    "of_pp",
    "promises_of",
    "services_and_promises",
    "stuck",
    "usual_waits",
    "weigh",
    "weighed",
    "with_decide_by",
    "with_moments",
    "with_place",
    "with_promises",
    "with_standing",
    "with_talk",
    "with_unread",
    "with_what_is_due",
]
