"""A professional override: asked for by the PP in a draft, answered by a psychologist or lead (N1).

Nobody is refused without words here either: a signer signs, asks more, or says why not and what then.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.rules import NotAllowed

from .decisions import check_words
from .moves import FINAL, Status, no_longer
from .screening import ScreeningOutcome


class Override(models.TextChoices):
    """Where it stands, for the draft and for those who may sign."""

    ASKED = "ASKED", _("Waiting for a signature")
    QUESTIONED = "QUESTIONED", _("A question to answer before it is signed")
    SIGNED = "SIGNED", _("Signed")
    NOT_SIGNED = "NOT_SIGNED", _("Not signed")


# Somebody waits for an answer: the signers in one of these, the PP in the other.
UNSIGNED = frozenset({Override.ASKED, Override.QUESTIONED})


class OverrideSaid(models.TextChoices):
    """What was said on the way to a signature: its rows are never changed."""

    ASKED = "ASKED", _("An override was asked for")
    QUESTIONED = "QUESTIONED", _("The team asked something first")
    ANSWERED = "ANSWERED", _("The PP answered")
    SIGNED = "SIGNED", _("The override was signed")
    NOT_SIGNED = "NOT_SIGNED", _("The override was not signed")


ASKED, QUESTIONED = Override.ASKED, Override.QUESTIONED
SIGNED, NOT_SIGNED = Override.SIGNED, Override.NOT_SIGNED

# What may be said in which states, and where it leads. A PP may put their reason better while it waits;
# a signer may sign unasked, for a referral that was sent.
OVERRIDE_MOVES: Mapping[str, tuple[frozenset[str], Override]] = {
    OverrideSaid.ASKED: (frozenset({"", ASKED, NOT_SIGNED}), ASKED),
    OverrideSaid.QUESTIONED: (frozenset({ASKED}), QUESTIONED),
    OverrideSaid.ANSWERED: (frozenset({QUESTIONED}), ASKED),
    OverrideSaid.SIGNED: (frozenset({"", ASKED, QUESTIONED, NOT_SIGNED}), SIGNED),
    OverrideSaid.NOT_SIGNED: (frozenset({ASKED, QUESTIONED}), NOT_SIGNED),
}
ASK_IN_WORDS = {
    OverrideSaid.ASKED: _("Enter why they should be seen."),
    OverrideSaid.QUESTIONED: _("Enter what you need to know before you sign."),
    OverrideSaid.ANSWERED: _("Enter your answer."),
    OverrideSaid.SIGNED: _("Enter the reason for the override."),
    OverrideSaid.NOT_SIGNED: _("Enter what you want to say to the PP."),
}


def override_after(said: str, *, override: str) -> Override:
    """Where it stands once this is said; NotAllowed when somebody was quicker."""
    begins, ends = OVERRIDE_MOVES[said]
    if override not in begins:
        where = Override(override).label if override else _("Not asked for")
        raise NotAllowed(
            _("The override is now “%(status)s”, so that is no longer possible.")
            % {"status": where}
        )
    return ends


def check_override_words(said: str, words: str, *, field: str) -> None:
    check_words(words, field=field, ask=ASK_IN_WORDS[OverrideSaid(said)])


def check_not_signed(words: str, alternatives: Collection[str]) -> None:
    """As when a referral is declined: words, and what can be done instead (N92)."""
    check_override_words(OverrideSaid.NOT_SIGNED, words, field="words")
    if not alternatives:
        raise NotAllowed(_("Choose what can be done instead."), field="alternatives")


def check_can_sign(*, status: str, outcome: str, is_own: bool) -> None:
    """An override stands for a referral that is not over and for a person who needs one; once signed,
    who did and why stay. It is a second judgement, so never the PP's own."""
    if is_own:
        raise NotAllowed(_("This is your own referral: somebody else has to sign."))
    if status in FINAL:
        raise no_longer(Status(status))
    if outcome == ScreeningOutcome.OVERRIDDEN:
        raise NotAllowed(_("An override has been signed for this person already."))
    if outcome == ScreeningOutcome.ELIGIBLE:
        raise NotAllowed(_("Every criterion is met, so no override is needed."))


def can_sign(*, status: str, outcome: str, is_own: bool) -> bool:
    try:
        check_can_sign(status=status, outcome=outcome, is_own=is_own)
    except NotAllowed:
        return False
    return True
