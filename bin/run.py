#!/usr/bin/env python3
"""The whole service with one command: `make run`, or this file where there is no make.

Starts PostgreSQL, brings it up to date, then runs web, worker and beat, and stops all of them together.
Standard library only, because it runs before anything is installed.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bin import install, laptop, postgres  # noqa: E402

RECORD = laptop.LOCAL / "running.json"
LOCK = laptop.LOCAL / "lock"
SIGN_INS = laptop.LOCAL / "sign-ins"
PATIENCE = 60
STOPPING = 8
LONGEST_PAUSE = 30
# One list of what runs, here and in docker-compose.yml; tests/iirms/test_processes.py holds them together.
PROCESSES = {
    "web": ["gunicorn", "--config", "python:iirms.gunicorn", "iirms.wsgi"],
    # Each worker has a name of its own: here there is one, in compose as many as machines (%h).
    "worker": ["celery", "--quiet", "--app", "iirms", "worker", "--without-gossip",
               "--without-mingle", "--hostname", "{node}", "--loglevel", "WARNING"],
    "beat": ["celery", "--quiet", "--app", "iirms", "beat", "--schedule", "{state}/beat",
             "--pidfile", "", "--loglevel", "WARNING"],
}  # fmt: skip
# The node's name becomes a queue's name, and pgmq's may have 47 characters: a short one.
NODE = "w1@iirms"

BEGAN = time.monotonic()


class CannotRun(Exception):
    """Says what went wrong and the way out."""


def main() -> None:
    reset = "--reset" in sys.argv[1:]
    laptop.LOCAL.mkdir(exist_ok=True)
    with only_one():
        clear_up_after_a_killed_run()
        if reset:
            forget()
            return
        check_port()
        install.build("local")
        if not running_in_venv():
            os.execv(install.python(), [str(install.python()), str(Path(__file__).resolve())])
        serve()


def serve() -> None:
    database = start_database()
    children: list[Child] = []
    under_way: list[subprocess.Popen[bytes]] = []

    def begin(what: str) -> subprocess.Popen[bytes]:
        under_way.append(prepare(what))
        return under_way[-1]

    try:
        schema = begin("schema")
        finish(begin("static"))
        children = [Child(name) for name in PROCESSES]
        say("Starting the web server, which is ready once the migrations are through ...")
        start(children[:1])
        finish(schema)
        say("Starting worker and beat ...")
        start(children)
        wait_until_ready(children[0])
        say(f"The service answers at {address()}")
        if database is None or not SIGN_INS.exists():
            finish(begin("people"))
        welcome()
        watch(children)
    finally:
        stop(under_way, children, database)


# --- One at a time --------------------------------------------------------------------------------


@contextlib.contextmanager
def only_one():
    """The lock dies with us, however we die."""
    held = open(LOCK, "a+")  # noqa: SIM115
    os.set_inheritable(held.fileno(), True)  # through execv into the environment's own Python
    try:
        if os.environ.get("IIRMS_LOCK") != str(os.getpid()):
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CannotRun(
            f"IIRMS is already running from this folder{where()}. Stop it there with Ctrl-C."
        ) from None
    os.environ["IIRMS_LOCK"] = str(os.getpid())
    yield
    held.close()


def where() -> str:
    try:
        written = json.loads(RECORD.read_text())
        return f" at {written['address']} (process {written['supervisor']})"
    except (OSError, ValueError, KeyError):
        return ""


def write_down(children: list[Child]) -> None:
    record = {
        "supervisor": os.getpid(),
        "address": address(),
        "children": [[child.pid, born(child.pid)] for child in children],
    }
    RECORD.write_text(json.dumps(record))


def clear_up_after_a_killed_run() -> None:
    """We hold the lock, so whoever wrote the record is gone; its children may not be."""
    try:
        children = json.loads(RECORD.read_text())["children"]
    except (OSError, ValueError, KeyError):
        return
    left = [pid for pid, birth in children if birth and born(pid) == birth]
    if left:
        say(f"The last run was killed: stopping {len(left)} process(es) it left behind.")
        end_groups(left)
    RECORD.unlink(missing_ok=True)


def born(pid: int) -> str:
    """A process number is used again; with the moment of its birth it is one process."""
    asked = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    state, _, birth = asked.stdout.strip().partition(" ")
    return "" if state.startswith("Z") else birth.strip()


# --- Before -----------------------------------------------------------------------------------------


def running_in_venv() -> bool:
    return Path(sys.prefix).resolve() == install.VENV.resolve()


def check_port() -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port()))
        except PermissionError:
            raise CannotRun(
                f"Port {port()} needs root. Choose another: PORT=8001 make run"
            ) from None
        except OSError:
            raise CannotRun(
                f"Port {port()} is taken by another program."
                f" Choose another: PORT={port() + 1} make run"
            ) from None


def port() -> int:
    given = os.environ.get("PORT") or "8000"
    if not given.isdigit() or not 0 < int(given) < 65536:
        raise CannotRun(f"PORT is {given}; it must be a number, like PORT=8001 make run")
    return int(given)


def address() -> str:
    return f"http://127.0.0.1:{port()}/"


def start_database():
    """The private server, or None when DATABASE_URL names one."""
    if os.environ.get("DATABASE_URL"):
        say("Using the database that DATABASE_URL names.")
        os.environ.update(laptop.environment())
        return None
    say("Starting PostgreSQL ...")
    database = laptop.server()
    if laptop.LOCAL not in database.folder.parents:
        say(
            f"PostgreSQL may not run as root nor read this folder: its data is in {database.folder}"
        )
    if not database.start():
        say("It was up already: the last run was killed, or something else uses it.")
    database.create_database(laptop.DATABASE)
    os.environ.update(laptop.environment(), DATABASE_URL=database.url(laptop.DATABASE))
    return database


def prepare(what: str) -> subprocess.Popen[bytes]:
    """One of the preparations in bin/prepare.py, which says what it does. Ctrl-C is ours to pass on."""
    return subprocess.Popen(
        [sys.executable, "-m", "bin.prepare", what],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=die_with_parent,
    )


def finish(preparation: subprocess.Popen[bytes]) -> None:
    if preparation.wait():
        raise CannotRun("The database could not be made ready. What it said is above.")


def forget() -> None:
    import shutil

    if not install.python().exists():
        return
    if not running_in_venv():
        os.execv(
            install.python(), [str(install.python()), str(Path(__file__).resolve()), "--reset"]
        )
    say("Forgetting the data of this checkout ...")
    laptop.server().destroy()
    for kept in (
        "secret",
        "sign-ins",
        "beat",
        "beat.dat",
        "beat.dir",
        "beat.bak",
        "static",
        "static.sum",
    ):
        path = laptop.LOCAL / kept
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    say("Done. `make run` starts afresh.")


# --- While it runs --------------------------------------------------------------------------------


class Child:
    """One process of the service, in a group of its own, brought back when it dies."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.process: subprocess.Popen | None = None
        self.pause = 1
        self.start_again_at = 0.0
        self.started_at = 0.0

    @property
    def pid(self) -> int:
        return self.process.pid if self.process else 0

    def start(self) -> None:
        words = [word.format(state=laptop.LOCAL, node=NODE) for word in PROCESSES[self.name]]
        self.process = subprocess.Popen(
            [str(install.VENV / "bin" / words[0]), *words[1:]],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            env=os.environ | {"PYTHONWARNINGS": "ignore:::celery.platforms"},  # root, on a laptop
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        self.started_at = time.monotonic()
        self.start_again_at = 0.0

    def look(self) -> bool:
        """True when it was started anew."""
        if self.process is not None and self.process.poll() is not None:
            lived = time.monotonic() - self.started_at
            self.pause = 1 if lived > PATIENCE else min(self.pause * 2, LONGEST_PAUSE)
            say(f"{self.name} ended ({ending(self.process.returncode)}); back in {self.pause} s.")
            self.start_again_at = time.monotonic() + self.pause
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)  # what it left behind
            self.process = None
        if self.process is None and time.monotonic() >= self.start_again_at:
            self.start()
            return True
        return False


def ending(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit {code}"


LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Linux: when we are killed outright, the child is told to stop."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def start(children: list[Child]) -> None:
    for child in children:
        if child.process is None:
            child.start()
    write_down(children)


def wait_until_ready(web: Child) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if ready():
            return
        if web.process is not None and web.process.poll() is not None:
            raise CannotRun("The web server would not start. What it said is above.")
        time.sleep(0.1)
    raise CannotRun(f"No answer from {address()}health/ready within {PATIENCE} s.")


def ready() -> bool:
    try:
        with urllib.request.urlopen(f"{address()}health/ready", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def welcome() -> None:
    say(f"Ready at {address()}")
    print(flush=True)
    with contextlib.suppress(OSError):
        print(SIGN_INS.read_text().rstrip(), flush=True)
    print(f"\nOpen {address()} · stop with Ctrl-C · forget the data with make reset\n", flush=True)


def watch(children: list[Child]) -> None:
    while True:
        time.sleep(0.5)
        anew = [child.name for child in children if child.look()]
        if anew:
            write_down(children)


def stop(preparations: list[subprocess.Popen[bytes]], children: list[Child], database) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    print(flush=True)
    say("Stopping ...")
    for preparation in preparations:  # before the database goes from under them
        preparation.terminate()
        preparation.wait()
    end_groups([child.pid for child in children if child.process], reap=children)
    if database is not None:
        database.stop()
    RECORD.unlink(missing_ok=True)
    say("Stopped.")


def end_groups(leaders: list[int], reap: list[Child] = ()) -> None:
    """Ask each to finish, then end what is left of its group."""
    for leader in leaders:
        with contextlib.suppress(ProcessLookupError):
            os.kill(leader, signal.SIGTERM)
    until = time.monotonic() + STOPPING
    while time.monotonic() < until and any(alive(leader, reap) for leader in leaders):
        time.sleep(0.05)
    for leader in leaders:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(leader, signal.SIGKILL)


def alive(leader: int, reap: list[Child]) -> bool:
    for child in reap:
        if child.pid == leader and child.process is not None:
            return child.process.poll() is None
    return bool(born(leader))


def say(words: str) -> None:
    print(f"[{time.monotonic() - BEGAN:5.1f} s] {words}", flush=True)


def asked_to_stop(*_signal) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    # SIGINT too: a shell that starts us in the background has it ignored.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, asked_to_stop)
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(0)
    except (CannotRun, install.CannotBuild, postgres.CannotStart) as problem:
        sys.exit(f"\n{problem}")
    except OSError as problem:
        sys.exit(f"\nThe machine refused: {problem}")
