"""The person on probation: who they are and where they live."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from iirms.forms import (
    DateField,
    GovForm,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
    TickField,
    YesNoField,
)
from people import rules
from people.models import LocationKind, Sex, Unit, Venue, VenueKind
from people.rules import MappaCategory, MappaLevel, Rosh

from .shared import Choice, TelephoneField, Versioned, by_rule

NUMBERS = _("Numbers: at least one of the first three")


# Which of the lists below goes with which answer, and the kind of place in it.
LISTS = {
    LocationKind.APPROVED_PREMISES: "premises",
    LocationKind.CUSTODY: "prison",
    LocationKind.HOSPITAL: "hospital",
}


def listed_place(label, called):
    return Choice(label=label, called=called, required=False, choices=(), blank=_("None of these"))


class PlaceForm(GovForm):
    """Where somebody lives now: asked with a new person, and when they move."""

    box_of = {"venue_id": "kind"}

    kind = RadioField(
        label=_("Where are they living now?"),
        called=_("where they are living"),
        choices=LocationKind.choices,
        reveals={
            LocationKind.APPROVED_PREMISES: ("premises",),
            LocationKind.CUSTODY: (
                "prison",
                "release_expected_on",
                "release_unknown_reason",
                "released_to",
            ),
            LocationKind.HOSPITAL: ("hospital",),
        },
    )
    premises = listed_place(_("Which approved premises?"), _("the approved premises"))
    prison = listed_place(_("Which prison?"), _("the prison"))
    hospital = listed_place(_("Which hospital?"), _("the hospital"))
    release_expected_on = DateField(
        label=_("When is release expected?"), called=_("the release date"), required=False
    )
    release_unknown_reason = TextField(
        label=_("If the date is not known, why?"), required=False, max_length=200
    )
    released_to = Choice(
        label=_("Approved premises they will go to"),
        required=False,
        choices=(),
        blank=_("None, or not known yet"),
    )
    place = TextField(
        label=_("Town, or the name of a place that is not in the list"),
        called=_("the town or the name of the place"),
        required=False,
        max_length=120,
        width=20,
        help_text=_("Not the street address"),
    )
    from_on = DateField(
        label=_("Day they arrived"),
        called=_("the day they arrived"),
        required=False,
        help_text=_("If you know it"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = Venue.objects.filter(kind__in=rules.LIVED_IN.values()).order_by("name")
        by_kind = {}
        for pk, name, kind in known.values_list("pk", "name", "kind"):
            by_kind.setdefault(kind, []).append((pk, name))
        for kind, box in LISTS.items():
            self.fields[box].choices = by_kind.get(rules.LIVED_IN[kind], [])
        self.fields["released_to"].choices = by_kind.get(VenueKind.APPROVED_PREMISES, [])

    def where(self):
        """What `actions.Place` takes; nothing when it was not said."""
        given = self.cleaned_data
        if not given["kind"]:
            return None
        return {
            "kind": given["kind"],
            "from_on": given["from_on"],
            "venue_id": given.get(LISTS.get(given["kind"])),
            "place": given["place"],
            "release_expected_on": given["release_expected_on"],
            "release_unknown_reason": given["release_unknown_reason"] or "",
            "released_to_id": given["released_to"],
        }


PLACE_FIELDS = tuple(PlaceForm.base_fields)


class PlaceToCorrectForm(PlaceForm):
    to_on = DateField(
        label=_("Day they left"),
        called=_("the day they left"),
        required=False,
        help_text=_("Leave it empty if they live there now"),
    )
    because = TextField(label=_("What was wrong?"), called=_("what was wrong"), max_length=300)

    field_order = (*PLACE_FIELDS, "to_on", "because")


ROSH_LEGEND = _("Risk of serious harm, as OASys has it")
RISK = (*rules.ROSH_GROUPS, "risk_recorded_on", "mappa_level", "mappa_category")


class DetailsForm(Versioned):
    """Who the person is. One form to add and to correct, so that the two cannot ask differently."""

    given_name = TextField(label=_("First name"), max_length=80, width=20)
    family_name = TextField(label=_("Last name"), max_length=80, width=20)
    preferred_name = TextField(
        label=_("Name they like to be called"), required=False, max_length=80, width=20
    )
    pronouns = TextField(
        label=_("Pronouns"), required=False, max_length=30, width=10, help_text=_("Ask them")
    )
    date_of_birth = DateField(label=_("Date of birth"))
    crn = TextField(
        label=_("CRN"),
        required=False,
        max_length=20,
        width=10,
        help_text=_("One letter and six digits, like X123456"),
    )
    prison_number = TextField(
        label=_("Prison number"),
        required=False,
        max_length=20,
        width=10,
        help_text=_("Like A1234BC"),
    )
    nhs_number = TextField(
        label=_("NHS number"),
        required=False,
        max_length=20,
        width=10,
        inputmode="numeric",
        help_text=format_lazy(_("10 digits, like {example}"), example=rules.NHS_EXAMPLE),
    )
    pnc = TextField(
        label=_("PNC number"),
        required=False,
        max_length=13,
        width=10,
        help_text=_("Like 2004/0712343W. A number that looks wrong is kept, with a warning."),
    )
    sex = RadioField(label=_("Sex"), choices=Sex.choices, inline=True)
    gender_identity = TextField(
        label=_("Gender, in their words"), required=False, max_length=60, width=20
    )
    ethnic_group = SelectField(
        label=_("Ethnic group"),
        choices=rules.EthnicGroup.choices,
        required=False,
        blank=_("Not asked yet"),
        help_text=_(
            "Ask them, and take their answer. It is counted to see whom the service reaches, and"
            " decides nothing."
        ),
    )
    ethnicity = TextField(
        label=_("Ethnicity, in their words"), required=False, max_length=60, width=20
    )
    prefers_welsh = YesNoField(
        label=_("Would they like to use Welsh?"), called=_("whether they would like to use Welsh")
    )
    interpreter_language = TextField(
        label=_("Interpreter needed for"), required=False, max_length=60, width=20
    )
    telephone = TelephoneField(required=False)
    safe_to_leave_message = TickField(label=_("It is safe to leave a message"), required=False)
    adjustments = LongTextField(
        label=_("Adjustments they need"),
        required=False,
        max_length=2000,
        rows=3,
        help_text=_("For example reading, hearing, moving about, neurodiversity, health"),
    )
    must_not_meet = LongTextField(
        label=_("Who they must not meet"),
        required=False,
        max_length=2000,
        rows=3,
        help_text=_("People, and places where they would meet them"),
    )
    worker_gender = SelectField(
        label=_("Gender of worker they ask for"),
        choices=rules.WorkerGender.choices,
        required=False,
        blank=_("Not asked yet"),
    )
    gp_practice = TextField(label=_("GP practice"), required=False, max_length=120)
    rosh_public = SelectField(
        label=_("To the public"), choices=Rosh.choices, required=False, blank=_("Not recorded")
    )
    rosh_children = SelectField(
        label=_("To children"), choices=Rosh.choices, required=False, blank=_("Not recorded")
    )
    rosh_known_adult = SelectField(
        label=_("To a known adult"), choices=Rosh.choices, required=False, blank=_("Not recorded")
    )
    rosh_staff = SelectField(
        label=_("To staff"), choices=Rosh.choices, required=False, blank=_("Not recorded")
    )
    mappa_level = SelectField(
        label=_("MAPPA"),
        called=_("the MAPPA level"),
        choices=MappaLevel.choices,
        required=False,
        blank=_("Not recorded"),
    )
    mappa_category = SelectField(
        label=_("MAPPA category"),
        choices=MappaCategory.choices,
        required=False,
        blank=_("None, or not recorded"),
    )
    risk_recorded_on = DateField(
        label=_("Date of this assessment"),
        called=_("the date of the assessment"),
        required=False,
        sometimes=True,
        help_text=_("Needed with a level of risk. Change it when you change one."),
    )
    probation_tier = TextField(
        label=_("Probation tier"),
        required=False,
        max_length=14,
        width=5,
        help_text=_("Copied from probation records. It is not the IIRMS tier."),
    )
    index_offence = SelectField(
        label=_("Index offence"),
        choices=rules.OffenceType.choices,
        required=False,
        blank=_("Not recorded"),
        help_text=_("The most serious one, when there are several"),
    )
    sentence_ends_on = DateField(label=_("Sentence or order ends"), required=False)
    licence_ends_on = DateField(
        label=_("Licence ends"),
        required=False,
        help_text=_("Supervision on licence, after release from prison"),
    )
    unit_id = Choice(label=_("Probation unit"), required=False, choices=())
    pp_id = Choice(
        label=_("Probation practitioner"), required=False, choices=(), blank=_("Nobody yet")
    )
    cover_pp_id = Choice(
        label=_("Who covers for them"), required=False, choices=(), blank=_("Nobody named")
    )

    fieldsets = (
        (
            _("Who they are"),
            (
                "given_name",
                "family_name",
                "preferred_name",
                "pronouns",
                "date_of_birth",
                "sex",
                "gender_identity",
                "ethnic_group",
                "ethnicity",
            ),
        ),
        (
            NUMBERS,
            ("crn", "prison_number", "nhs_number", "pnc"),
        ),
        (
            _("Reaching them, and what they need"),
            (
                "prefers_welsh",
                "interpreter_language",
                "telephone",
                "safe_to_leave_message",
                "adjustments",
                "must_not_meet",
                "worker_gender",
                "gp_practice",
            ),
        ),
        (ROSH_LEGEND, (*RISK, "probation_tier")),
        (
            _("Supervision by probation"),
            (
                "unit_id",
                "pp_id",
                "cover_pp_id",
                "index_offence",
                "sentence_ends_on",
                "licence_ends_on",
            ),
        ),
    )

    clean_crn = by_rule("crn", rules.check_crn)
    clean_prison_number = by_rule("prison_number", rules.check_prison_number)
    clean_nhs_number = by_rule("nhs_number", rules.check_nhs_number)

    def __init__(self, *args, today, pps, held=(), **kwargs):
        """`held`: numbers the record has. They are corrected on their own page, with a reason."""
        super().__init__(*args, **kwargs)
        self.today = today
        self.held = held
        for name in held:
            del self.fields[name]
        if held:
            self.fieldsets = tuple(
                (_("Other numbers") if legend == NUMBERS else legend, names)
                for legend, names in self.fieldsets
            )
        units = Unit.objects.order_by("name").values_list("pk", "name")
        self.fields["unit_id"].choices = list(units)
        named = [(user.pk, str(user)) for user in pps]
        self.fields["pp_id"].choices = named
        self.fields["cover_pp_id"].choices = named

    def clean_date_of_birth(self):
        born_on = self.cleaned_data["date_of_birth"]
        try:
            rules.check_date_of_birth(born_on, today=self.today)
        except rules.NotAllowed as refusal:
            raise ValidationError(str(refusal), code="rule") from None
        return born_on

    def clean(self):
        super().clean()
        numbers = ("crn", "prison_number", "nhs_number")
        if not self.held and not any(self.cleaned_data.get(n) or n in self.errors for n in numbers):
            self.add_error("crn", _("Enter at least one of CRN, prison number and NHS number."))

    @property
    def pnc_warning(self):
        """A PNC whose check letter is wrong is worth a look, never a refusal."""
        typed = self.cleaned_data.get("pnc")
        return bool(typed) and rules.canonical_pnc(typed, year=self.today.year) is None


class NewPersonForm(DetailsForm, PlaceForm):
    """What is needed to begin: who they are, their numbers, how to reach them, where they live."""

    team_id = Choice(label=_("Which team is this for?"), choices=())

    fieldsets = (
        (
            _("Who they are"),
            ("given_name", "family_name", "preferred_name", "pronouns", "date_of_birth", "sex"),
        ),
        (
            NUMBERS,
            ("crn", "prison_number", "nhs_number", "pnc"),
        ),
        (
            _("Reaching them, and what they need"),
            (
                "prefers_welsh",
                "interpreter_language",
                "telephone",
                "safe_to_leave_message",
                "adjustments",
                "must_not_meet",
                "worker_gender",
            ),
        ),
        (_("Where they live"), ("kind", "place", "from_on")),
        (_("Supervision by probation"), ("unit_id", "pp_id", "team_id")),
    )
    # Asked where it is known; their own page asks again.
    LATER = ("kind", "prefers_welsh")

    def __init__(self, *args, teams, pps, **kwargs):
        super().__init__(*args, pps=pps, **kwargs)
        asked = {name for _legend, names in self.fieldsets for name in names} | {*self.revealed}
        for name in set(self.fields) - asked:
            del self.fields[name]
        for name in self.LATER:
            self.fields[name].required = False
        self.fields["team_id"].choices = [(team.pk, team.name) for team in teams]
        if len(teams) == 1:
            del self.fields["team_id"]
        if not pps:
            del self.fields["pp_id"]  # a PP who adds somebody supervises them

    def clean_prefers_welsh(self):
        return bool(self.cleaned_data["prefers_welsh"])

    def clean(self):
        """All that is wrong at once, where they live included."""
        super().clean()
        if self.errors.keys() & PLACE_FIELDS:
            return
        where = self.where()
        if where is None:
            self._check_nowhere()
            return
        try:
            rules.check_move(
                kind=where["kind"],
                from_on=where["from_on"],
                today=self.today,
                release_expected_on=where["release_expected_on"],
                release_unknown_reason=where["release_unknown_reason"],
            )
        except rules.NotAllowed as refusal:
            self.refuse(refusal)

    def _check_nowhere(self):
        """A town or a day without the answer they hang on would be lost."""
        if self.cleaned_data["place"] or self.cleaned_data["from_on"]:
            self.need("kind")

    def person(self):
        """What `actions.add_service_user` takes of who they are."""
        passed = {*PLACE_FIELDS, "team_id"}
        return {name: value for name, value in self.cleaned_data.items() if name not in passed}
