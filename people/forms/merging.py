"""Which of two records' values survive, and why they are one person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from iirms.forms import GovForm, LongTextField, RadioField, TickField
from people import rules

BOTH = _("Keep both")


class MergeForm(GovForm):
    """A question for each thing on which the two records disagree; nothing else is asked."""

    kept_version = forms.IntegerField(widget=forms.HiddenInput)
    gone_version = forms.IntegerField(widget=forms.HiddenInput)
    reason = LongTextField(
        label=_("How do you know that they are the same person?"),
        called=_("how you know that they are the same person"),
        rows=3,
        max_length=2000,
        help_text=_("For example the same PNC number, or the probation practitioner confirmed it"),
    )
    sure = TickField(
        label=_("I have checked that these are two records of one person"),
        called=_("that you have checked"),
    )

    def __init__(self, *args, rows, kept, gone, **kwargs):
        self.chosen = [row for row in rows if row["differs"]]
        initial = {"kept_version": kept.version, "gone_version": gone.version}
        for row in self.chosen:
            initial[row["choice"]] = self._suggested(row["choice"], kept, gone)
        super().__init__(*args, initial=initial, **kwargs)
        for row in self.chosen:
            self.fields[row["choice"]] = self._question(row)
        self.fieldsets = (
            *((((_("Where they differ"), tuple(row["choice"] for row in self.chosen)),))
              if self.chosen else ()),
            (_("Merge them"), ("reason", "sure")),
        )  # fmt: skip
        self.order_fields(self._as_on_the_page())

    @staticmethod
    def _suggested(choice, kept, gone):
        return "KEPT" if choice == rules.WHERE else rules.suggested_side(choice, kept, gone)

    @staticmethod
    def _question(row):
        choices = [("KEPT", row["kept"]), ("GONE", row["gone"])]
        if row["choice"] in rules.JOINED:
            choices.append(("BOTH", BOTH))
        return RadioField(label=row["label"], choices=choices)

    @property
    def choices(self):
        return {row["choice"]: self.cleaned_data[row["choice"]] for row in self.chosen}


class UnmergeForm(GovForm):
    reason = LongTextField(
        label=_("How do you know that they are two people?"),
        called=_("how you know that they are two people"),
        rows=3,
        max_length=2000,
    )
