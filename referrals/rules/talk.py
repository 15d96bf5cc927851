"""Talk about a referral: between PP and team, and among those who decide (N30, N92)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from people.rules import NotAllowed

from .moves import OPEN, Status, Tier
from .steps import Consent, Explained, Readiness, ReadinessFactor

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


def is_second_click(before: tuple, now: tuple, apart: timedelta) -> bool:
    """The same words by the same hand, with nothing said between, before anybody could have answered."""
    return before == now and apart < timedelta(seconds=30)


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


# What the person says of the work: asked when they were referred, and again when it may have changed.
SAID_IN_CODES: Mapping[str, Any] = {
    "consent": Consent,
    "explained": Explained,
    "readiness": Readiness,
    "readiness_factors": ReadinessFactor,
}


def amended_in_words(field: str, kept: str) -> str:
    """An amendment's before or after: words stand as they were written, codes as their labels."""
    choices = SAID_IN_CODES.get(field)
    if choices is None:
        return kept
    return "; ".join(str(choices(code).label) for code in kept.split(",") if code)


def check_can_say_again(status: str, *, tier: int | None, takes_part: bool) -> None:
    """`takes_part`: as the PP, as one who decides, or as somebody who works with the team's people."""
    if status not in OPEN:
        raise NotAllowed(_("Only an open referral can be changed. This one is over."))
    if tier == Tier.ONE:
        raise NotAllowed(_("Tier 1 advises the PP: the person is asked nothing."))
    if not takes_part:
        raise NotAllowed(_("Only their PP or the team can say what the person says."))


def check_said(consent: str, explained: Collection[str]) -> None:
    """Whoever was asked was told something first (N103)."""
    if consent in (Consent.AGREED, Consent.EXPLAINED) and not explained:
        raise NotAllowed(_("Choose what was explained to them."), field="explained")


def check_ready_again(readiness: str) -> None:
    """Nobody goes back on the list as "not yet": they stay paused, with a new day (N51)."""
    if readiness == Readiness.NOT_YET:
        raise NotAllowed(
            _("Say how ready they are now. If it is still “not yet”, leave it paused."),
            field="readiness",
        )
