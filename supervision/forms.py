"""The shape of what is typed about supervision."""

from django.utils.translation import gettext_lazy as _

from iirms.forms import (
    CheckboxesField,
    DateField,
    GovForm,
    LongTextField,
    NumberField,
    RadioField,
    TextField,
    TickField,
    TimeField,
    at,
)
from people.forms.shared import Choice, Versioned

from .actions import Said, ToDo
from .rules import LONGEST_INTERVAL_DAYS, LONGEST_THEME, SHORTEST_INTERVAL_DAYS, Kind, Theme

ACTIONS = (1, 2, 3)

KIND_HINTS = {
    Kind.CLINICAL: _("About the people one works with, and about the worker"),
    Kind.LINE: _("About the job: leave, workload, development"),
    Kind.PEER: _("Between colleagues, without a supervisor’s role"),
    Kind.REFLECTIVE: _("A regular space to think about the work"),
}


class TermsForm(GovForm):
    """What the two agreed: how often, how long, where."""

    interval_days = NumberField(
        label=_("How often (days)"),
        called=_("the number of days"),
        required=False,
        min_value=SHORTEST_INTERVAL_DAYS,
        max_value=LONGEST_INTERVAL_DAYS,
        help_text=_("Leave empty for what is usual in the team"),
    )
    minutes = NumberField(
        label=_("How long (minutes)"),
        called=_("the length in minutes"),
        min_value=15,
        max_value=240,
        initial=60,
    )
    place = TextField(
        label=_("Where"), called=_("where"), required=False, max_length=120, width="two-thirds"
    )


class AgreementForm(TermsForm):
    field_order = (
        "supervisee",
        "supervisor",
        "kind",
        "interval_days",
        "minutes",
        "place",
        "agreed_on",
    )
    supervisee = Choice(label=_("Who is supervised"), called=_("who is supervised"))
    supervisor = Choice(label=_("Who supervises"), called=_("who supervises"))
    kind = RadioField(
        label=_("What kind?"),
        called=_("what kind it is"),
        choices=Kind.choices,
        hints=KIND_HINTS,
    )
    agreed_on = DateField(label=_("When you agreed it"), called=_("the day you agreed it"))

    def __init__(self, *args, colleagues, supervisee=None, **kwargs):
        """`supervisee`: whom the page is for, when it is not asked."""
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), str(one)) for one in colleagues]
        self.fields["supervisor"].choices = choices
        if supervisee is None:
            self.fields["supervisee"].choices = choices
        else:
            del self.fields["supervisee"]


class ChangeTermsForm(TermsForm, Versioned):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["interval_days"].required = True
        self.fields["interval_days"].help_text = ""


class ReasonForm(Versioned):
    reason = LongTextField(label=_("Why?"), called=_("why"), max_length=300, rows=3)


class PlanForm(GovForm):
    day = DateField(label=_("Date"), called=_("the date"))
    time = TimeField(label=_("Time"), called=_("the time"))

    def when(self):
        return at(self.cleaned_data["day"], self.cleaned_data["time"])

    def refuse(self, refusal):
        """`planned_for` is two boxes here."""
        if refusal.field == "planned_for":
            refusal.field = "day"
        super().refuse(refusal)


class MoveForm(PlanForm, Versioned):
    """Another time for what is booked."""


class SaidForm(PlanForm, Versioned):
    """What the two keep. Nobody else reads it."""

    fieldsets = (
        (_("When"), ("day", "time", "minutes", "is_informal")),
        (_("What it was about"), ("themes", "other_theme", "summary", "feelings", "cases")),
        (
            _("What we agreed to do"),
            tuple(f"{name}_{n}" for n in ACTIONS for name in ("what", "owner", "due")),
        ),
    )
    minutes = NumberField(
        label=_("How long (minutes)"),
        called=_("the length in minutes"),
        min_value=1,
        max_value=480,
        initial=60,
    )
    is_informal = TickField(
        label=_("It was informal: asked for on the day, a word in the corridor"), required=False
    )
    themes = CheckboxesField(label=_("Themes"), required=False, small=True, choices=Theme.choices)
    other_theme = TextField(
        label=_("Another theme"), required=False, max_length=LONGEST_THEME, width=20
    )
    summary = LongTextField(label=_("What we talked about"), required=False)
    feelings = LongTextField(
        label=_("How the work is felt"),
        required=False,
        help_text=_("Stays between the two of you"),
    )
    cases = CheckboxesField(
        label=_("People we talked about"),
        required=False,
        small=True,
        help_text=_("Only people whose records you can both read are listed"),
    )

    def __init__(self, *args, pair, cases, is_planned=False, **kwargs):
        """`pair`: the two, the one who types first. `cases`: (number, name) both may read.
        Actions are boxes for more: those agreed already are on the record's page."""
        super().__init__(*args, **kwargs)
        if is_planned:
            del self.fields["day"], self.fields["time"]
        if cases:
            self.fields["cases"].choices = cases
        else:
            del self.fields["cases"]
        known = set(Theme.values)
        given = self.initial.get("themes") or []
        self.initial["themes"] = [theme for theme in given if theme in known]
        self.initial["other_theme"] = next((t for t in given if t not in known), "")
        for number in ACTIONS:
            self._add_action(number, pair)

    def _add_action(self, number, pair):
        self.fields[f"what_{number}"] = TextField(
            label=_("Action %(number)s") % {"number": number}, required=False, max_length=300
        )
        self.fields[f"owner_{number}"] = Choice(
            label=_("Who does action %(number)s") % {"number": number},
            required=False,
            choices=[(str(one.pk), str(one)) for one in pair],
        )
        self.fields[f"due_{number}"] = DateField(
            label=_("By when, action %(number)s") % {"number": number},
            called=_("the day for action %(number)s") % {"number": number},
            required=False,
        )

    def clean(self):
        super().clean()
        for number in ACTIONS:
            if self.cleaned_data.get(f"what_{number}"):
                self.need(f"owner_{number}")

    def said(self):
        given = self.cleaned_data
        other = given["other_theme"].strip()
        return Said(
            minutes=given["minutes"],
            themes=(*given["themes"], *([other] if other else [])),
            summary=given["summary"],
            feelings=given["feelings"],
            case_ids=[int(pk) for pk in given.get("cases") or []],
            to_do=[
                ToDo(
                    what=given[f"what_{number}"],
                    owner_id=given[f"owner_{number}"],
                    due_on=given[f"due_{number}"],
                )
                for number in ACTIONS
                if given[f"what_{number}"]
            ],
        )
