"""One throw-away PostgreSQL for the whole run, durable for nobody.

Started by tests/settings.py, which pytest-django reads before it opens any connection; the processes
of `pytest -n` inherit its address. (A plugin named in `addopts` would be looked for before the
checkout is on the path, so that a bare `.venv/bin/pytest` failed.)
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

PREFIX = "iirms-test-"


def start():
    """Nothing to do when there is a database: the system's in .ci/run, the parent's under xdist."""
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
    os.environ["DATABASE_URL"] = server.url("iirms")


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
