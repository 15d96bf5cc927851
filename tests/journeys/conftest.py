"""Journeys drive Debian's Chromium; where there is none they are skipped, loudly."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils.module_loading import import_string

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "tests" / "vendor" / "axe.min.js"
SHOTS = ROOT / "docs" / "screenshots"
LOOKED_AT = ROOT / "test-results" / "screenshots"
collect_ignore = [] if os.environ.get("SCREENSHOTS") else ["test_tour.py"]
CHROMIUM = next(
    (
        found
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (found := shutil.which(name))
    ),
    None,
)
SIZES = {1280: 900, 375: 812}
# A picture in the docs shows what a page is for, not the whole of a long timeline.
TALLEST = 1200
NO_CHROMIUM = "BROWSER TESTS NOT RUN: there is no Chromium. On Debian: apt-get install chromium"


def pytest_collection_modifyitems(items):
    """Everything here is e2e, and writes for real: the server is another thread."""
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.fspath).parents:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.django_db(transaction=True))
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


def pytest_terminal_summary(terminalreporter):
    if CHROMIUM is None:
        terminalreporter.section("browser tests", sep="!", red=True, bold=True)
        terminalreporter.line(NO_CHROMIUM)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {
        "executable_path": CHROMIUM,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args():
    return {
        "viewport": {"width": 1280, "height": 900},
        "locale": "en-GB",
        "timezone_id": "Europe/London",
        "reduced_motion": "reduce",
    }


@pytest.fixture
def go(page, live_server):
    """go("/path/") opens a page of the service; a script error or a refused style fails the test."""
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: (
            complaints.append(said.text) if "Content Security Policy" in said.text else None
        ),
    )

    def open_page(path):
        return page.goto(live_server.url + path)

    yield open_page
    assert not complaints, complaints


@pytest.fixture
def sign_in(page, live_server):
    """sign_in(user): a signed-in browser by its cookie, without the sign-in page."""

    def put_cookie(user):
        session = import_string(f"{settings.SESSION_ENGINE}.SessionStore")()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        page.context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": session.session_key,
                    "url": live_server.url,
                }
            ]
        )
        return user

    return put_cookie


@pytest.fixture
def axe():
    """axe(page): no violation of WCAG 2.2 AA or of axe's best practices."""

    def check(page):
        page.evaluate(AXE.read_text())
        found = page.evaluate(
            "() => axe.run(document, {resultTypes: ['violations'], runOnly: {type: 'tag', values:"
            " ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}})"
        )
        # The design system says aria-expanded on the radio that reveals more, and tested it with people.
        for wrong in found["violations"]:
            if wrong["id"] == "aria-allowed-attr":
                wrong["nodes"] = [
                    node for node in wrong["nodes"] if "aria-expanded" not in node["html"]
                ]
        said = [
            f"{wrong['id']} ({wrong['impact']}): {wrong['help']}\n"
            + "\n".join(f"    {node['html'][:200]}" for node in wrong["nodes"][:5])
            for wrong in found["violations"]
            if wrong["nodes"]
        ]
        assert not said, f"{page.url}\n" + "\n".join(said)

    return check


@pytest.fixture
def no_sideways(page):
    """no_sideways(): at 320 px (400 % zoom of 1280) nothing makes the page scroll sideways."""

    def check():
        size = page.viewport_size
        page.set_viewport_size({"width": 320, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        guilty = page.evaluate(
            "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > 320.5"
            " && !e.closest('.iirms-goodbye__frame')).map(e => e.outerHTML.slice(0, 90)).slice(0, 5)"
        )
        page.set_viewport_size(size)
        assert wide <= 320, f"{page.url} is {wide} px wide at 320: {guilty}"

    return check


@pytest.fixture
def shot(page):
    """shot("name"): name-1280.png and name-375.png, when SCREENSHOTS=1 is set: in test-results/ to be
    looked at, or in docs/screenshots/ when `kept`."""

    def take(name, *, kept=False, folder=LOOKED_AT):
        if not os.environ.get("SCREENSHOTS"):
            return
        folder = SHOTS if kept else folder
        folder.mkdir(parents=True, exist_ok=True)
        size = page.viewport_size
        for width, height in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            tall = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
            clip = {"x": 0, "y": 0, "width": width, "height": tall} if kept else None
            page.screenshot(path=folder / f"{name}-{width}.png", full_page=True, clip=clip)
        page.set_viewport_size(size)

    return take
