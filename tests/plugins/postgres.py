"""One throw-away PostgreSQL for the whole run, durable for nobody.

Started by tests/settings.py, which pytest-django reads before it opens any connection; the processes
of `pytest -n` inherit its address. (A plugin named in `addopts` would be looked for before the
checkout is on the path, so that a bare `.venv/bin/pytest` failed.)

The migrations run once, into a template that every process's database is copied from. Its dump is kept
in .local/ under a name made from the migrations themselves, so the next run need not run them.
"""

import atexit
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".local" / "test-template"
PREFIX = "iirms-test-"
TEMPLATE = "iirms_template"


def start():
    """Nothing to do when there is a database: under xdist it is the parent's."""
    if os.environ.get("DATABASE_URL"):
        return
    from bin.postgres import Server

    sweep_up()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    folder.chmod(0o755)
    (folder / "owner").write_text(str(os.getpid()))
    server = Server(folder / "pg", quick=True)
    atexit.register(stop, server, folder, os.getpid())
    server.start()
    server.create_database("iirms")
    server.create_database(TEMPLATE)
    fill(server)
    os.environ["DATABASE_URL"] = server.url("iirms")
    os.environ["IIRMS_TEST_TEMPLATE"] = TEMPLATE


def fill(server):
    """The template, from the kept dump or by the migrations."""
    dump = KEPT / f"{fingerprint(server)}.sql"
    at = f"--dbname={server.url(TEMPLATE)}"
    if dump.exists():
        call(
            server.bin / "psql",
            "--quiet",
            "-v",
            "ON_ERROR_STOP=1",
            "-1",
            "-f",
            dump,
            "-o",
            os.devnull,
            at,
        )
        return
    migrate(server)
    KEPT.mkdir(parents=True, exist_ok=True)
    for old in sorted(KEPT.glob("*.sql"), key=lambda path: path.stat().st_mtime)[:-5]:
        old.unlink(missing_ok=True)
    making = dump.with_suffix(f".{os.getpid()}")
    call(server.bin / "pg_dump", "--no-owner", "--file", making, at)
    making.rename(dump)


def migrate(server):
    done = subprocess.run(
        [sys.executable, "bin/quick.py"],
        cwd=ROOT,
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": server.url(TEMPLATE)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"The migrations failed:\n{done.stdout}{done.stderr}")


def fingerprint(server):
    """Changes with any migration, any pinned library and the server's version."""
    seen = hashlib.sha256(str(server.bin).encode())
    files = sorted(ROOT.glob("*/migrations/*.py"))
    for path in [*files, ROOT / "requirements.txt", ROOT / "iirms" / "settings.py"]:
        seen.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return seen.hexdigest()[:16]


def call(*words):
    done = subprocess.run(
        [str(word) for word in words], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr.decode(errors="replace"))


def stop(server, folder, owner):
    if os.getpid() == owner:  # a forked child runs our atexit too
        server.destroy()
        shutil.rmtree(folder, ignore_errors=True)


def sweep_up():
    """A run that was killed leaves its server behind; its owner's number says so."""
    from bin.postgres import Server

    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            owner = int((folder / "owner").read_text())
        except (OSError, ValueError):
            continue
        if not Path(f"/proc/{owner}").exists() and Path("/proc/self").exists():
            Server(folder / "pg", quick=True).destroy()
            shutil.rmtree(folder, ignore_errors=True)
