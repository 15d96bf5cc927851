"""What each step of a referral asks. Shape only: rules judge, actions write.

What belongs to the person comes filled from their record; what the record holds is never required.
"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iirms.forms import (
    CheckboxesField,
    DateField,
    LongTextField,
    RadioField,
    TextField,
    TickField,
    YesNoField,
)
from people.forms.rows import Places, Registers, Rows
from people.models import MappaLevel, Rosh
from people.rules import WorkerGender
from referrals.rules import Consent, Explained, Readiness, ReadinessFactor, Step, Tier

from .screening import EligibilityStepForm
from .shared import StepForm


class PersonStepForm(StepForm):
    """One tick when all is right; the boxes stand folded away beside what they would change."""

    person_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    preferred_name = TextField(
        label=_("Name they like to be called"), required=False, max_length=80, width=20
    )
    pronouns = TextField(
        label=_("Pronouns"), required=False, max_length=30, width=10, help_text=_("Ask them")
    )
    prefers_welsh = YesNoField(
        label=_("Would they like to use Welsh?"),
        called=_("whether they would like to use Welsh"),
        required=False,
    )
    interpreter_language = TextField(
        label=_("Interpreter needed for"), required=False, max_length=60, width=20
    )
    adjustments = LongTextField(
        label=_("Adjustments they need"),
        required=False,
        max_length=2000,
        rows=3,
        help_text=_("Neurodiversity, health, reading, hearing, getting about"),
    )
    must_not_meet = LongTextField(
        label=_("Who they must not meet"), required=False, max_length=2000, rows=2
    )
    worker_gender = RadioField(
        label=_("Would they rather work with a woman or a man?"),
        called=_("whom they would rather work with"),
        choices=WorkerGender.choices,
        required=False,
        inline=True,
    )
    details_confirmed = TickField(label=_("These details are right"))

    apart = (
        "preferred_name",
        "pronouns",
        "prefers_welsh",
        "interpreter_language",
        "adjustments",
        "must_not_meet",
        "worker_gender",
    )


class HopesStepForm(StepForm):
    tier = RadioField(
        label=_("Which tier do you ask for?"),
        choices=Tier.choices,
        hints={
            1: _("A psychologist advises you. The person need not be seen."),
            2: _("A nurse or PD probation officer works with the person"),
            3: _("A psychologist works with the person: trauma, sexual violence, formulation"),
        },
    )
    hope_wellbeing = LongTextField(
        label=_("What do you hope for, for their wellbeing?"), called=_("what you hope for"), rows=3
    )
    hope_risk = LongTextField(
        label=_("What do you hope for, for risk?"), called=_("what you hope for"), rows=3
    )
    tried_before = LongTextField(
        label=_("What has been tried before, and how did it go?"), required=False, rows=3
    )
    tried_by = TextField(label=_("Who tried it?"), required=False, max_length=200)
    let_down = LongTextField(
        label=_("Have services let them down?"),
        required=False,
        rows=2,
        help_text=_("What they say of it themselves, so that it does not happen again"),
    )

    def clean_tier(self):
        return int(self.cleaned_data["tier"]) if self.cleaned_data["tier"] else None


ROSH_LABELS = {
    "rosh_public": _("Risk to the public"),
    "rosh_children": _("Risk to children"),
    "rosh_known_adult": _("Risk to a known adult"),
    "rosh_staff": _("Risk to staff"),
}


class RiskStepForm(StepForm):
    person_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    rosh_public = RadioField(label=ROSH_LABELS["rosh_public"], choices=Rosh.choices, inline=True)
    rosh_children = RadioField(
        label=ROSH_LABELS["rosh_children"], choices=Rosh.choices, inline=True
    )
    rosh_known_adult = RadioField(
        label=ROSH_LABELS["rosh_known_adult"], choices=Rosh.choices, inline=True
    )
    rosh_staff = RadioField(label=ROSH_LABELS["rosh_staff"], choices=Rosh.choices, inline=True)
    mappa_level = RadioField(label=_("MAPPA"), choices=MappaLevel.choices, inline=True)
    risk_recorded_on = DateField(
        label=_("Date of this assessment"),
        required=False,
        help_text=_("If a level above has changed. Left empty, it is today."),
    )
    risk_summary = LongTextField(
        label=_("Risk in a few words"),
        rows=3,
        help_text=_("Who could be harmed, how, and what makes it more likely"),
    )
    room_worries = LongTextField(
        label=_("What would worry you in a room with them?"), required=False, rows=3
    )

    def prepare(self):
        self.registers = Registers(self, self.initial.get("registers", ()))
        self.tables = (self.registers,)

    def clean(self):
        super().clean()
        self.registers.check_all()

    def values(self):
        return self.own_values() | {
            "rosh_confirmed": bool(self.cleaned_data.get("risk_summary")),
            "registers": self.registers.said(),
        }


class ReadinessStepForm(StepForm):
    """`initial["venues"]`: (pk, name) of the places of the person's area."""

    readiness = RadioField(
        label=_("Are they ready for this work?"),
        called=_("whether they are ready"),
        choices=Readiness.choices,
        hints={Readiness.NOT_YET: _("A good answer too: we take them on and wait with you")},
        reveals={Readiness.NOT_YET: ("review_proposed_on",)},
    )
    review_proposed_on = DateField(
        label=_("When should we look again?"),
        called=_("the day to look again"),
        help_text=_("Within six months. The team decides, and tells you."),
    )
    readiness_factors = CheckboxesField(
        label=_("What makes it hard just now?"),
        choices=ReadinessFactor.choices,
        required=False,
        small=True,
    )
    readiness_note = LongTextField(
        label=_("Anything more about that"), called=_("more about that"), required=False, rows=2
    )
    venue_wish = TextField(
        label=_("Where do they feel safe?"), called=_("where they feel safe"), max_length=200
    )
    venue_worries = LongTextField(
        label=_("What would be hard about a waiting room, or getting there?"),
        called=_("what would be hard"),
        required=False,
        rows=2,
    )
    worker_wish = TextField(
        label=_("Other wishes about the worker"), required=False, max_length=200
    )

    def prepare(self):
        self.places = Places(
            self, self.initial.get("places", ()), venues=self.initial.get("venues", ())
        )
        self.tables = (self.places,)

    def clean(self):
        super().clean()
        self.places.check_all()

    def values(self):
        return self.own_values() | {"venue_wishes": self.places.said()}


class Agencies(Rows):
    legend = _("Other services")
    hint = _("Each service that knows them, whom to ask for there, and what it says")

    def __init__(self, form, given):
        columns = {
            "service": lambda number: TextField(
                label=_now("Service %(number)s") % {"number": number},
                required=False,
                max_length=120,
            ),
            "contact": lambda number: TextField(
                label=_now("Whom to ask for at service %(number)s") % {"number": number},
                required=False,
                max_length=120,
            ),
            "says": lambda number: LongTextField(
                label=_now("What service %(number)s says") % {"number": number},
                required=False,
                rows=2,
                max_length=2000,
            ),
        }
        super().__init__(form, "agency", columns, given)


class NetworkStepForm(StepForm):
    consent = RadioField(
        label=_("What does the person say about being referred?"),
        called=_("what the person says"),
        choices=Consent.choices,
        help_text=_("Saying no changes nothing about their probation"),
    )
    explained = CheckboxesField(
        label=_("What has been explained to them?"),
        called=_("what has been explained to them"),
        choices=Explained.choices,
        required=False,
        sometimes=True,
        small=True,
        help_text=_("Needed once they have been asked"),
    )
    network = LongTextField(label=_("Family and supporters"), required=False, rows=2)

    def prepare(self):
        self.agencies = Agencies(self, self.initial.get("agencies", ()))
        self.tables = (self.agencies,)

    def clean(self):
        super().clean()
        self.agencies.check("service", missing=_now("Enter the name of the service."))
        asked = self.cleaned_data.get("consent") in (Consent.AGREED, Consent.EXPLAINED)
        if asked and not self.later:
            self.need("explained")

    def values(self):
        return self.own_values() | {
            "agencies": [
                {column: row[column] or "" for column in row} for row in self.agencies.values()
            ]
        }


STEP_FORMS = {
    Step.PERSON: PersonStepForm,
    Step.ELIGIBILITY: EligibilityStepForm,
    Step.HOPES: HopesStepForm,
    Step.RISK: RiskStepForm,
    Step.READINESS: ReadinessStepForm,
    Step.NETWORK: NetworkStepForm,
}
