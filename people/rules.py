"""Who may be whom: identifiers and their check digits, names, ages. Values in, answers out.

Formats and check letters: domain.md section 2.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _


class NotAllowed(Exception):
    """A rule says no. The message is a sentence for the person who asked; `field` names the
    input at fault when there is one."""

    def __init__(self, message: Any, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class Stale(NotAllowed):
    """Somebody else changed the record since this page was opened."""


def check_version(found: int, given: int | None) -> None:
    """`given` is the version the page was opened with; None is a door without pages (jobs)."""
    if given is not None and given != found:
        raise Stale(
            _(
                "Somebody changed this while you were writing. What you typed is still below:"
                " compare it with how things stand now, then send it again."
            )
        )


CRN = re.compile(r"[A-Z]\d{6}")
PRISON_NUMBER = re.compile(r"[A-Z]\d{4}[A-Z]{2}")
PNC = re.compile(r"(\d{2}|\d{4})/?(\d{1,7})([A-Z])")
PNC_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
NHS_WEIGHTS = range(10, 1, -1)


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
    if not re.fullmatch(r"\d{10}", number):
        raise NotAllowed(_("An NHS number has 10 digits, like 999 123 4560."), field="nhs_number")
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


# --- Finding people and noticing that somebody is already known ----------------------------------

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


def read_identifier(text: str) -> tuple[str, str] | None:
    """Which identifier this is, by its shape: (field, value), or None when it is a name.

    Ten digits can only be meant as an NHS number, so a wrong check digit is refused with why.
    """
    compact = _compact(text)
    if CRN.fullmatch(compact):
        return "crn", compact
    if PRISON_NUMBER.fullmatch(compact):
        return "prison_number", compact
    if re.fullmatch(r"\d{10}", compact):
        return "nhs_number", check_nhs_number(compact)
    if any(character.isdigit() for character in compact):
        raise NotAllowed(
            _(
                "This is not a CRN (X123456), a prison number (A1234BC) or an NHS number"
                " (10 digits). Check it, or search by name."
            ),
            field="q",
        )
    return None


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


# --- Taking over a person one does not yet supervise ---------------------------------------------

TAKE_OVER_TRIES = 5
TAKE_OVER_WINDOW = timedelta(hours=1)


def check_may_take_over(*, is_referrer: bool, refusals: int) -> None:
    """Only a PP supervises; guessing a date of birth is stopped early."""
    if not is_referrer:
        raise NotAllowed(
            _("Only a probation practitioner can become the one who supervises this person.")
        )
    if refusals >= TAKE_OVER_TRIES:
        raise NotAllowed(_("You have tried several times. Wait an hour, or speak to the team now."))


def no_match() -> NotAllowed:
    """One answer for a wrong detail, an unknown number and a record one is barred from."""
    return NotAllowed(
        _(
            "These details do not match a person you can supervise here. Check each of them; if"
            " they are right, speak to the team."
        )
    )


# --- Where the person lives ----------------------------------------------------------------------


def check_move(
    *,
    kind: str,
    from_on: date,
    today: date,
    since: date | None,
    release_expected_on: date | None,
    release_unknown_reason: str,
) -> None:
    """`since` is the day the present place began. Custody needs a release date or why not (N98)."""
    if from_on > today:
        raise NotAllowed(
            _("The day they moved cannot be in the future. Record it when it has happened."),
            field="from_on",
        )
    if since and from_on < since:
        raise NotAllowed(
            _("The day they moved must be on or after the day they arrived where they are now."),
            field="from_on",
        )
    if kind not in RELEASED_FROM:
        return
    if release_expected_on and release_expected_on < from_on:
        raise NotAllowed(
            _("The release date must be on or after the day they arrived."),
            field="release_expected_on",
        )
    if kind == "CUSTODY" and not release_expected_on and not release_unknown_reason:
        raise NotAllowed(
            _("Enter when release is expected, or why it is not known."),
            field="release_expected_on",
        )


# Places a person is released or discharged from.
RELEASED_FROM = frozenset({"CUSTODY", "HOSPITAL"})


# --- Staff ---------------------------------------------------------------------------------------

# A registration that ends within this many days is shown as needing attention.
REGISTRATION_SOON = timedelta(days=60)


def registration_state(expires_on: date | None, today: date) -> str:
    """Empty, SOON or OVERDUE."""
    if expires_on is None or expires_on > today + REGISTRATION_SOON:
        return ""
    return "OVERDUE" if expires_on < today else "SOON"


def check_working_days(days: list[int]) -> list[int]:
    """Monday is 0, as Python counts."""
    if any(day not in range(7) for day in days):
        raise NotAllowed(_("Select days of the week."), field="working_days")
    return sorted(set(days))


def check_someone_administers(administrators: set[int]) -> None:
    """`administrators`: who would still be able to sign in and add staff after this change."""
    if not administrators:
        raise NotAllowed(
            _(
                "This would leave nobody able to add staff and teams. Make somebody else an"
                " administrator first."
            )
        )


def check_absence(
    *, starts_on: date, ends_on: date | None, others: list[tuple[date, date | None]]
) -> None:
    """Days in order, and not twice away at once: clocks must pause only once (N30)."""
    if ends_on and ends_on < starts_on:
        raise NotAllowed(_("The last day away must be on or after the first."), field="ends_on")
    for starts, ends in others:
        if (ends_on is None or starts <= ends_on) and (ends is None or ends >= starts_on):
            raise NotAllowed(
                _(
                    "These days overlap another absence that starts on %(day)s. Change that one"
                    " instead."
                )
                % {"day": date_format(starts, "j F Y")},
                field="starts_on",
            )


def check_cover(*, user_id: int, cover_id: int | None, colleagues: set[int]) -> None:
    if cover_id is None:
        return
    if cover_id == user_id:
        raise NotAllowed(_("Choose somebody else to cover."), field="cover")
    if cover_id not in colleagues:
        raise NotAllowed(_("Choose somebody of the same team to cover."), field="cover")


# --- Policy --------------------------------------------------------------------------------------


def check_after_contact_months(text: str) -> str:
    """`1, 3, 6`: whole months, in order, within three years (design.md section 6)."""
    parts = [part for part in re.split(r"[,\s]+", text.strip()) if part]
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise NotAllowed(
            _("Enter whole months with commas between, like 1, 3, 6."),
            field="after_contact_months",
        )
    months = [int(part) for part in parts]
    if months != sorted(set(months)) or not all(1 <= month <= 36 for month in months):
        raise NotAllowed(
            _("Months must rise from 1 to at most 36, each once, like 1, 3, 6."),
            field="after_contact_months",
        )
    return ", ".join(str(month) for month in months)


def check_draft_warning(*, warning_days: int, expiry_days: int) -> None:
    if warning_days >= expiry_days:
        raise NotAllowed(
            _("The warning must come before the draft expires: enter fewer days than for expiry."),
            field="draft_warning_days",
        )
