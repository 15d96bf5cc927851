"""A list of referrals made elsewhere: where each of them stands now."""

from django.utils.translation import gettext_lazy as _

from imports.rules.columns import LONGEST_NOTE, Column, Reads
from referrals.rules import (
    Consent,
    DeclineReason,
    Readiness,
    ScreeningOutcome,
    Status,
    Tier,
    WithdrawReason,
)

from .person import NUMBERS

BROUGHT_IN = (Status.SUBMITTED, Status.WAITING, Status.PAUSED, Status.DECLINED, Status.WITHDRAWN)
TIER_WORDS = {
    "1": "1",
    "2": "2",
    "3": "3",
    "tier 1": "1",
    "tier 2": "2",
    "tier 3": "3",
    "haen 1": "1",
    "haen 2": "2",
    "haen 3": "3",
    "t1": "1",
    "t2": "2",
    "t3": "3",
}


def tier(*, required):
    return Column(
        "tier",
        _("Tier"),
        Reads.CHOICE,
        required=required,
        choices=[(str(code), label) for code, label in Tier.choices],
        also=("iirms tier", "haen"),
        means=TIER_WORDS,
        explains=_("The IIRMS tier: 1, 2 or 3. Never the probation tier A to G."),
        example="2",
    )


def note(name, label, *also, explains=""):
    return Column(name, label, most=LONGEST_NOTE, also=also, explains=explains)


REFERRALS = (
    *NUMBERS,
    tier(required=True),
    Column(
        "sent_on",
        _("Referred on"),
        Reads.DATE,
        required=True,
        also=("referral date", "date of referral", "date referred", "dyddiad cyfeirio"),
        example="03/04/2025",
    ),
    Column(
        "status",
        _("Where it stands"),
        Reads.CHOICE,
        required=True,
        choices=[(one.value, one.label) for one in BROUGHT_IN],
        also=("status", "outcome", "statws"),
        means={
            "new": "SUBMITTED",
            "sent": "SUBMITTED",
            "accepted": "WAITING",
            "waiting": "WAITING",
            "waiting list": "WAITING",
            "paused": "PAUSED",
            "declined": "DECLINED",
            "not accepted": "DECLINED",
            "withdrawn": "WITHDRAWN",
            "derbyniwyd": "WAITING",
            "gwrthodwyd": "DECLINED",
        },
        explains=_(
            "For work that is under way or has ended: accepted here, then bring in the case."
        ),
        example="Accepted",
    ),
    Column(
        "decided_on",
        _("Decided on"),
        Reads.DATE,
        also=(
            "decision date",
            "date accepted",
            "accepted on",
            "date of decision",
            "dyddiad penderfynu",
        ),
        explains=_("The day it was accepted, paused, declined or withdrawn."),
    ),
    Column(
        "referrer",
        _("E-mail address of the referrer"),
        most=254,
        also=("referrer", "referred by", "referrer email", "cyfeiriwr"),
        explains=_("Somebody of this team or who refers to it. Left empty: you."),
    ),
    Column(
        "eligible",
        _("Eligible for core OPD"),
        Reads.CHOICE,
        choices=ScreeningOutcome.choices,
        also=("eligible", "opd eligible", "screening", "cymwys"),
        means={
            "yes": "ELIGIBLE",
            "eligible": "ELIGIBLE",
            "no": "NOT_ELIGIBLE",
            "override": "OVERRIDDEN",
            "not known": "MORE_NEEDED",
        },
        explains=_("Needed for Tier 2 and 3, unless the referral was declined or withdrawn."),
    ),
    note("hope_wellbeing", _("Hoped for, for wellbeing"), "wellbeing aims", "gobeithion lles"),
    note("hope_risk", _("Hoped for, for risk"), "risk aims", "gobeithion risg"),
    note("tried_before", _("What has been tried"), "tried before", "history of services"),
    note("risk_summary", _("Risk in a few words"), "risk", "risk summary", "crynodeb risg"),
    note("room_worries", _("What would worry you in a room"), "room worries"),
    Column(
        "readiness",
        _("Readiness"),
        Reads.CHOICE,
        choices=Readiness.choices,
        also=("ready", "parodrwydd"),
        means={"yes": "READY", "ready": "READY", "no": "NOT_YET", "unsure": "UNSURE"},
    ),
    note("readiness_note", _("About readiness"), "readiness notes"),
    Column(
        "venue_wish",
        _("Where they feel safe"),
        most=200,
        also=("venue", "preferred venue", "lleoliad a ffefrir"),
    ),
    note("venue_worries", _("Places and waiting rooms to avoid"), "venues to avoid"),
    Column("worker_wish", _("Wishes about the worker"), most=200, also=("worker preference",)),
    note("other_agencies", _("Other services, and what each says"), "other agencies", "agencies"),
    note("network", _("Family and supporters"), "family", "teulu"),
    Column(
        "consent",
        _("Consent"),
        Reads.CHOICE,
        choices=Consent.choices,
        also=("cydsyniad",),
        means={
            "yes": "AGREED",
            "agreed": "AGREED",
            "explained": "EXPLAINED",
            "no": "NOT_ASKED",
            "not asked": "NOT_ASKED",
        },
    ),
    Column(
        "decline_reason",
        _("Reason for declining"),
        Reads.CHOICE,
        choices=DeclineReason.choices,
        also=("decline reason", "rheswm gwrthod"),
        means={"other": "OTHER"},
        explains=_("Needed when it was declined."),
    ),
    Column(
        "withdraw_reason",
        _("Reason for withdrawing"),
        Reads.CHOICE,
        choices=WithdrawReason.choices,
        also=("withdraw reason", "withdrawn because", "rheswm tynnu yn ôl"),
        means={"other": "OTHER", "unknown": "NOT_KNOWN"},
        explains=_("When it was withdrawn. Left empty: not known."),
    ),
    note(
        "words",
        _("What was said"),
        "words",
        "comments",
        "why",
        "reason",
        "rheswm",
        explains=_("Needed when it was paused, declined or withdrawn: why."),
    ),
    Column(
        "review_on",
        _("Look at it again on"),
        Reads.DATE,
        also=("review date", "dyddiad adolygu"),
        explains=_("Needed when it is paused: a day to come, within six months."),
    ),
)
