"""A real Celery worker on the test's own database, to be killed."""

import os
import subprocess
import sys
import time
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]

# What a dead worker held comes back after three seconds here; in the service it is ten minutes.
BEFORE = """
import os, time
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
from iirms import broker
broker.VISIBILITY = 3
from iirms.celery import app
import django
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
from django.db import connection
"""

AFTER = """
app.worker_main(["--quiet", "worker", "--concurrency", "2", "--hostname", "k@t", "--without-gossip",
                 "--without-mingle", "--loglevel", "ERROR"])
"""


def start_worker(tasks=""):
    """Its own process group, so that a kill reaches the children. `tasks`: source of more of them."""
    return subprocess.Popen(
        [sys.executable, "-c", BEFORE + tasks + AFTER],
        cwd=ROOT,
        env=os.environ
        | {"TEST_DATABASE": connection.settings_dict["NAME"], "PYTHONWARNINGS": "ignore"},
        start_new_session=True,
        stdin=subprocess.DEVNULL,
    )


def waiting():
    """Messages that are not done with."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pgmq.q_iirms")
        return cursor.fetchone()[0]


def empty_the_queue():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM pgmq.q_iirms")


def until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")
