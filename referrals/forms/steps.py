"""What each step of a referral asks. Shape only: rules judge, actions write."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from iirms.forms import (
    CheckboxesField,
    LongTextField,
    RadioField,
    TextField,
    TickField,
)
from people.models import MappaLevel, Rosh, Venue
from referrals.rules import (
    Consent,
    Readiness,
    Step,
    Tier,
)

from .screening import EligibilityStepForm
from .shared import StepForm


class PersonStepForm(StepForm):
    details_confirmed = TickField(label=_("These details are right"))


class HopesStepForm(StepForm):
    tier = RadioField(
        label=_("Which tier do you ask for?"),
        choices=Tier.choices,
        hints={
            1: _("A psychologist advises you. The person need not be seen."),
            2: _("A nurse or PD probation officer works with the person."),
            3: _("A psychologist works with the person: trauma, sexual violence, formulation."),
        },
    )
    hope_wellbeing = LongTextField(
        label=_("What do you hope for, for their wellbeing?"), called=_("what you hope for"), rows=3
    )
    hope_risk = LongTextField(
        label=_("What do you hope for, for risk?"), called=_("what you hope for"), rows=3
    )
    tried_before = LongTextField(
        label=_("What has been tried before, and how did it go?"),
        required=False,
        rows=3,
        help_text=_("Good and bad experiences of services both help"),
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
    rosh_public = RadioField(label=ROSH_LABELS["rosh_public"], choices=Rosh.choices, inline=True)
    rosh_children = RadioField(
        label=ROSH_LABELS["rosh_children"], choices=Rosh.choices, inline=True
    )
    rosh_known_adult = RadioField(
        label=ROSH_LABELS["rosh_known_adult"], choices=Rosh.choices, inline=True
    )
    rosh_staff = RadioField(label=ROSH_LABELS["rosh_staff"], choices=Rosh.choices, inline=True)
    mappa_level = RadioField(label=_("MAPPA"), choices=MappaLevel.choices, inline=True)
    risk_summary = LongTextField(
        label=_("Risk in a few words"),
        rows=3,
        help_text=_("Who could be harmed, how, and what makes it more likely"),
    )
    room_worries = LongTextField(
        label=_("What would worry you in a room with them?"), required=False, rows=3
    )

    def values(self):
        return super().values() | {"rosh_confirmed": bool(self.cleaned_data.get("risk_summary"))}


class ReadinessStepForm(StepForm):
    readiness = RadioField(
        label=_("Are they ready for this work?"),
        called=_("whether they are ready"),
        choices=Readiness.choices,
        hints={Readiness.NOT_YET: _("A good answer too: we can wait with you until they are")},
    )
    readiness_note = LongTextField(
        label=_("What is behind that?"),
        required=False,
        rows=2,
        help_text=_("Headspace, substance use, what is going on for them"),
    )
    venue_wish = TextField(
        label=_("Where do they feel safe?"), called=_("where they feel safe"), max_length=200
    )
    venues_liked = CheckboxesField(
        label=_("Places they know"), choices=(), required=False, small=True
    )
    venue_worries = LongTextField(
        label=_("Places or waiting rooms to avoid"),
        required=False,
        rows=2,
        help_text=_("Who they must not meet belongs on the person's details"),
    )
    worker_wish = TextField(label=_("Wishes about the worker"), required=False, max_length=200)

    def prepare(self):
        venues = Venue.objects.order_by("kind", "name")
        unit = self.referral.service_user.unit_id
        if unit:
            venues = venues.filter(unit_id=unit)
        self.fields["venues_liked"].choices = [
            (str(pk), name) for pk, name in venues.values_list("pk", "name")[:20]
        ]

    def values(self):
        chosen = self.cleaned_data.get("venues_liked") or []
        return super().values() | {"venues_liked": [int(pk) for pk in chosen]}


class NetworkStepForm(StepForm):
    consent = RadioField(
        label=_("What does the person say about being referred?"),
        called=_("what the person says"),
        choices=Consent.choices,
        help_text=_("Saying no changes nothing about their probation"),
    )
    other_agencies = LongTextField(
        label=_("Other services, and what each says"), required=False, rows=3
    )
    network = LongTextField(label=_("Family and supporters"), required=False, rows=2)


STEP_FORMS = {
    Step.PERSON: PersonStepForm,
    Step.ELIGIBILITY: EligibilityStepForm,
    Step.HOPES: HopesStepForm,
    Step.RISK: RiskStepForm,
    Step.READINESS: ReadinessStepForm,
    Step.NETWORK: NetworkStepForm,
}
