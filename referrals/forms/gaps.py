"""Which refusals to count."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from iirms.forms import DateField, GovForm, SelectField, TextField
from referrals.rules import Need, RefusalReason, UnmetReason


class GapForm(GovForm):
    mark_optional = False

    since = DateField(label=_("From"), required=False)
    until = DateField(label=_("Until"), required=False)
    area = SelectField(label=_("Area"), required=False, choices=())

    def __init__(self, *args, units=(), **kwargs):
        super().__init__(*args, **kwargs)
        areas = [(str(unit.pk), unit.name) for unit in units]
        self.fields["area"].choices = [("", _("All areas")), *areas]

    def clean(self):
        given = super().clean()
        since, until = given.get("since"), given.get("until")
        if since and until and since > until:
            self.add_error("until", _("Until must be the same day as From, or later."))
        return given


class GapListForm(GapForm):
    """The list behind one number."""

    service = TextField(required=False, max_length=160)
    reason = SelectField(required=False, choices=RefusalReason.choices)


class ReleaseGapListForm(GapForm):
    """The promises behind one number."""

    need = SelectField(required=False, choices=Need.choices)
    reason = SelectField(required=False, choices=UnmetReason.choices)
