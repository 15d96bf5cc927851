"""Who must not see a record, and who alone may."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from iirms.forms import CheckboxesField, TextField, YesNoField

from .shared import Versioned


class LimitsForm(Versioned):
    restricted = YesNoField(
        label=_("Is this record open to named people only?"),
        reveals={"yes": ("named",)},
    )
    named = CheckboxesField(
        label=_("Who may see it"), called=_("who may see it"), choices=(), small=True
    )
    excluded = CheckboxesField(
        label=_("Who must not see it, whatever else they may do"),
        called=_("who must not see it"),
        choices=(),
        required=False,
        small=True,
    )
    reason = TextField(
        label=_("Why?"),
        called=_("why"),
        max_length=300,
        help_text=_(
            "As probation decided it, and who told you. Kept in the trail, not shown here."
        ),
    )

    def __init__(self, *args, staff, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(str(user.pk), str(user)) for user in staff]
        self.fields["named"].choices = choices
        self.fields["excluded"].choices = choices

    @property
    def limits(self):
        """What `set_access_limits` takes."""
        return {
            "named": [int(pk) for pk in self.cleaned_data["named"] or ()],
            "excluded": [int(pk) for pk in self.cleaned_data["excluded"] or ()],
            "reason": self.cleaned_data["reason"],
            "version": self.cleaned_data["version"],
        }
