"""What became of a session: recorded on one page, changed for a while, corrected after."""

from dataclasses import dataclass
from datetime import datetime

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
from people.forms.shared import Choice
from people.templatetags.words import time_of_day, week_day
from tiers import figures
from tiers.rules import (
    LONGEST_TRAVEL_MINUTES,
    Barrier,
    CancelledBy,
    CostToPerson,
    Exposure,
    HowLeft,
    MissedBy,
    Mode,
    RiskChange,
    SessionStatus,
    Travelled,
)

from .planning import Confirming, length
from .safeguarding import ConcernForm

# When one meets next: as planned already, as usual, another time, or not yet.
KEEP, SAME, OTHER, NONE = "KEEP", "SAME", "OTHER", "NONE"

# What is asked after each answer to "What happened?".
OF_OUTCOME = {
    SessionStatus.HELD: (
        "minutes",
        "travel_minutes",
        "mode",
        "venue_id",
        "joined",
        "travelled",
        "cost_to_person",
        "worked_on",
        "readiness",
        "alliance",
        "risk_change",
        "how_left",
        "aftercare",
        "exposure",
    ),
    SessionStatus.MISSED: ("missed_by", "barriers_missed", "missed_travel", "why_missed"),
    SessionStatus.CANCELLED: ("cancelled_by", "barriers_cancelled", "why_cancelled"),
}


def _travel():
    return NumberField(
        label=_("Travel (minutes)"),
        called=_("the travel time in minutes"),
        required=False,
        min_value=0,
        max_value=LONGEST_TRAVEL_MINUTES,
    )


def barriers(label):
    return CheckboxesField(
        label=label,
        choices=Barrier.choices,
        required=False,
        small=True,
        help_text=_("Counted, so that something can change. Never held against anybody."),
    )


def _score(label, called):
    return NumberField(
        label=label, called=called, required=False, min_value=0, max_value=10, width=2
    )


@dataclass(frozen=True)
class Following:
    """What the page offers about the next session. `ahead`: it is planned already. `usual`: the time
    one can count on, from a session there was; `guess`: only that a week may pass."""

    ahead: datetime | None = None
    usual: datetime | None = None
    has_place: bool = False
    guess: bool = False

    @property
    def choices(self):
        if self.ahead:
            return [
                (KEEP, _("Keep %(moment)s") % {"moment": _said(self.ahead)}),
                (OTHER, _("Another time as well")),
            ]
        usual = [(SAME, self._usual_in_words())] if self.usual or self.guess else []
        return [*usual, (OTHER, _("Another time")), (NONE, _("Plan nothing now"))]

    def _usual_in_words(self):
        if self.usual is None:
            return _("A week later, at the same time")
        if self.has_place:
            return _("%(moment)s, same place") % {"moment": _said(self.usual)}
        return _said(self.usual)

    def ticked(self, outcome):
        """Nothing is ticked that nobody can know: a time there was no session at, or, before one says
        what happened, that they meet as usual."""
        if self.ahead:
            return KEEP
        if self.usual is None:
            return NONE
        return AFTER.get(outcome)

    @property
    def by_outcome(self):
        if self.ahead or self.usual is None:
            return ""
        return ",".join(f"{outcome} {ticked}" for outcome, ticked in AFTER.items())


# Somebody who cancelled is asked when they can come: it is not taken for granted.
AFTER = {
    SessionStatus.HELD: SAME,
    SessionStatus.MISSED: SAME,
    SessionStatus.CANCELLED: NONE,
}


def _said(moment):
    return _("%(day)s, %(time)s") % {"day": week_day(moment), "time": time_of_day(moment)}


class RecordForm(Confirming, ConcernForm):
    """One page: what follows depends on the first answer."""

    confirms = {"next_at_that_hour": "next_at"}

    outcome = RadioField(
        label=_("What happened?"),
        called=_("what happened"),
        choices=[
            (SessionStatus.HELD, _("Held")),
            (SessionStatus.MISSED, _("Missed")),
            (SessionStatus.CANCELLED, _("Cancelled")),
        ],
        hints={
            SessionStatus.MISSED: _("Nobody is closed for missing a session"),
            SessionStatus.CANCELLED: _("Plan again below if you know when, or later from the case"),
        },
        reveals=OF_OUTCOME,
    )
    minutes = length()
    travel_minutes = _travel()
    mode = RadioField(label=_("How"), called=_("how you met"), choices=Mode.choices, inline=True)
    venue_id = Choice(label=_("Where"), required=False, choices=(), blank=_("Somewhere else"))
    joined = TextField(
        label=_("Who joined, from another service"),
        required=False,
        help_text=_("Name and service, for a session held together with them"),
    )
    travelled = RadioField(
        label=_("Who travelled?"), choices=Travelled.choices, required=False, inline=True
    )
    cost_to_person = RadioField(
        label=_("Did coming cost them anything?"),
        choices=CostToPerson.choices,
        required=False,
        inline=True,
    )
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
    barriers_missed = barriers(_("What stood in the way?"))
    missed_travel = _travel()
    why_missed = LongTextField(label=_("What happened"), required=False, rows=3)
    cancelled_by = RadioField(
        label=_("Who cancelled?"), called=_("who cancelled"), choices=CancelledBy.choices
    )
    barriers_cancelled = barriers(_("What stood in the way?"))
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
    harm = ConcernForm.harm_field()
    next_plan = LongTextField(label=_("Plan for next time"), required=False, rows=3)
    following = RadioField(
        label=_("When do you meet next?"),
        called=_("when you meet next"),
        choices=(),
        reveals={OTHER: ("next_on", "next_at")},
    )
    next_on = DateField(label=_("Date of the next session"))
    next_at = TimeField(label=_("Start time of the next session"))
    next_at_that_hour = TickField(label=_("Yes, at that hour"), required=False)

    def __init__(self, *args, venues, interventions, following=None, too_early=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["venue_id"].choices = venues
        self.fields["worked_on"].choices = interventions
        if too_early:
            self._offer_only(SessionStatus.CANCELLED)
        self.following = following
        if following is None:
            for name in ("following", "next_on", "next_at", "next_at_that_hour"):
                self.fields.pop(name, None)
        else:
            self.fields["following"].choices = following.choices
            self.initial.setdefault("following", following.ticked(self.initial.get("outcome")))

    def _offer_only(self, *outcomes):
        """With the questions that follow them."""
        field = self.fields["outcome"]
        field.choices = [(value, label) for value, label in field.choices if value in outcomes]
        field.reveals = {value: OF_OUTCOME[value] for value in outcomes}
        for value in OF_OUTCOME.keys() - set(outcomes):
            for name in OF_OUTCOME[value]:
                del self.fields[name]

    @property
    def suggests(self):
        """What a script ticks once it is said what happened: "HELD SAME,...". Empty when it is ticked
        already."""
        return self.following.by_outcome if self.following else ""

    def clean(self):
        values = super().clean()
        chosen = values.get("following")
        if chosen == SAME:
            values["next_for"] = self.usual_next(values)
            values["next_at_that_hour"] = True  # at the hour they meet anyway
        elif chosen == OTHER and values.get("next_on") and values.get("next_at"):
            values["next_for"] = at(values["next_on"], values["next_at"])
        return values

    def usual_next(self, _values):
        return self.following.usual

    def facts(self):
        """What `actions.record_session` takes beyond the outcome."""
        values = self.cleaned_data
        given = {name: values[name] for name in SAID if name in values}
        if values.get("missed_travel") is not None:
            given["travel_minutes"] = values["missed_travel"]
        given["barriers"] = values.get("barriers_missed") or values.get("barriers_cancelled") or []
        given["why_not"] = values.get("why_missed") or values.get("why_cancelled") or ""
        given["worked_on"] = [int(pk) for pk in values.get("worked_on") or ()]
        if values.get("outcome", self.outcome_known) != SessionStatus.HELD:
            given.pop("mode", None)
            given.pop("venue_id", None)
        return given

    def next_session(self):
        given = self.cleaned_data
        return {
            "next_for": given.get("next_for"),
            "next_at_that_hour": bool(given.get("next_at_that_hour")),
        }

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
    "joined",
    "travelled",
    "cost_to_person",
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
    with_probation = TickField(label=_("Joined to a probation appointment"), required=False)
    field_order = ("held_on", "held_at", "with_probation", "outcome")

    def __init__(self, *args, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = now
        self._offer_only(SessionStatus.HELD, SessionStatus.MISSED)
        self.order_fields(self._as_on_the_page())

    def clean(self):
        values = super().clean()
        if values.get("held_on") and values.get("held_at"):
            values["held_at"] = at(values["held_on"], values["held_at"])
        return values

    def usual_next(self, values):
        if self.following.usual or not (values.get("held_on") and values.get("held_at")):
            return self.following.usual
        typed = at(values["held_on"], values["held_at"])
        return figures.usual_next(typed, [typed], self.now)


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
