"""What a list of referrals can be narrowed by."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from iirms.forms import (
    GovForm,
    SelectField,
)
from referrals.rules import (
    Status,
    Tier,
)


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


class WaitingFilterForm(FilterForm):
    LATE, PAUSED = "LATE", "PAUSED"
    show = SelectField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("Everybody waiting")),
            (LATE, _("Past their day")),
            (PAUSED, _("On hold")),
        ],
    )
