"""Make the laptop's service ready. `schema`: migrations. `static`: style sheets and scripts. `people`:
demo data, the first time; who can sign in is kept for bin/run.py to print.
"""

from __future__ import annotations

import hashlib
import io
import os
import sys
import time

import django
from django.core.management import call_command

from . import laptop, quick

STAMP = laptop.LOCAL / "static.sum"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iirms.settings")
    django.setup()
    {"schema": migrate, "static": collect_static, "people": people}[sys.argv[1]]()


def people() -> None:
    if empty():
        step("Loading demo data", lambda: call_command("demo"))
    written = io.StringIO()
    call_command("demo", "--sign-ins", stdout=written)
    (laptop.LOCAL / "sign-ins").write_text(written.getvalue())


def migrate() -> None:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if half_way(executor.loader):
        sys.exit(
            "The data here was made by an early trial version and cannot be brought forward."
            " `make reset` forgets it; `make run` then starts afresh."
        )
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        with quick.migrations():
            step(
                f"Applying {len(waiting)} migrations", lambda: call_command("migrate", verbosity=0)
            )


def half_way(loader) -> bool:
    """Some of the migrations that one now stands for have run, and the rest are gone."""
    for one in loader.replacements.values():
        ran = [key in loader.applied_migrations for key in one.replaces]
        if any(ran) and not all(ran):
            return True
    return False


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
