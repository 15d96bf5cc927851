"""A double click, a session that ends, a tab closed by mistake: nothing typed is lost or sent twice."""

import re

import pytest
from playwright.sync_api import expect

from tests.front import notes

pytestmark = pytest.mark.urls("tests.front.notes")

PASSWORD = "four unrelated quiet words"


@pytest.fixture
def nurse(practitioner):
    practitioner.set_password(PASSWORD)
    practitioner.save()
    return practitioner


@pytest.fixture(autouse=True)
def empty_book():
    notes.WRITTEN.clear()
    return notes.WRITTEN


def sign_in_by_hand(page, nurse):
    page.get_by_label("E-mail address").fill(nurse.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_one_signs_in_is_led_back_and_signs_out(page, go, nurse):
    go("/notes/")
    sign_in_by_hand(page, nurse)
    expect(page.get_by_role("heading", name="Write a note")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    go("/notes/")
    expect(page).to_have_url(re.compile("/accounts/login/"))


def test_a_wrong_password_is_said_once_and_calmly(page, go, axe, nurse):
    go("/accounts/login/")
    page.get_by_label("E-mail address").fill(nurse.email)
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("do not match")).to_have_count(1)
    expect(page).to_have_title(re.compile("^Error: "))
    axe(page)


def test_a_double_click_sends_once(page, go, sign_in, nurse, empty_book):
    sign_in(nurse)
    go("/notes/")
    page.get_by_label("Note").fill("Once is enough")
    page.get_by_role("button", name="Save").dblclick()
    expect(page.get_by_text("Note saved")).to_be_visible()
    assert empty_book == ["Once is enough"]


def test_a_session_that_ends_while_typing_loses_nothing_without_scripts(
    browser, live_server, axe, nurse, empty_book
):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + "/notes/")
    sign_in_by_hand(page, nurse)
    page.get_by_label("Note").fill("Two hours of <careful> words\nand more")
    context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="You have been signed out")).to_be_visible()
    with context.expect_page() as opened:
        page.get_by_role("link", name="Sign in again").click()
    sign_in_by_hand(opened.value, nurse)
    expect(opened.value.get_by_role("heading", name="You are signed in")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Check and send again")).to_be_visible()
    expect(page.get_by_text("Two hours of <careful> words")).to_be_visible()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Note saved")).to_be_visible()
    assert [note.replace("\r\n", "\n") for note in empty_book] == [
        "Two hours of <careful> words\nand more"
    ]
    context.close()


def test_a_session_that_ends_while_typing_is_offered_back_in_the_tab(
    page, go, axe, sign_in, nurse, shot
):
    sign_in(nurse)
    go("/notes/")
    page.get_by_label("Note").fill("Words I will need")
    page.wait_for_timeout(600)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="You have been signed out")).to_be_visible()
    axe(page)
    shot("signed-out")
    go("/accounts/login/?next=/notes/")
    sign_in_by_hand(page, nurse)
    expect(page.get_by_role("heading", name="Write a note")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_label("Note")).to_have_value("Words I will need")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Note saved")).to_be_visible()
    go("/notes/")
    expect(page.get_by_role("button", name="Put it back")).to_have_count(0)


def test_what_arrived_and_what_was_signed_out_of_leaves_nothing_in_the_tab(
    page, go, sign_in, nurse
):
    sign_in(nurse)
    go("/notes/")
    page.get_by_label("Note").fill("Not for the next person at this desk")
    page.wait_for_timeout(600)
    assert page.evaluate("Object.keys(sessionStorage).length") == 1
    assert page.evaluate("Object.keys(localStorage).length") == 0
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    assert page.evaluate("Object.keys(sessionStorage).length") == 0


def test_whoever_is_about_to_be_signed_out_can_stay(page, go, sign_in, nurse):
    sign_in(nurse)
    page.clock.install()
    go("/notes/")
    page.clock.fast_forward("56:00")
    stay = page.get_by_role("button", name="Stay signed in")
    expect(stay).to_be_visible()
    with page.expect_response("**/accounts/stay/") as answer:
        stay.click()
    assert answer.value.json()["seconds"] > 0
    expect(stay).to_have_count(0)


def test_the_language_changes_and_comes_back_to_the_page(page, go, nurse, axe):
    go("/accounts/login/?next=/notes/")
    page.get_by_role("button", name="Cymraeg").click()
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    expect(page).to_have_url(re.compile("next=/notes/"))
    expect(page.get_by_role("button", name="Mewngofnodi")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_the_keyboard_alone_reaches_the_form(page, go, sign_in, nurse):
    sign_in(nurse)
    go("/notes/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Note")).to_be_focused()
