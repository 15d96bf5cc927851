"""Every variable the service reads: its name, what it is for, an example. Nothing else reads one
from os.environ: settings, gunicorn and the health check read all of them here.

A missing or malformed variable stops the start with its name and an example, all of them at once.
`.env.example`, docker-compose.yml and bin/ are held to this list by tests/iirms/test_environment.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import environ
import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

REQUIRED: Any = object()
BROKERS = ("pgmq", "amqp", "amqps", "redis", "rediss")
SHORTEST_SECRET = 50


def yes_or_no(text: str) -> bool:
    answers = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}
    if text.lower() not in answers:
        raise ValueError("it is neither true nor false")
    return answers[text.lower()]


def whole_number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError("it is not a whole number")
    return int(text)


def one_or_more(text: str) -> int:
    number = whole_number(text)
    if number < 1:
        raise ValueError("it must be at least 1")
    return number


def names(text: str) -> list[str]:
    found = [name.strip() for name in text.split(",") if name.strip()]
    if not found:
        raise ValueError("it names nothing")
    return found


def secret(text: str) -> str:
    if len(text) < SHORTEST_SECRET:
        raise ValueError(f"it is shorter than {SHORTEST_SECRET} characters")
    return text


def address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
        raise ValueError("it is not the address of a site")
    return text.rstrip("/")


def database(text: str) -> dict[str, Any]:
    """libpq's own parser: a socket's directory, sslmode and every other option pass as written."""
    if not text.startswith(("postgresql://", "postgres://")):
        raise ValueError("it does not start with postgresql://")
    try:
        given = conninfo_to_dict(text)
    except psycopg.ProgrammingError:
        # What libpq says quotes the address, and the address holds a password.
        raise ValueError("PostgreSQL's client cannot read it") from None
    if not given.get("dbname"):
        raise ValueError("it names no database")
    return given


def broker(text: str) -> str:
    if text != "pgmq" and urlsplit(text).scheme not in BROKERS[1:]:
        raise ValueError("it is neither pgmq nor the address of RabbitMQ or Redis")
    return text


def mail(text: str) -> dict[str, Any]:
    if urlsplit(text).scheme not in environ.Env.EMAIL_SCHEMES:
        raise ValueError("it is not the address of a mail server")
    return dict(environ.Env.email_url_config(text))


def log_format(text: str) -> str:
    if text not in {"json", "plain"}:
        raise ValueError("it is neither json nor plain")
    return text


def log_level(text: str) -> str:
    if text.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError("it is none of DEBUG, INFO, WARNING and ERROR")
    return text.upper()


@dataclass(frozen=True)
class Variable:
    name: str
    meaning: str
    example: str
    read: Callable[[str], Any]
    default: Any = REQUIRED


VARIABLES = [
    Variable(
        "SECRET_KEY",
        "signs sessions and password reset links; 50 random characters or more, kept secret",
        "8vGm2sQe7rTzYx4cWb9nKf3jHd6pLa1uVi5oXq0wMyRtBsNkEg",
        secret,
    ),
    Variable(
        "DATABASE_URL",
        "the PostgreSQL 15+ database; libpq's options may follow, like ?sslmode=verify-full",
        "postgresql://iirms:password@db:5432/iirms",
        database,
    ),
    Variable(
        "SITE_URL",
        "the address people type; https turns on secure cookies and HSTS",
        "https://iirms.example.nhs.uk",
        address,
    ),
    Variable(
        "ALLOWED_HOSTS",
        "host names the service answers to, with commas between",
        "iirms.example.nhs.uk",
        names,
    ),
    Variable(
        "EMAIL_URL",
        "the mail server; consolemail:// prints mail instead of sending it",
        "smtp+tls://user:password@mail.example.nhs.uk:587",
        mail,
    ),
    Variable(
        "MAIL_FROM",
        "who mail comes from; empty is no-reply at the site's host",
        "IIRMS <no-reply@iirms.example.nhs.uk>",
        str,
        "",
    ),
    Variable(
        "BROKER_URL",
        "the queue: pgmq is the same database, else RabbitMQ or Redis",
        "amqp://iirms:password@rabbitmq:5672//",
        broker,
        "pgmq",
    ),
    Variable("PORT", "the port the web server listens on", "8000", one_or_more, 8000),
    Variable("BIND", "the address the web server listens on", "0.0.0.0", str, "127.0.0.1"),  # noqa: S104
    Variable("WEB_PROCESSES", "web server processes", "2", one_or_more, 2),
    Variable("WEB_THREADS", "threads in each web process", "4", one_or_more, 4),
    Variable("WORKER_PROCESSES", "tasks one worker runs at a time", "2", one_or_more, 2),
    Variable(
        "PROXIES",
        "how many proxies stand before the web server and set X-Forwarded-For and -Proto",
        "1",
        whole_number,
        0,
    ),
    Variable(
        "SESSION_IDLE_MINUTES",
        "minutes without a page before one is signed out",
        "60",
        one_or_more,
        60,
    ),
    Variable(
        "SESSION_HOURS",
        "hours after which one signs in again, whatever one does",
        "12",
        one_or_more,
        12,
    ),
    Variable("LOG_FORMAT", "json for machines, plain for people", "json", log_format, "json"),
    Variable("LOG_LEVEL", "DEBUG, INFO, WARNING or ERROR", "INFO", log_level, "INFO"),
    Variable(
        "STATIC_ROOT",
        "where collected style sheets and scripts are served from",
        "/srv/iirms/staticfiles",
        str,
        "",
    ),
    Variable(
        "DEMO",
        "a service of invented people: every page says so, and `manage.py demo` may make them",
        "false",
        yes_or_no,
        False,
    ),
    Variable(
        "DEBUG",
        "shows the insides of errors to anybody: never in production",
        "false",
        yes_or_no,
        False,
    ),
]


def read(variables: Mapping[str, str]) -> SimpleNamespace:
    values, problems = {}, []
    for variable in VARIABLES:
        text = variables.get(variable.name, "").strip()
        if text:
            try:
                values[variable.name] = variable.read(text)
            except ValueError as problem:
                problems.append(sentence(variable, f"cannot be used: {problem}"))
        elif variable.default is REQUIRED:
            problems.append(sentence(variable, "is missing"))
        else:
            values[variable.name] = variable.default
    if problems:
        raise ImproperlyConfigured("\n" + "\n".join(problems))
    return SimpleNamespace(**values)


def sentence(variable: Variable, problem: str) -> str:
    return (
        f"{variable.name} {problem} ({variable.meaning})."
        f" For example: {variable.name}={variable.example}"
    )
