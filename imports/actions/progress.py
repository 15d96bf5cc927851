"""How many rows are done, seen from outside while the one transaction is still open."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection

Told = Callable[[int], None]
EVERY = 250


def tell_progress(sheet_id: int) -> Told:
    """Call with each number of rows done; every 250th is written, by a connection of its own."""
    done = told = 0

    def tell(rows: int) -> None:
        nonlocal done, told
        done += rows
        if done - told >= EVERY:
            told = done
            _write(sheet_id, done)

    return tell


def _write(sheet_id: int, done: int) -> None:
    beside = connection.copy()
    try:
        with beside.cursor() as cursor:
            cursor.execute(
                "UPDATE imports_sheetprogress SET rows_done = %s WHERE sheet_id = %s",
                [done, sheet_id],
            )
    finally:
        beside.close()
