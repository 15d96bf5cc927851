"""What is refused before a single row is read: wrong types, locks, bombs."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext as _

from people.rules import NotAllowed

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MEGABYTE = 1024 * 1024
LARGEST_FILE = 10 * MEGABYTE
LARGEST_UNPACKED = 120 * MEGABYTE
MOST_PARTS = 500
MOST_ROWS = 20_000
MOST_COLUMNS = 60

Packing = Literal["XLSX", "CSV"]

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
LONGEST_MARK = len(b"<!DOCTYPE")
# What an archive and its parts raise when they are not what they say.
DAMAGED = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    SyntaxError,
    EOFError,
    OSError,
    NotImplementedError,
)


def refusal(message: StrOrPromise) -> NotAllowed:
    return NotAllowed(message, field="file")


def check_file(data: bytes) -> Packing:
    """Which of the two it is, judged by what it holds and never by its name."""
    if not data.strip():
        raise refusal(_("This file is empty. Choose the spreadsheet you filled in."))
    if len(data) > LARGEST_FILE:
        raise refusal(too_large())
    if data.startswith(OLD_OFFICE):
        raise refusal(
            _(
                "This file is locked with a password, or is of the old kind (.xls). Open it, take"
                " the password off and save it as .xlsx."
            )
        )
    if data.startswith(ZIP):
        _check_workbook(data)
        return "XLSX"
    _check_text(data)
    return "CSV"


def too_large() -> str:
    return _(
        "This file is larger than %(most)s MB, the most that can be sent. Split it into several"
        " files, each with the headings on top."
    ) % {"most": LARGEST_FILE // MEGABYTE}


def _check_workbook(data: bytes) -> None:
    """Counts what the archive says it holds; Python never unpacks more of a part than it says."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(archive)
    except DAMAGED:
        raise _damaged() from None


def _damaged() -> NotAllowed:
    return refusal(
        _("This spreadsheet is damaged and cannot be opened. Open it, save it again as .xlsx.")
    )


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise refusal(_("This file is locked with a password. Take it off and save it again."))
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED:
        raise refusal(
            _(
                "Unpacked, this file would be %(size)s MB, far more than a list of people. Copy the"
                " rows you need into our template and send that."
            )
            % {"size": unpacked // MEGABYTE}
        )
    if "xl/workbook.xml" not in names:
        raise refusal(_("This is not an Excel spreadsheet. Save the list as .xlsx or .csv."))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise refusal(_("This spreadsheet holds macros. Save it as .xlsx, which has none."))
    for part in parts:
        if _declares(archive, part):
            raise _damaged()


def _declares(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """No spreadsheet program writes a document type: only somebody who means harm, in any part and
    behind whatever stands before it. Text of two bytes a letter is read as well."""
    with archive.open(part) as opened:
        before = b""
        while read := opened.read(MEGABYTE):
            here = before + read.replace(b"\x00", b"")
            if DOCTYPE.search(here):
                return True
            before = here[-LONGEST_MARK:]
    return False


def _check_text(data: bytes) -> None:
    head = data[:4096]
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"<html", b"<!")):
        raise refusal(_("This is not a spreadsheet. Send a .xlsx or .csv file."))
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\x00" in data:
        raise refusal(_("This is not a spreadsheet. Send a .xlsx or .csv file."))


def check_rows(count: int) -> None:
    if count > MOST_ROWS:
        raise refusal(
            _(
                "There are more than %(most)s rows. Split the list into files of at most %(most)s"
                " rows, each with the headings on top, and send them one after the other."
            )
            % {"most": f"{MOST_ROWS:,}"}
        )
