"""The places people are met in: what and where each is, and what those who go there know of it."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from iirms.forms import CheckboxesField, GovForm, LongTextField, SelectField, TextField, TickField
from people import rules
from people.models import Unit, VenueKind

from .shared import DAYS, Choice, TelephoneField, Versioned

# About a metre: more says nothing of a building, and maps give up to fifteen places.
METRE = Decimal("0.00001")


class DegreesField(forms.DecimalField):
    """As a map gives them, to the metre. A minus may be the typographer's."""

    def __init__(self, **kwargs):
        attrs = {"class": "govuk-input--width-10", "inputmode": "text", "spellcheck": "false"}
        super().__init__(required=False, widget=forms.TextInput(attrs=attrs), **kwargs)

    def to_python(self, value):
        read = super().to_python(str(value).replace("\u2212", "-") if value else value)
        if read is None or not read.is_finite() or abs(read) > 1000:
            return read  # what is no angle is for the rule to refuse
        return read.quantize(METRE)


class VenueForm(Versioned):
    """What and where it is; what it is like is the next form's."""

    name = TextField(label=_("Name of the place"), max_length=120)
    name_cy = TextField(label=_("Name in Welsh"), required=False, max_length=120)
    kind = SelectField(label=_("Kind of place"), choices=VenueKind.choices)
    unit_id = Choice(label=_("Probation unit"), required=False, choices=())
    address = TextField(label=_("Address"), required=False)
    postcode = TextField(label=_("Postcode"), required=False, max_length=8, width=10)
    latitude = DegreesField(
        label=_("Latitude"),
        help_text=_(
            "In an online map, right-click on the entrance: of the two numbers it shows, this is the"
            " first. For example 51.48158"
        ),
    )
    longitude = DegreesField(
        label=_("Longitude"),
        help_text=_("The second number. In Wales it begins with a minus, for example -3.17909"),
    )

    fieldsets = (
        (_("What it is"), ("name", "name_cy", "kind", "unit_id")),
        (_("Where it is"), ("address", "postcode", "latitude", "longitude")),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = list(
            Unit.objects.order_by("name").values_list("pk", "name")
        )

    def clean(self):
        given = super().clean()
        if not {"latitude", "longitude"} & self.errors.keys():
            try:
                rules.check_coordinates(given.get("latitude"), given.get("longitude"))
            except rules.NotAllowed as refusal:
                self.refuse(refusal)
        return given


class PlaceFilter(GovForm):
    mark_optional = False

    unit = Choice(label=_("Probation unit"), required=False, choices=(), blank=_("All"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(venues__isnull=False).distinct().order_by("name")
        self.fields["unit"].choices = list(units.values_list("pk", "name"))


class PlaceNoteForm(Versioned):
    """What whoever goes there should know. Those who work there write it, not the office."""

    team_days = CheckboxesField(
        label=_("Days when one of the team is there"),
        called=_("the days"),
        choices=DAYS,
        required=False,
        small=True,
        inline=True,
    )
    contact_name = TextField(
        label=_("Whom to ring there"),
        required=False,
        max_length=80,
        width=20,
        help_text=_("Who knows the rooms, for example at reception"),
    )
    telephone = TelephoneField(required=False)
    here_too = TextField(
        label=_("Services in the same place"),
        required=False,
        max_length=300,
        help_text=_("For example a GP surgery, a drug service, a food bank"),
    )
    private_entrance = TickField(label=_("Private entrance"), required=False)
    quiet_wait = TickField(label=_("Quiet place to wait"), required=False)
    step_free = TickField(label=_("Step-free"), required=False)
    notes = LongTextField(
        label=_("What it is like"),
        required=False,
        max_length=300,
        rows=3,
        help_text=_("Is one watched, is it loud, whom might people meet. Nothing about anybody."),
    )

    def clean_team_days(self):
        return sorted(int(day) for day in self.cleaned_data["team_days"])
