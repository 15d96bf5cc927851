"""Numbers by which others know the person, and their check digits (domain.md section 2)."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext_lazy as _

from .refusals import NotAllowed

CRN = re.compile(r"[A-Z][0-9]{6}")
PRISON_NUMBER = re.compile(r"[A-Z][0-9]{4}[A-Z]{2}")
PNC = re.compile(r"([0-9]{2}|[0-9]{4})/?([0-9]{1,7})([A-Z])")
PNC_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
LONGEST_PNC = 13
NHS_WEIGHTS = range(10, 1, -1)
# Shown beside the boxes: of the test range, and right in every digit.
NHS_EXAMPLE = "999 000 0018"
PNC_EXAMPLE = "2004/0712343W"


def _compact(text: str) -> str:
    return re.sub(r"[\s-]", "", text).upper()


def check_crn(text: str) -> str:
    """Return the CRN in capitals. One letter and six digits; it has no check digit."""
    crn = _compact(text)
    if not CRN.fullmatch(crn):
        raise NotAllowed(_("A CRN is one letter and six digits, like X123456."), field="crn")
    return crn


def check_prison_number(text: str) -> str:
    number = _compact(text)
    if not PRISON_NUMBER.fullmatch(number):
        raise NotAllowed(
            _("A prison number is a letter, four digits and two letters, like A1234BC."),
            field="prison_number",
        )
    return number


def check_nhs_number(text: str) -> str:
    """Return the ten digits. Modulus 11; repeated digits refused although 9999999999 sums."""
    number = _compact(text)
    if not re.fullmatch(r"[0-9]{10}", number):
        raise NotAllowed(
            _("An NHS number has 10 digits, like %(example)s.") % {"example": NHS_EXAMPLE},
            field="nhs_number",
        )
    total = sum(int(digit) * weight for digit, weight in zip(number, NHS_WEIGHTS, strict=False))
    check = (11 - total % 11) % 11
    if check != int(number[9]) or len(set(number)) == 1:
        raise NotAllowed(
            _("This NHS number fails its check digit. Look for a mistyped or swapped digit."),
            field="nhs_number",
        )
    return number


def canonical_pnc(text: str, *, year: int) -> str | None:
    """The PNC as YYYY/NNNNNNNC, or None when its check letter is wrong.

    `year` is the current year: a two-digit year above it means 19xx. MoJ stores a wrong PNC as
    empty and never blocks on it, so we warn.
    """
    match = PNC.fullmatch(_compact(text))
    if not match:
        return None
    written, serial, letter = match.groups()
    if len(written) == 2:
        century = 1900 if int(written) > year % 100 else 2000
        written = str(century + int(written))
    number = int(written[2:] + serial.zfill(7))
    if PNC_LETTERS[number % 23] != letter:
        return None
    return f"{written}/{serial.zfill(7)}{letter}"


def check_pnc(text: str, *, year: int) -> str:
    """As it is kept: canonical, or as it was typed when its check letter is wrong. Capitals of some
    letters are two or three, so it is measured after."""
    kept = canonical_pnc(text, year=year) or text.strip().upper()
    if len(kept) > LONGEST_PNC:
        raise NotAllowed(
            _("A PNC number is a year, up to seven digits and a letter, like 2004/0712343W."),
            field="pnc",
        )
    return kept


def spaced_nhs_number(number: str) -> str:
    return f"{number[:3]} {number[3:6]} {number[6:]}" if number else ""


def age_on(born_on: date, day: date) -> int:
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


YOUNGEST = 18


def check_date_of_birth(born_on: date, *, today: date) -> None:
    """The service is for adults on probation."""
    if born_on >= today:
        raise NotAllowed(_("The date of birth must be in the past."), field="date_of_birth")
    if age_on(born_on, today) > 110:
        raise NotAllowed(
            _("Check the year of birth: this would make the person over 110."),
            field="date_of_birth",
        )
    if age_on(born_on, today) < YOUNGEST:
        raise NotAllowed(
            _("The service works with adults. Check the year of birth."), field="date_of_birth"
        )


def read_identifier(text: str, *, year: int) -> tuple[str, str] | None:
    """Which identifier this is, by its shape: (field, value), or None when it is a name.

    Ten digits can only be meant as an NHS number, so a wrong check digit is refused with why. A PNC
    number is sought as it is kept, right or wrong. `year`: as `canonical_pnc` takes it.
    """
    compact = _compact(text)
    if CRN.fullmatch(compact):
        return "crn", compact
    if PRISON_NUMBER.fullmatch(compact):
        return "prison_number", compact
    if re.fullmatch(r"[0-9]{10}", compact):
        return "nhs_number", check_nhs_number(compact)
    if PNC.fullmatch(compact):
        return "pnc", check_pnc(text, year=year)
    if any(character.isdigit() for character in compact):
        raise NotAllowed(
            _(
                "This is not a CRN (X123456), a prison number (A1234BC), an NHS number (10 digits)"
                " or a PNC number (2004/0712343W). Check it, or search by name."
            ),
            field="q",
        )
    return None


def check_has_a_number(numbers: list[str | None], *, field: str = "crn") -> None:
    if not any(numbers):
        raise NotAllowed(_("Keep at least one of CRN, prison number and NHS number."), field=field)


def check_number_change(*, old: str | None, new: str | None, is_mistake: bool) -> None:
    """A first number is simply added; one that stands is changed with a reason (N93)."""
    if not old:
        raise NotAllowed(
            _("They have no such number yet. Add it with their other details."), field="field"
        )
    if new == old:
        raise NotAllowed(_("This is the number they already have."), field="value")
    if not new and not is_mistake:
        raise NotAllowed(_("Enter the number that replaced it."), field="value")
