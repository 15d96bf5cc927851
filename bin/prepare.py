"""Make the laptop's service ready: migrations, static files, demo data the first time.

One process for all of it: each start of Django costs a second. Who can sign in is kept
for bin/run.py to print.
"""

from __future__ import annotations

import hashlib
import os
import time

import django
from django.core.management import call_command, get_commands

from . import laptop, quick

STAMP = laptop.LOCAL / "static.sum"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iirms.settings")
    django.setup()
    migrate()
    collect_static()
    if "demo" not in get_commands():
        return
    if empty():
        step("Loading demo data", lambda: call_command("demo"))
    with open(laptop.LOCAL / "sign-ins", "w") as kept:
        call_command("demo", "--sign-ins", stdout=kept)


def migrate() -> None:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        with quick.migrations():
            step(
                f"Applying {len(waiting)} migrations", lambda: call_command("migrate", verbosity=0)
            )


def collect_static() -> None:
    from django.conf import settings

    found = digest(settings)
    if STAMP.exists() and STAMP.read_text() == found and os.path.isdir(settings.STATIC_ROOT):
        return
    step(
        "Collecting style sheets and scripts",
        lambda: call_command("collectstatic", verbosity=0, interactive=False, clear=True),
    )
    STAMP.write_text(found)


def digest(settings) -> str:
    """Changes when a file of ours does, or the pinned libraries that bring theirs."""
    seen = hashlib.sha256(str(settings.STATIC_ROOT).encode())
    for path in sorted((settings.BASE_DIR / "static").rglob("*")):
        if path.is_file():
            seen.update(f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}\n".encode())
    seen.update((settings.BASE_DIR / "requirements.txt").read_bytes())
    return seen.hexdigest()


def empty() -> bool:
    from people.models import Team

    return not Team.objects.exists()


def step(what: str, do) -> None:
    print(f"          {what} ...", flush=True)
    began = time.monotonic()
    do()
    print(f"          {what}: {time.monotonic() - began:.1f} s", flush=True)


if __name__ == "__main__":
    main()
