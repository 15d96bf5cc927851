"""Who to ring about a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .shared import Choice, TelephoneField, Versioned


class PPContactForm(Versioned):
    # What the box came with: what still says so was not typed, and is nobody's new number.
    telephone_shown = forms.CharField(widget=forms.HiddenInput, required=False)
    pp_id = Choice(
        label=_("Probation practitioner"), required=False, choices=(), blank=_("Nobody yet")
    )
    telephone = TelephoneField(
        label=_("Their telephone"),
        required=False,
        help_text=_("Of the practitioner chosen above. Left empty, it stays as it is."),
    )
    cover_pp_id = Choice(
        label=_("Who covers for them"), required=False, choices=(), blank=_("Nobody named")
    )

    def __init__(self, *args, pps, **kwargs):
        super().__init__(*args, **kwargs)
        named = [(user.pk, str(user)) for user in pps]
        self.fields["pp_id"].choices = named
        self.fields["cover_pp_id"].choices = named

    def contact(self):
        """What `actions.correct_pp_contact` takes."""
        given = dict(self.cleaned_data)
        if given["telephone"] == given.pop("telephone_shown"):
            given["telephone"] = ""
        return given
