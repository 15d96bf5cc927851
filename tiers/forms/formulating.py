"""A formulation: its working text, the PP's page, and how it is agreed."""

from django.utils.translation import gettext_lazy as _

from iirms.forms import DateField, LongTextField, RadioField, TextField, YesNoField
from people.forms.shared import Versioned
from tiers.models import Formulation
from tiers.rules import FIVE_PS, FOR_PP, NEEDED, WORKING, FormulationLevel

HINTS = {
    "presenting": _("What one sees, and what worries people most"),
    "predisposing": _("As little history as is needed to understand"),
    "precipitating": _("What happens just before things get worse"),
    "perpetuating": _("Around the person too: services, places, us"),
    "protective": _("Strengths, people, what has worked before"),
    "risk_link": _("How these difficulties and harm to others hang together, and when"),
    "staff_response": _("How one feels pulled to act, and what to do with it"),
    "relational_advice": _("Pace, limits, endings, what to say no to"),
    "in_short": _("Three sentences. Write it so that the person could read it."),
    "helps": _("One thing a line"),
    "avoid": _("One thing a line, and what to do instead"),
    "how_to_talk": _("Words, pace, places; what to do when it gets too much"),
}


NEEDED_FROM = {
    FormulationLevel.BRIEF: _("Needed at every level."),
    FormulationLevel.WRITTEN: _("Needed at levels 2 and 3."),
    FormulationLevel.SHARED: _("Needed at level 3."),
}


def _hint(name):
    """What belongs here, and from which level on it is needed before it is agreed."""
    first = min(level for level, names in NEEDED.items() if name in names)
    said = str(HINTS[name]).rstrip(".")
    return f"{said}. {NEEDED_FROM[FormulationLevel(first)]}"


class FormulationForm(Versioned):
    mark_optional = False  # a draft may be as empty as it is; the level says what it will need
    fieldsets = (
        (_("The five Ps"), ("level", *FIVE_PS)),
        (_("What it asks of us"), ("risk_link", "staff_response", "relational_advice")),
        (_("How to work with them: the PP’s page"), FOR_PP),
    )

    level = RadioField(label=_("Level"), choices=FormulationLevel.choices)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in (*WORKING, *FOR_PP):
            label = Formulation._meta.get_field(name).verbose_name
            self.fields[name] = LongTextField(
                label=label, help_text=_hint(name), required=False, rows=4
            )
        self.order_fields(self._as_on_the_page())

    def clean(self):
        values = super().clean()
        values["texts"] = {name: values.pop(name, "") for name in (*WORKING, *FOR_PP)}
        if "level" in values:
            values["level"] = int(values["level"])
        return values


class AgreeForm(Versioned):
    written_with = TextField(
        label=_("Who did you write it with?"),
        called=_("who you wrote it with"),
        max_length=200,
        help_text=_("For example the PP, a nurse, the person"),
    )
    with_person = YesNoField(
        label=_("Was the person part of it?"), called=_("whether the person was part of it")
    )
    review_on = DateField(label=_("Look at it again on"))
