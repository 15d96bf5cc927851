"""What an entry of the directory asks, and what its list is narrowed by."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from iirms.forms import (
    CheckboxesField,
    DateField,
    GovForm,
    LongTextField,
    NumberField,
    SelectField,
    TextField,
    TickField,
)
from people.forms.shared import EmailField, TelephoneField, Versioned
from referrals.rules import LONGEST_WAIT_WEEKS, Need

SHOW = (
    ("", _("Listed services")),
    ("stale", _("To be checked")),
    ("retired", _("No longer listed")),
)


class WebField(TextField):
    """A web address as people write it: the https:// in front may be left out."""

    default_validators = forms.URLField.default_validators

    def to_python(self, value):
        given = super().to_python(value)
        return f"https://{given}" if given and "://" not in given else given


class ServiceForm(Versioned):
    fieldsets = (
        (_("The service"), ("team", "name", "offers", "needs", "units", "works_in_welsh")),
        (_("How to reach it"), ("contact_name", "telephone", "email", "website", "address")),
        (
            _("Referring to it"),
            ("how_to_refer", "takes", "refuses", "wait_weeks", "wait_known_on"),
        ),
    )

    team = SelectField(label=_("Which team keeps this entry"), choices=())
    name = TextField(label=_("Name of the service"), max_length=160)
    offers = LongTextField(
        label=_("What it offers"), max_length=2000, rows=3, help_text=_("In a sentence or two")
    )
    needs = CheckboxesField(
        label=_("What does it help with?"),
        called=_("what it helps with"),
        choices=Need.choices,
        small=True,
    )
    units = CheckboxesField(
        label=_("Areas"),
        required=False,
        choices=(),
        small=True,
        help_text=_("Leave empty when it covers the whole region"),
    )
    works_in_welsh = TickField(label=_("Works in Welsh"), required=False)
    contact_name = TextField(label=_("Whom to ask for"), required=False, max_length=120)
    telephone = TelephoneField(required=False)
    email = EmailField(label=_("E-mail address"), required=False, max_length=254)
    website = WebField(label=_("Website"), required=False)
    address = LongTextField(label=_("Postal address"), required=False, max_length=500, rows=3)
    how_to_refer = LongTextField(
        label=_("How to refer"),
        max_length=2000,
        rows=3,
        help_text=_("By letter, by telephone, or the person rings themselves"),
    )
    takes = LongTextField(label=_("Who they take"), required=False, max_length=2000, rows=2)
    refuses = LongTextField(
        label=_("Who they do not take"), required=False, max_length=2000, rows=2
    )
    wait_weeks = NumberField(
        label=_("Usual wait in weeks"),
        required=False,
        min_value=0,
        max_value=LONGEST_WAIT_WEEKS,
    )
    wait_known_on = DateField(label=_("Day we were told this wait"), required=False)

    def __init__(self, *args, teams=(), units=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = [(unit.pk, unit.name) for unit in units]
        if len(teams) > 1:
            self.fields["team"].choices = [(team.pk, team.name) for team in teams]
        else:
            del self.fields["team"]

    def clean_units(self):
        return sorted(int(pk) for pk in self.cleaned_data["units"])

    def values(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "team"}


class RetireServiceForm(Versioned):
    because = TextField(
        label=_("Why should it no longer be listed?"),
        called=_("why it should no longer be listed"),
    )


class ServiceFilterForm(GovForm):
    mark_optional = False

    q = TextField(label=_("Words"), required=False, max_length=80)
    need = SelectField(
        label=_("Helps with"), required=False, choices=[("", _("Anything")), *Need.choices]
    )
    area = SelectField(label=_("Area"), required=False, choices=())
    show = SelectField(label=_("Which"), required=False, choices=SHOW)

    def __init__(self, *args, units=(), **kwargs):
        super().__init__(*args, **kwargs)
        areas = [(str(unit.pk), unit.name) for unit in units]
        self.fields["area"].choices = [("", _("All areas")), *areas]
