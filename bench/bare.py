"""The bare loop: the least a server can do for the same answer.

A WSGI function that runs the statements recorded from our endpoint, word for word, through the same
driver, and writes what comes back with orjson. No framework, no checks, no templates. What we
measure against it is the price of everything else.
"""

import itertools
import json
import os
import random
import re
import uuid
from datetime import date, datetime

import orjson
from psycopg import ClientCursor
from psycopg_pool import ConnectionPool

MARK = re.compile(r"^\{\{(\w+)(?::(.*))?\}\}$", re.DOTALL)


def load(path):
    with open(path) as source:
        return json.load(source)


SCRIPT = load(os.environ["BENCH_SCRIPT"])
# Who is referred next, by each run of a statement about them.
REFERS = {name for name, statements in SCRIPT.items() if "{{person}}" in json.dumps(statements)}
PEOPLE = itertools.count(int(os.environ["BENCH_PEOPLE"]))
# Django binds on the client, and pghistory sends its context in the same breath as the statement.
pool = ConnectionPool(
    os.environ["BENCH_DSN"],
    min_size=1,
    max_size=4,
    open=True,
    kwargs={"cursor_factory": ClientCursor},
)


def value(param, kept, person):
    """A recorded parameter as it goes out now: ids just returned, fresh references, moments."""
    if not isinstance(param, str):
        return [value(p, kept, person) for p in param] if isinstance(param, list) else param
    match = MARK.match(param)
    if not match:
        return param
    kind, rest = match.groups()
    if kind == "person":
        return person
    if kind == "id":
        return kept[int(rest)]
    if kind == "reference":
        return "Z" + "".join(random.choices("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=7))
    if kind == "uuid":
        return uuid.uuid4()
    if kind == "moment":
        return datetime.fromisoformat(rest)
    return date.fromisoformat(rest)


def run(name):
    answer, kept, person = [], [], next(PEOPLE) if name in REFERS else None
    with pool.connection() as connection, connection.cursor() as cursor:
        for sql, params in SCRIPT[name]:
            cursor.execute(sql, [value(p, kept, person) for p in params] if params else None)
            if cursor.description:
                rows = cursor.fetchall()
                answer.append(rows)
                if "RETURNING" in sql and rows:
                    kept.append(rows[0][0])
    return orjson.dumps(answer, default=str)


def application(environ, start_response):
    body = run(environ["PATH_INFO"].strip("/"))
    start_response(
        "200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    )
    return [body]
