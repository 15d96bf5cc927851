"""Rows out of a file, one at a time: cells as they stand there, formulas told apart."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from .files import DAMAGED, LARGEST_FILE, MOST_COLUMNS, MOST_ROWS, Packing, check_rows, refusal

Value = str | int | float | bool | date | datetime | time | None


@dataclass(frozen=True)
class Formula:
    """A cell that works its value out: what it shows on another day may be something else."""

    text: str


@dataclass(frozen=True)
class Broken:
    """#REF!, #N/A: the program itself could not say what stands here."""

    text: str


@dataclass(frozen=True)
class Row:
    number: int
    cells: Sequence[Any]


def address(number: int, column: int) -> str:
    """D7, as spreadsheet programs name it. `column` counts from 0."""
    return f"{get_column_letter(column + 1)}{number}"


def rows_of(data: bytes, packing: Packing) -> Iterator[Row]:
    """The first sheet's rows that hold anything, the headings first. Refuses the 20,001st."""
    found = _workbook_rows(data) if packing == "XLSX" else _text_rows(data)
    count = -1  # the headings are no row of the list
    for row in found:
        count += 1
        check_rows(count)
        yield row


def _workbook_rows(data: bytes) -> Iterator[Row]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with closing(load_workbook(io.BytesIO(data), read_only=True, keep_links=False)) as book:
                sheet = book.worksheets[0]
                # What the file says of its own size may be a million rows of nothing.
                sheet.reset_dimensions()
                yield from _cells_of(sheet)
        except DAMAGED as error:
            raise refusal(
                _("This spreadsheet is damaged and cannot be read. Open it and save it as .xlsx.")
            ) from error


# Empty rows are passed over, but not for ever.
FURTHEST_ROW = MOST_ROWS * 5


def _cells_of(sheet: Any) -> Iterator[Row]:
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        if number > FURTHEST_ROW:
            check_rows(MOST_ROWS + 1)
        values = [_cell(cell) for cell in cells]
        if any(value is not None for value in values):
            yield Row(number, values)


def _cell(cell: Any) -> Any:
    value, kind = cell.value, cell.data_type
    if value is None:
        return None
    if kind == "f":
        return Formula(str(value))
    if kind == "e":
        return Broken(str(value))
    if isinstance(value, str):
        return value.strip() or None
    return value


def decoded(data: bytes) -> str:
    """As the programs of an office write it: UTF-8, Excel's two Unicode kinds, old Windows."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _text_rows(data: bytes) -> Iterator[Row]:
    text = decoded(data)
    csv.field_size_limit(LARGEST_FILE)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    before = 0
    try:
        for cells in reader:
            number, before = before + 1, reader.line_num
            values = [_text_cell(cell) for cell in cells[:MOST_COLUMNS]]
            if any(value is not None for value in values):
                yield Row(number, values)
    except csv.Error as error:
        raise refusal(
            _("Line %(line)s cannot be read as a row. Save the list again as CSV.")
            % {"line": reader.line_num}
        ) from error


def _text_cell(text: str) -> str | Formula | None:
    text = text.strip()
    if text.startswith("="):
        return Formula(text)
    return text or None


def _delimiter(text: str) -> str:
    """The one that the headings have most of: comma, or semicolon and tab where Excel says so."""
    first = text.lstrip().split("\n", 1)[0][:10_000]
    return max(",;\t", key=first.count)
