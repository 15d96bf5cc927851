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
from referrals.rules import Discipline, Status, Tier


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
    LATE, PAUSED = "LATE", "PAUSED"
    show = SelectField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("Everybody waiting")),
            (LATE, _("Past target")),
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


class WaitReviewForm(GovForm):
    """Several in one go: looked at, or paused. `choices`: (id, name) of those the page shows."""

    LOOKED, PAUSE = "LOOKED", "PAUSE"

    referrals = CheckboxesField(
        label=_("Whom did you look at?"), called=_("whom you looked at"), choices=(), small=True
    )
    what = RadioField(
        label=_("What do you do?"),
        called=_("what you do"),
        choices=[(LOOKED, _("Note that you looked")), (PAUSE, _("Pause them, with one reason"))],
        reveals={LOOKED: ("note",), PAUSE: ("reason", "review_on")},
        small=True,
    )
    note = LongTextField(
        label=_("What did you find?"), called=_("what you found"), rows=3, max_length=2000
    )
    reason = LongTextField(
        label=_("Why are they paused? Each PP reads this"),
        called=_("why they are paused"),
        rows=3,
        max_length=2000,
    )
    review_on = DateField(label=_("When do you look again?"), called=_("the day to look again"))

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["referrals"].choices = choices

    def clean_referrals(self):
        return [int(pk) for pk in self.cleaned_data["referrals"]]
