"""Every problem of a spreadsheet, as a list to work through."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from iirms.cells import harmless


def as_csv(top: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(top)
    writer.writerows([[harmless(str(cell)) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")
