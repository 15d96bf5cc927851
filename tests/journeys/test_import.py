"""A lead brings in people from a spreadsheet: sent, mended, looked at, brought in, undone."""

import pytest
from django.utils import timezone

from iirms.celery import app
from imports import actions
from people.models import ServiceUser
from tests.imports.sheets import MARI, PEOPLE_TOP, RHYS, workbook


@pytest.fixture
def done_at_once():
    app.conf.update(task_always_eager=True, task_eager_propagates=True)
    yield
    app.conf.update(task_always_eager=False, task_eager_propagates=False)


@pytest.fixture
def look(page, axe, shot, no_sideways):
    def at(name):
        axe(page)
        no_sideways()
        shot(name)

    return at


def choose(page, data, name="people.xlsx"):
    page.get_by_label("Spreadsheet").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    )
    page.get_by_role("button", name="Send and look at the rows").click()


@pytest.mark.usefixtures("done_at_once")
def test_a_list_of_people_is_mended_brought_in_and_undone(page, go, look, sign_in, lead):
    sign_in(lead)
    go("/imports/")
    look("spreadsheets")
    page.get_by_role("link", name="People", exact=True).click()
    page.get_by_text("The columns, and what each takes").click()
    look("spreadsheet-new")

    choose(page, b"%PDF-1.7 not a list")
    page.get_by_role("heading", name="There is a problem").wait_for()
    look("spreadsheet-refused")

    wrong = [*MARI[:3], "1985-04-03", "Female", 7]
    choose(page, workbook([*PEOPLE_TOP, "Shoe size"], [*RHYS, 9], ["12", *wrong[1:]]))
    page.get_by_role("heading", name="Mend the spreadsheet and send it again").wait_for()
    assert page.get_by_text("CRN (A3):").is_visible()
    assert page.get_by_text("The whole column “Date of birth” needs mending").is_visible()
    look("spreadsheet-to-mend")

    page.get_by_role("button", name="Send a spreadsheet").click()
    choose(page, workbook(PEOPLE_TOP, RHYS, MARI))
    page.get_by_role("heading", name="2 rows can be brought in").wait_for()
    look("spreadsheet-preview")
    page.get_by_role("button", name="Bring in 2 rows").click()
    page.get_by_role("heading", name="2 rows were brought in").wait_for()
    look("spreadsheet-done")
    page.get_by_role("link", name="Row 2").click()
    page.wait_for_url("**/person/*/")
    page.go_back()

    page.get_by_role("link", name="Undo this").click()
    look("spreadsheet-undo")
    page.get_by_role("button", name="Undo it").click()
    page.get_by_text("Undone: the rows that had been brought in are gone again.").wait_for()
    assert not ServiceUser.objects.exists()


def test_the_page_follows_the_work_by_itself(page, go, look, sign_in, lead, team):
    sheet = actions.send_sheet(
        team_id=team.pk,
        kind="PEOPLE",
        file_name="people.xlsx",
        data=workbook(PEOPLE_TOP, RHYS),
        language="en",
        by=lead,
        at=timezone.now(),
    )
    sign_in(lead)
    go(f"/imports/{sheet.pk}/")
    page.get_by_text("The spreadsheet is being read").wait_for()
    look("spreadsheet-being-read")
    actions.read_sheet(sheet_id=sheet.pk, at=timezone.now())
    page.get_by_role("heading", name="1 row can be brought in").wait_for()
