"""Rows of the same few boxes: those there are, and some empty ones. No script is needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from iirms.forms import DateField, SelectField
from people.rules import PlaceWish, Register

from .shared import Versioned

SPARE = 2
MOST = 20


class Rows:
    """Adds its boxes to a form as `<name>_<row>_<column>` and reads them back as mappings.

    `columns`: what makes each column's field, given the row's number as people count.
    """

    legend: Any = ""
    hint: Any = ""
    more: Any = ""  # on the button that adds a row

    def __init__(
        self,
        form: forms.Form,
        name: str,
        columns: Mapping[str, Callable[[int], Any]],
        given: Sequence[Mapping[str, Any]],
        *,
        spare: int = SPARE,
    ) -> None:
        self.form, self.name, self.columns = form, name, tuple(columns)
        # What there is stands on the page, however much: what is left out of it is lost by saving.
        count = max(len(given), min(max(len(given) + spare, self._sent()), MOST))
        self.numbers = range(count)
        for number in self.numbers:
            for column, make in columns.items():
                field = make(number + 1)
                field.in_row = True  # "(optional)" after each would say nothing new
                form.fields[self.key(number, column)] = field
                if number < len(given):
                    form.initial[self.key(number, column)] = given[number][column]

    def key(self, number: int, column: str) -> str:
        return f"{self.name}_{number}_{column}"

    def names(self) -> list[str]:
        return [self.key(number, column) for number in self.numbers for column in self.columns]

    def _sent(self) -> int:
        """A form sent back with more rows than are kept now keeps them all."""
        sent = 0
        while sent < MOST and any(self.key(sent, one) in self.form.data for one in self.columns):
            sent += 1
        return sent

    def bound(self) -> list[list[forms.BoundField]]:
        return [
            [self.form[self.key(number, column)] for column in self.columns]
            for number in self.numbers
        ]

    def values(self) -> list[dict[str, Any]]:
        """The rows in which something was entered."""
        found = []
        for number in self.numbers:
            row = {one: self.form.cleaned_data.get(self.key(number, one)) for one in self.columns}
            if any(row.values()):
                found.append(row)
        return found

    def check(self, first: str, *, missing: str, once: bool = False) -> None:
        """In `clean`: a row needs its first box, and (`once`) no two rows name the same."""
        seen = set()
        for number in self.numbers:
            row = {one: self.form.cleaned_data.get(self.key(number, one)) for one in self.columns}
            if (
                any(row.values())
                and not row[first]
                and self.key(number, first) not in self.form.errors
            ):
                self._refuse(number, first, missing)
            if once and row[first] and row[first] in seen:
                self._refuse(number, first, _("This is listed twice. Keep one."))
            seen.add(row[first])

    def _refuse(self, number: int, column: str, words: str) -> None:
        """Read at the top of the page, an error says in which row: its box has the row's number."""
        key = self.key(number, column)
        self.form.add_error(key, f"{self.form.fields[key].label}: {words}")

    @property
    def full(self) -> bool:
        return len(self.numbers) >= MOST


class Registers(Rows):
    """The registers somebody is on, each with its next review."""

    legend = _lazy("Registers they are on")
    hint = _lazy("Leave the empty ones empty. Take one off by choosing “None”.")
    more = _lazy("Add another register")

    def __init__(self, form: forms.Form, given: Sequence[Mapping[str, Any]]) -> None:
        columns = {
            "register": lambda number: SelectField(
                label=_("Register %(number)s") % {"number": number},
                choices=Register.choices,
                required=False,
                blank=_("None"),
            ),
            "review_on": lambda number: DateField(
                label=_("Next review of register %(number)s") % {"number": number},
                required=False,
            ),
        }
        super().__init__(form, "register", columns, given)

    def check_all(self) -> None:
        self.check("register", missing=_("Choose the register."), once=True)

    def said(self) -> dict[str, Any]:
        return {row["register"]: row["review_on"] for row in self.values() if row["register"]}


class Places(Rows):
    """What somebody says of places. `venues`: (pk, name) of those one may choose."""

    legend = _lazy("Places they have spoken of")
    hint = _lazy("Those they know, like best, or will not go to")
    more = _lazy("Add another place")

    def __init__(
        self,
        form: forms.Form,
        given: Sequence[Mapping[str, Any]],
        *,
        venues: Sequence[tuple[int, str]],
    ) -> None:
        columns = {
            "venue": lambda number: SelectField(
                label=_("Place %(number)s") % {"number": number},
                choices=venues,
                required=False,
                blank=_("None"),
            ),
            "wish": lambda number: SelectField(
                label=_("What they say of place %(number)s") % {"number": number},
                choices=PlaceWish.choices,
                required=False,
            ),
        }
        super().__init__(form, "place", columns, given)

    def check_all(self) -> None:
        self.check("venue", missing=_("Choose the place."), once=True)
        self.check("wish", missing=_("Choose one."))

    def said(self) -> dict[int, str]:
        return {int(row["venue"]): row["wish"] for row in self.values() if row["venue"]}


def without(sections, elsewhere):
    """The boxes of a form, but those that the page places itself."""
    return [
        (legend, [box for box in boxes if box.name not in elsewhere]) for legend, boxes in sections
    ]


class InRows(Versioned):
    """`apart`: boxes the page places itself. `tables`: boxes that come in rows, after the others."""

    apart: tuple[str, ...] = ()
    tables: tuple[Rows, ...] = ()

    def _in_tables(self):
        return {name for table in self.tables for name in table.names()}

    def get_context(self):
        context = super().get_context()
        context["sections"] = without(context["sections"], {*self.apart, *self._in_tables()})
        return context

    def own_values(self):
        """Everything but the version and what comes in rows."""
        passed = {"version", *self._in_tables()}
        return {name: value for name, value in self.cleaned_data.items() if name not in passed}
