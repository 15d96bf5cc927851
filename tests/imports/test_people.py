"""People brought in: who is new, who is here, all or nothing, undone while untouched."""

from datetime import date, timedelta

import pytest

from audit.models import AuditEvent
from imports import actions
from imports.models import Sheet, SheetRow
from people import actions as people
from people.models import Location, ServiceUser, TeamPolicy
from people.rules import NotAllowed
from tests import factories as make

from .sheets import MARI, PEOPLE_TOP, RHYS, bring_in, problems, send, text, workbook


@pytest.fixture
def desk(lead, team, now):
    return {"by": lead, "team": team, "at": now}


def test_people_are_read_laid_out_and_nothing_is_written(desk):
    sheet = send(workbook(PEOPLE_TOP, RHYS, MARI), **desk)
    assert (sheet.status, sheet.row_count, sheet.new_count) == ("PREVIEW", 2, 2)
    assert sheet.file is None
    assert not ServiceUser.objects.exists()


def test_confirmed_they_are_added_as_brought_in(desk, pp, team):
    top = [*PEOPLE_TOP, "PP", "Prefers Welsh", "Location", "Town", "Since", "NHS number"]
    row = [*RHYS, pp.email.upper(), "Yes", "Community", "Barry", "01/02/2026", make.nhs_number(7)]
    sheet = bring_in(workbook(top, row), **desk)
    person = ServiceUser.objects.get(crn="X100001")
    assert (person.date_of_birth, person.sex, person.pp, person.prefers_welsh) == (
        date(1990, 5, 17),
        "M",
        pp,
        True,
    )
    assert person.nhs_number == make.nhs_number(7)
    assert Location.objects.get(service_user=person).place == "Barry"
    assert sheet.status == "DONE"
    assert sheet.rows.get().subject_id == person.pk
    event = AuditEvent.objects.get(action="person_brought_in")
    assert (event.subject_id, event.actor_id) == (person.pk, desk["by"].pk)
    assert event.reason == "Brought in from records: list.xlsx"


def test_somebody_here_already_is_shown_and_left_alone(desk, team, lead):
    known = make.make_service_user(
        team, added_by=lead, crn="X100001", date_of_birth=date(1990, 5, 17), family_name="Parri"
    )
    sheet = bring_in(workbook(PEOPLE_TOP, RHYS, MARI), **desk)
    assert (sheet.here_count, sheet.new_count) == (1, 1)
    assert SheetRow.objects.get(outcome="HERE").subject_id == known.pk
    known.refresh_from_db()
    assert known.family_name == "Parri"


def test_what_the_census_asks_and_why_mappa_are_brought_in(desk):
    top = [*PEOPLE_TOP, "Ethnic group", "MAPPA category", "Index offence"]
    bring_in(workbook(top, [*RHYS, "White Welsh", 2, "Arson or criminal damage"]), **desk)

    rhys = ServiceUser.objects.get(crn="X100001")
    assert (rhys.ethnic_group, rhys.mappa_category) == ("WHITE_BRITISH", "2")
    assert rhys.get_index_offence_display() == "Arson or criminal damage"


def test_an_ethnic_group_the_census_does_not_know_is_told_the_way_out(desk):
    [(row, column, words)] = problems(
        send(workbook([*PEOPLE_TOP, "Ethnic group"], [*RHYS, "Taffy"]), **desk)
    )
    assert (row, column) == (2, "ethnic_group")
    assert "White: Irish" in words


def test_a_number_of_somebody_with_another_birthday_is_a_mistake(desk, team, lead):
    make.make_service_user(team, added_by=lead, crn="X100001", date_of_birth=date(1971, 1, 1))
    found = problems(send(workbook(PEOPLE_TOP, RHYS), **desk))
    assert [(row, column) for row, column, _words in found] == [(2, "date_of_birth")]


def test_two_numbers_of_two_people_are_a_mistake(desk, team, lead):
    make.make_service_user(team, added_by=lead, crn="X100001", date_of_birth=date(1990, 5, 17))
    make.make_service_user(team, added_by=lead, prison_number="A1234BC")
    found = problems(send(workbook([*PEOPLE_TOP, "NOMS"], [*RHYS, "A1234BC"]), **desk))
    assert "two different people" in found[0][2]


def test_the_same_name_and_birthday_under_another_number_is_asked_about(desk, team, lead):
    make.make_service_user(
        team, added_by=lead, given_name="Rhys", family_name="Parry", date_of_birth=date(1990, 5, 17)
    )
    found = problems(send(workbook(PEOPLE_TOP, RHYS), **desk))
    assert "put that number in this row" in found[0][2]


def test_a_name_in_another_team_is_never_hinted_at(desk, other_team, stranger):
    make.make_service_user(
        other_team,
        added_by=stranger,
        given_name="Rhys",
        family_name="Parry",
        date_of_birth=date(1990, 5, 17),
    )
    assert problems(send(workbook(PEOPLE_TOP, RHYS), **desk)) == []


def test_a_crn_twice_in_the_file_is_told_where(desk):
    found = problems(send(workbook(PEOPLE_TOP, RHYS, ["x100001 ", *MARI[1:]]), **desk))
    assert [(row, column) for row, column, _words in found] == [(3, "crn")]
    assert "Row 2 has the same number" in found[0][2]


def test_numbers_in_other_figures_and_a_pnc_that_does_not_fit_are_told_in_the_preview(desk):
    top = [*PEOPLE_TOP, "Prison number", "NHS number", "PNC"]
    row = ["X١٢٣٤٥٦", *RHYS[1:], "A١٢٣٤BC", "٩٤٣٤٧٦٥٩١٩", "ŉ" * 13]
    found = problems(send(workbook(top, row), **desk))
    assert {column for _row, column, _words in found} == {
        "crn",
        "prison_number",
        "nhs_number",
        "pnc",
    }


def test_every_problem_of_a_row_is_told_at_once(desk):
    top = [*PEOPLE_TOP, "NHS number", "PP", "Unit", "Location", "Risk to children"]
    row = [
        "12",
        None,
        "Parry",
        "17/05/2020",
        "Both",
        "9990000001",
        "x@y.z",
        "Mars",
        "Custody",
        "High",
    ]
    found = problems(send(workbook(top, row), **desk))
    assert {column for _row, column, _words in found} == {
        "crn",
        "given_name",
        "date_of_birth",
        "sex",
        "nhs_number",
        "pp",
        "unit",
        "release_expected_on",
        "risk_recorded_on",
    }
    assert {row for row, _column, _words in found} == {2}


def test_custody_needs_a_release_date_or_why_not(desk):
    top = [*PEOPLE_TOP, "Location", "Since", "Release date"]
    found = problems(send(workbook(top, [*RHYS, "Prison", "01/02/2026", None]), **desk))
    assert [column for _row, column, _words in found] == ["release_expected_on"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((["A", "B"], ["1", "2"]), "These columns are missing"),
        ((PEOPLE_TOP,), "no rows under the headings"),
        (([*PEOPLE_TOP, "Surname"], [*RHYS, "x"]), "Two columns mean the same"),
    ],
)
def test_wrong_headings_are_refused_in_words(desk, rows, said):
    sheet = send(workbook(*rows), **desk)
    assert sheet.status == "REFUSED"
    assert said in sheet.refusal
    assert sheet.file is None


def test_columns_that_are_missing_are_told_and_only_those_we_do_not_know(desk):
    some = send(workbook(["First name", "Shoe size"], ["Rhys", "9"]), **desk).refusal
    assert "Columns we did not recognise: Shoe size." in some
    none = send(workbook(PEOPLE_TOP[:2], RHYS[:2]), **desk).refusal
    assert "These columns are missing" in none
    assert "recognise" not in none


def test_a_formula_is_named_by_row_and_column(desk):
    found = problems(send(workbook(PEOPLE_TOP, [*RHYS[:2], "=B2", *RHYS[3:]]), **desk))
    assert (found[0][0], found[0][1]) == (2, "family_name")
    assert "formula" in found[0][2]


def test_mixed_dates_hold_back_the_whole_column(desk):
    sheet = send(workbook(PEOPLE_TOP, RHYS, [*MARI[:3], "1985-04-03", "Female"]), **desk)
    assert sheet.column_problems[0]["column"] == "date_of_birth"
    with pytest.raises(NotAllowed, match="Mend"):
        actions.confirm_sheet(sheet_id=sheet.pk, by=desk["by"], at=desk["at"])


def test_one_wrong_row_holds_back_the_rest(desk):
    sheet = send(workbook(PEOPLE_TOP, RHYS, ["nonsense", *MARI[1:]]), **desk)
    with pytest.raises(NotAllowed, match="Mend"):
        actions.confirm_sheet(sheet_id=sheet.pk, by=desk["by"], at=desk["at"])
    assert not ServiceUser.objects.exists()


def test_confirmed_twice_it_runs_once(desk):
    sheet = send(workbook(PEOPLE_TOP, RHYS), **desk)
    actions.confirm_sheet(sheet_id=sheet.pk, by=desk["by"], at=desk["at"])
    with pytest.raises(NotAllowed, match="Being brought in"):
        actions.confirm_sheet(sheet_id=sheet.pk, by=desk["by"], at=desk["at"])
    actions.bring_in_sheet(sheet_id=sheet.pk, at=desk["at"])
    assert actions.bring_in_sheet(sheet_id=sheet.pk, at=desk["at"]) is None
    assert ServiceUser.objects.count() == 1


def test_somebody_quicker_sends_it_back_to_the_preview(desk, team, pp):
    sheet = send(workbook(PEOPLE_TOP, RHYS, MARI), **desk)
    actions.confirm_sheet(sheet_id=sheet.pk, by=desk["by"], at=desk["at"])
    people.add_service_user(
        by=pp,
        at=desk["at"],
        team_id=team.pk,
        crn="X100001",
        given_name="Rhys",
        family_name="Parry",
        date_of_birth=date(1990, 5, 17),
        sex="M",
    )
    actions.bring_in_sheet(sheet_id=sheet.pk, at=desk["at"])
    sheet.refresh_from_db()
    assert (sheet.status, sheet.here_count, sheet.new_count) == ("PREVIEW", 1, 1)
    assert "nothing was brought in" in sheet.refusal
    assert ServiceUser.objects.count() == 1


def test_nothing_is_kept_when_the_trail_cannot_be_written(desk, trail_closed):
    sheet = send(workbook(PEOPLE_TOP, RHYS), **desk)
    actions.confirm_sheet(sheet_id=sheet.pk, by=desk["by"], at=desk["at"])

    with trail_closed():
        actions.bring_in_sheet(sheet_id=sheet.pk, at=desk["at"])
    assert not ServiceUser.objects.exists()
    sheet.refresh_from_db()
    assert sheet.status == "CONFIRMED"


def test_given_up_nothing_is_written_and_it_can_be_tried_again(desk):
    sheet = send(workbook(PEOPLE_TOP, RHYS), **desk)
    actions.confirm_sheet(sheet_id=sheet.pk, by=desk["by"], at=desk["at"])
    actions.give_up(sheet_id=sheet.pk, at=desk["at"])
    sheet.refresh_from_db()
    assert sheet.status == "PREVIEW"
    assert "Nothing was brought in" in sheet.refusal


def test_undone_the_people_are_gone_and_the_trail_stays(desk):
    sheet = bring_in(workbook(PEOPLE_TOP, RHYS, MARI), **desk)
    actions.undo_sheet(sheet_id=sheet.pk, by=desk["by"], at=desk["at"])
    sheet.refresh_from_db()
    assert sheet.status == "UNDONE"
    assert not ServiceUser.objects.exists()
    assert AuditEvent.objects.filter(action="person_taken_out").count() == 2
    assert AuditEvent.objects.filter(action="spreadsheet_undone").count() == 1


def test_worked_on_since_it_cannot_be_undone(desk):
    sheet = bring_in(workbook(PEOPLE_TOP, RHYS, MARI), **desk)
    mari = ServiceUser.objects.get(crn="X100002")
    people.move(
        service_user_id=mari.pk,
        by=desk["by"],
        at=desk["at"],
        where=people.Place(kind="COMMUNITY", from_on=date(2026, 11, 1), place="Barry"),
    )
    assert [row.number for row in actions.touched_rows(sheet)] == [3]
    with pytest.raises(NotAllowed, match="1 of the rows"):
        actions.undo_sheet(sheet_id=sheet.pk, by=desk["by"], at=desk["at"])
    assert ServiceUser.objects.count() == 2


def test_what_it_said_is_forgotten_after_the_teams_days(desk, team):
    sheet = bring_in(workbook(PEOPLE_TOP, RHYS), **desk)
    TeamPolicy.objects.filter(team=team).update(spreadsheet_keep_days=10)
    assert actions.forget_sheets(desk["at"] + timedelta(days=10)) == 0
    assert actions.forget_sheets(desk["at"] + timedelta(days=10, seconds=1)) == 1
    assert actions.forget_sheets(desk["at"] + timedelta(days=11)) == 0
    assert sheet.rows.get().values == {}
    with pytest.raises(NotAllowed, match="too long ago"):
        actions.undo_sheet(sheet_id=sheet.pk, by=desk["by"], at=desk["at"])


def test_thrown_away_nothing_of_it_is_kept(desk):
    sheet = send(text(PEOPLE_TOP, ["bad", *RHYS[1:]]), **desk)
    actions.discard_sheet(sheet_id=sheet.pk, by=desk["by"], at=desk["at"])
    row = SheetRow.objects.get(sheet=sheet)
    assert (row.values, row.problems) == ({}, [])


def test_only_those_who_may_send(pp, practitioner, stranger, team, now):
    for user in (pp, practitioner, stranger):
        with pytest.raises(NotAllowed):
            send(workbook(PEOPLE_TOP, RHYS), by=user, team=team, at=now)


def test_an_administrator_brings_in_and_still_sees_nobody(administrator, team, now):
    bring_in(workbook(PEOPLE_TOP, RHYS), by=administrator, team=team, at=now)
    assert ServiceUser.objects.count() == 1
    assert not ServiceUser.objects.visible_to(administrator).exists()


def test_the_door_itself_asks_who_one_is(pp, team, now):
    with pytest.raises(NotAllowed):
        people.bring_in_people([], team_id=team.pk, by=pp, at=now, source="")


def test_no_sheet_of_another_team_is_reached(desk, stranger, other_team):
    sheet = send(workbook(PEOPLE_TOP, RHYS), **desk)
    leader = make.make_user(other_team, "LEAD")
    with pytest.raises(Sheet.DoesNotExist):
        actions.confirm_sheet(sheet_id=sheet.pk, by=leader, at=desk["at"])
