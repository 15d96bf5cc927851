"""What every form of a referral has: the version it was opened with."""

from __future__ import annotations

from django import forms

from iirms.forms import (
    GovForm,
)


class Versioned(GovForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def catch_up(self, version):
        """After a stale send: what was typed stays, and the next send is for how things are now."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = version


class StepForm(Versioned):
    """`later=True`: save what there is and come back; nothing is required."""

    def __init__(self, *args, referral, later=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.referral = referral
        self.prepare()
        if later:
            for field in self.fields.values():
                field.required = False

    def prepare(self):
        """Fields that depend on the referral."""

    def values(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}
