"""A column of a list: what it is called, how its cells are read, what is said when they cannot be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from iirms.dates import Ambiguous, read_day, read_time
from iirms.unseen import UNSEEN
from people.rules import NotAllowed, check_telephone

from .dates import read_date
from .rows import Broken, Formula

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_NOTE = 20_000


class Reads(StrEnum):
    TEXT = "TEXT"
    DATE = "DATE"
    TIME = "TIME"
    NUMBER = "NUMBER"
    YES_NO = "YES_NO"
    CHOICE = "CHOICE"
    TELEPHONE = "TELEPHONE"


@dataclass(frozen=True)
class Column:
    name: str
    label: StrOrPromise
    reads: Reads = Reads.TEXT
    required: bool = False
    most: int = 80
    choices: Sequence[tuple[str, StrOrPromise]] = ()
    also: tuple[str, ...] = ()
    explains: StrOrPromise = ""
    example: str = ""
    means: Mapping[str, str] = field(default_factory=dict)

    def called(self) -> set[str]:
        """Every heading that means this column, in plain letters."""
        names = {self.name, *self.also}
        for language in ("en", "cy"):
            with translation.override(language):
                names.add(str(self.label))
        return {plain(name) for name in names}


@dataclass(frozen=True)
class Wrong:
    """A cell that cannot be used, and how to mend it."""

    words: str


def plain(text: str) -> str:
    """`Date of Birth:` -> `dateofbirth`; `Cyfenw (teulu)` keeps its letters without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if letter.isalnum())


@dataclass(frozen=True)
class Headings:
    """Which column of the file is which of ours."""

    places: Mapping[str, int]
    unmatched: tuple[str, ...]
    missing: tuple[str, ...]
    twice: tuple[str, ...]


def match_headings(cells: Sequence[Any], columns: Sequence[Column]) -> Headings:
    ours = {name: column.name for column in columns for name in column.called()}
    places: dict[str, int] = {}
    unmatched, twice = [], []
    for place, cell in enumerate(cells):
        if cell is None:
            continue
        heading = cell.text if isinstance(cell, Formula | Broken) else str(cell)
        name = ours.get(plain(heading.rstrip("*")))
        if name is None:
            unmatched.append(heading[:80])
        elif name in places:
            twice.append(heading[:80])
        else:
            places[name] = place
    missing = [str(c.label) for c in columns if c.required and c.name not in places]
    return Headings(places, tuple(unmatched), tuple(missing), tuple(twice))


def read_cell(column: Column, value: Any) -> Any:
    """The value to keep, None for an empty cell, or `Wrong` with what to do about it."""
    if value is None:
        return Wrong(_("Enter a value: this column cannot be empty.")) if column.required else None
    if isinstance(value, Formula):
        return Wrong(
            _("This is a formula. Copy the column and paste it back as values, then send it again.")
        )
    if isinstance(value, Broken):
        return Wrong(
            _("The spreadsheet shows the error %(error)s here. Type the value itself.")
            % {"error": value.text[:20]}
        )
    if isinstance(value, str) and UNSEEN.search(value):
        return Wrong(
            _(
                "This holds characters that cannot be seen, often brought in by copying from"
                " another program. Type the value again."
            )
        )
    return READERS[column.reads](column, value)


def _text(column: Column, value: Any) -> Any:
    if isinstance(value, bool):
        return Wrong(_("This is TRUE or FALSE, where text belongs. Type the value itself."))
    if isinstance(value, datetime | date | time):
        return Wrong(
            _("The program made a date of this. Format the cell as text and type it again.")
        )
    text = as_text(value)
    if len(text) > column.most:
        return Wrong(
            _("This is %(length)s characters long; the most is %(most)s. Shorten it.")
            % {"length": f"{len(text):,}", "most": f"{column.most:,}"}
        )
    return text


def as_text(value: Any) -> str:
    """A number typed where text belongs, as it was typed: 9990000018, never 9990000018.0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _telephone(column: Column, value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Wrong(
            _(
                "The program made a number of this, and numbers lose their first 0. Format the"
                " column as text and type the telephone number again."
            )
        )
    try:
        return _text(column, check_telephone(str(value)))
    except NotAllowed as refusal:
        return Wrong(str(refusal))


def _date(_column: Column, value: Any) -> Any:
    found = read_date(value)
    return Wrong(found) if isinstance(found, str) else found


def _time(_column: Column, value: Any) -> Any:
    if isinstance(value, datetime):
        value = value.time()
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0)
    text = as_text(value)
    try:
        found = read_time(
            text[:-3] if re.fullmatch(r"[0-9]{1,2}:[0-9]{2}:[0-9]{2}", text) else text
        )
    except Ambiguous:
        return Wrong(
            _("“%(text)s” could be of the morning or the afternoon. Write 2:30pm or 14:30.")
            % {"text": text[:20]}
        )
    return (
        found
        if found
        else Wrong(
            _("“%(text)s” is not a time. Write it like 9:30am or 14:00.") % {"text": text[:20]}
        )
    )


def _number(column: Column, value: Any) -> Any:
    text = as_text(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdigit()) or len(text) > 6:
        return Wrong(
            _("“%(text)s” is not a whole number. Write it in figures, like 60.")
            % {"text": text[:20]}
        )
    if int(text) > column.most:
        return Wrong(_("Enter at most %(most)s.") % {"most": column.most})
    return int(text)


YES = {"yes", "y", "true", "1", "ie", "oes", "ydw", "ydy", "do"}
NO = {"no", "n", "false", "0", "na", "nac", "nage", "nacoes", "nacydy"}


def _yes_no(_column: Column, value: Any) -> Any:
    text = plain(as_text(value))
    if text in YES or text in NO:
        return text in YES
    return Wrong(
        _("“%(text)s” is neither yes nor no. Write Yes or No.") % {"text": as_text(value)[:20]}
    )


def _choice(column: Column, value: Any) -> Any:
    text = plain(as_text(value))
    found = meanings(column).get(text)
    if found is not None:
        return found
    return Wrong(
        _("“%(text)s” is not one of the values for this column. Write one of: %(choices)s.")
        % {
            "text": as_text(value)[:40],
            "choices": ", ".join(str(label) for _code, label in column.choices),
        }
    )


def meanings(column: Column) -> dict[str, str]:
    """Words and codes -> the code we keep, in both languages."""
    if column.name in _MEANINGS and _MEANINGS[column.name][0] is column:
        return _MEANINGS[column.name][1]
    known = {plain(word): code for word, code in column.means.items()}
    for code, label in column.choices:
        known[plain(code)] = code
        for language in ("en", "cy"):
            with translation.override(language):
                known[plain(str(label))] = code
    _MEANINGS[column.name] = (column, known)
    return known


# Twenty thousand rows ask the same few columns.
_MEANINGS: dict[str, tuple[Column, dict[str, str]]] = {}


READERS: Mapping[Reads, Callable[[Column, Any], Any]] = {
    Reads.TEXT: _text,
    Reads.DATE: _date,
    Reads.TIME: _time,
    Reads.NUMBER: _number,
    Reads.YES_NO: _yes_no,
    Reads.CHOICE: _choice,
    Reads.TELEPHONE: _telephone,
}


def kept(value: Any) -> Any:
    """As JSON holds it."""
    if isinstance(value, date):
        return value.isoformat()
    return value.strftime("%H:%M") if isinstance(value, time) else value


def as_read(columns: Iterable[Column], values: Mapping[str, Any]) -> dict[str, Any]:
    """Kept values, as they were read."""
    back: dict[Reads, Callable[[Any], Any]] = {Reads.DATE: read_day, Reads.TIME: read_time}
    kinds = {column.name: column.reads for column in columns}
    return {
        name: back[kinds[name]](value) if kinds.get(name) in back else value
        for name, value in values.items()
    }


def shown(column: Column, value: Any) -> str:
    """A value on the page and in the report, in words."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if column.reads == Reads.DATE:
        day = value if isinstance(value, date) else read_day(value)
        # The month in words: whoever looks sees at once when day and month were swapped.
        return date_format(day, "j F Y") if day else str(value)
    return str(dict(column.choices).get(value, value))
