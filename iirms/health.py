"""Is the process alive; can it do its work? Asked by balancers, answered without sign-in."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.views.decorators.cache import never_cache

from .celery import app


@never_cache
@login_not_required
def live(request):
    return JsonResponse({"status": "up"})


@never_cache
@login_not_required
def ready(request):
    checks = {
        "database": _database(),
        "migrations": _migrations(),
        "broker": _broker(),
    }
    fine = all(answer == "ok" for answer in checks.values())
    body = {"status": "ready" if fine else "not ready", "checks": checks}
    return JsonResponse(body, status=200 if fine else 503)


def _database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "no answer"
    return "ok"


def _migrations():
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "unknown"
    return f"{len(waiting)} to apply" if waiting else "ok"


def _broker():
    try:
        with app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except Exception:  # each transport raises its own kind; the answer is the same
        return "no answer"
    return "ok"
