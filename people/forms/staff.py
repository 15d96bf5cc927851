"""Staff, their roles, their absences, and what each looks after alone."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from iirms.forms import (
    CheckboxesField,
    DateField,
    GovForm,
    RadioField,
    SelectField,
    TextField,
    TickField,
)
from people.models import AbsenceKind, DigestWish, Unit, Venue
from people.permissions import ROLE_SENTENCES, Profession, Role
from people.rules import WorksAs

from .shared import DAYS, Choice, EmailField, TelephoneField, Versioned


class StaffForm(Versioned):
    given_name = TextField(label=_("First name"), max_length=80, width=20)
    family_name = TextField(label=_("Last name"), max_length=80, width=20)
    email = EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("They sign in with it, and get a letter to choose a password"),
        spellcheck="false",
    )
    profession = SelectField(
        label=_("Profession"),
        choices=[choice for choice in Profession.choices if choice[0] != Profession.SYSTEM],
    )
    telephone = TelephoneField(required=False)
    unit_id = Choice(
        label=_("Probation unit"), required=False, choices=(), help_text=_("Where a PP works")
    )
    base_venue_id = Choice(label=_("Base"), required=False, choices=())
    weekly_hours = forms.DecimalField(
        label=_("Hours a week"),
        max_digits=4,
        decimal_places=1,
        min_value=0,
        max_value=60,
        initial=37.5,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "decimal"}),
    )
    working_days = CheckboxesField(
        label=_("Days at work"), choices=DAYS, required=False, small=True, inline=True
    )
    speaks_welsh = TickField(label=_("Works in Welsh"), required=False)
    registration_body = TextField(
        label=_("Registered with"),
        required=False,
        max_length=20,
        width=10,
        help_text=_("For example HCPC or NMC"),
    )
    registration_number = TextField(
        label=_("Registration number"), required=False, max_length=20, width=10
    )
    registration_expires_on = DateField(label=_("Registration ends"), required=False)

    fieldsets = (
        (_("Who they are"), ("given_name", "family_name", "email", "profession", "telephone")),
        (
            _("Where and when they work"),
            ("unit_id", "base_venue_id", "weekly_hours", "working_days", "speaks_welsh"),
        ),
        (
            _("Professional registration"),
            ("registration_body", "registration_number", "registration_expires_on"),
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        units, venues = Unit.objects.order_by("name"), Venue.objects.order_by("name")
        self.fields["unit_id"].choices = list(units.values_list("pk", "name"))
        self.fields["base_venue_id"].choices = list(venues.values_list("pk", "name"))

    def clean_working_days(self):
        return sorted(int(day) for day in self.cleaned_data["working_days"])


class RegistrationForm(Versioned):
    registration_number = TextField(
        label=_("Registration number"), required=False, max_length=20, width=10
    )
    registration_expires_on = DateField(
        label=_("When does the renewed registration end?"),
        called=_("the day it ends"),
        help_text=_("As the register itself shows it"),
    )


class RolesForm(Versioned):
    """One set of boxes for each team: role by role, in a sentence a manager can read."""

    mark_optional = False

    def __init__(self, *args, teams, **kwargs):
        super().__init__(*args, **kwargs)
        self.teams = teams
        for team in teams:
            self.fields[f"team_{team.pk}"] = CheckboxesField(
                label=team.name,
                required=False,
                choices=Role.choices,
                hints=ROLE_SENTENCES,
                small=True,
                label_size="s",
            )

    @property
    def roles(self):
        return {
            (team.pk, role)
            for team in self.teams
            for role in self.cleaned_data.get(f"team_{team.pk}", [])
        }


class StaffFilterForm(GovForm):
    mark_optional = False

    team = Choice(label=_("Team"), required=False, choices=(), blank=_("All teams"))
    q = TextField(label=_("Name"), required=False, max_length=80, width=20)

    def __init__(self, *args, teams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [(team.pk, team.name) for team in teams]


class AbsenceForm(GovForm):
    # The rule speaks of a person; the box holds the key of whoever it is.
    box_of = {"cover": "cover_id"}

    kind = RadioField(label=_("Why"), choices=AbsenceKind.choices, called=_("why"))
    starts_on = DateField(label=_("First day away"))
    ends_on = DateField(
        label=_("Last day away"), required=False, help_text=_("Leave empty when it is not known")
    )
    cover_id = Choice(
        label=_("Who covers"),
        called=_("who covers"),
        required=False,
        choices=(),
        blank=_("Nobody named"),
        help_text=_(
            "They see and do the absent colleague’s work on these days, and no longer: it ends by"
            " itself. People who look for the absent colleague are shown this name."
        ),
    )

    def __init__(self, *args, colleagues, **kwargs):
        """`colleagues`: (key, name) of those who could cover."""
        super().__init__(*args, **kwargs)
        self.fields["cover_id"].choices = colleagues


class MyDetailsForm(Versioned):
    telephone = TelephoneField(required=False)
    working_days = CheckboxesField(
        label=_("Days at work"), choices=DAYS, required=False, small=True, inline=True
    )
    speaks_welsh = TickField(label=_("I work in Welsh"), required=False)
    works_as = RadioField(
        label=_("When a person asks to work with a woman or a man, how do we answer for you?"),
        called=_("how we answer for you"),
        required=False,
        inline=True,
        choices=[*WorksAs.choices, ("", _("Ask me first"))],
        help_text=_("Whoever allocates reads it, and only for a person who asks"),
    )
    digest = RadioField(
        label=_("When should we mail you that something waits?"),
        called=_("when to mail you"),
        choices=DigestWish.choices,
        help_text=_(
            "The mail says how many things and links here. It never names anybody. What cannot"
            " wait, such as a question about your referral, is mailed at once."
        ),
    )

    def clean_working_days(self):
        return sorted(int(day) for day in self.cleaned_data["working_days"])


class StopForm(GovForm):
    reason = TextField(label=_("Why"), called=_("why"), max_length=200)
