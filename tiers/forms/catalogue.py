"""The catalogue: an entry added for a team, or called something else there."""

from django.utils.translation import gettext_lazy as _

from iirms.forms import GovForm, RadioField, TextField
from referrals.rules import Tier


class NameForm(GovForm):
    name = TextField(
        label=_("What you call it"),
        called=_("the name"),
        max_length=120,
        help_text=_("For your team alone, in past sessions too"),
    )


class AddInterventionForm(GovForm):
    tier = RadioField(label=_("At which tier?"), called=_("the tier"), choices=Tier.choices)
    name = TextField(label=_("Name"), called=_("the name"), max_length=120)

    def clean_tier(self):
        return int(self.cleaned_data["tier"])
