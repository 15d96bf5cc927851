"""Rows of the same few boxes: those there are, and some empty ones. No script is needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

SPARE = 2
MOST = 20


class Rows:
    """Adds its boxes to a form as `<name>_<row>_<column>` and reads them back as mappings.

    `columns`: what makes each column's field, given the row's number as people count.
    """

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
        count = min(max(len(given) + spare, self._sent()), MOST)
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
