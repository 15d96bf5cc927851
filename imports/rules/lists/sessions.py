"""A list of past sessions."""

from django.utils.translation import gettext_lazy as _

from imports.rules.columns import Column, Reads
from tiers.rules import (
    LONGEST_SESSION_MINUTES,
    LONGEST_TRAVEL_MINUTES,
    CancelledBy,
    Exposure,
    HowLeft,
    MissedBy,
    Mode,
    RiskChange,
    SessionStatus,
)

from .person import NUMBERS
from .referrals import note, tier

PAST = (SessionStatus.HELD, SessionStatus.MISSED, SessionStatus.CANCELLED)

SESSIONS = (
    *NUMBERS,
    tier(required=False),
    Column(
        "held_on",
        _("Date"),
        Reads.DATE,
        required=True,
        also=("session date", "date of session", "dyddiad"),
        example="03/04/2025",
    ),
    Column(
        "starts_at",
        _("Start time"),
        Reads.TIME,
        also=("time", "start", "amser"),
        explains=_("Left empty: noon."),
        example="9:30am",
    ),
    Column(
        "outcome",
        _("What happened"),
        Reads.CHOICE,
        required=True,
        choices=[(one.value, one.label) for one in PAST],
        also=("outcome", "attendance", "attended", "status", "canlyniad"),
        means={
            "attended": "HELD",
            "yes": "HELD",
            "dna": "MISSED",
            "did not attend": "MISSED",
            "no": "MISSED",
            "fta": "MISSED",
            "uta": "MISSED",
        },
        example="Held",
    ),
    Column(
        "minutes",
        _("Length in minutes"),
        Reads.NUMBER,
        most=LONGEST_SESSION_MINUTES,
        also=("minutes", "duration", "length", "munudau"),
        explains=_("Needed when it was held."),
        example="60",
    ),
    Column(
        "mode",
        _("How"),
        Reads.CHOICE,
        choices=Mode.choices,
        also=("mode", "method", "type", "dull"),
        means={
            "face to face": "IN_PERSON",
            "f2f": "IN_PERSON",
            "in person": "IN_PERSON",
            "telephone": "PHONE",
            "teams": "VIDEO",
            "remote": "VIDEO",
        },
        explains=_("Left empty: in person."),
    ),
    Column(
        "worker",
        _("E-mail address of the practitioner"),
        most=254,
        also=("practitioner", "worker", "seen by", "ymarferydd"),
        explains=_("Left empty: whoever holds the case."),
    ),
    Column(
        "venue",
        _("Place"),
        most=120,
        also=("venue", "location", "office", "lleoliad"),
        explains=_("As it is named in the service."),
    ),
    Column(
        "with_probation",
        _("Joined to a probation appointment"),
        Reads.YES_NO,
        also=("with probation",),
    ),
    Column(
        "travel_minutes",
        _("Travel in minutes"),
        Reads.NUMBER,
        most=LONGEST_TRAVEL_MINUTES,
        also=("travel", "travel minutes", "teithio"),
    ),
    Column(
        "missed_by",
        _("Who missed it"),
        Reads.CHOICE,
        choices=MissedBy.choices,
        also=("missed by",),
        means={
            "dna": "PERSON_NOT_TOLD",
            "uta": "PERSON_TOLD",
            "us": "PRACTITIONER",
            "prison": "ESTABLISHMENT",
        },
        explains=_("Needed when it was missed."),
    ),
    Column(
        "cancelled_by",
        _("Who cancelled it"),
        Reads.CHOICE,
        choices=CancelledBy.choices,
        also=("cancelled by",),
    ),
    note("why_not", _("Why it did not happen"), "why not", "reason", "rheswm"),
    note(
        "shared_with_pp",
        _("Shared with the PP"),
        "notes for pp",
        "shared notes",
        explains=_("The PP reads this."),
    ),
    note(
        "iirms_only",
        _("IIRMS only"),
        "notes",
        "clinical notes",
        "session notes",
        "nodiadau",
        explains=_("The PP never sees this."),
    ),
    Column(
        "readiness",
        _("Readiness, 0 to 10"),
        Reads.NUMBER,
        most=10,
        also=("readiness", "parodrwydd"),
    ),
    Column("alliance", _("How you got on, 0 to 10"), Reads.NUMBER, most=10, also=("alliance",)),
    Column(
        "risk_change",
        _("Risk since last time"),
        Reads.CHOICE,
        choices=RiskChange.choices,
        also=("risk change",),
    ),
    Column(
        "how_left",
        _("How they left"),
        Reads.CHOICE,
        choices=HowLeft.choices,
        also=("how left",),
        means={"unsettled": "UNSETTLED"},
    ),
    Column("aftercare", _("Aftercare agreed"), most=300, also=("aftercare",)),
    Column(
        "exposure", _("What you heard"), Reads.CHOICE, choices=Exposure.choices, also=("exposure",)
    ),
    note("next_plan", _("Plan for next time"), "next plan", "plan"),
)
