"""Who to ring about a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .shared import Choice, TelephoneField, Versioned


class PPContactForm(Versioned):
    pp_id = Choice(
        label=_("Probation practitioner"), required=False, choices=(), blank=_("Nobody yet")
    )
    telephone = TelephoneField(
        label=_("Their telephone"),
        required=False,
        help_text=_("Of the practitioner chosen above. Left empty, it stays as it is."),
    )
    cover_pp_id = Choice(
        label=_("Who covers for them"), required=False, choices=(), blank=_("Nobody named")
    )

    def __init__(self, *args, pps, **kwargs):
        super().__init__(*args, **kwargs)
        named = [(user.pk, str(user)) for user in pps]
        self.fields["pp_id"].choices = named
        self.fields["cover_pp_id"].choices = named
