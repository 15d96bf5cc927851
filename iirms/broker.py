"""The queue. By default it lives in the service's own database (kombu's pgmq transport).

So a task sent inside a transaction leaves with the commit or not at all: `_put` below writes the
message on Django's own connection. With RabbitMQ or Redis, `Task` waits for the commit instead.
docs/decisions/0002-broker-in-the-database.md says why, and what is fenced off here.
"""

from __future__ import annotations

import os
from functools import partial
from typing import Any

import orjson
from celery import Task as CeleryTask
from django.conf import settings
from django.db import connection, transaction
from kombu.transport import pgmq, virtual
from psycopg.conninfo import make_conninfo

# Made by a migration: a publisher never has to create it inside somebody's transaction.
QUEUE = "iirms"
# Seconds a task may run, and of these how many it has left when it is asked to stop.
TASK_LIMIT = 300
TO_CLEAR_UP = 30
# Longer than any task may run, or a running task would be handed to a second worker.
VISIBILITY = 600

# libpq reads these where the pgmq client drops the options of an address.
LIBPQ = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslcrl": "PGSSLCRL",
    "channel_binding": "PGCHANNELBINDING",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
    "gssencmode": "PGGSSENCMODE",
    "options": "PGOPTIONS",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "application_name": "PGAPPNAME",
}


class Channel(pgmq.Channel):
    def _put(self, queue: str, message: dict[str, Any], **kwargs: Any) -> None:
        if not connection.in_atomic_block:
            super()._put(queue, message, **kwargs)
            return
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pgmq.send(%s, %s::jsonb)",
                [self._queue_name(queue), orjson.dumps(message).decode()],
            )

    def _new_queue(self, queue: str, **kwargs: Any) -> None:
        if queue != QUEUE:
            super()._new_queue(queue, **kwargs)


class Transport(pgmq.Transport):
    Channel = Channel

    def establish_connection(self) -> Any:
        """Inside a transaction there is a connection already, and nothing else is needed to send."""
        if connection.in_atomic_block:
            return virtual.Transport.establish_connection(self)
        return super().establish_connection()

    def _create_pgmq_client(self) -> Any:
        """Asked late: a test run gives the database another name after the settings were read."""
        client: Any = self.client
        client.transport_options["conn_string"] = conn_string()
        return super()._create_pgmq_client()


class Task(CeleryTask):
    """With another broker there is no common commit: the message waits for ours."""

    def apply_async(self, *args: Any, **options: Any) -> Any:
        if in_database() or not connection.in_atomic_block or self.app.conf.task_always_eager:
            return super().apply_async(*args, **options)
        transaction.on_commit(partial(super().apply_async, *args, **options))
        return None


def in_database() -> bool:
    return settings.BROKER_URL == "pgmq"


def conn_string() -> str:
    """libpq's keywords: the client misreads a socket's folder in an address (`?host=/run/...`)."""
    found = connection.settings_dict
    pass_on_options(found["OPTIONS"])
    known = {
        "host": found["HOST"],
        "port": found["PORT"],
        "dbname": found["NAME"],
        "user": found["USER"],
        "password": found["PASSWORD"],
    }
    return make_conninfo(**{name: value for name, value in known.items() if value})


def pass_on_options(options: dict[str, Any]) -> None:
    for name, variable in LIBPQ.items():
        if name in options:
            os.environ.setdefault(variable, str(options[name]))


def configuration() -> dict[str, Any]:
    """What Celery is told, by broker."""
    if in_database():
        return {
            "broker_url": "pgmq://localhost//",
            "broker_transport": "iirms.broker.Transport",
            "broker_transport_options": {
                "init_extension": False,
                "visibility_timeout": VISIBILITY,
                "wait_time_seconds": 1,
                "polling_interval": 0.1,
                "pool_size": 2,
                "pool_timeout": 5,
            },
        }
    if settings.BROKER_URL.startswith("redis"):
        # Without the last two a lost task comes back only after 100 sweeps of 10 s.
        options = {
            "visibility_timeout": VISIBILITY,
            "unacked_restore_interval": 2,
            "unacked_restore_throttle": 1,
        }
        return {"broker_url": settings.BROKER_URL, "broker_transport_options": options}
    return {
        "broker_url": settings.BROKER_URL,
        # Sent is said only when RabbitMQ has written it down.
        "broker_transport_options": {"confirm_publish": True},
    }
