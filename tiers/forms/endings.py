"""What the long goodbye asks: the talk about it, its dated steps, and the end."""

from django.utils.translation import gettext_lazy as _

from iirms.forms import (
    DateField,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
    TickField,
    YesNoField,
)
from people.calendar import day_off
from people.forms.shared import Versioned
from tiers.rules import UNPLANNED, EndingReason, StepKind, Wish

NEW_STEPS = 2


class TalkForm(Versioned):
    """When it ends, and how that was talked about (N55)."""

    end_on = DateField(
        label=_("Agreed end"), help_text=_("The farewell falls on this day or just before")
    )
    talked_on = DateField(
        label=_("When was it talked about?"),
        called=_("the day"),
        required=False,
        sometimes=True,
        help_text=_("Needed before the plan is agreed"),
    )
    how_talked = LongTextField(
        label=_("How was it talked about?"),
        required=False,
        sometimes=True,
        rows=3,
        help_text=_("Needed before the plan is agreed"),
    )
    wish = RadioField(
        label=_("What does the person want?"),
        called=_("what the person wants"),
        choices=Wish.choices,
    )
    wish_words = LongTextField(label=_("In their own words"), required=False, rows=2)
    answer_given = LongTextField(label=_("What we answered"), required=False, rows=2)

    TALK = ("talked_on", "how_talked", "wish", "wish_words", "answer_given")

    def talk(self):
        return {name: self.cleaned_data[name] for name in self.TALK}


class PlanForm(TalkForm):
    """The same, and every step still to do: its day, or that it falls away; and new ones."""

    def __init__(self, *args, steps, **kwargs):
        super().__init__(*args, **kwargs)
        self.steps = steps
        for step in steps:
            self.fields[f"due_{step.pk}"] = DateField(
                label=step.get_kind_display(), called=step.get_kind_display(), initial=step.due_on
            )
            self.fields[f"remove_{step.pk}"] = TickField(label=_("Take out"), required=False)
        for number in range(NEW_STEPS):
            self.fields[f"kind_{number}"] = SelectField(
                label=_("Add a step"), required=False, choices=[("", _("None")), *StepKind.choices]
            )
            self.fields[f"new_{number}"] = DateField(label=_("On"), required=False)

    def rows(self):
        """(step, its date boxes, its tick, why most places are closed that day) for the page."""
        return [
            (step, self[f"due_{step.pk}"], self[f"remove_{step.pk}"], day_off(step.due_on))
            for step in self.steps
        ]

    def new_rows(self):
        return [(self[f"kind_{n}"], self[f"new_{n}"]) for n in range(NEW_STEPS)]

    def clean(self):
        cleaned = super().clean()
        for number in range(NEW_STEPS):
            if self.cleaned_data.get(f"kind_{number}"):
                self.need(f"new_{number}")
        return cleaned

    def kept(self):
        """(pk or None, kind, day) of all that is still to do."""
        given = self.cleaned_data
        stay = [
            (step.pk, step.kind, given[f"due_{step.pk}"])
            for step in self.steps
            if not given.get(f"remove_{step.pk}")
        ]
        added = [
            (None, given[f"kind_{n}"], given[f"new_{n}"])
            for n in range(NEW_STEPS)
            if given.get(f"kind_{n}")
        ]
        return stay + added


class StepForm(Versioned):
    outcome = RadioField(
        label=_("What happened?"),
        called=_("what happened"),
        choices=[("DONE", _("It is done")), ("DROPPED", _("It will not happen"))],
        reveals={"DONE": ("done_on", "note"), "DROPPED": ("reason",)},
    )
    done_on = DateField(label=_("On which day?"), called=_("the day it was done"))
    note = TextField(label=_("Anything to add"), required=False, max_length=300)
    reason = TextField(label=_("Why not?"), called=_("why not"), max_length=300)

    def __init__(self, *args, by_session, **kwargs):
        super().__init__(*args, **kwargs)
        if by_session:  # without the session itself, words say how it went
            note = self.fields["note"]
            note.label, note.required = _("How did it happen?"), True
            note.called = _("how it happened")


class EndForm(Versioned):
    reason = RadioField(
        label=_("Why does the work end?"), called=_("why the work ends"), choices=()
    )
    note = LongTextField(
        label=_("What happened"),
        required=False,
        sometimes=True,
        rows=4,
        help_text=_("Needed when the work ends without a plan: the lead who confirms reads it"),
    )

    def __init__(self, *args, completed, **kwargs):
        super().__init__(*args, **kwargs)
        reasons = [(one, EndingReason(one).label) for one in EndingReason if one in UNPLANNED]
        if completed:
            reasons.insert(0, (EndingReason.COMPLETED, EndingReason.COMPLETED.label))
        self.fields["reason"].choices = reasons


class AnswerForm(Versioned):
    confirmed = YesNoField(label=_("Do you confirm this ending?"), called=_("whether you confirm"))
    answer = LongTextField(
        label=_("A word to the practitioner"),
        required=False,
        sometimes=True,
        rows=3,
        help_text=_("Needed when the work should go on"),
    )
