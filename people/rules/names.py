"""Finding people, and noticing that somebody is already known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from django.utils.translation import gettext_lazy as _

from .refusals import NotAllowed

# A letter with an accent is found by the letter without it (Siân by "sian"); a hyphen or an
# apostrophe starts a new word. The database index folds names by this same table
# (people.models.finding), so the two must not part.
_FOLDED = {
    "a": "âáàäãåÂÁÀÄÃÅ",
    "c": "çÇ",
    "e": "êéèëÊÉÈË",
    "i": "îíìïÎÍÌÏ",
    "n": "ñÑ",
    "o": "ôóòöõøÔÓÒÖÕØ",
    "u": "ûúùüÛÚÙÜ",
    "w": "ŵẃẁẅŴẂẀẄ",
    "y": "ŷýỳÿŶÝỲŸ",
    " ": "-'’.,",
}
FOLD_FROM = "".join(_FOLDED.values())
FOLD_TO = "".join(plain * len(accented) for plain, accented in _FOLDED.items())
_FOLD = str.maketrans(FOLD_FROM, FOLD_TO)


def plain_name(text: str) -> str:
    """`Siân O'Brien` -> `sian o brien`."""
    return " ".join(text.translate(_FOLD).lower().split())


SHORTEST_SEARCH = 2


def check_search(text: str) -> str:
    plain = plain_name(text)
    if len(plain) < SHORTEST_SEARCH:
        raise NotAllowed(_("Enter at least two letters of the name."), field="q")
    return plain


# Close enough that a second look is worth it: Davies and Davis, Macdonald and McDonald.
SIMILAR = 0.75


def is_similar_name(one: str, other: str) -> bool:
    a, b = plain_name(one), plain_name(other)
    if not a or not b:
        return False
    return a == b or SequenceMatcher(None, a, b).ratio() >= SIMILAR


@dataclass(frozen=True)
class Known:
    """What two records of one person would share."""

    given_name: str
    family_name: str
    date_of_birth: date


def is_likely_same(one: Known, other: Known) -> bool:
    """The same day of birth and a similar last name, or the same names in full."""
    if one.date_of_birth == other.date_of_birth:
        return is_similar_name(one.family_name, other.family_name)
    return (plain_name(one.given_name), plain_name(one.family_name)) == (
        plain_name(other.given_name),
        plain_name(other.family_name),
    )
