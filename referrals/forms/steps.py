"""What each step of a referral asks. Shape only: rules judge, actions write.

What belongs to the person comes filled from their record; what the record holds is never required.
"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iirms.forms import (
    DateField,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
    TickField,
    YesNoField,
)
from people.forms.rows import Places, Registers, Rows
from people.rules import MappaCategory, MappaLevel, Rosh, WorkerGender
from referrals.rules import (
    FOCUSED_TIER,
    Focus,
    Need,
    Readiness,
    Step,
    Tier,
)

from .screening import EligibilityStepForm
from .shared import (
    StepForm,
    consent_field,
    explained_field,
    factors_field,
    need_explained,
    readiness_field,
)


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


class Promises(Rows):
    legend = _("What was agreed for their release")
    more = _("Add another thing agreed")
    hint = _(
        "Each thing the release plan promises, like a place to live or a first appointment, and who"
        " sees to it. Near the day we ask whether it is there."
    )

    def __init__(self, form, given):
        columns = {
            "what": lambda number: TextField(
                label=_now("Agreed %(number)s") % {"number": number},
                required=False,
                max_length=200,
            ),
            "need": lambda number: SelectField(
                label=_now("Help with, %(number)s") % {"number": number},
                choices=Need.choices,
                required=False,
                blank=_("Choose"),
            ),
            "by_whom": lambda number: TextField(
                label=_now("Who sees to it, %(number)s") % {"number": number},
                required=False,
                max_length=120,
            ),
        }
        super().__init__(form, "release", columns, given)


class HopesStepForm(StepForm):
    tier = RadioField(
        label=_("Which tier do you ask for?"),
        choices=Tier.choices,
        hints={
            1: _("A psychologist advises you. The person need not be seen."),
            2: _("A nurse or PD probation officer works with the person"),
            3: _("A psychologist works with the person: trauma, sexual violence, formulation"),
        },
        reveals={FOCUSED_TIER: ("focus",)},
    )
    focus = RadioField(
        label=_("Which piece of work would fit?"),
        called=_("which work would fit"),
        choices=Focus.choices,
        required=False,
        help_text=_("Leave it open when it is not clear: the team sees with you"),
    )
    hope_wellbeing = LongTextField(
        label=_("What do you hope for, for their wellbeing?"),
        called=_("the aim for wellbeing"),
        rows=3,
    )
    hope_risk = LongTextField(
        label=_("What do you hope for, for risk?"), called=_("the aim for risk"), rows=3
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

    def prepare(self):
        """`initial["asks_release"]`: of somebody who is inside, or has a plan from then."""
        if self.initial.get("asks_release"):
            self.rows = Promises(self, self.initial.get("release_items", ()))

    def clean_tier(self):
        return int(self.cleaned_data["tier"]) if self.cleaned_data["tier"] else None

    def clean(self):
        super().clean()
        if self.rows:
            self.rows.check("what", missing=_now("Enter what was agreed."))
            self.rows.check("need", missing=_now("Choose what it helps with."))

    def values(self):
        if not self.rows:
            return self.own_values()
        items = [{name: row[name] or "" for name in row} for row in self.rows.values()]
        return self.own_values() | {"release_items": items}


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
    mappa_level = RadioField(
        label=_("MAPPA"), called=_("the MAPPA level"), choices=MappaLevel.choices, inline=True
    )
    mappa_category = SelectField(
        label=_("MAPPA category"),
        choices=MappaCategory.choices,
        required=False,
        blank=_("Not recorded"),
    )
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

    field_order = (
        "person_version",
        *ROSH_LABELS,
        "mappa_level",
        "mappa_category",
        "risk_recorded_on",
        "risk_summary",
        "room_worries",
    )

    def prepare(self):
        self.rows = Registers(self, self.initial.get("registers", ()))

    def clean(self):
        super().clean()
        self.rows.check_all()

    def values(self):
        return self.own_values() | {
            "rosh_confirmed": bool(self.cleaned_data.get("risk_summary")),
            "registers": self.rows.said(),
        }


class ReadinessStepForm(StepForm):
    """`initial["venues"]`: (pk, name) of the places of the person's area."""

    readiness = readiness_field(
        hints={Readiness.NOT_YET: _("A good answer too: we take them on and wait with you")},
        reveals={Readiness.NOT_YET: ("review_proposed_on",)},
    )
    review_proposed_on = DateField(
        label=_("When should we look again?"),
        called=_("the day to look again"),
        help_text=_("Within six months. The team decides, and tells you."),
    )
    readiness_factors = factors_field()
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
        venues = self.initial.get("venues", ())
        self.rows = Places(self, self.initial.get("places", ()), venues=venues)

    def clean(self):
        super().clean()
        self.rows.check_all()

    def values(self):
        return self.own_values() | {"venue_wishes": self.rows.said()}


class Agencies(Rows):
    legend = _("Other services")
    more = _("Add another service")
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
    consent = consent_field()
    explained = explained_field()
    network = LongTextField(label=_("Family and supporters"), required=False, rows=2)

    def prepare(self):
        self.rows = Agencies(self, self.initial.get("agencies", ()))

    def clean(self):
        super().clean()
        self.rows.check("service", missing=_now("Enter the name of the service."))
        if not self.later:
            need_explained(self)

    def values(self):
        return self.own_values() | {
            "agencies": [
                {column: row[column] or "" for column in row} for row in self.rows.values()
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
