"""What a checkout runs with when nobody configured it: a private database and a key of its own.

Production never comes here: its image holds no bin/, and a missing variable stops it there.
"""

from __future__ import annotations

import atexit
import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCAL = ROOT / ".local"
DATABASE = "iirms"


def environment() -> dict[str, str]:
    """The variables of iirms/environment.py; what the shell says wins."""
    port = os.environ.get("PORT") or "8000"
    ours = {
        "SECRET_KEY": secret_key(),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "EMAIL_URL": "consolemail://",
        "LOG_FORMAT": "plain",
        # A line for each click would push the sign-ins off the screen.
        "LOG_LEVEL": "WARNING",
        "STATIC_ROOT": str(LOCAL / "static"),
        "PORT": port,
        # Invented people are welcome on a laptop; `manage.py demo` refuses without this.
        "DEMO": "true",
    }
    return ours | {name: os.environ[name] for name in ours if os.environ.get(name)}


def secret_key() -> str:
    """Made once, so that a second run finds everybody still signed in."""
    kept = LOCAL / "secret"
    if not kept.exists():
        LOCAL.mkdir(exist_ok=True)
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as made:
            made.write(secrets.token_urlsafe(50))
    return kept.read_text().strip()


def server():
    from .postgres import Server

    return Server(LOCAL / "pg")


def use() -> None:
    """For a bare `manage.py`: the checkout's database is started if it is not up, and then stopped."""
    private = server()
    if private.start():
        atexit.register(stop_if_idle, private, os.getpid())
    private.create_database(DATABASE)
    os.environ.update(environment(), DATABASE_URL=private.url(DATABASE))


def stop_if_idle(private, started_by: int) -> None:
    if os.getpid() != started_by:
        return
    from django.db import connection

    connection.close()
    connection.close_pool()
    if not private.in_use():
        private.stop()
