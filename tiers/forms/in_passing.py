"""A talk nobody asked for in writing: who, when, about whom or nobody, and the advice."""

from django.utils.translation import gettext_lazy as _

from iirms.forms import (
    DateField,
    GovForm,
    LongTextField,
    NumberField,
    RadioField,
    TextField,
    TimeField,
)
from people.forms.shared import Choice
from tiers.rules import LONGEST_CONSULTATION_MINUTES, SHORTEST_IN_PASSING, Mode

from .consulting import joined_up


class InPassingForm(GovForm):
    fieldsets = (
        (_("The talk"), ("pp_id", "held_on", "held_at", "minutes", "mode")),
        (_("What it was about"), ("crn", "question", "advice")),
    )

    pp_id = Choice(label=_("Who did you talk with?"), called=_("who you talked with"))
    held_on = DateField(label=_("Date"))
    held_at = TimeField(label=_("Start time"))
    minutes = NumberField(
        label=_("Length in minutes"),
        min_value=SHORTEST_IN_PASSING,
        max_value=LONGEST_CONSULTATION_MINUTES,
    )
    mode = RadioField(
        label=_("How?"), called=_("how you talked"), choices=Mode.choices, inline=True
    )
    crn = TextField(
        label=_("CRN of the person"),
        required=False,
        max_length=20,
        width=10,
        help_text=_("Leave it empty for a question without a name"),
    )
    question = LongTextField(label=_("What it was about"), rows=4)
    advice = LongTextField(
        label=_("What you advised"), help_text=_("The PP reads this, and can look it up"), rows=6
    )

    def __init__(self, *args, pps, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pp_id"].choices = pps

    def clean(self):
        return joined_up(super().clean())
