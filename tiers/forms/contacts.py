from django.utils.translation import gettext_lazy as _

from iirms.forms import (
    DateField,
    LongTextField,
    NumberField,
    RadioField,
    TextField,
    TimeField,
    YesNoField,
    at,
)
from tiers.rules import LONGEST_SESSION_MINUTES, ContactKind

from .safeguarding import ConcernForm

LOGGED = ("kind", "when", "reached", "minutes", "with_whom", "shared_with_pp", "iirms_only")


class ContactForm(ConcernForm):
    kind = RadioField(label=_("What was it?"), called=_("what it was"), choices=ContactKind.choices)
    held_on = DateField(label=_("Date"))
    held_at = TimeField(label=_("Time"))
    reached = YesNoField(
        label=_("Did you reach the person themselves?"),
        called=_("whether you reached the person"),
        help_text=_("An attempt that did not get through does not count as contact"),
    )
    minutes = NumberField(
        label=_("Minutes"),
        required=False,
        min_value=1,
        max_value=LONGEST_SESSION_MINUTES,
    )
    with_whom = TextField(
        label=_("With whom"),
        called=_("who joined"),
        required=False,
        sometimes=True,
        max_length=120,
        help_text=_("Name and service, of whoever was there besides the person"),
    )
    shared_with_pp = LongTextField(label=_("Shared with the PP"), required=False, rows=4)
    iirms_only = LongTextField(label=_("IIRMS only"), required=False, rows=4)
    harm = ConcernForm.harm_field()

    def facts(self):
        """What `actions.log_contact` takes."""
        given = {name: self.cleaned_data.get(name) for name in LOGGED}
        return given | {"concern": self.concern()}

    def clean(self):
        values = super().clean()
        day, clock = values.pop("held_on", None), values.pop("held_at", None)
        if day and clock:
            values["when"] = at(day, clock)
        return values
