"""A practitioner's area and focus, whom a person asked for, and the places they are met in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from iirms.forms import CheckboxesField, GovForm, RadioField, SelectField, TextField, TickField
from people import rules
from people.models import Unit, VenueKind
from people.rules import Specialism, WorkerWishKind

from .shared import Choice, Versioned


class FocusForm(Versioned):
    units = CheckboxesField(
        label=_("Area"),
        required=False,
        choices=(),
        small=True,
        help_text=_("Probation units they answer for. Several practitioners may share one."),
    )
    specialisms = CheckboxesField(
        label=_("Particular focus"),
        required=False,
        choices=Specialism.choices,
        small=True,
        help_text=_("What colleagues ask them about, and whom they are chosen for."),
    )

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = [(unit.pk, unit.name) for unit in units]

    def clean_units(self):
        return sorted(int(pk) for pk in self.cleaned_data["units"])


NOTHING = "NOTHING"


class WorkerWishForm(GovForm):
    worker = Choice(label=_("Member of the team"), choices=())
    wish = RadioField(
        label=_("What does the person say?"),
        called=_("what the person says"),
        choices=[*WorkerWishKind.choices, (NOTHING, _("Nothing any more"))],
    )

    def __init__(self, *args, workers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = [(user.pk, str(user)) for user in workers]

    def clean_wish(self):
        wish = self.cleaned_data["wish"]
        return "" if wish == NOTHING else wish


def degrees(label, example):
    return forms.DecimalField(
        label=label,
        required=False,
        max_digits=8,
        decimal_places=5,
        help_text=example,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "decimal"}),
    )


class VenueForm(GovForm):
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
    private_entrance = TickField(label=_("Private entrance"), required=False)
    quiet_wait = TickField(label=_("Quiet place to wait"), required=False)
    step_free = TickField(label=_("Step-free"), required=False)
    notes = TextField(label=_("What it is like"), required=False, max_length=300)

    fieldsets = (
        (_("What it is"), ("name", "name_cy", "kind", "unit_id")),
        (_("Where it is"), ("address", "postcode", "latitude", "longitude")),
        (_("For the people who come"), ("private_entrance", "quiet_wait", "step_free", "notes")),
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
