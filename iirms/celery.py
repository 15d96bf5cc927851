"""Jobs: how they are run, and when the clock starts them."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from django.db import OperationalError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iirms.settings")

app = Celery("iirms", task_cls="iirms.broker:Task")

# For `@shared_task(**AGAIN)`: a database that was away for a moment is tried again, a little later
# each time. And whatever mails: a server that cannot be reached or refuses raises an OSError
# (smtplib.SMTPException is one).
AGAIN: dict[str, Any] = {
    "autoretry_for": (OperationalError,),
    "retry_backoff": 5,
    "retry_kwargs": {"max_retries": 5},
    "acks_late": True,
}
MAIL_AGAIN = AGAIN | {"autoretry_for": (OperationalError, OSError)}


class Config:
    timezone = "Europe/London"
    enable_utc = True

    task_default_queue = "iirms"
    task_ignore_result = True
    # A task is done when it is done: a worker that dies gives its tasks back.
    task_acks_late = True
    task_reject_on_worker_lost = True
    worker_prefetch_multiplier = 1
    broker_connection_retry_on_startup = True
    broker_connection_max_retries = None
    worker_cancel_long_running_tasks_on_connection_loss = True
    # Remote control needs a reply queue of each worker's own, whose long name pgmq refuses.
    worker_enable_remote_control = False
    worker_send_task_events = False
    worker_max_tasks_per_child = 500
    worker_hijack_root_logger = False
    task_serializer = "json"
    accept_content = ("json",)

    beat_schedule = {
        "flags at night": {"task": "flags.schedule.sweep", "schedule": crontab(hour=2, minute=10)},
        "flags of the quarter hour": {
            "task": "flags.schedule.sweep",
            "schedule": crontab(minute="*/15", hour="6-20"),
            "kwargs": {"quick": True},
        },
        "digests": {"task": "flags.schedule.send_digests", "schedule": crontab(hour=7, minute=0)},
        "heartbeat": {"task": "iirms.tasks.heartbeat", "schedule": 60.0},
        "spreadsheets kept long enough": {
            "task": "imports.schedule.forget",
            "schedule": crontab(hour=3, minute=40),
        },
        "sessions that ended": {
            "task": "iirms.tasks.clear_sessions",
            "schedule": crontab(hour=3, minute=20),
        },
    }


app.config_from_object(Config)


@app.on_configure.connect
def configure(sender, **_rest):
    """What the settings say; asked late, because they are read after this file."""
    from django.conf import settings

    from . import broker

    sender.conf.update(
        broker.configuration()
        | {
            "worker_concurrency": settings.WORKER_PROCESSES,
            "task_time_limit": broker.TASK_LIMIT,
            "task_soft_time_limit": broker.TASK_LIMIT - broker.TO_CLEAR_UP,
        }
    )


app.autodiscover_tasks()
# Nightly work stands above actions in each app, letters below: two rooms, one queue.
app.autodiscover_tasks(related_name="schedule")
