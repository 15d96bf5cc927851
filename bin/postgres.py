"""A private PostgreSQL: started from the wheel's binaries or the system's, one socket, no port.

Standard library only: it runs before anything is installed. The traps it steps round are real
ones: root may not run PostgreSQL, a socket's path may hold 107 bytes at most, a killed run leaves a
server up, and a server started with captured pipes never lets them go.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

FALLBACK_USERS = ("postgres", "nobody")
OLDEST = 15


class CannotStart(Exception):
    """Says what went wrong and the way out, for a person to read."""


def binaries() -> Path:
    """The folder of initdb and pg_ctl: PG_BIN, then the wheel's, then the newest of the system's."""
    given = os.environ.get("PG_BIN")
    if given:
        return Path(given)
    for found in (_wheel(), _system()):
        if found:
            return found
    raise CannotStart(
        "No PostgreSQL was found. Install one (Debian: apt-get install postgresql) or set DATABASE_URL."
    )


def _wheel() -> Path | None:
    for site in Path(sys.prefix, "lib").glob("python*/site-packages/*/pginstall/bin"):
        if (site / "initdb").exists():
            return site
    return None


def _system() -> Path | None:
    found = []
    for folder in Path("/usr/lib/postgresql").glob("*/bin"):
        version = folder.parent.name
        if version.isdigit() and int(version) >= OLDEST and (folder / "initdb").exists():
            found.append((int(version), folder))
    return max(found)[1] if found else None


class Server:
    """One cluster in `folder`. `quick` gives up durability: for tests alone."""

    def __init__(self, folder: Path, *, quick: bool = False, bin_folder: Path | None = None):
        self.owner = _owner()
        self.bin = bin_folder or binaries()
        self.folder = folder.resolve()
        self.quick = quick
        if self.owner is not None:
            self.bin = _reachable_binaries(self.bin, self.owner)
            self.folder = _reachable_folder(self.folder, self.owner)
        self.data = self.folder / "data"
        self.log = self.folder / "postgres.log"
        self.sockets = _socket_folder(self.folder)

    # -- what callers use --

    def start(self) -> None:
        self._make_folders()
        if not (self.data / "PG_VERSION").exists():
            self._initdb()
        if not self.is_up():
            self._pg_ctl("start", "-w", "-t", "60", "-l", str(self.log), "-o", self._options())

    def is_up(self) -> bool:
        if not (self.data / "PG_VERSION").exists():
            return False
        return self._call("pg_ctl", "-D", str(self.data), "status").returncode == 0

    def stop(self) -> None:
        if self.is_up():
            self._pg_ctl("stop", "-m", "fast", "-w", "-t", "30")

    def create_database(self, name: str) -> None:
        found = self._call(
            "psql", "-h", str(self.sockets), "-U", "iirms", "-d", "postgres", "-tAc",
            f"SELECT 1 FROM pg_database WHERE datname = '{name}'",
        )  # fmt: skip
        if b"1" not in found.stdout:
            self._call("createdb", "-h", str(self.sockets), "-U", "iirms", name, check=True)

    def url(self, name: str) -> str:
        return f"postgres://iirms@{quote(str(self.sockets), safe='')}/{name}"

    def destroy(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.sockets, ignore_errors=True)

    # -- how --

    def _options(self) -> str:
        options = [f"-k {self.sockets}", "-c listen_addresses=''", "-c max_connections=100"]
        if self.quick:
            options += [
                "-c fsync=off",
                "-c synchronous_commit=off",
                "-c full_page_writes=off",
            ]
        return " ".join(options)

    def _make_folders(self) -> None:
        for folder in (self.folder, self.sockets):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if self.owner is not None:
                os.chown(folder, self.owner.pw_uid, self.owner.pw_gid)

    def _initdb(self) -> None:
        self._call(
            "initdb", "-D", str(self.data), "-U", "iirms", "-A", "trust", "-E", "UTF8",
            "--locale=C.UTF-8", "--no-instructions",
            *(["--no-sync"] if self.quick else []),
            check=True,
        )  # fmt: skip

    def _pg_ctl(self, *words: str) -> None:
        done = self._call("pg_ctl", "-D", str(self.data), *words, quiet=True)
        if done.returncode:
            raise CannotStart(f"PostgreSQL did not {words[0]}. Its log: {self.log}\n{self._tail()}")

    def _tail(self) -> str:
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-5:])
        except OSError:
            return ""

    def _call(self, program: str, *words: str, check: bool = False, quiet: bool = False):
        """`quiet`: nothing captured, for pg_ctl start: the server would hold the pipes open."""
        sink = subprocess.DEVNULL if quiet else subprocess.PIPE
        as_owner = (
            {}
            if self.owner is None
            else {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []}
        )
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        done = subprocess.run(
            [str(self.bin / program), *words],
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            env=environment | {"LC_ALL": "C.UTF-8"},
            cwd="/",
            check=False,
            **as_owner,
        )
        if check and done.returncode:
            said = (done.stderr or b"").decode(errors="replace").strip().splitlines()
            raise CannotStart(f"{program} failed: {said[-1] if said else done.returncode}")
        return done


def _owner():
    """PostgreSQL refuses to run as root: whom root hands it to."""
    if os.geteuid() != 0:
        return None
    for name in FALLBACK_USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise CannotStart("PostgreSQL will not run as root and there is no user `postgres` or `nobody`.")


def _can_reach(folder: Path, owner) -> bool:
    """May this user walk into the folder? Every parent needs its execute bit for others."""
    while not folder.exists():
        folder = folder.parent
    for place in (folder, *folder.parents):
        mode = place.stat()
        if mode.st_uid == owner.pw_uid:
            continue
        if not mode.st_mode & 0o001:
            return False
    return True


def _name_for(folder: Path) -> str:
    return hashlib.sha256(str(folder).encode()).hexdigest()[:12]


def _reachable_folder(folder: Path, owner) -> Path:
    if _can_reach(folder.parent, owner):
        return folder
    return Path("/var/tmp") / f"iirms-{_name_for(folder)}"


def _reachable_binaries(folder: Path, owner) -> Path:
    """A checkout below a 0700 folder (root's home): copy the binaries once to where they run."""
    if _can_reach(folder, owner):
        return folder
    copy = Path("/var/tmp") / f"iirms-pg-{_name_for(folder)}"
    if not (copy / "done").exists():
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder.parent, copy / "pginstall", symlinks=True)
        copy.chmod(0o755)
        (copy / "done").touch()
    return copy / "pginstall" / "bin"


def _socket_folder(folder: Path) -> Path:
    """Beside the data when its path is short enough for a socket, else in the temporary folder."""
    beside = folder / "s"
    if len(str(beside)) < 80 and " " not in str(beside):
        return beside
    return Path(tempfile.gettempdir()) / f"iirms-{_name_for(folder)}"
