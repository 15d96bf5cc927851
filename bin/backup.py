#!/usr/bin/env python3
"""`make backup` and `make restore FILE=...`: the whole database in one compressed file and back.

Works on the checkout's own database, or on the one DATABASE_URL names.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bin import laptop, postgres  # noqa: E402

FOLDER = ROOT / "backups"


def main() -> None:
    words = sys.argv[1:]
    if os.environ.get("DATABASE_URL"):
        go(words, os.environ["DATABASE_URL"])
        return
    server = laptop.server()
    started = server.start()
    server.create_database(laptop.DATABASE)
    try:
        if words[:1] == ["restore"] and server.in_use():
            sys.exit("The service is running. Stop it (Ctrl-C in its window), then restore.")
        go(words, server.url(laptop.DATABASE))
    finally:
        if started:
            server.stop()


def go(words: list[str], database: str) -> None:
    if words == ["save"]:
        save(database)
    elif words[:1] == ["restore"] and len(words) == 2 and words[1]:
        restore(database, Path(words[1]))
    else:
        sys.exit("Say which backup: make restore FILE=backups/iirms-2026-11-23-1000.dump")


def save(database: str) -> None:
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    target = FOLDER / f"iirms-{datetime.now():%Y-%m-%d-%H%M%S}.dump"  # noqa: DTZ005
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        done = tool("pg_dump", "--format=custom", "--no-owner", f"--dbname={database}", stdout=out)
    if done.returncode:
        give_up(target, f"The backup failed: {last_words(done)}")
    # A backup nobody can read is none: the list of its contents must come out.
    listed = tool("pg_restore", "--list", str(target), stdout=subprocess.PIPE)
    if listed.returncode:
        give_up(target, f"The backup cannot be read back: {last_words(listed)}")
    print(
        f"{target.relative_to(ROOT)} ({target.stat().st_size // 1024} kB, personal data: keep it safe)"
    )


def give_up(target: Path, why: str) -> NoReturn:
    """What lies in the folder can be restored, all of it."""
    target.unlink()
    sys.exit(why)


def restore(database: str, source: Path) -> None:
    """All of it or nothing, and never over other data."""
    if not source.exists():
        sys.exit(f"There is no file {source}.")
    tables = tool(
        "psql", "-tAc", "SELECT count(*) FROM pg_class WHERE relname = 'django_migrations'",
        f"--dbname={database}", stdout=subprocess.PIPE,
    )  # fmt: skip
    if tables.returncode:
        sys.exit(f"The database cannot be reached: {last_words(tables)}")
    if tables.stdout.strip() != b"0":
        sys.exit(
            "This database holds data already. `make backup` it, then `make reset`, then restore."
        )
    done = tool(
        "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner",
        f"--dbname={database}", str(source), stdout=subprocess.PIPE,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"Nothing was restored: {last_words(done)}")
    print(f"Restored from {source}.")


def tool(program: str, *words: str, stdout) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(postgres.binaries() / program), *words],
        stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE, check=False,
    )  # fmt: skip


def last_words(done: subprocess.CompletedProcess) -> str:
    said = (done.stderr or b"").decode(errors="replace").strip().splitlines()
    return said[-1] if said else f"it said nothing (exit {done.returncode})"


if __name__ == "__main__":
    try:
        main()
    except postgres.CannotStart as problem:
        sys.exit(str(problem))
