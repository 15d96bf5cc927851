"""A practitioner's area and focus, and whom a person asked for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from iirms.forms import CheckboxesField, GovForm, RadioField
from people.rules import Specialism, WorkerWishKind

from .shared import Choice, Versioned


class FocusForm(Versioned):
    units = CheckboxesField(
        label=_("Area"),
        required=False,
        choices=(),
        small=True,
        help_text=_("Probation units they answer for. Several practitioners may share one."),
    )
    specialisms = CheckboxesField(
        label=_("Particular focus"),
        required=False,
        choices=Specialism.choices,
        small=True,
        help_text=_("What colleagues ask them about, and whom they are chosen for"),
    )

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = [(unit.pk, unit.name) for unit in units]

    def clean_units(self):
        return sorted(int(pk) for pk in self.cleaned_data["units"])


NOTHING = "NOTHING"


class WorkerWishForm(GovForm):
    worker = Choice(label=_("Member of the team"), choices=())
    wish = RadioField(
        label=_("What does the person say?"),
        called=_("what the person says"),
        choices=[*WorkerWishKind.choices, (NOTHING, _("Nothing any more"))],
    )

    def __init__(self, *args, workers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = [(user.pk, str(user)) for user in workers]

    def clean_wish(self):
        wish = self.cleaned_data["wish"]
        return "" if wish == NOTHING else wish
