"""What a list of referrals can be narrowed by."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from iirms.forms import (
    CheckboxesField,
    DateField,
    GovForm,
    LongTextField,
    RadioField,
    SelectField,
)
from people.forms.rows import without
from referrals.rules import Discipline, Status, Tier

from .shared import READY_AGAIN, readiness_field


class FilterForm(GovForm):
    mark_optional = False

    tier = SelectField(
        label=_("Tier"), required=False, choices=[("", _("All tiers")), *Tier.choices]
    )
    status = SelectField(label=_("Where it stands"), required=False, choices=())
    team = SelectField(label=_("Team"), required=False, choices=())

    def __init__(self, *args, statuses=(), teams=(), **kwargs):
        super().__init__(*args, **kwargs)
        if len(teams) < 2:
            del self.fields["team"]
        else:
            self.fields["team"].choices = [("", _("All my teams")), *teams]
        if not statuses:
            del self.fields["status"]
        else:
            labels = [(one, Status(one).label) for one in statuses]
            self.fields["status"].choices = [("", _("All")), *labels]


class WaitingForm(FilterForm):
    """Narrow the waiting list, and say by what it is ordered."""

    only_orders = frozenset({"order"})
    LATE, STUCK, PAUSED = "LATE", "STUCK", "PAUSED"
    show = SelectField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("Everybody waiting")),
            (LATE, _("Past target")),
            (STUCK, _("Stuck")),
            (PAUSED, _("Paused")),
        ],
    )
    discipline = SelectField(
        label=_("Whose work"), required=False, choices=[("", _("All")), *Discipline.choices]
    )
    order = SelectField(
        label=_("Order"),
        required=False,
        choices=[
            ("", _("Points, highest first")),
            ("target", _("Soonest day to start")),
            ("longest", _("Longest waiting")),
        ],
    )


class SeveralForm(GovForm):
    """What is done with those ticked in the rows. `choices`: (id, name) of those the reader decides on."""

    # Ticked in the rows of the list, so not asked again beneath it.
    apart = ("referrals",)
    referrals = CheckboxesField(
        label=_("Whom do you mean?"), called=_("at least one person"), choices=(), small=True
    )

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["referrals"].choices = choices

    def clean_referrals(self):
        return [int(pk) for pk in self.cleaned_data["referrals"]]

    def get_context(self):
        context = super().get_context()
        context["sections"] = without(context["sections"], self.apart)
        return context


def _note():
    return LongTextField(
        label=_("What did you find?"), called=_("what you found"), rows=3, max_length=2000
    )


class WaitReviewForm(SeveralForm):
    """Of those who wait: looked at, or paused."""

    LOOKED, PAUSE = "LOOKED", "PAUSE"

    what = RadioField(
        label=_("What do you do with those ticked?"),
        called=_("what you do"),
        choices=[(LOOKED, _("Note that you looked")), (PAUSE, _("Pause them, with one reason"))],
        reveals={LOOKED: ("note",), PAUSE: ("reason", "review_on")},
        small=True,
    )
    note = _note()
    reason = LongTextField(
        label=_("Why are they paused? Each PP reads this"),
        called=_("why they are paused"),
        rows=3,
        max_length=2000,
    )
    review_on = DateField(label=_("When do you look again?"), called=_("the day to look again"))


class PauseReviewForm(SeveralForm):
    """Of those paused: looked at, looked at with a new day, or back on the list."""

    LOOKED, NEW_DAY, RESUME = "LOOKED", "NEW_DAY", "RESUME"
    # Each answer has boxes of its own; the rules know them by one name.
    box_of = {"note": "found", "review_on": "new_day"}

    what = RadioField(
        label=_("What do you do with those ticked?"),
        called=_("what you do"),
        choices=[
            (LOOKED, _("Note that you looked")),
            (NEW_DAY, _("Leave them paused, and look again on another day")),
            (RESUME, _("Put them back on the waiting list")),
        ],
        reveals={LOOKED: ("note",), NEW_DAY: ("found", "new_day"), RESUME: ("readiness", "words")},
        small=True,
    )
    note = _note()
    found = _note()
    new_day = DateField(label=_("When do you look again?"), called=_("the day to look again"))
    readiness = readiness_field(choices=READY_AGAIN)
    words = LongTextField(
        label=_("What has changed? Each PP reads this"), required=False, rows=2, max_length=2000
    )
