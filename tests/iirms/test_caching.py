"""On a shared machine nobody finds what somebody else was shown."""

import pytest

from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_page_about_a_person_is_kept_by_no_cache_between_but_stays_for_back(
    as_user, practitioner, service_user
):
    make.make_case(service_user, practitioner=practitioner)

    page = as_user(practitioner).get(f"/person/{service_user.pk}/")

    assert (page.status_code, page["Cache-Control"]) == (200, "private, no-cache")


@pytest.mark.parametrize("address", ["/api/v1/caseload/", "/referrals/services/onward/gaps/csv/"])
def test_json_and_files_are_kept_nowhere(as_user, practitioner, address):
    sent = as_user(practitioner).get(address)

    assert (sent.status_code, sent["Cache-Control"]) == (200, "private, no-store")


def test_signing_out_empties_what_the_browser_kept(as_user, practitioner):
    client = as_user(practitioner)

    assert "Clear-Site-Data" not in client.get("/")
    assert client.post("/accounts/logout/")["Clear-Site-Data"] == '"cache"'
