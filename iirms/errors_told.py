"""An error as the log tells it: where, of what kind, and nothing of the row it was about.

PostgreSQL explains itself with the whole row ("Failing row contains ..."), or with the statement and
the values in it. The state, the table and the constraint say as much to whoever mends it.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from typing import Any

import psycopg
from django.db import Error as DatabaseError
from structlog.typing import EventDict, ExcInfo

OF_THE_DATABASE = (DatabaseError, psycopg.Error)
KNOWN = ("sqlstate", "table_name", "column_name", "constraint_name")


def told(exc_info: ExcInfo) -> str:
    parts = [_told_one(error) for error in _chain(exc_info[1])]
    return "\n\nThen:\n\n".join(reversed(parts))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        before = None if error.__suppress_context__ else error.__context__
        error = error.__cause__ or before


def _told_one(error: BaseException) -> str:
    places = "".join(traceback.format_tb(error.__traceback__))
    return f"Traceback (most recent call last):\n{places}{_last_line(error)}"


def _last_line(error: BaseException) -> str:
    if not isinstance(error, OF_THE_DATABASE):
        return "".join(traceback.format_exception_only(error)).strip()
    diag = getattr(error, "diag", None) or getattr(error.__cause__, "diag", None)
    said = [found for name in KNOWN if (found := getattr(diag, name, None))]
    return f"{type(error).__module__}.{type(error).__qualname__}: {' '.join(said)}".rstrip(": ")


def leave_to_the_traceback(_logger: Any, _method: str, line: EventDict) -> EventDict:
    """Celery and django-structlog write the error's words into their own line as well."""
    if line.get("exc_info"):
        line.pop("error", None)
        task = getattr(line.get("_record"), "data", None)
        if isinstance(task, dict):
            line["event"] = f"Task {task.get('name')}[{task.get('id')}] failed"
    return line
