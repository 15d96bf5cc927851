"""Make the laptop's service ready: migrations, static files, demo data the first time.

One process for all of it: each start of Django costs a second. `--sign-ins` prints who can sign in.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time

import django

from . import laptop

STAMP = laptop.LOCAL / "static.sum"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iirms.settings")
    django.setup()
    if "--sign-ins" in sys.argv[1:]:
        demo("--sign-ins")
        return
    migrate()
    collect_static()
    if empty():
        step("Loading demo data", lambda: demo())


def migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        step(f"Applying {len(waiting)} migrations", lambda: call_command("migrate", verbosity=0))


def collect_static() -> None:
    from django.conf import settings
    from django.core.management import call_command

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


def demo(*words: str) -> None:
    from django.core.management import call_command, get_commands

    if "demo" in get_commands():
        call_command("demo", *words)


def step(what: str, do) -> None:
    print(f"          {what} ...", flush=True)
    began = time.monotonic()
    do()
    print(f"          {what}: {time.monotonic() - began:.1f} s", flush=True)


if __name__ == "__main__":
    main()
