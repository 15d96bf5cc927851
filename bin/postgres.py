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
USER = "iirms"


class CannotStart(Exception):
    """Says what went wrong and the way out, for a person to read."""


def binaries() -> Path:
    """The folder of initdb and pg_ctl: PG_BIN, then the wheel's, then the newest of the system's."""
    given = os.environ.get("PG_BIN")
    if given:
        if not Path(given, "initdb").exists():
            raise CannotStart(f"PG_BIN is {given}, and there is no initdb in it.")
        return Path(given)
    for found in (_wheel(), _system()):
        if found:
            return found
    raise CannotStart(
        f"No PostgreSQL {OLDEST} or later was found. Install one (Debian: apt-get install postgresql)"
        " or set DATABASE_URL."
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
        self.bin_copy: Path | None = None
        if self.owner is not None and not _can_reach(self.bin, self.owner):
            self.bin_copy, self.bin = _copied_binaries(self.bin)
        if self.owner is not None:
            self.folder = _reachable_folder(self.folder, self.owner)
        self.data = self.folder / "data"
        self.log = self.folder / "postgres.log"
        self.sockets = _socket_folder(self.folder)

    # -- what callers use --

    def start(self) -> bool:
        """True when it was not up already (a run that was killed leaves it up)."""
        self._make_folders()
        if not (self.data / "PG_VERSION").exists():
            self._initdb()
        self._check_version()
        if self.is_up():
            return False
        self._pg_ctl("start", "-w", "-t", "60", "-l", str(self.log), "-o", self._options())
        return True

    def is_up(self) -> bool:
        """Up and answering: the number in a pid file may be another process's by now."""
        if not (self.data / "PG_VERSION").exists():
            return False
        answers = self._call("pg_isready", "-q", "-h", str(self.sockets), "-U", USER)
        return answers.returncode == 0

    def stop(self) -> None:
        if self.is_up():
            self._pg_ctl("stop", "-m", "fast", "-w", "-t", "30")

    def in_use(self) -> bool:
        """Is anybody else connected?"""
        return self.query("SELECT count(*) FROM pg_stat_activity WHERE datname = 'iirms'") != "0"

    def query(self, sql: str) -> str:
        asked = self._call(
            "psql", "-h", str(self.sockets), "-U", USER, "-d", "postgres", "-tAc", sql
        )
        return asked.stdout.decode(errors="replace").strip()

    def create_database(self, name: str) -> bool:
        """True when it was not there."""
        if self.query(f"SELECT 1 FROM pg_database WHERE datname = '{name}'") == "1":
            return False
        self._call("createdb", "-h", str(self.sockets), "-U", USER, name, check=True)
        return True

    def url(self, name: str) -> str:
        return f"postgresql://{USER}@{quote(str(self.sockets), safe='')}/{name}"

    def destroy(self) -> None:
        """The data, and the copy of the binaries that a closed checkout needed."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.sockets, ignore_errors=True)
        if self.bin_copy is not None:
            shutil.rmtree(self.bin_copy, ignore_errors=True)

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
            if folder.is_symlink() or folder.stat().st_uid not in self._trusted():
                raise CannotStart(f"{folder} belongs to somebody else. Remove it and try again.")
            if self.owner is not None:
                os.chown(folder, self.owner.pw_uid, self.owner.pw_gid)

    def _trusted(self) -> set[int]:
        return {os.geteuid()} | ({self.owner.pw_uid} if self.owner else set())

    def _initdb(self) -> None:
        # What a start cut short left behind: without PG_VERSION it never held anything.
        shutil.rmtree(self.data, ignore_errors=True)
        self._call(
            "initdb", "-D", str(self.data), "-U", USER, "-A", "trust", "-E", "UTF8",
            "--locale=C.UTF-8", "--no-instructions",
            *(["--no-sync"] if self.quick else []),
            check=True,
        )  # fmt: skip

    def _check_version(self) -> None:
        made_with = (self.data / "PG_VERSION").read_text().strip()
        ours = self._call("postgres", "--version").stdout.decode().split()[-1].split(".")[0]
        if made_with != ours and not self.is_up():
            raise CannotStart(
                f"The data in {self.data} was made by PostgreSQL {made_with}; the one found is {ours}."
                f" Name the older one (PG_BIN=/usr/lib/postgresql/{made_with}/bin), or `make reset`."
            )

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
            raise CannotStart(f"{program} failed: {' '.join(said[-3:]) or done.returncode}")
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
    raise CannotStart(
        "PostgreSQL will not run as root and there is no user `postgres` or `nobody`."
    )


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


def _copied_binaries(folder: Path) -> tuple[Path, Path]:
    """A checkout below a 0700 folder (root's home): copy the binaries once to where they run. Gives
    the copy, and its folder of programs.

    The libraries the wheel brings lie beside its package, so that folder goes along.
    """
    package = folder.parent.parent
    copy = Path("/var/tmp") / f"iirms-pg-{_name_for(folder)}-{int(folder.stat().st_mtime)}"
    if not copy.exists():
        making = Path(tempfile.mkdtemp(prefix="iirms-pg-", dir="/var/tmp"))
        shutil.copytree(folder.parent, making / package.name / folder.parent.name, symlinks=True)
        libraries = package.parent / f"{package.name}.libs"
        if libraries.exists():
            shutil.copytree(libraries, making / libraries.name, symlinks=True)
        making.chmod(0o755)
        making.rename(copy)
    if copy.is_symlink() or copy.stat().st_uid != os.geteuid():
        raise CannotStart(f"{copy} belongs to somebody else. Remove it and try again.")
    return copy, copy / package.name / folder.parent.name / folder.name


def _socket_folder(folder: Path) -> Path:
    """Beside the data when its path is short enough for a socket, else in the temporary folder."""
    beside = folder / "s"
    if len(str(beside)) < 80 and " " not in str(beside):
        return beside
    return Path(tempfile.gettempdir()) / f"iirms-{_name_for(folder)}"
