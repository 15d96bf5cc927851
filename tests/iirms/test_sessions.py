"""Signed out after an hour without a page and after a day's work; reading pages stays a read."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session

from tests import factories as make

PAGE = "/accounts/password/change/"
IDLE = timedelta(seconds=settings.SESSION_COOKIE_AGE)


@pytest.fixture
def at():
    with time_machine.travel(make.NOW, tick=False) as traveller:
        yield lambda **later: traveller.move_to(make.NOW + timedelta(**later))


def is_in(client):
    return client.get(PAGE).status_code == 200


def test_an_hour_without_a_page_signs_out(at, as_user, pp):
    client = as_user(pp)
    at(minutes=59)
    assert is_in(client)

    at(minutes=59 + 60, seconds=1)
    assert not is_in(client)


def test_using_the_service_keeps_one_in(at, as_user, pp):
    client = as_user(pp)

    for minutes in range(0, 300, 50):
        at(minutes=minutes)
        assert is_in(client)


def test_whoever_types_asks_to_stay_and_is_told_for_how_long(at, as_user, pp):
    client = as_user(pp)
    at(minutes=59)
    assert client.get("/accounts/stay/").json() == {"seconds": IDLE.total_seconds()}
    at(minutes=59 + 59)
    assert is_in(client)


def test_near_the_end_of_the_day_staying_lasts_no_longer_than_the_day(at, as_user, pp):
    client = as_user(pp)
    for minutes in range(0, 12 * 60, 50):
        at(minutes=minutes)
        is_in(client)
    at(hours=11, minutes=50)
    assert client.get("/accounts/stay/").json() == {"seconds": 600}


def test_whoever_is_signed_out_is_not_told_to_stay(client, db):
    assert client.get("/accounts/stay/").status_code == 302


def test_a_day_later_one_signs_in_again_whatever_one_does(at, as_user, pp):
    client = as_user(pp)

    for minutes in range(0, 12 * 60, 50):
        at(minutes=minutes)
        assert is_in(client)
    at(hours=12, seconds=1)

    assert not is_in(client)


def test_the_session_is_written_at_most_every_five_minutes(at, as_user, pp):
    client = as_user(pp)
    ends = Session.objects.get().expire_date

    at(minutes=4)
    is_in(client)
    assert Session.objects.get().expire_date == ends

    at(minutes=6)
    is_in(client)
    assert Session.objects.get().expire_date == ends + timedelta(minutes=6)


def test_signing_in_starts_the_day_anew(at, client, pp):
    client.post("/language/", {"language": "cy"})
    pp.set_password("a long enough passphrase")
    pp.save(update_fields=["password"])

    at(minutes=30)
    client.post("/accounts/login/", {"login": pp.email, "password": "a long enough passphrase"})

    assert client.session["started"] == int((make.NOW + timedelta(minutes=30)).timestamp())


def test_the_cookie_is_gone_with_the_browser_and_unseen_by_scripts(as_user, client, pp):
    pp.set_password("a long enough passphrase")
    pp.save(update_fields=["password"])
    response = client.post(
        "/accounts/login/", {"login": pp.email, "password": "a long enough passphrase"}
    )

    cookie = response.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")
