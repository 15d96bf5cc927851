#!/usr/bin/env python3
"""Build .venv from the pinned, hashed requirements. `bin/install.py local` to run, `dev` to test.

uv does it in seconds; where uv cannot be had, pip does the same from the same file.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / ".stamp"
UV = ROOT / ".local" / "uv"
OLDEST = (3, 11)
ROOM = 1_500_000_000


class CannotBuild(Exception):
    """Says what is missing and the one line that mends it."""


def build(which: str) -> None:
    if STAMP.exists() and STAMP.read_text().split()[:1] in wanted(which):
        return
    began = time.monotonic()
    check_machine()
    say(f"Installing what requirements-{which}.txt pins into .venv ...")
    if not has_pip():
        run([sys.executable, "-m", "venv", "--clear", str(VENV)], "making .venv")
    if not with_uv(which):
        run(
            [str(python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
             "--require-hashes", "-r", f"requirements-{which}.txt"],
            "installing with pip",
        )  # fmt: skip
    STAMP.write_text(f"{digest(which)} {which}\n")
    say(f"Installed in {time.monotonic() - began:.0f} s.")


def has_pip() -> bool:
    """A start that was killed may have left a .venv without it, where nothing more can be installed."""
    if not python().exists():
        return False
    asked = [str(python()), "-m", "pip", "--version"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def wanted(which: str) -> list[list[str]]:
    """What tests need holds all that running needs."""
    return [[digest(name)] for name in {which, "dev"}]


def digest(which: str) -> str:
    pinned = (ROOT / f"requirements-{which}.txt").read_bytes()
    return hashlib.sha256(pinned + repr(sys.version_info[:2]).encode()).hexdigest()


def python() -> Path:
    return VENV / "bin" / "python"


def check_machine() -> None:
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:2]))
        raise CannotBuild(
            f"This is Python {found}; IIRMS needs 3.11 or later. Say which: PYTHON=python3.12 make run"
        )
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise CannotBuild(
            "Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv"
        )
    if shutil.disk_usage(ROOT).free < ROOM and not python().exists():
        raise CannotBuild(f"Less than 1.5 GB of disk is free at {ROOT}. Make room and try again.")


def with_uv(which: str) -> bool:
    uv = UV / "bin" / "uv"
    if not uv.exists():
        subprocess.run(
            [str(python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
             "--require-hashes", "--target", str(UV), "-r", "requirements-uv.txt"],
            cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, check=False,
        )  # fmt: skip
    if not uv.exists():
        return False
    synced = subprocess.run(
        [str(uv), "pip", "sync", "--quiet", "--require-hashes", "--python", str(python()),
         f"requirements-{which}.txt"],
        cwd=ROOT,
        env=os.environ | {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1", "UV_HTTP_TIMEOUT": "20"},
        stdin=subprocess.DEVNULL, capture_output=True, check=False,
    )  # fmt: skip
    if synced.returncode:
        say("uv could not; trying pip, which takes longer ...")
    return synced.returncode == 0


def run(words: list[str], what: str) -> None:
    done = subprocess.run(
        words, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-6:])
        raise CannotBuild(f"It failed while {what}:\n{said}")


def say(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    try:
        build(sys.argv[1] if len(sys.argv) > 1 else "local")
    except (CannotBuild, OSError) as problem:
        sys.exit(f"{problem}")
