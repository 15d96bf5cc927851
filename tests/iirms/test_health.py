"""What a balancer is told, and that it says nothing else."""

import pytest
from celery import Celery
from django.db import connection
from django.utils import timezone

from iirms import health, tasks


@pytest.fixture(autouse=True)
def ask_anew(monkeypatch):
    monkeypatch.setattr(health, "_in_step", False)


def test_alive_needs_no_sign_in_and_no_database(client):
    response = client.get("/health/live")

    assert (response.status_code, response.json()) == (200, {"status": "up"})
    assert "no-cache" in response["Cache-Control"]


def test_ready_names_what_it_asked(client, db):
    response = client.get("/health/ready")

    assert response.status_code == 200
    assert response.json() == {
        "status": "ready",
        "checks": {
            "database": "ok",
            "migrations": "ok",
            "broker": "ok",
            "worker": "not heard yet",
        },
    }


def test_not_ready_while_a_migration_waits(client, db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'iirms' AND name = '0002_cache'")

    response = client.get("/health/ready")

    assert response.status_code == 503
    assert response.json()["checks"]["migrations"] == "1 to apply"


def test_not_ready_without_the_queue(client, db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pgmq.drop_queue('iirms')")

    response = client.get("/health/ready")

    assert (response.status_code, response.json()["checks"]["broker"]) == (503, "no queue")


def test_not_ready_when_another_broker_does_not_answer(client, db, settings, monkeypatch):
    settings.BROKER_URL = "redis://127.0.0.1:9/0"
    monkeypatch.setattr(
        health, "app", Celery("elsewhere", broker=settings.BROKER_URL, set_as_current=False)
    )

    response = client.get("/health/ready")

    assert (response.status_code, response.json()["checks"]["broker"]) == (503, "no answer")


def test_a_silent_worker_is_told_and_not_held_against_the_web(client, db, monkeypatch):
    tasks.heartbeat()
    assert client.get("/health/ready").json()["checks"]["worker"] == "ok"

    later = timezone.now() + timezone.timedelta(seconds=tasks.SILENCE + 20)
    monkeypatch.setattr(health.timezone, "now", lambda: later)
    response = client.get("/health/ready")

    assert response.status_code == 200
    assert response.json()["checks"]["worker"].startswith("silent for 20")


@pytest.mark.parametrize("address", ["/health/live", "/health/ready"])
def test_health_is_only_asked(client, db, address):
    assert client.post(address).status_code == 405
