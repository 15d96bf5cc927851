"""Each variable is read strictly, named when it is wrong, and listed where people look for it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from bin.check import PRODUCTION
from iirms.environment import REQUIRED, VARIABLES, read
from tests.test_architecture import HOUSE

ROOT = Path(__file__).resolve().parents[2]


def test_what_production_sets_is_read():
    settings = read(PRODUCTION)

    assert settings.DATABASE_URL == {
        "user": "iirms",
        "password": "password",
        "host": "127.0.0.1",
        "port": "9",
        "dbname": "iirms",
        "sslmode": "require",
    }
    assert settings.EMAIL_URL["EMAIL_USE_TLS"] is True
    assert (settings.PROXIES, settings.DEBUG, settings.PORT) == (1, False, 8000)


@pytest.mark.parametrize("name", [v.name for v in VARIABLES if v.default is REQUIRED])
def test_a_missing_variable_is_named_with_an_example(name):
    without = {key: value for key, value in PRODUCTION.items() if key != name}

    with pytest.raises(ImproperlyConfigured, match=rf"{name} is missing .*For example: {name}=\S"):
        read(without)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("SECRET_KEY", "short"),
        ("DATABASE_URL", "mysql://db/iirms"),
        ("DATABASE_URL", "postgresql://iirms:password@db:5432"),
        ("DATABASE_URL", "postgresql://%zz@db/iirms"),
        ("SITE_URL", "iirms.example.nhs.uk"),
        ("SITE_URL", "https://iirms.example.nhs.uk/somewhere"),
        ("ALLOWED_HOSTS", " , "),
        ("EMAIL_URL", "mail.example.nhs.uk"),
        ("BROKER_URL", "kafka://kafka"),
        ("PORT", "80a"),
        ("PORT", "0"),
        ("WEB_PROCESSES", "-1"),
        ("DEBUG", "perhaps"),
        ("DEMO", "sometimes"),
        ("LOG_FORMAT", "xml"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_malformed_variable_is_named_with_an_example(name, wrong):
    with pytest.raises(
        ImproperlyConfigured, match=rf"{name} cannot be used: .*For example: {name}="
    ):
        read(PRODUCTION | {name: wrong})


def test_every_problem_is_told_at_once():
    with pytest.raises(ImproperlyConfigured) as told:
        read({"PORT": "x"})

    named = re.findall(r"^([A-Z_]+) ", str(told.value), re.MULTILINE)
    assert named == ["SECRET_KEY", "DATABASE_URL", "SITE_URL", "ALLOWED_HOSTS", "EMAIL_URL", "PORT"]


def test_a_secret_is_not_repeated_in_the_complaint():
    with pytest.raises(ImproperlyConfigured) as told:
        read(PRODUCTION | {"DATABASE_URL": "postgresql://iirms:hunter%zz2@db/iirms"})

    assert "hunter" not in str(told.value)


def test_the_examples_are_themselves_good():
    read({variable.name: variable.example for variable in VARIABLES})


def test_the_start_stops_on_a_missing_variable():
    without = {key: value for key, value in PRODUCTION.items() if key != "ALLOWED_HOSTS"}
    started = subprocess.run(
        [sys.executable, "-c", "import iirms.settings"],
        cwd=ROOT,
        env=without,
        capture_output=True,
        text=True,
        check=False,
    )

    assert started.returncode == 1
    assert "ALLOWED_HOSTS is missing" in started.stderr


def test_the_example_file_lists_every_variable():
    listed = re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert sorted(listed) == sorted(variable.name for variable in VARIABLES)


def test_the_example_file_shows_the_defaults():
    shown = dict(re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))

    for variable in VARIABLES:
        if variable.default is not REQUIRED and shown[variable.name]:
            assert variable.read(shown[variable.name]) == variable.default, variable.name


def test_only_the_wiring_reads_the_environment():
    """Anything else would be a variable nobody is told about."""
    allowed = {"iirms/settings.py", "iirms/gunicorn.py", "iirms/healthy.py", "iirms/broker.py"}
    allowed |= {"iirms/celery.py", "iirms/wsgi.py"}
    readers = {
        str(path.relative_to(ROOT))
        for app in ("iirms", *HOUSE)
        for path in (ROOT / app).rglob("*.py")
        if re.search(r"os\.environ|getenv", path.read_text())
    }

    assert readers <= allowed | {"iirms/environment.py"}
    by_name = {
        name
        for name in readers
        if re.search(r"os\.environ(\.get\(|\[)|getenv", (ROOT / name).read_text())
    }
    assert by_name == set()
