"""Is the process alive; can it do its work? Asked by balancers, answered without sign-in."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import broker
from .celery import app
from .tasks import SILENCE, seconds_since_heartbeat

OK = "ok"
# Applied migrations stay applied while this process lives: the folder is read until they are.
_in_step = False


@require_safe
@never_cache
@login_not_required
def live(request):
    return JsonResponse({"status": "up"})


@require_safe
@never_cache
@login_not_required
def ready(request):
    checks = {"database": _database(), "migrations": _migrations(), "broker": _broker()}
    fine = all(answer == OK for answer in checks.values())
    body = {
        "status": "ready" if fine else "not ready",
        # A page can be served while no worker runs: told, not held against this process.
        "checks": checks | {"worker": _worker()},
    }
    return JsonResponse(body, status=200 if fine else 503)


def _database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "no answer"
    return OK


def _migrations():
    global _in_step
    if _in_step:
        return OK
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "unknown"
    _in_step = not waiting
    return f"{len(waiting)} to apply" if waiting else OK


def _broker():
    try:
        if broker.in_database():
            return _queue()
        with app.connection_for_write() as server:
            server.ensure_connection(max_retries=1, timeout=2)
    except Exception:  # each transport raises its own kind; the answer is the same
        return "no answer"
    return OK


def _queue():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pgmq.meta WHERE queue_name = %s", [broker.QUEUE])
        return OK if cursor.fetchone() else "no queue"


def _worker():
    try:
        silent = seconds_since_heartbeat(timezone.now())
    except DatabaseError:
        return "unknown"
    if silent is None:
        return "not heard yet"
    return OK if silent < SILENCE else f"silent for {silent} s"
