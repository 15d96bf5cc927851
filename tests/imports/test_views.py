"""The pages: who may open them, what they say, what they cost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse

from audit.models import AccessKind, AccessRecord
from imports import actions
from imports.models import Sheet
from imports.rules.files import LARGEST_FILE, MEGABYTE
from people.models import ServiceUser
from people.permissions import Role
from tests import factories as make

from .sheets import MARI, PEOPLE_TOP, RHYS, bring_in, send, workbook

pytestmark = pytest.mark.usefixtures("done_at_once")


@pytest.fixture
def sheet(lead, team, now):
    return send(workbook(PEOPLE_TOP, RHYS, MARI), by=lead, team=team, at=now)


@pytest.fixture
def wrong(lead, team, now):
    top, row = [*PEOPLE_TOP, "Shoe size"], ["12", *MARI[1:], 9]
    return send(workbook(top, RHYS, row), by=lead, team=team, at=now)


def upload(data, name="list.xlsx"):
    return {"file": SimpleUploadedFile(name, data)}


def page(sheet, name="sheet_detail"):
    return reverse(f"imports:{name}", args=[sheet.pk])


GET_PAGES = ["sheet_detail", "sheet_problems", "sheet_undo"]


@pytest.mark.parametrize("name", [*GET_PAGES, "sheet_confirm", "sheet_discard"])
def test_a_lead_of_another_team_gets_404(as_user, sheet, other_team, name):
    client = as_user(make.make_user(other_team, Role.LEAD))
    answer = client.get if name in GET_PAGES else client.post
    assert answer(page(sheet, name)).status_code == 404


@pytest.mark.parametrize("user", ["pp", "practitioner", "stranger"])
def test_who_may_not_bring_in_gets_403(request, as_user, sheet, user):
    client = as_user(request.getfixturevalue(user))
    for address in (
        "/imports/",
        "/imports/new/people/",
        "/imports/template/people.xlsx",
        page(sheet),
        page(sheet, "sheet_problems"),
    ):
        assert client.get(address).status_code == 403
    assert client.post(page(sheet, "sheet_confirm")).status_code == 403


def test_a_second_lead_and_an_administrator_of_the_team_see_it(
    as_user, sheet, team, administrator, get_statements
):
    for user in (make.make_user(team, Role.LEAD), administrator):
        response, statements = get_statements(as_user(user), page(sheet))
        assert b"X100001" in response.content
        assert len(statements) <= 12


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_with_more_rows(as_user, lead, team, now, get_statements, count):
    rows = [[f"X20000{n}", f"Name{n}", "Parry", "17/05/1990", "Male"] for n in range(count)]
    found = bring_in(workbook(PEOPLE_TOP, *rows), by=lead, team=team, at=now)
    client = as_user(lead)
    client.get(page(found))
    _response, statements = get_statements(client, page(found))
    _response, of_list = get_statements(client, "/imports/")
    assert len(statements) == 8  # one of them notes who looked
    assert len(of_list) <= 12


def test_sent_looked_at_confirmed_reported(as_user, lead):
    client = as_user(lead)
    response = client.post(
        "/imports/new/people/", upload(workbook(PEOPLE_TOP, RHYS, MARI)), follow=True
    )
    sheet = Sheet.objects.get()
    assert "Bring in 2 rows" in response.content.decode()
    response = client.post(page(sheet, "sheet_confirm"), follow=True)
    assert "2 rows were brought in" in response.content.decode()
    rhys = ServiceUser.objects.get(crn="X100001")
    assert f'href="{reverse("reports:person", args=[rhys.pk])}"' in response.content.decode()


def test_confirmed_twice_one_is_told_it_is_under_way(as_user, lead, sheet):
    client = as_user(lead)
    client.post(page(sheet, "sheet_confirm"))
    response = client.post(page(sheet, "sheet_confirm"), follow=True)
    assert "no longer possible" in response.content.decode()
    assert ServiceUser.objects.count() == 2


def test_problems_are_shown_by_row_column_and_cell(as_user, lead, wrong):
    html = as_user(lead).get(page(wrong)).content.decode()
    assert "Row 3" in html
    assert "CRN (A3):" in html
    assert "A CRN is one letter and six digits" in html
    assert "Shoe size" in html
    assert "Mend the spreadsheet" in html
    assert "Bring in 1 row" not in html


def test_the_report_can_be_downloaded(as_user, lead, wrong):
    answer = as_user(lead).get(page(wrong, "sheet_problems"))
    assert answer["Content-Disposition"] == f'attachment; filename="to-mend-{wrong.pk}.csv"'
    taken = AccessRecord.objects.get(kind=AccessKind.EXPORT)
    assert (taken.actor_id, taken.page) == (lead.pk, "imports:sheet_problems")
    assert "3,CRN," in answer.content.decode("utf-8-sig")


def test_rows_come_a_page_at_a_time(as_user, lead, team, now):
    rows = [[f"X3{n:05d}", f"Name{n}", "Parry", "17/05/1990", "Male"] for n in range(51)]
    found = send(workbook(PEOPLE_TOP, *rows), by=lead, team=team, at=now)
    client = as_user(lead)
    assert "show=new&amp;page=2" in client.get(page(found)).content.decode()
    second = client.get(page(found) + "?show=new&page=2").content.decode()
    assert "Row 52" in second
    assert "Row 51<" not in second
    assert client.get(page(found) + "?show=rubbish&page=9999999999").status_code == 200


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Select the spreadsheet"),
        (upload(b"%PDF-1.7", "list.xlsx"), "This is not a spreadsheet"),
        (upload(b"", "list.csv"), "This file is empty"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_on_the_page(as_user, lead, sent, said):
    response = as_user(lead).post("/imports/new/people/", sent)
    assert said in response.content.decode()
    assert not Sheet.objects.exists()


def test_a_file_too_large_is_refused_on_the_page_and_not_kept(as_user, lead):
    data = b"x" * (LARGEST_FILE + 2 * MEGABYTE)
    response = as_user(lead).post("/imports/new/people/", upload(data))
    assert "larger than 10 MB" in response.content.decode()
    assert "Split it into several files" in response.content.decode()

    request = RequestFactory().post("/", upload(data))
    assert LARGEST_FILE < request.FILES["file"].size <= LARGEST_FILE + MEGABYTE


def test_who_leads_two_teams_chooses(as_user, lead, other_team):
    make.Membership.objects.create(user=lead, team=other_team, role=Role.LEAD)
    client = as_user(lead)
    data = workbook(PEOPLE_TOP, RHYS)
    assert "Select a team" in client.post("/imports/new/people/", upload(data)).content.decode()
    client.post("/imports/new/people/", upload(data) | {"team": other_team.pk})
    assert Sheet.objects.get().team == other_team


@pytest.mark.parametrize("address", ["/imports/new/horses/", "/imports/template/people.exe"])
def test_no_such_list(as_user, lead, address):
    assert as_user(lead).get(address).status_code == 404


@pytest.mark.parametrize("packing", ["xlsx", "csv"])
def test_the_templates_download(as_user, lead, packing):
    answer = as_user(lead).get(f"/imports/template/people.{packing}")
    assert answer.status_code == 200
    assert f'filename="iirms-people.{packing}"' in answer["Content-Disposition"]


def test_while_it_is_read_the_page_asks_again_by_itself(as_user, lead, team, now):
    found = actions.send_sheet(
        team_id=team.pk,
        kind="PEOPLE",
        file_name="a.csv",
        data=b"CRN",
        language="en",
        by=lead,
        at=now,
    )
    html = as_user(lead).get(page(found)).content.decode()
    assert '<noscript><meta http-equiv="refresh"' in html
    assert "being read" in html


def test_progress_is_shown_while_rows_are_brought_in(as_user, lead, sheet, now):
    actions.confirm_sheet(sheet_id=sheet.pk, by=lead, at=now)
    sheet.progress.rows_done = 1
    sheet.progress.save()
    assert "1 of 2 rows" in as_user(lead).get(page(sheet)).content.decode()


def test_undone_from_the_page_or_told_why_not(as_user, lead, sheet, now):
    client = as_user(lead)
    client.post(page(sheet, "sheet_confirm"))
    mari = ServiceUser.objects.get(crn="X100002")
    assert "2 rows of list.xlsx" in client.get(page(sheet, "sheet_undo")).content.decode()
    ServiceUser.objects.filter(pk=mari.pk).update(version=2)
    html = client.get(page(sheet, "sheet_undo")).content.decode()
    assert "Row 3: details changed" in html
    assert (
        "can no longer be undone"
        in client.post(page(sheet, "sheet_undo"), follow=True).content.decode()
    )
    ServiceUser.objects.filter(pk=mari.pk).update(version=1)
    assert "undid it" in client.post(page(sheet, "sheet_undo"), follow=True).content.decode()
    assert not ServiceUser.objects.exists()


def test_thrown_away_from_the_page(as_user, lead, wrong):
    response = as_user(lead).post(page(wrong, "sheet_discard"), follow=True)
    assert "thrown away" in response.content.decode()
    wrong.refresh_from_db()
    assert wrong.status == "DISCARDED"


def test_an_administrator_gets_no_link_to_a_record(as_user, administrator, lead, sheet, now):
    actions.confirm_sheet(sheet_id=sheet.pk, by=lead, at=now)
    actions.bring_in_sheet(sheet_id=sheet.pk, at=now)
    assert "/person/" not in as_user(administrator).get(page(sheet)).content.decode()
