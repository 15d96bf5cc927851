"""Information governance looks up who looked: one person, then one colleague, in a browser."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.actions import note_access
from audit.models import AccessKind
from people.permissions import Profession, Role
from tests import factories as make


@pytest.fixture
def governance(team):
    return make.make_user(
        team, Role.INFORMATION_GOVERNANCE, profession=Profession.ADMINISTRATOR, name="Idris Igl"
    )


def test_who_looked_is_found_by_number_and_by_name(
    page, go, sign_in, axe, shot, no_sideways, governance, practitioner, service_user
):
    for ago in range(60):
        note_access(
            kind=AccessKind.VIEW,
            at=timezone.now() - timedelta(hours=ago + 1),
            page="tiers:session_detail",
            by=practitioner,
            service_user_id=service_user.pk,
        )
    sign_in(governance)
    go("/")
    page.get_by_role("link", name="Who looked", exact=True).click()
    axe(page)

    page.get_by_label("CRN, prison number, NHS number or PNC number of a person").fill(
        service_user.crn
    )
    page.get_by_role("button", name="Show").click()
    page.get_by_role("cell", name="Looked at: a session").first.wait_for()
    axe(page)
    no_sideways()
    shot("trail")
    page.get_by_role("link", name="Older").click()
    page.get_by_role("cell", name="Looked at: a session").first.wait_for()
    assert page.get_by_role("row").count() == 12

    go(reverse("reports:trail"))
    page.get_by_label("Member of staff").select_option(label="Nia Nurse")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Rhys Private").first.click()
    page.get_by_role("heading", name=f"Rhys Private {service_user.crn}").wait_for()
