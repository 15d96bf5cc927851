"""Finding people, and noticing that somebody is already known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from .refusals import NotAllowed

# A letter with an accent is found by the letter without it (Siân by "sian"). The database index folds
# names by these same tables (people.models.finding), so the two must not part.
_ACCENTS = {
    "a": "âáàäãåÂÁÀÄÃÅ",
    "c": "çÇ",
    "e": "êéèëÊÉÈË",
    "i": "îíìïÎÍÌÏ",
    "n": "ñÑ",
    "o": "ôóòöõøÔÓÒÖÕØ",
    "u": "ûúùüÛÚÙÜ",
    "w": "ŵẃẁẅŴẂẀẄ",
    "y": "ŷýỳÿŶÝỲŸ",
}
_ACCENTED = "".join(_ACCENTS.values())
_PLAIN = "".join(plain * len(accented) for plain, accented in _ACCENTS.items())
_APOSTROPHES = "'’‘ʼ`´"
_BETWEEN = "-‑–.,"
_APART = _BETWEEN + _APOSTROPHES
# What a hyphen or an apostrophe keeps apart is a word of its own.
FOLD_FROM, FOLD_TO = _ACCENTED + _APART, _PLAIN + " " * len(_APART)
_FOLD = str.maketrans(FOLD_FROM, FOLD_TO)

# Between a person's names, where the database folds them together; nobody types it.
NAME_END = "|"
# Each way in which people write a name: O'Shea-Rees as "o shea rees", "oshea rees" and "oshearees".
# As PostgreSQL's `translate` reads them: what has nothing to become is left out.
SPELLINGS = (
    (_ACCENTED + NAME_END + _APART, _PLAIN + " " + " " * len(_APART)),
    (_ACCENTED + NAME_END + _BETWEEN + _APOSTROPHES, _PLAIN + " " + " " * len(_BETWEEN)),
    (_ACCENTED + NAME_END + _APART + " ", _PLAIN + " "),
)


def plain_name(text: str) -> str:
    """`Siân O'Brien` -> `sian o brien`."""
    return " ".join(text.translate(_FOLD).lower().split())


# The beginnings of names that some write apart and some do not: O Shea, ap Rhys, van Dyk.
LONGEST_BEGINNING = 3


def joined(text: str) -> list[list[str]]:
    """The words of a name with what was typed apart written together, in each likely way."""
    typed = [plain_name(part).split() for part in text.split()]
    ways = [["".join(parts) for parts in typed if parts]]
    words = plain_name(text).split()
    for at, (one, other) in enumerate(pairwise(words)):
        if len(one) <= LONGEST_BEGINNING:
            ways.append([*words[:at], one + other, *words[at + 2 :]])
    return [way for number, way in enumerate(ways) if way != words and way not in ways[:number]]


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
