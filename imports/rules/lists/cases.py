"""A list of cases: work under way, or done."""

from django.utils.translation import gettext_lazy as _

from imports.rules.columns import Column, Reads
from tiers.rules import EndingReason

from .person import NUMBERS
from .referrals import note, tier

CASES = (
    *NUMBERS,
    tier(required=True),
    Column(
        "worker",
        _("E-mail address of the practitioner"),
        most=254,
        required=True,
        also=("practitioner", "worker", "allocated to", "key worker", "ymarferydd"),
        explains=_(
            "Somebody who works in this team; for work that has ended also one who has left."
        ),
    ),
    Column(
        "opened_on",
        _("Started on"),
        Reads.DATE,
        required=True,
        also=("start date", "opened", "case opened", "date started", "dyddiad dechrau"),
        example="03/04/2025",
    ),
    Column(
        "planned_end_on",
        _("Planned end"),
        Reads.DATE,
        also=("planned end date", "expected end", "diwedd arfaethedig"),
        explains=_("Left empty: the usual length for the tier."),
    ),
    Column(
        "review_on",
        _("Next review"),
        Reads.DATE,
        also=("review date", "dyddiad adolygu"),
        explains=_("A day to come. Left empty: the usual interval from today."),
    ),
    note("aim_wellbeing", _("Aim for wellbeing"), "wellbeing aim", "nod lles"),
    note("aim_risk", _("Aim for risk"), "risk aim", "nod risg"),
    Column(
        "ended_on",
        _("Ended on"),
        Reads.DATE,
        also=("end date", "closed", "date closed", "closed on", "dyddiad cau"),
        explains=_("Only for work that has ended."),
    ),
    Column(
        "ending_reason",
        _("Why it ended"),
        Reads.CHOICE,
        choices=[(one.value, one.label) for one in EndingReason if one != EndingReason.HANDED_BACK],
        also=("ending reason", "closure reason", "rheswm cau"),
        means={
            "completed": "COMPLETED",
            "recalled": "RECALL",
            "recall": "RECALL",
            "died": "DEATH",
            "moved": "MOVED",
            "disengaged": "DISENGAGED",
        },
        explains=_("Needed for work that has ended."),
    ),
    note("ending_note", _("About the ending"), "ending notes", "closure notes"),
)
