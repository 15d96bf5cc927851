"""Starts one throw-away PostgreSQL for the whole run, before pytest-django reads the settings."""

import os
import tempfile
from pathlib import Path

import pytest

_server = None


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config, parser, args):
    global _server
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop
    if os.environ.get("DATABASE_URL") or os.environ.get("PYTEST_XDIST_WORKER"):
        return
    from bin.postgres import Server

    folder = Path(tempfile.mkdtemp(prefix="iirms-test-"))
    folder.chmod(0o755)
    _server = Server(folder / "pg", quick=True)
    _server.start()
    _server.create_database("iirms")
    os.environ["DATABASE_URL"] = _server.url("iirms")


def pytest_unconfigure(config):
    if _server is not None:
        _server.destroy()
        folder = _server.folder.parent
        if folder.name.startswith("iirms-test-"):
            folder.rmdir()
