"""The look itself: every component and every page of sign-in, measured by axe, drawn at 320 px."""

import os
from pathlib import Path

import pytest

SHOTS = Path(os.environ.get("SHOTS", "/nowhere"))
ASIDE = {"folder": SHOTS} if "SHOTS" in os.environ else {}


@pytest.mark.urls("tests.front.urls")
def test_every_component_is_accessible_and_fits_a_phone(page, go, axe, shot, no_sideways):
    go("/style/")
    axe(page)
    no_sideways()
    shot("style", **ASIDE)
    page.get_by_role("button", name="Save and plan next").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    axe(page)
    shot("style-errors", **ASIDE)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("sign-in", "/accounts/login/"),
        ("password-reset", "/accounts/password/reset/"),
        ("password-reset-done", "/accounts/password/reset/done/"),
        ("password-reset-key", "/accounts/password/reset/key/x-nothing/"),
        ("password-reset-key-done", "/accounts/password/reset/key/done/"),
        ("account-closed", "/accounts/inactive/"),
        ("sign-up-closed", "/accounts/signup/"),
        ("not-found", "/there-is-no-such-page/"),
    ],
)
def test_pages_before_sign_in_are_accessible_and_fit_a_phone(
    page, go, axe, shot, no_sideways, name, path
):
    go(path)
    axe(page)
    no_sideways()
    shot(name, **ASIDE)


def test_account_pages_are_accessible_and_fit_a_phone(
    page, go, axe, shot, no_sideways, sign_in, practitioner
):
    sign_in(practitioner)
    for name, path in (
        ("account", "/accounts/password/change/"),
        ("sign-out", "/accounts/logout/"),
    ):
        go(path)
        axe(page)
        no_sideways()
        shot(name, **ASIDE)
