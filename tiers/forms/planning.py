"""When, where and how: a session planned, or moved."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from iirms.forms import DateField, GovForm, NumberField, RadioField, TickField, TimeField, at
from people.forms.shared import Choice, Versioned
from tiers.rules import LONGEST_SESSION_MINUTES, Mode


def length(**more):
    return NumberField(
        label=_("How long (minutes)"),
        called=_("the length in minutes"),
        min_value=1,
        max_value=LONGEST_SESSION_MINUTES,
        **more,
    )


class Confirming(GovForm):
    """Ticks that confirm something unusual: asked only once a rule has asked for them.

    confirms: {the tick: the field under which it then stands}.
    """

    confirms: Mapping[str, str] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        asked = [name for name in self.confirms if self.add_prefix(name) in self.data]
        self.not_asked = {
            name: self.fields.pop(name) for name in self.confirms if name not in asked
        }
        for name in asked:
            self._ask(name)

    def refuse(self, refusal):
        if refusal.field in self.not_asked:
            self.fields[refusal.field] = self.not_asked.pop(refusal.field)
            self._ask(refusal.field)
        super().refuse(refusal)

    def _ask(self, name):
        beside = self.confirms[name]
        names = [one for one in self.fields if one != name]
        names.insert(names.index(beside) + 1, name)
        self.order_fields(names)
        if beside in self.revealed:
            question, value = self.revealed[beside]
            reveals = self.fields[question].reveals
            self.fields[question].reveals = {**reveals, value: (*reveals[value], name)}


class PlanForm(Confirming, Versioned):
    """Also to move one: the same questions, with the answers in them."""

    confirms = {"at_that_hour": "planned_at", "even_so": "venue_id"}
    box_of = {"planned_for": "planned_on"}

    planned_on = DateField(label=_("Date"))
    planned_at = TimeField(label=_("Start time"))
    at_that_hour = TickField(label=_("Yes, at that hour"), required=False)
    minutes = length()
    mode = RadioField(
        label=_("How will you meet?"),
        called=_("how you will meet"),
        choices=Mode.choices,
        inline=True,
    )
    venue_id = Choice(label=_("Where"), required=False, choices=(), blank=_("To be agreed"))
    even_so = TickField(label=_("Meet there all the same"), required=False)
    with_probation = TickField(
        label=_("Joined to a probation appointment"),
        required=False,
        help_text=_(
            "Saves the person a journey. Ask the PP for the day and the time, and leave a few minutes"
            " between the two."
        ),
    )

    def __init__(self, *args, venues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["venue_id"].choices = venues

    def clean(self):
        values = super().clean()
        day, clock = values.pop("planned_on", None), values.pop("planned_at", None)
        if day and clock:
            values["planned_for"] = at(day, clock)
        return values


class MoveForm(PlanForm):
    pass
