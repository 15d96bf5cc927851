"""A message, a note of those who decide, an answer put right."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from iirms.forms import GovForm, LongTextField, TickField
from people.forms.shared import Versioned
from referrals.rules import LONGEST_MESSAGE


class MessageForm(GovForm):
    words = LongTextField(
        label=_("Your message"), called=_("your message"), rows=4, max_length=LONGEST_MESSAGE
    )
    is_urgent = TickField(
        label=_("This cannot wait"),
        required=False,
        help_text=_("It is mailed at once. The mail says only that something waits."),
    )


class ReadForm(GovForm):
    up_to = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)


class PanelNoteForm(GovForm):
    words = LongTextField(
        label=_("What do you think?"),
        called=_("what you think"),
        help_text=_("Those who decide read this. The PP never does."),
        rows=3,
        max_length=LONGEST_MESSAGE,
    )


class AmendForm(Versioned):
    after = LongTextField(label=_("What should it say?"), called=_("what it should say"), rows=4)
    reason = LongTextField(
        label=_("Why do you change it?"),
        called=_("why you change it"),
        help_text=_("What it said before stays beside it"),
        rows=2,
    )
