"""The laptop's quick migrations end in the schema that production's end in."""

import os
import re
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings

from bin import postgres
from iirms import broker

PLAIN = ["manage.py", "migrate", "--verbosity", "0"]
QUICK = ["bin/quick.py"]


@pytest.fixture
def databases(db):
    """Two empty ones beside the test's own."""
    found = psycopg.conninfo.conninfo_to_dict(broker.conn_string())
    names = [f"{found['dbname']}_{kind}" for kind in ("plain", "quick")]
    host = found["host"].replace("/", "%2F")
    with psycopg.connect(broker.conn_string(), autocommit=True) as admin:
        for name in names:
            admin.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    yield [f"postgresql://{found['user']}@{host}/{name}" for name in names]
    with psycopg.connect(broker.conn_string(), autocommit=True) as admin:
        for name in names:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def schema(address, words):
    migrated = subprocess.run(
        [sys.executable, *words],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert migrated.returncode == 0, migrated.stderr
    dumped = subprocess.run(
        [postgres.binaries() / "pg_dump", "--schema-only", address],
        capture_output=True,
        text=True,
        check=True,
    )
    return re.sub(r"\\(un)?restrict .*", "", dumped.stdout)


@pytest.mark.ci
def test_quick_and_plain_migrations_make_the_same_schema(databases):
    plain, quick = databases

    assert schema(quick, QUICK) == schema(plain, PLAIN)
