"""The places people are met in: what and where each is, and what those who go there know of it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from iirms.forms import CheckboxesField, GovForm, LongTextField, SelectField, TextField, TickField
from people import rules
from people.models import Unit, VenueKind

from .shared import DAYS, Choice, TelephoneField, Versioned


def degrees(label, example):
    return forms.DecimalField(
        label=label,
        required=False,
        max_digits=8,
        decimal_places=5,
        help_text=example,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "decimal"}),
    )


class VenueForm(Versioned):
    """What and where it is; what it is like is the next form's."""

    name = TextField(label=_("Name of the place"), max_length=120)
    name_cy = TextField(label=_("Name in Welsh"), required=False, max_length=120)
    kind = SelectField(label=_("Kind of place"), choices=VenueKind.choices)
    unit_id = Choice(label=_("Probation unit"), required=False, choices=())
    address = TextField(label=_("Address"), required=False)
    postcode = TextField(label=_("Postcode"), required=False, max_length=8, width=10)
    latitude = degrees(_("Latitude"), _("For example 51.48158"))
    longitude = degrees(
        _("Longitude"), _("For example -3.17909. West of Greenwich is below nought")
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
