"""What the steps of a referral share: the version, and saving what there is."""

from __future__ import annotations

from people.forms.shared import Versioned

from .rows import Rows


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
