"""Choosing a spreadsheet."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from iirms.forms import GovForm, SelectField
from imports.rules.files import LARGEST_FILE, too_large


class SheetForm(GovForm):
    team = SelectField(
        label=_("Which team do these records belong to?"), called=_("a team"), choices=()
    )
    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("A .xlsx or .csv file of up to 10 MB and 20,000 rows"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": _("Select the spreadsheet you filled in"),
            "empty": _("This file is empty. Select the spreadsheet you filled in"),
            "invalid": _("Select a spreadsheet"),
            "missing": _("Select the spreadsheet you filled in"),
        },
    )

    def __init__(self, *args, teams, **kwargs):
        super().__init__(*args, **kwargs)
        if len(teams) == 1:
            del self.fields["team"]
        else:
            self.fields["team"].choices = [(str(team.pk), team.name) for team in teams]
        self.teams = teams

    def clean_file(self):
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST_FILE:
            raise ValidationError(too_large(), code="too_large")
        return sent

    @property
    def team_id(self):
        given = self.cleaned_data.get("team")
        return int(given) if given else self.teams[0].pk
