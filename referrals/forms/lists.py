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

    def __init__(self, *args, statuses=(), **kwargs):
        super().__init__(*args, **kwargs)
        if not statuses:
            del self.fields["status"]
        else:
            labels = [(one, Status(one).label) for one in statuses]
            self.fields["status"].choices = [("", _("All")), *labels]
