"""Writes down the statements one request makes, so that the bare loop can make the same ones."""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import psycopg
from django.db import connection
from psycopg.types.json import Json, Jsonb

SILENT = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO")


@contextmanager
def recorded():
    """Yields the list that fills with [sql, params] while the request runs."""
    connection.ensure_connection()
    made: list[list[Any]] = []
    returned: list[Any] = []
    real = connection.connection
    before = real.cursor_factory

    class Recorder(before):  # type: ignore[misc, valid-type]
        def execute(self, query, params=None, **options):
            text = query if isinstance(query, str) else bytes(query).decode()
            answer = super().execute(query, params, **options)
            if not text.startswith(SILENT):
                made.append([text, [plain(p, returned) for p in params or ()]])
                if "RETURNING" in text and self.description:
                    row = self.fetchone()
                    returned.append(row[0])
                    self.scroll(0, mode="absolute")
            return answer

    real.cursor_factory = Recorder
    try:
        yield made
    finally:
        real.cursor_factory = before


def plain(param: Any, returned: list[Any]) -> Any:
    """A parameter as JSON, with a mark where each run needs its own value."""
    if isinstance(param, Json | Jsonb):
        return orjson_text(param.obj)
    if isinstance(param, list | tuple):
        return [plain(p, returned) for p in param]
    if isinstance(param, bool) or param is None:
        return param
    if isinstance(param, int) and param in returned:
        return f"{{{{id:{returned.index(param)}}}}}"
    if isinstance(param, uuid.UUID):
        return "{{uuid}}"
    if isinstance(param, datetime):
        return f"{{{{moment:{param.isoformat()}}}}}"
    if isinstance(param, date):
        return f"{{{{day:{param.isoformat()}}}}}"
    # An address, an enum's text: as PostgreSQL reads them.
    return param if isinstance(param, str | int | float) else str(param)


def orjson_text(value: Any) -> str:
    import orjson

    return orjson.dumps(value, default=str).decode()


def connection_string() -> str:
    found = connection.settings_dict
    return psycopg.conninfo.make_conninfo(
        host=found["HOST"],
        user=found["USER"],
        password=found["PASSWORD"] or None,
        port=found["PORT"] or None,
        dbname=found["NAME"],
    )
