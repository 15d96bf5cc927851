#!/usr/bin/env python3
"""`make check`: everything that can be known without running a test. All of it runs, then it says."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
APPS = ["audit", "people", "notices", "flags", "referrals", "tiers", "supervision", "imports"]
TYPED = ["rules", "models", "actions", "tasks", "permissions", "schedule"]

# As in production, and nothing is connected to: what is checked is the settings.
PRODUCTION = {
    "SECRET_KEY": "4Zr8w2Lk6Tq0Xv5Nc9Yb3Hd7Mf1Ps4Ju8Ge2Ra6Wo0Ki5Vt9Bx",
    "DATABASE_URL": "postgresql://iirms:password@127.0.0.1:9/iirms?sslmode=require",
    "SITE_URL": "https://iirms.example.nhs.uk",
    "ALLOWED_HOSTS": "iirms.example.nhs.uk",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.nhs.uk:587",
    "BROKER_URL": "amqp://iirms:password@rabbitmq:5672//",
    "PROXIES": "1",
    "LOG_LEVEL": "WARNING",
}
UNSET = ("DEBUG", "PORT", "BIND", "STATIC_ROOT", "DJANGO_SETTINGS_MODULE")


def python(*words: str) -> list[str]:
    return [sys.executable, *words]


def typed_files() -> list[str]:
    rooms = [ROOT / app / room for app in APPS for room in TYPED]
    found = [path.with_suffix(".py") for path in rooms if path.with_suffix(".py").exists()]
    found += [path for path in rooms if path.is_dir()]
    return [str(path.relative_to(ROOT)) for path in found]


def templates() -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html"))


def checks() -> dict[str, list[str]]:
    return {
        "lint": [str(BIN / "ruff"), "check", "--quiet", "."],
        "format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
        "templates": [str(BIN / "djade"), "--check", "--target-version", "5.2", *templates()],
        "deploy": python("manage.py", "check", "--deploy", "--fail-level", "WARNING"),
        # The tests' settings have no pool, which would wait ten seconds for a database.
        "migrations in step": python(
            "manage.py", "makemigrations", "--check", "--dry-run", "--settings", "tests.settings"
        ),
        "types": [str(BIN / "mypy"), *typed_files()],
    }


def run(name: str, words: list[str]) -> tuple[str, int, str, float]:
    began = time.monotonic()
    kept = {key: value for key, value in os.environ.items() if key not in UNSET}
    done = subprocess.run(
        words, cwd=ROOT, env=kept | PRODUCTION, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    return name, done.returncode, done.stdout, time.monotonic() - began


def main() -> None:
    failed = []
    with ThreadPoolExecutor(2) as pool:
        for name, code, said, seconds in pool.map(lambda item: run(*item), checks().items()):
            print(f"{'ok    ' if code == 0 else 'FAILED'} {name} ({seconds:.1f} s)", flush=True)
            if code:
                failed.append(name)
                print("\n".join(f"    {line}" for line in said.strip().splitlines()), flush=True)
    if failed:
        sys.exit(f"\nNot in order: {', '.join(failed)}.")


if __name__ == "__main__":
    main()
