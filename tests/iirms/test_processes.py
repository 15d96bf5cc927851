"""The laptop's supervisor, the compose file and the settings speak of the same processes."""

import os
import re
import shutil
import socket
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from django.conf import settings

from bin.run import NODE, PROCESSES
from iirms import broker
from iirms.celery import app, configure
from iirms.environment import REQUIRED, VARIABLES

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {"web", "worker", "beat", "migrate"}
# What the image sets for every process of its own accord.
IN_THE_IMAGE = {"STATIC_ROOT", "BIND", "PORT"}


# A container's host name is its id: twelve letters, unless `hostname:` says otherwise.
CONTAINER = "0123456789ab"


def test_compose_runs_what_the_supervisor_runs():
    """Each worker under its machine's name: two of one name would answer for each other."""
    for name, words in PROCESSES.items():
        there = [word.format(state="/tmp", node="w1@%h") for word in words]
        assert SERVICES[name]["command"] == there
    assert "hostname" not in SERVICES["worker"]


def test_the_rest_of_compose_is_the_database_the_queue_and_the_migrations():
    assert set(SERVICES) == set(PROCESSES) | {"db", "rabbitmq", "migrate"}


def test_compose_sets_only_variables_that_are_read():
    known = {variable.name for variable in VARIABLES}

    for name in OURS:
        assert set(SERVICES[name]["environment"]) <= known


def test_compose_sets_every_variable_that_must_be():
    required = {variable.name for variable in VARIABLES if variable.default is REQUIRED}

    for name in OURS:
        assert set(SERVICES[name]["environment"]) >= required


def test_compose_lets_every_other_variable_be_set():
    set_here = set(SERVICES["web"]["environment"]) | IN_THE_IMAGE

    assert {variable.name for variable in VARIABLES} - set_here == {"DEBUG"}


def test_the_image_sets_what_compose_leaves_to_it():
    text = (ROOT / "Dockerfile").read_text()

    for name in IN_THE_IMAGE:
        assert re.search(rf"^ +{name}=|^ENV {name}=", text, re.MULTILINE), name


def test_nothing_of_ours_starts_before_the_migrations():
    for name in PROCESSES:
        waits_for = SERVICES[name]["depends_on"]
        assert waits_for["migrate"]["condition"] == "service_completed_successfully"
        assert waits_for["db"]["condition"] == "service_healthy"


def test_everything_that_stays_up_is_watched():
    for name, service in SERVICES.items():
        if name in {"migrate", "web"}:  # one ends by itself; the other's check is in the image
            continue
        assert service["healthcheck"]["test"], name
    assert "HEALTHCHECK" in (ROOT / "Dockerfile").read_text()


def test_the_image_does_not_run_as_root():
    assert re.search(r"^USER iirms$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)


def test_the_image_holds_nothing_of_the_laptop():
    """With bin/ there, a production start without DATABASE_URL would make itself a database."""
    left_out = (ROOT / ".dockerignore").read_text().split()

    assert {"bin", ".env", ".git", ".local", "tests", "backups"} <= set(left_out)


@pytest.mark.skipif(not shutil.which("docker-compose"), reason="docker-compose is not installed")
def test_compose_itself_accepts_the_file():
    secrets = {"SECRET_KEY": "x" * 50, "POSTGRES_PASSWORD": "x", "RABBITMQ_PASSWORD": "x"}
    asked = subprocess.run(
        ["docker-compose", "--file", "docker-compose.yml", "config", "--quiet"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | secrets,
        capture_output=True,
        text=True,
        check=False,
    )

    assert asked.returncode == 0, asked.stderr


def test_a_task_cannot_outlive_its_message():
    """A message that reappears while its task still runs is a task done twice, for ever."""
    assert app.conf.task_time_limit == broker.TASK_LIMIT < broker.VISIBILITY
    assert app.conf.broker_transport_options["visibility_timeout"] == broker.VISIBILITY


def test_tasks_are_given_back_by_a_worker_that_dies():
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1


def test_pgmq_is_told_to_leave_extensions_alone_and_remote_control_is_off():
    assert app.conf.broker_transport_options["init_extension"] is False
    assert app.conf.worker_enable_remote_control is False


@pytest.mark.parametrize("name", [NODE, f"w1@{CONTAINER}"])
def test_the_workers_name_is_short_enough_for_a_queue(name):
    assert len(f"{name}.celery.pidbox") <= 47


def test_a_worker_does_as_many_tasks_at_a_time_as_it_is_told(monkeypatch):
    monkeypatch.setattr(settings, "WORKER_PROCESSES", 7)
    told = {}
    configure(SimpleNamespace(conf=told))
    assert told["worker_concurrency"] == 7


def test_redis_gives_lost_tasks_back_within_seconds(monkeypatch):
    monkeypatch.setattr(settings, "BROKER_URL", "redis://redis:6379/0")

    options = broker.configuration()["broker_transport_options"]
    assert (options["unacked_restore_interval"], options["unacked_restore_throttle"]) == (2, 1)


@pytest.mark.parametrize("entry", sorted(app.conf.beat_schedule))
def test_every_scheduled_task_exists(entry):
    app.loader.import_default_modules()

    assert app.conf.beat_schedule[entry]["task"] in app.tasks


def test_the_clock_of_the_schedule_is_londons():
    assert app.conf.timezone == settings.TIME_ZONE == "Europe/London"


def test_a_connection_that_goes_silent_does_not_hold_a_thread(monkeypatch):
    from iirms import gunicorn

    monkeypatch.setattr(gunicorn, "SILENT_SECONDS", 1)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        gunicorn.when_ready(SimpleNamespace(LISTENERS=[SimpleNamespace(sock=listener)]))
        with socket.create_connection(listener.getsockname()) as slow:
            slow.send(b"POST / HTTP/1.1\r\nContent-Length: 100000\r\n")
            taken, _address = listener.accept()
            with taken:
                assert taken.recv(100)
                with pytest.raises(BlockingIOError):
                    taken.recv(100)
