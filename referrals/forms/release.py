"""What became of one thing that was agreed for the release."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from iirms.forms import GovForm, LongTextField, RadioField
from referrals.rules import ReleaseOutcome, UnmetReason


class ReleaseItemForm(GovForm):
    outcome = RadioField(
        label=_("What became of it?"),
        called=_("what became of it"),
        choices=ReleaseOutcome.choices,
        reveals={ReleaseOutcome.UNMET: ("reason",)},
    )
    reason = RadioField(
        label=_("Why did it not happen?"),
        called=_("why it did not happen"),
        choices=UnmetReason.choices,
        help_text=_("Counted in the gap log, for those who plan services. It names nobody."),
    )
    words = LongTextField(
        label=_("In words"),
        required=False,
        rows=3,
        max_length=2000,
        help_text=_("PP and team read this"),
    )

    def clean(self):
        given = super().clean()
        if given.get("reason") == UnmetReason.OTHER:
            self.need("words", _("Enter the reason in words."))
        return given

    def values(self):
        given = dict(self.cleaned_data)
        return given | {"reason": given["reason"] or ""}
