"""Letters: which there are, in which language, and when each may be written (N35, N92)."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from iirms.unseen import UNSEEN
from people.rules import NotAllowed

from .moves import Status


class LetterKind(models.TextChoices):
    ONWARD = "ONWARD", _("Onward referral")
    NOT_INSTEAD = "NOT_INSTEAD", _("IIRMS is not a replacement for your service")
    DECISION = "DECISION", _("Decision to the PP")


class Language(models.TextChoices):
    ENGLISH = "en", _("English")
    WELSH = "cy", _("Welsh")


LONGEST_ADDRESS_LINES = 8
NOT_ON_PAPER = frozenset({"Cc", "Cs", "Co"})


def plain(text: str) -> str:
    """As it may stand on paper: line ends kept, no control characters, no hidden turning."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    return "".join(
        one
        for one in UNSEEN.sub("", composed)
        if one == "\n" or unicodedata.category(one) not in NOT_ON_PAPER
    ).strip()


def language_for(*, prefers_welsh: bool) -> Language:
    return Language.WELSH if prefers_welsh else Language.ENGLISH


def check_letter(kind: str, *, addressed_to: str, words: str) -> None:
    """What counts is what can be read on the paper."""
    lines = [line for line in plain(addressed_to).splitlines() if line.strip()]
    if not lines:
        raise NotAllowed(_("Enter whom the letter is addressed to."), field="addressed_to")
    if len(lines) > LONGEST_ADDRESS_LINES:
        raise NotAllowed(_("An address has 8 lines at most."), field="addressed_to")
    if kind == LetterKind.ONWARD and not plain(words):
        raise NotAllowed(_("Enter what we say to the service."), field="words")


def check_agreed(agreed_on: date | None, *, today: date) -> None:
    """A letter about a person leaves with their yes (N103)."""
    if agreed_on is None:
        raise NotAllowed(_("Enter the day the person agreed to this."), field="agreed_on")
    if agreed_on > today:
        raise NotAllowed(_("The day they agreed must be today or in the past."), field="agreed_on")


def check_decided(status: str, *, accepted_at: datetime | None) -> None:
    if not is_decided(status, accepted_at=accepted_at):
        raise NotAllowed(_("There is no decision to write about yet."))


def is_decided(status: str, *, accepted_at: datetime | None) -> bool:
    return status == Status.DECLINED or accepted_at is not None
