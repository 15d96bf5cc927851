from django.utils.translation import gettext_lazy as _

from iirms.forms import (
    CheckboxesField,
    DateField,
    GovForm,
    LongTextField,
    NumberField,
    RadioField,
    SelectField,
    TextField,
    TickField,
    TimeField,
    at,
)
from people.forms.shared import Choice, Versioned
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

SAME, OTHER, NONE = "SAME", "OTHER", "NONE"

# What is asked after each answer to "What happened?".
OF_OUTCOME = {
    SessionStatus.HELD: (
        "minutes",
        "travel_minutes",
        "mode",
        "venue_id",
        "worked_on",
        "readiness",
        "alliance",
        "risk_change",
        "how_left",
        "aftercare",
        "exposure",
    ),
    SessionStatus.MISSED: ("missed_by", "missed_travel", "why_missed"),
    SessionStatus.CANCELLED: ("cancelled_by", "why_cancelled"),
}


def _length(**more):
    return NumberField(
        label=_("How long (minutes)"),
        called=_("how long it is, in minutes"),
        min_value=1,
        max_value=LONGEST_SESSION_MINUTES,
        **more,
    )


def _travel():
    return NumberField(
        label=_("Travel (minutes)"),
        called=_("how long you travelled, in minutes"),
        required=False,
        min_value=0,
        max_value=LONGEST_TRAVEL_MINUTES,
    )


def _score(label, called):
    return NumberField(
        label=label, called=called, required=False, min_value=0, max_value=10, width=2
    )


class PlanForm(Versioned):
    """When, where and how. Also to move one: the same questions, with the answers in them."""

    planned_on = DateField(label=_("Date"))
    planned_at = TimeField(label=_("Start time"))
    minutes = _length()
    mode = RadioField(
        label=_("How will you meet?"),
        called=_("how you will meet"),
        choices=Mode.choices,
        inline=True,
    )
    venue_id = Choice(label=_("Where"), required=False, choices=(), blank=_("To be agreed"))
    with_probation = TickField(label=_("Joined to a probation appointment"), required=False)

    def __init__(self, *args, venues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["venue_id"].choices = venues

    def clean(self):
        values = super().clean()
        day, clock = values.pop("planned_on", None), values.pop("planned_at", None)
        if day and clock:
            values["planned_for"] = at(day, clock)
        return values

    def refuse(self, refusal):
        if refusal.field == "planned_for":
            self.add_error("planned_on", str(refusal))
        else:
            super().refuse(refusal)


class MoveForm(PlanForm):
    pass


class RecordForm(Versioned):
    """One page: what follows depends on the first answer."""

    outcome = RadioField(
        label=_("What happened?"),
        called=_("what happened"),
        choices=[
            (SessionStatus.HELD, _("Held")),
            (SessionStatus.MISSED, _("Missed")),
            (SessionStatus.CANCELLED, _("Cancelled")),
        ],
        hints={SessionStatus.MISSED: _("Nobody is closed for missing a session")},
        reveals=OF_OUTCOME,
    )
    minutes = _length()
    travel_minutes = _travel()
    mode = RadioField(label=_("How"), called=_("how you met"), choices=Mode.choices, inline=True)
    venue_id = Choice(label=_("Where"), required=False, choices=(), blank=_("Somewhere else"))
    worked_on = CheckboxesField(label=_("Worked on"), choices=(), required=False, small=True)
    readiness = _score(_("Readiness, 0 to 10"), _("their readiness"))
    alliance = _score(_("How we got on, 0 to 10"), _("the score for how you got on"))
    risk_change = RadioField(
        label=_("Risk since last time"), choices=RiskChange.choices, required=False, inline=True
    )
    how_left = SelectField(
        label=_("How they left"), choices=HowLeft.choices, required=False, blank=_("Not said")
    )
    aftercare = TextField(label=_("Aftercare agreed"), required=False, max_length=300)
    exposure = SelectField(
        label=_("What I heard was, for me"),
        called=_("what you heard was for you"),
        choices=Exposure.choices,
        required=False,
        blank=_("Not said"),
        help_text=_("For your own care: it helps your supervision"),
    )
    missed_by = RadioField(
        label=_("Why did it not happen?"),
        called=_("why it did not happen"),
        choices=MissedBy.choices,
    )
    missed_travel = _travel()
    why_missed = LongTextField(label=_("What happened"), required=False, rows=3)
    cancelled_by = RadioField(
        label=_("Who cancelled?"), called=_("who cancelled"), choices=CancelledBy.choices
    )
    why_cancelled = LongTextField(label=_("Why"), required=False, rows=3)
    tell_pp = TickField(label=_("Tell the PP about risk"), required=False)
    shared_with_pp = LongTextField(
        label=_("Shared with the PP"),
        required=False,
        help_text=_("The probation practitioner reads this"),
    )
    iirms_only = LongTextField(
        label=_("IIRMS only"), required=False, help_text=_("Only the team reads this")
    )
    next_plan = LongTextField(label=_("Plan for next time"), required=False, rows=3)
    following = RadioField(
        label=_("When do you meet next?"),
        called=_("when you meet next"),
        choices=(),
        reveals={OTHER: ("next_on", "next_at")},
    )
    next_on = DateField(label=_("Date of the next session"))
    next_at = TimeField(label=_("Start time of the next session"))

    def __init__(
        self, *args, venues, interventions, next_for=None, next_label="", ahead=None, **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.next_for, self.ahead = next_for, ahead
        self.fields["venue_id"].choices = venues
        self.fields["worked_on"].choices = interventions
        self.fields["following"].choices = [
            *([(SAME, next_label)] if next_for else []),
            (OTHER, _("Another time")),
            (NONE, _("Plan nothing now")),
        ]

    def clean(self):
        values = super().clean()
        if values.get("following") == SAME:
            values["next_for"] = self.next_for
        elif values.get("following") == OTHER and values.get("next_on") and values.get("next_at"):
            values["next_for"] = at(values["next_on"], values["next_at"])
        return values

    def facts(self):
        """What `actions.record_session` takes beyond the outcome."""
        values = self.cleaned_data
        given = {name: values[name] for name in SAID if name in values}
        if values.get("missed_travel") is not None:
            given["travel_minutes"] = values["missed_travel"]
        given["why_not"] = values.get("why_missed") or values.get("why_cancelled") or ""
        given["worked_on"] = [int(pk) for pk in values.get("worked_on") or ()]
        if values.get("outcome", self.outcome_known) != SessionStatus.HELD:
            given.pop("mode", None)
            given.pop("venue_id", None)
        return given

    outcome_known = None

    def refuse(self, refusal):
        if refusal.field == "next_on" and self.cleaned_data.get("following") != OTHER:
            self.add_error("following", str(refusal))
        else:
            super().refuse(refusal)


SAID = (
    "minutes",
    "travel_minutes",
    "mode",
    "venue_id",
    "missed_by",
    "cancelled_by",
    "readiness",
    "alliance",
    "risk_change",
    "tell_pp",
    "how_left",
    "aftercare",
    "exposure",
    "shared_with_pp",
    "iirms_only",
    "next_plan",
)


class RecordNowForm(RecordForm):
    """It was not planned: when it was is asked first, and it cannot have been cancelled."""

    held_on = DateField(label=_("Date"))
    held_at = TimeField(label=_("Start time"))
    field_order = ("held_on", "held_at", "outcome")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["outcome"]
        field.choices = field.choices[:2]
        for name in ("cancelled_by", "why_cancelled"):
            del self.fields[name]
        field.reveals = {
            value: names for value, names in field.reveals.items() if value != "CANCELLED"
        }

    def clean(self):
        values = super().clean()
        if values.get("held_on") and values.get("held_at"):
            values["held_at"] = at(values["held_on"], values["held_at"])
        return values


NOTES = ("tell_pp", "shared_with_pp", "iirms_only", "next_plan")


class AmendForm(RecordForm):
    """The facts again. What became of the session stays: a correction says it was otherwise."""

    def __init__(self, *args, status, **kwargs):
        super().__init__(*args, **kwargs)
        self.outcome_known = status
        kept = {"version", *OF_OUTCOME[status], *NOTES}
        for name in set(self.fields) - kept:
            del self.fields[name]


class CorrectionForm(GovForm):
    words = LongTextField(
        label=_("What should be added or put right?"),
        called=_("the correction"),
        help_text=_("The record stays as it is; your words are shown beside it"),
        max_length=5000,
    )
