"""When, where and how: a session planned, or moved."""

from django.utils.translation import gettext_lazy as _

from iirms.forms import DateField, NumberField, RadioField, TickField, TimeField, at
from people.forms.shared import Choice, Versioned
from tiers.rules import LONGEST_SESSION_MINUTES, Mode


def length(**more):
    return NumberField(
        label=_("How long (minutes)"),
        called=_("how long it is, in minutes"),
        suffix=_("minutes"),
        min_value=1,
        max_value=LONGEST_SESSION_MINUTES,
        **more,
    )


class PlanForm(Versioned):
    """Also to move one: the same questions, with the answers in them."""

    planned_on = DateField(label=_("Date"))
    planned_at = TimeField(label=_("Start time"))
    minutes = length()
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
