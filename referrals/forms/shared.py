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
