"""The empty list to fill in: as a spreadsheet that explains itself, and as plain CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.writer.excel import save_workbook

from .columns import Column, Reads
from .files import MOST_ROWS

TEAL = PatternFill("solid", fgColor="0D3B40")
WHITE = Font(bold=True, color="FFFFFF")
# What a list of allowed values may hold before the programs refuse the file.
LONGEST_LIST = 250


def headings(columns: Sequence[Column]) -> list[str]:
    return [f"{column.label} *" if column.required else str(column.label) for column in columns]


def as_csv(columns: Sequence[Column]) -> bytes:
    """Headings alone: an example row would be brought in as somebody."""
    text = io.StringIO(newline="")
    csv.writer(text).writerow(headings(columns))
    return text.getvalue().encode("utf-8-sig")


def as_workbook(columns: Sequence[Column], title: str) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = title[:31]
    _to_fill_in(sheet, columns)
    _explanation(book.create_sheet(_("Explanation")), columns)
    data = io.BytesIO()
    save_workbook(book, data)
    return data.getvalue()


def _to_fill_in(sheet: Any, columns: Sequence[Column]) -> None:
    sheet.append(headings(columns))
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, start=1):
        letter = get_column_letter(place)
        top = sheet.cell(row=1, column=place)
        top.fill, top.font = TEAL, WHITE
        top.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[letter].width = 24 if column.most < 300 else 48
        # Text, so that the first 0 of a number stays and a date is kept as it is typed.
        sheet.column_dimensions[letter].number_format = "@"
        allowed = ",".join(words.replace(",", " ") for words in allowed_values(column))
        if (
            allowed
            and len(allowed) < LONGEST_LIST
            and not any("," in w for w in allowed_values(column))
        ):
            offered = DataValidation(type="list", formula1=f'"{allowed}"', allow_blank=True)
            offered.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
            sheet.add_data_validation(offered)


def allowed_values(column: Column) -> list[str]:
    if column.reads == Reads.YES_NO:
        return [_("Yes"), _("No")]
    return [str(label) for _code, label in column.choices]


def _explanation(sheet: Any, columns: Sequence[Column]) -> None:
    sheet.append(
        [
            _("Column"),
            _("Must it be filled in?"),
            _("What to write"),
            _("Allowed values"),
            _("Example"),
            _("Headings we also know"),
        ]
    )
    for cell in sheet[1]:
        cell.fill, cell.font = TEAL, WHITE
    for column in columns:
        sheet.append(
            [
                str(column.label),
                _("Yes") if column.required else _("No"),
                explanation(column),
                ", ".join(allowed_values(column)),
                column.example,
                ", ".join(column.also),
            ]
        )
    for letter, width in zip("ABCDEF", (34, 20, 60, 60, 20, 50), strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def explanation(column: Column) -> str:
    """What the column takes, in a sentence or two."""
    said = {
        Reads.DATE: _(
            "A date, the day first: 03/04/2025 is 3 April 2025. One style in the whole column."
        ),
        Reads.TIME: _("A time, like 9:30am or 14:00."),
        Reads.NUMBER: _("A whole number, at most %(most)s.") % {"most": column.most},
        Reads.YES_NO: _("Yes or No."),
        Reads.CHOICE: _("One of the allowed values."),
    }.get(column.reads, _("Text, at most %(most)s characters.") % {"most": f"{column.most:,}"})
    return f"{said} {column.explains}".strip()
