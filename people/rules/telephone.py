"""A telephone number as people write it, words and all; something that cannot be rung is refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .refusals import NotAllowed

# The shortest that can be dialled within an organisation. The law of numbers is not ours to hold.
FEWEST_DIGITS = 5


def check_telephone(text: str) -> str:
    if sum(letter.isascii() and letter.isdigit() for letter in text) < FEWEST_DIGITS:
        raise NotAllowed(
            _("Enter a telephone number, like 029 2018 0000, or leave it empty."),
            field="telephone",
        )
    return text.strip()
