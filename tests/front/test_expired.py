"""A session that ended, a token that went stale, a body too large: nothing typed is lost."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.views.defaults import server_error

from iirms.errors import TOO_MUCH, bad_request
from iirms.forms import LONGEST_NOTE
from imports.rules.files import LARGEST_FILE, MEGABYTE

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.front.echo")]

TYPED = {
    "note": 'He said "no" <b>twice</b>\nthen left',
    "themes": ["SKILLS", "DBT"],
    "version": "3",
}


def held(html):
    """The hidden fields of the page, as a browser would send them."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html)
    return [(name, value) for name, value in found if name not in {"next", "csrfmiddlewaretoken"}]


def test_a_form_sent_after_signing_out_comes_back_whole(client):
    response = client.post("/echo/?step=2", TYPED)
    html = response.content.decode()
    assert response.status_code == 403
    assert response["Cache-Control"] == "no-store"
    assert "You have been signed out" in html
    assert 'action="/echo/?step=2"' in html
    assert held(html) == [
        ("note", "He said &quot;no&quot; &lt;b&gt;twice&lt;/b&gt;\nthen left"),
        ("themes", "SKILLS"),
        ("themes", "DBT"),
        ("version", "3"),
    ]
    assert "csrfmiddlewaretoken" in html
    assert 'href="/accounts/login/?next=/accounts/signed-in/"' in html


def test_only_what_somebody_wrote_is_shown_and_all_is_sent_again(client):
    sent = {
        "note": "He rang. All well",
        "crn": "X123456",
        "next": "/",
        "venue_id": "3",
        "mode": "IN_PERSON",
        "tier": "TIER_2",
        "told_on_day": "26",
        "starts": "10:30",
        "following": "KEEP",
        "told": "on",
        "version": "4",
    }
    response = client.post("/echo/", sent)

    assert [name for name, _value, _words in response.context["fields"]] == list(sent)
    assert [name for name, _value, _words in response.context["shown"]] == ["note", "crn"]


def test_a_page_asked_for_after_signing_out_leads_to_sign_in_and_back(client):
    response = client.get("/echo/")
    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/echo/"


def test_a_button_with_nothing_typed_leads_to_sign_in(client):
    assert client.post("/echo/").status_code == 302


def test_a_password_is_never_put_in_a_page(client):
    response = client.post("/echo/", {"oldpassword": "secret-one", "note": "x"})
    assert response.status_code == 302


def test_a_stale_token_shows_what_was_typed_and_sending_again_arrives(practitioner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(practitioner, backend="django.contrib.auth.backends.ModelBackend")
    refused = client.post("/echo/", {**TYPED, "csrfmiddlewaretoken": "a" * 64})
    html = refused.content.decode()
    assert refused.status_code == 403
    assert "Check and send again" in html
    token = re.search(
        r'name="csrfmiddlewaretoken" value="(\w+)"', html[html.index("main-content") :]
    )[1]
    sent = client.post("/echo/", {**TYPED, "csrfmiddlewaretoken": token})
    assert sent.json()["themes"] == ["SKILLS", "DBT"]


def test_a_form_of_another_site_is_refused_and_not_shown_again(practitioner):
    client = Client(enforce_csrf_checks=True, HTTP_ORIGIN="https://elsewhere.example")
    client.force_login(practitioner, backend="django.contrib.auth.backends.ModelBackend")
    response = client.post("/echo/", TYPED)
    html = response.content.decode()
    assert response.status_code == 403
    assert "did not come from a page of this service" in html
    assert held(html) == []


def test_a_browser_that_says_cross_site_is_believed(practitioner):
    client = Client(enforce_csrf_checks=True, HTTP_SEC_FETCH_SITE="cross-site")
    client.force_login(practitioner, backend="django.contrib.auth.backends.ModelBackend")
    assert held(client.post("/echo/", TYPED).content.decode()) == []


def test_a_megabyte_reaches_the_form(as_user, practitioner):
    response = as_user(practitioner).post("/echo/", {"note": "x" * 1_000_000})
    assert len(response.json()["note"][0]) == 1_000_000


def test_too_much_at_once_has_its_own_page(as_user, practitioner, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    client = as_user(practitioner)
    client.raise_request_exception = False
    response = client.post(
        "/echo/", "note=" + "x" * 2000, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 413
    assert "too much to send at once" in response.content.decode()


def test_what_is_too_much_is_said_in_the_numbers_in_force(rf):
    page = bad_request(rf.get("/"), TOO_MUCH[0]("x")).content.decode()
    assert f"a note can hold {LONGEST_NOTE:,} characters" in page
    assert f"A file may have {LARGEST_FILE // MEGABYTE} MB at most" in page


@pytest.mark.parametrize("problem", [*TOO_MUCH, ValueError])
def test_each_bad_request_has_its_page(rf, problem):
    response = bad_request(rf.get("/"), problem("x"))
    assert response.status_code == (400 if problem is ValueError else 413)


def test_the_wrong_method_gets_a_sentence(as_user, practitioner):
    response = as_user(practitioner).put("/echo/")
    assert response.status_code == 405
    assert response["Allow"] == "GET, POST"
    assert "That page works differently" in response.content.decode()


def test_a_file_in_place_of_text_reaches_the_form_as_a_refusal(as_user, practitioner):
    sent = SimpleUploadedFile("notes.docx", b"PK")
    response = as_user(practitioner).post("/echo/form/", {"note": sent})
    assert "The file notes.docx was not kept" in response.content.decode()


def test_the_server_error_page_needs_no_session_user_or_context(rf):
    html = server_error(rf.get("/")).content.decode()
    assert "Something went wrong on our side" in html
