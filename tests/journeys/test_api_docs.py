"""The description of the REST API, as a developer reads it in a browser."""

import pytest

pytestmark = pytest.mark.e2e


def test_the_api_is_described_and_an_answer_is_tried_out(page, go, sign_in, practitioner):
    sign_in(practitioner)
    go("/api/v1/docs")
    page.locator(".opblock-summary-get", has_text="/api/v1/caseload/").click()
    page.get_by_role("button", name="Try it out").first.click()
    page.get_by_role("button", name="Execute").first.click()
    page.get_by_text('"results": []').first.wait_for()
