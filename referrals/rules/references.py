"""A referral's reference: read aloud without mistakes."""

from __future__ import annotations

import re

# Read aloud without mistakes: no I, O, 0, 1 (design.md section 5).
REFERENCE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


REFERENCE_DIGITS = "23456789"


REFERENCE_EXAMPLE = "VK45437"
_SHAPE = re.compile(r"[A-Z]{2}[0-9]{5}")


def read_reference(text: str) -> str | None:
    """As somebody writes down what is read to them: small letters, spaces, a hyphen."""
    typed = re.sub(r"[\s-]", "", text).upper()
    return typed if _SHAPE.fullmatch(typed) else None


def reference(picks: list[int]) -> str:
    """Seven numbers in [0, 24) become a reference like KT47295."""
    letters = [REFERENCE_LETTERS[pick % len(REFERENCE_LETTERS)] for pick in picks[:2]]
    digits = [REFERENCE_DIGITS[pick % len(REFERENCE_DIGITS)] for pick in picks[2:]]
    return "".join(letters + digits)


def onward_reference(number: int) -> str:
    """An onward referral's number as N and six digits of the same kind: never taken for a referral's,
    which begins with two letters."""
    digits = ""
    while number:
        number, rest = divmod(number, len(REFERENCE_DIGITS))
        digits = REFERENCE_DIGITS[rest] + digits
    return "N" + digits.rjust(6, REFERENCE_DIGITS[0])
