"""A formulation: why it happens, what keeps it going, what that asks of us (N4, N13).

Levels and headings are common practice in the pathway, not published guidance (domain.md sections 1
and 4). None of it is proof: no page promises an effect.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from difflib import SequenceMatcher

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.rules import NotAllowed


class FormulationLevel(models.IntegerChoices):
    BRIEF = 1, _("Level 1: in brief, from a consultation")
    WRITTEN = 2, _("Level 2: written out, with the PP")
    SHARED = 3, _("Level 3: in depth, with the person")


class FormulationStatus(models.TextChoices):
    DRAFT = "DRAFT", _("Being written")
    AGREED = "AGREED", _("Agreed")


# Changing what was agreed makes it a draft again; the agreed version stays as it was.
FORMULATION_TRANSITIONS: Mapping[str, frozenset[str]] = {
    FormulationStatus.DRAFT: frozenset({FormulationStatus.AGREED}),
    FormulationStatus.AGREED: frozenset({FormulationStatus.DRAFT}),
}

FIVE_PS = ("presenting", "predisposing", "precipitating", "perpetuating", "protective")
WORKING = (*FIVE_PS, "risk_link", "staff_response", "relational_advice")
FOR_PP = ("in_short", "helps", "avoid", "how_to_talk")

# What each level must say before it is agreed. The PP's page is asked of every level.
NEEDED: Mapping[int, tuple[str, ...]] = {
    FormulationLevel.BRIEF: ("presenting", "protective", "relational_advice", "helps"),
    FormulationLevel.WRITTEN: (*FIVE_PS, "risk_link", "relational_advice", *FOR_PP),
    FormulationLevel.SHARED: (*WORKING, *FOR_PP),
}


def formulation_missing(level: int, texts: Mapping[str, str]) -> list[str]:
    return [name for name in NEEDED[level] if not texts[name].strip()]


def check_can_agree_formulation(
    *,
    status: str,
    level: int,
    texts: Mapping[str, str],
    written_with: str,
    with_person: bool,
    today: date,
    review_on: date,
) -> None:
    if FormulationStatus.AGREED not in FORMULATION_TRANSITIONS[status]:
        raise NotAllowed(_("Nothing has changed since it was agreed."))
    if formulation_missing(level, texts):
        raise NotAllowed(_("Some parts that this level needs are still empty."))
    if not written_with.strip():
        raise NotAllowed(_("Enter who you wrote it with."), field="written_with")
    if level == FormulationLevel.SHARED and not with_person:
        raise NotAllowed(
            _("Level 3 is written with the person. Choose level 2 if they were not part of it."),
            field="with_person",
        )
    if review_on <= today:
        raise NotAllowed(_("The day to look again must be after today."), field="review_on")
    if review_on > today + timedelta(days=366):
        raise NotAllowed(_("Look at it again within a year."), field="review_on")


def words_changed(before: str, after: str) -> list[tuple[str, str]]:
    """[("same" | "gone" | "new", words)]: what a later version says otherwise."""
    old, new = before.split(), after.split()
    found = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(("same", " ".join(old[a:b])))
            continue
        if a != b:
            found.append(("gone", " ".join(old[a:b])))
        if c != d:
            found.append(("new", " ".join(new[c:d])))
    return found
