"""What every form of a referral has: the version it was opened with."""

from __future__ import annotations

from django import forms

from iirms.forms import (
    GovForm,
)

from .rows import Rows


class Versioned(GovForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def catch_up(self, version):
        """After a stale send: what was typed stays, and the next send is for how things are now."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = version


class StepForm(Versioned):
    """`later=True`: save what there is and come back; nothing is required.

    `apart`: boxes the page places itself. `rows`: boxes that come in rows, after the others.
    """

    apart: tuple[str, ...] = ()
    rows: Rows | None = None

    def __init__(self, *args, referral, later=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.referral = referral
        self.later = later
        self.prepare()
        if later:
            for field in self.fields.values():
                field.required = False

    def prepare(self):
        """Fields that depend on the referral."""

    def get_context(self):
        context = super().get_context()
        elsewhere = {*self.apart, *(self.rows.names() if self.rows else ())}
        context["sections"] = [
            (legend, [box for box in boxes if box.name not in elsewhere])
            for legend, boxes in context["sections"]
        ]
        return context

    def boxes_apart(self):
        return [self[name] for name in self.apart]

    def own_values(self):
        """Everything but the version and what comes in rows."""
        passed = {"version", *(self.rows.names() if self.rows else ())}
        return {name: value for name, value in self.cleaned_data.items() if name not in passed}

    def values(self):
        return self.own_values()
