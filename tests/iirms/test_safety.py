"""What the browser is told on every page, what the log keeps, whose address is believed."""

import json
import logging
import socket

import pytest
from django.db import IntegrityError, transaction

from iirms import logs
from iirms.proxies import nearest_trusted
from tests.plugins.network import OutsideWorld

LOGIN = "/accounts/login/"


def test_every_page_carries_the_policy(client, db):
    response = client.get(LOGIN)

    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    scripts = policy.split("script-src ")[1].split(";")[0].split()
    assert scripts[0] == "'self'"
    assert all(source.startswith("'nonce-") for source in scripts[1:])
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


def test_nobody_signs_up(client, db):
    assert b"password1" not in client.get("/accounts/signup/").content


def test_wrong_passwords_are_counted_in_the_database(client, db, pp):
    for _ in range(12):
        response = client.post(LOGIN, {"login": pp.email, "password": "wrong"})

    assert response.status_code in {200, 429}
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM iirms_cache WHERE cache_key LIKE '%allauth%'")
        assert cursor.fetchone()[0] > 0


def test_one_who_forgot_locks_out_nobody_else_of_the_office(client, pp, other_pp):
    """They share one address on the internet; each account counts its own tries."""
    other_pp.set_password("a long enough passphrase")
    other_pp.save(update_fields=["password"])
    for _number in range(20):
        locked = client.post(LOGIN, {"login": pp.email, "password": "wrong"})
    assert "Too many tries" in locked.text

    signed_in = client.post(
        LOGIN, {"login": other_pp.email, "password": "a long enough passphrase"}
    )
    assert signed_in.status_code == 302


def test_guessing_across_accounts_is_still_stopped(client, db):
    for number in range(61):
        stopped = client.post(LOGIN, {"login": f"{number}@example.wales", "password": "wrong"})
    assert "Too many tries" in stopped.text


def test_a_short_password_is_refused(as_user, pp):
    client = as_user(pp)
    pp.set_password("a long enough passphrase")
    pp.save(update_fields=["password"])
    client.force_login(pp, backend="django.contrib.auth.backends.ModelBackend")

    response = client.post(
        "/accounts/password/change/",
        {
            "oldpassword": "a long enough passphrase",
            "password1": "elevenchars",
            "password2": "elevenchars",
        },
    )

    assert response.status_code == 200
    assert b"12" in response.content


def lines(caplog):
    return [record.msg for record in caplog.records if record.name == "iirms.request"]


def test_the_log_names_the_route_and_not_what_was_typed(client, db, caplog):
    with caplog.at_level(logging.INFO, logger="iirms.request"):
        client.get(LOGIN, {"next": "/people/?q=Rhys+Private"})

    (line,) = lines(caplog)
    assert (line["route"], line["status"], line["method"]) == ("account_login", 200, "GET")
    assert line["request_id"]
    assert "Private" not in str(line)


def test_the_log_names_the_user_by_number(as_user, pp, caplog):
    with caplog.at_level(logging.INFO, logger="iirms.request"):
        as_user(pp).get("/accounts/password/change/")

    (line,) = lines(caplog)
    assert line["user"] == pp.pk
    assert pp.email not in str(line)


def test_in_production_a_line_is_json():
    formatter = logs.tree("json", "INFO")["formatters"]["only"]
    make = formatter.pop("()")
    record = logging.LogRecord("people", logging.INFO, __file__, 1, "said", None, None)

    assert json.loads(make(**formatter).format(record))["event"] == "said"


@pytest.mark.parametrize("shape", ["json", "plain"])
def test_an_error_of_the_database_is_logged_without_the_row(service_user, shape):
    """PostgreSQL's own words hold every name and number of the person."""
    formatter = logs.tree(shape, "INFO")["formatters"]["only"]
    make = formatter.pop("()")(**formatter)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        type(service_user).objects.filter(pk=service_user.pk).update(sex=None)
    error = (caught.type, caught.value, caught.value.__traceback__)
    celery = {"name": "imports.read", "id": "7", "exc": str(caught.value)}
    records = [
        logging.LogRecord("django.request", logging.ERROR, __file__, 1, "500", None, error),
        logging.LogRecord(
            "celery.app.trace", logging.ERROR, __file__, 1, "%(name)s: %(exc)s", (celery,), error
        ),
    ]
    records[1].data = celery

    said = "".join(make.format(record) for record in records)

    assert "Private" in str(caught.value)
    assert "Private" not in said
    assert service_user.crn not in said
    assert "23502 people_serviceuser sex" in said
    assert "imports.read[7]" in said


@pytest.mark.parametrize(
    ("header", "proxies", "found"),
    [
        ("203.0.113.7", 1, "203.0.113.7"),
        ("1.1.1.1, 203.0.113.7", 1, "203.0.113.7"),
        ("1.1.1.1, 203.0.113.7, 10.0.0.2", 2, "203.0.113.7"),
        ("", 1, "10.0.0.9"),
        ("203.0.113.7", 2, "10.0.0.9"),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(header, proxies, found):
    assert nearest_trusted(header, proxies, "10.0.0.9") == found


def test_no_test_reaches_the_outside_world():
    with pytest.raises(OutsideWorld), socket.socket() as tried:
        tried.connect(("192.0.2.1", 80))
