"""Talk about a referral: between PP and team, and among those who decide (N30, N92)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from people.rules import NotAllowed

from .moves import OPEN, Status

LONGEST_MESSAGE = 5000


def check_message(words: str, *, status: str) -> None:
    """A draft has no reader yet; a referral that is over may still be asked about."""
    if status in (Status.DRAFT, Status.DISCARDED):
        raise NotAllowed(_("Send the referral first: nobody reads a draft but you."))
    if not words.strip():
        raise NotAllowed(_("Write your message."), field="words")
    if len(words) > LONGEST_MESSAGE:
        raise NotAllowed(
            _("Write %(most)s characters or fewer.") % {"most": LONGEST_MESSAGE}, field="words"
        )


def check_can_amend(status: str, *, before: str, after: str, reason: str) -> None:
    """What was sent may be put right while the referral is open, with a reason; both are kept."""
    if status not in OPEN:
        raise NotAllowed(_("Only an open referral can be changed. This one is over."))
    if not after.strip():
        raise NotAllowed(_("Write what it should say."), field="after")
    if after.strip() == before.strip():
        raise NotAllowed(_("That is what it says already."), field="after")
    if not reason.strip():
        raise NotAllowed(_("Say why you change it."), field="reason")
