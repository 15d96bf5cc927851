"""Tier 1: what a PP asks, and what comes back."""

from django.utils.translation import gettext_lazy as _

from iirms.forms import (
    DateField,
    GovForm,
    LongTextField,
    NumberField,
    RadioField,
    SelectField,
    TextField,
    TimeField,
    at,
)
from people.forms.shared import Choice, Versioned
from tiers.actions import ToDo
from tiers.rules import (
    LONGEST_CONSULTATION_MINUTES,
    HowItWent,
    Mode,
    OtherWay,
    Wanted,
)

# More is given afterwards, with a material if one fits.
TO_DOS = (1, 2)

WANTED_HINTS = {
    Wanted.TALK: _("About 50 minutes with a psychologist, by video or in your office"),
    Wanted.FORMULATION: _("Why it happens, what keeps it going, and what that asks of us"),
    Wanted.JOINT: _("A set number of meetings, with you in the room"),
    Wanted.ADVICE: _("For one clear question"),
}


class AskForm(GovForm):
    """One page: whom it is about (or nobody), what would help, the question."""

    service_user_id = Choice(
        label=_("Who is it about?"),
        called=_("who it is about"),
        required=False,
        blank=_("Nobody in particular: a question"),
        help_text=_("Leave it at “nobody in particular” if you would rather not name anyone"),
    )
    team_id = Choice(label=_("Which team do you ask?"), called=_("the team you ask"))
    wanted = RadioField(
        label=_("What would help most?"),
        called=_("what would help most"),
        choices=Wanted.choices,
        hints=WANTED_HINTS,
    )
    question = LongTextField(
        label=_("What would you like to think about?"),
        called=_("what you would like to think about"),
        help_text=_("What is happening, and what makes it hard. A few sentences are enough."),
        rows=6,
    )
    tried = LongTextField(
        label=_("What have you tried?"),
        required=False,
        rows=3,
        help_text=_("And how it went"),
    )
    times = TextField(label=_("Days and times that suit you"), required=False, max_length=200)
    needed_by = DateField(
        label=_("Do you need it by a day?"),
        called=_("the day you need it by"),
        required=False,
        help_text=_("For example a hearing, a release or a review"),
    )

    def __init__(self, *args, people, teams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["service_user_id"].choices = people
        if len(teams) > 1:
            self.fields["team_id"].choices = teams
            self.fields["team_id"].required = False
        else:
            del self.fields["team_id"]


class BookForm(Versioned):
    held_on = DateField(label=_("Date"))
    held_at = TimeField(label=_("Start time"))
    mode = RadioField(label=_("How?"), called=_("how you meet"), choices=Mode.choices, inline=True)
    place = TextField(
        label=_("Where, or the link"),
        required=False,
        max_length=120,
        help_text=_("The PP sees this"),
    )

    def clean(self):
        return joined_up(super().clean())


def joined_up(values):
    day, clock = values.pop("held_on", None), values.pop("held_at", None)
    if day and clock:
        values["when"] = at(day, clock)
    return values


class WordsForm(Versioned):
    """A few words the PP reads."""

    words = LongTextField(label=_("What the PP should know"), rows=4)


class PutRightForm(Versioned):
    words = LongTextField(
        label=_("What should be added or put right?"),
        called=_("what should be put right"),
        help_text=_(
            "The record stays as it is; your words are shown beside it. The PP reads them."
        ),
        rows=5,
    )


class WithdrawForm(Versioned):
    words = LongTextField(
        label=_("Why do you no longer need it?"), called=_("why you no longer need it"), rows=3
    )


class FollowUpForm(Versioned):
    words = LongTextField(
        label=_("How are things now?"),
        called=_("how things are now"),
        help_text=_("The PP reads this"),
        rows=5,
    )
    follow_up_on = DateField(label=_("Follow up again on"), required=False)


class AnswerInWritingForm(Versioned):
    advice = LongTextField(label=_("Your answer to the PP"), called=_("your answer"), rows=10)
    follow_up_on = DateField(
        label=_("Follow up on"),
        required=False,
        help_text=_("You are reminded on the consultations page"),
    )


class OtherWayForm(Versioned):
    other_way = RadioField(
        label=_("What do you offer instead?"),
        called=_("what you offer instead"),
        choices=OtherWay.choices,
    )
    advice = LongTextField(
        label=_("What you want to say to the PP"),
        help_text=_("Why this fits better, and how to go about it"),
        rows=6,
    )


class RecordConsultationForm(Versioned):
    fieldsets = (
        (_("The meeting"), ("held_on", "held_at", "minutes", "joined")),
        (_("Shared with the PP"), ("discussed", "advice")),
        (
            _("What you agreed"),
            (*(f"{name}_{n}" for n in TO_DOS for name in ("what", "whose", "due")), "follow_up_on"),
        ),
        (_("IIRMS only"), ("note",)),
    )

    held_on = DateField(label=_("Date"))
    held_at = TimeField(label=_("Start time"))
    minutes = NumberField(
        label=_("Length in minutes"),
        min_value=5,
        max_value=LONGEST_CONSULTATION_MINUTES,
    )
    joined = TextField(label=_("Who joined"), required=False, help_text=_("Besides you and the PP"))
    discussed = LongTextField(label=_("What you talked about"), required=False, rows=5)
    advice = LongTextField(
        label=_("Your advice to the PP"), called=_("your advice to the PP"), rows=7
    )
    follow_up_on = DateField(
        label=_("Follow up on"),
        required=False,
        help_text=_("You are reminded on the consultations page"),
    )
    note = LongTextField(
        label=_("Working note"),
        required=False,
        rows=4,
        help_text=_("Your own thinking. The PP never sees it."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number in TO_DOS:
            self._add_to_do(number)
        self.order_fields(self._as_on_the_page())

    def _add_to_do(self, number):
        said = {"number": number}
        self.fields[f"what_{number}"] = TextField(
            label=_("Action %(number)s") % said, required=False, max_length=300
        )
        self.fields[f"whose_{number}"] = SelectField(
            label=_("Who does action %(number)s") % said,
            called=_("who does action %(number)s") % said,
            required=False,
            sometimes=True,
            choices=[("PP", _("The PP")), ("US", _("I do"))],
        )
        self.fields[f"due_{number}"] = DateField(
            label=_("Action %(number)s by when") % said, required=False
        )

    def clean(self):
        values = joined_up(super().clean())
        to_do = []
        for number in TO_DOS:
            what = values.pop(f"what_{number}", "")
            whose, due = values.pop(f"whose_{number}", ""), values.pop(f"due_{number}", None)
            if what and not whose:
                self.add_error(
                    f"whose_{number}", self[f"whose_{number}"].field.error_messages["required"]
                )
            elif what:
                to_do.append(ToDo(what, for_pp=whose == "PP", due_on=due))
        values["to_do"] = to_do
        return values


class NoteForm(GovForm):
    words = LongTextField(
        label=_("Working note"),
        called=_("the note"),
        help_text=_("Stays in IIRMS. The PP never sees it."),
        rows=6,
    )


# --- Work the PP can do --------------------------------------------------------------------------------


class TaskForm(GovForm):
    what = TextField(label=_("What to do"), called=_("what to do"), max_length=300)
    why = LongTextField(label=_("Why, and what to look out for"), required=False, rows=4)
    material_id = Choice(label=_("Material to do it with"), required=False, blank=_("No material"))
    due_on = DateField(label=_("By when"), required=False)

    def __init__(self, *args, materials, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["material_id"].choices = materials


class FinishTaskForm(GovForm):
    outcome = RadioField(
        label=_("What happened?"), called=_("what happened"), choices=HowItWent.choices
    )
    how_it_went = LongTextField(
        label=_("How did it go?"),
        called=_("how it went"),
        help_text=_("What helped, what did not. The one who gave you this reads it."),
        rows=4,
    )


class MaterialForm(GovForm):
    title = TextField(label=_("Title"), max_length=120)
    summary = TextField(label=_("When it helps"), called=_("when it helps"), max_length=240)
    text = LongTextField(
        label=_("Text"),
        help_text=_(
            "An empty line begins a new paragraph. Begin a line with “- ” for a point, with “# ”"
            " for a heading. Write nothing about a person."
        ),
        rows=16,
    )


class TierForm(GovForm):
    tier = RadioField(label=_("Which tier fits now?"), called=_("the tier"))

    def __init__(self, *args, tiers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tier"].choices = [(tier.value, tier.label) for tier in tiers]

    def clean_tier(self):
        return int(self.cleaned_data["tier"])
