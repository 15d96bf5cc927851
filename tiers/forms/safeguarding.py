"""Somebody could be harmed: one box, and what is asked once it is ticked."""

from django.utils.translation import gettext_lazy as _

from iirms.forms import CheckboxesField, DateField, RadioField, TextField, TimeField, at
from people.forms.shared import Versioned
from tiers.actions import Concern
from tiers.rules import AtRisk, Route

YES = "YES"
ASKED = ("at_risk", "route", "told", "told_on", "told_at", "reference")


def reference(**more):
    return TextField(
        label=_("Reference, or what was decided"),
        called=_("the reference, or what was decided"),
        **more,
    )


class ConcernForm(Versioned):
    """For a form about a session or a contact, which places `harm` where it belongs."""

    at_risk = RadioField(
        label=_("Who could be harmed?"),
        called=_("who could be harmed"),
        choices=AtRisk.choices,
        inline=True,
    )
    route = RadioField(
        label=_("Whom did you tell?"), called=_("whom you told"), choices=Route.choices
    )
    told = TextField(label=_("Their name or team"), called=_("their name or team"))
    told_on = DateField(label=_("Day you told them"), called=_("the day you told them"))
    told_at = TimeField(label=_("Time you told them"), called=_("the time you told them"))
    reference = reference(
        required=False,
        help_text=_("Leave it empty until the referral is made. It stays on your list until then."),
    )

    @staticmethod
    def harm_field():
        return CheckboxesField(
            label=_("Safeguarding"),
            choices=[(YES, _("Somebody could be harmed"))],
            required=False,
            small=True,
            reveals={YES: ASKED},
            help_text=_(
                "Tell somebody who can act first, then record it here. The PP is told too."
            ),
        )

    def concern(self):
        given = self.cleaned_data
        if YES not in (given.get("harm") or ()):
            return None
        return Concern(
            at_risk=given["at_risk"],
            route=given["route"],
            told=given["told"],
            told_at=at(given["told_on"], given["told_at"]),
            reference=given.get("reference") or "",
        )


class ReferralMadeForm(Versioned):
    reference = reference()
