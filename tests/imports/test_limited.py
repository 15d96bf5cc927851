"""What a spreadsheet says of somebody whose record is closed to some; and of people of other teams."""

import pytest

from audit.models import AccessKind, AccessRecord
from imports import actions
from imports.models import SheetRow
from people import actions as people
from people.models import AccessLimit, ServiceUser
from people.rules import TOLD_MOST
from tests import factories as make

from .sheets import MARI, PEOPLE_TOP, RHYS, bring_in, send, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(lead, team, now):
    return {"by": lead, "team": team, "at": now}


def exclude(person, user):
    AccessLimit.objects.create(service_user=person, user=user, kind="EXCLUDED")
    ServiceUser.objects.filter(pk=person.pk).update(has_exclusions=True)


def test_one_who_is_barred_reads_in_no_list_what_was_sent_of_the_person(
    desk, lead, administrator, team, as_user
):
    sheet = bring_in(workbook(PEOPLE_TOP, RHYS, MARI), **desk)
    exclude(ServiceUser.objects.get(crn="X100001"), administrator)
    page = sheet.get_absolute_url()
    for user, read in ((administrator, False), (lead, True)):
        shown = as_user(user).get(page).text
        assert ("X100001" in shown) is ("Parry" in shown) is read
        assert "X100002" in shown


def test_a_row_that_needs_mending_says_nothing_to_one_who_is_barred(
    desk, administrator, team, lead, as_user
):
    known = make.make_service_user(
        team, added_by=lead, crn="X100009", given_name="Rhys", family_name="Parry"
    )
    exclude(known, administrator)
    row = [*RHYS[:3], "17/05/1990", "Male"]
    sheet = send(workbook(PEOPLE_TOP, row), **desk)
    assert SheetRow.objects.get().service_user == known
    page = as_user(administrator).get(f"{sheet.get_absolute_url()}?show=problems").text
    assert "X100009" not in page
    assert "Parry" not in page
    assert b"Parry" not in as_user(administrator).get(f"/imports/{sheet.pk}/problems.csv").content


def test_when_a_record_is_closed_to_some_what_was_sent_of_it_is_wiped(desk, lead, colleague):
    bring_in(workbook(PEOPLE_TOP, RHYS, MARI), **desk)
    person = ServiceUser.objects.get(crn="X100001")
    people.set_access_limits(
        service_user_id=person.pk,
        by=lead,
        at=desk["at"],
        reason="Knows him",
        excluded=[colleague.pk],
    )
    wiped, kept = SheetRow.objects.order_by("number")
    assert (wiped.values, wiped.subject_id) == ({}, person.pk)
    assert kept.values["crn"] == "X100002"


def test_a_list_with_a_wiped_row_is_still_brought_in(desk, lead, team, colleague):
    known = make.make_service_user(team, added_by=lead, crn="X100001", family_name="Parry")
    sheet = send(workbook(PEOPLE_TOP, RHYS, MARI), **desk)
    people.set_access_limits(
        service_user_id=known.pk,
        by=lead,
        at=desk["at"],
        reason="Knows him",
        excluded=[colleague.pk],
    )
    actions.confirm_sheet(sheet_id=sheet.pk, by=lead, at=desk["at"])
    actions.bring_in_sheet(sheet_id=sheet.pk, at=desk["at"])
    sheet.refresh_from_db()
    assert (sheet.status, ServiceUser.objects.filter(crn="X100002").count()) == ("DONE", 1)


def test_that_somebody_is_with_another_team_is_an_answer_that_is_kept(
    desk, lead, other_team, stranger
):
    known = make.make_service_user(other_team, added_by=stranger, crn="X100001")
    sheet = send(workbook(PEOPLE_TOP, RHYS, MARI), **desk)
    assert (sheet.status, sheet.here_count) == ("PREVIEW", 1)
    kept = AccessRecord.objects.get()
    assert (kept.kind, kept.actor_id, kept.service_user_id, kept.page) == (
        AccessKind.REFUSED,
        lead.pk,
        known.pk,
        "imports:sheet_detail",
    )


def test_a_list_of_many_people_of_other_teams_is_refused_and_names_none(desk, other_team, stranger):
    rows = []
    for number in range(TOLD_MOST + 1):
        crn = f"X20{number:04d}"
        make.make_service_user(other_team, added_by=stranger, crn=crn)
        rows.append([crn, *RHYS[1:2], f"Name{number}", *RHYS[3:]])
    sheet = send(workbook(PEOPLE_TOP, *rows), **desk)
    assert sheet.status == "REFUSED"
    assert "More than 20 of these people are with another team" in sheet.refusal
    assert not sheet.rows.exists()
