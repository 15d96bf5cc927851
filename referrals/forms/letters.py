"""What a letter asks of its writer."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from iirms.forms import DateField, GovForm, LongTextField, RadioField
from referrals.rules import Language, LetterKind

LABELS = {
    LetterKind.ONWARD: _("What do we say to the service?"),
    LetterKind.NOT_INSTEAD: _("A word about this referral"),
    LetterKind.DECISION: _("A further word to the PP"),
}


class LetterForm(GovForm):
    """`seen` is the print of what was last looked at: what has not been seen is not made.

    `onward`: the onward referral it speaks of; what that lacks is asked here.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    language = RadioField(
        label=_("Language of the letter"),
        called=_("a language"),
        choices=Language.choices,
        inline=True,
        help_text=_("The standing words change. What you write stays as you wrote it."),
    )
    addressed_to = LongTextField(
        label=_("Addressed to"),
        called=_("whom the letter is addressed to"),
        rows=4,
        max_length=500,
    )
    agreed_on = DateField(
        label=_("Day the person agreed to this"),
        called=_("the day the person agreed"),
        help_text=_("Not entered in the referral yet. It is kept there when the letter is made."),
    )
    words = LongTextField(
        label=_("Words"),
        called=_("what we say to the service"),
        required=False,
        rows=8,
        max_length=6000,
        help_text=_(
            "Somebody outside the team reads this. Nothing said to us in confidence; an empty line"
            " begins a new paragraph."
        ),
    )

    def __init__(self, *args, kind, onward=None, **kwargs):
        super().__init__(*args, **kwargs)
        if onward is None or onward.agreed_on is not None:
            del self.fields["agreed_on"]
        if onward is not None and not onward.service_address.strip():
            self.fields["addressed_to"].help_text = _(
                "No address is known for this service. Add where the letter goes, a line each."
            )
        self.fields["words"].label = LABELS[kind]
        self.fields["words"].required = kind == LetterKind.ONWARD

    def now_seen(self, print_of_it):
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = print_of_it
