"""A number that is wrong or was replaced."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from iirms.forms import RadioField, TextField
from people.models import FormerWhy, NumberKind

from .shared import Versioned


class NumberForm(Versioned):
    # A rule about a CRN speaks of the one box for the right number.
    box_of = dict.fromkeys(NumberKind.values, "value")

    field = RadioField(label=_("Which number is wrong?"), choices=())
    value = TextField(
        label=_("The right number"),
        called=_("the right number"),
        required=False,
        max_length=20,
        width=10,
        autocomplete="off",
        help_text=_("Leave it empty only if they have no such number"),
    )
    why = RadioField(
        label=_("Why does it change?"),
        choices=[
            (FormerWhy.REPLACED.value, FormerWhy.REPLACED.label),
            (FormerWhy.MISTAKE.value, FormerWhy.MISTAKE.label),
        ],
        hints={
            FormerWhy.REPLACED.value: _("The old number goes on finding them"),
            FormerWhy.MISTAKE.value: _("The old number may belong to somebody else"),
        },
    )
    reason = TextField(
        label=_("What happened?"),
        called=_("what happened"),
        max_length=300,
        help_text=_("For example: probation merged two CRNs; two digits were swapped"),
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        held = [
            (kind.value, f"{kind.label}: {getattr(person, kind.value)}")
            for kind in NumberKind
            if getattr(person, kind.value)
        ]
        self.fields["field"].choices = held
        if len(held) == 1:
            self.fields["field"].initial = held[0][0]
