"""What is refused before a row is read, how headings are matched, how cells are read."""

import io
import warnings
import zipfile
from datetime import date, datetime, time

import pytest

from imports.actions import WORKS
from imports.rules import blank, dates, report
from imports.rules.columns import (
    Column,
    Reads,
    Wrong,
    as_read,
    kept,
    match_headings,
    read_cell,
    shown,
)
from imports.rules.files import LARGEST_FILE, MOST_ROWS, check_file
from imports.rules.kinds import SheetStatus, check_can_confirm, check_can_move
from imports.rules.lists.people import PEOPLE
from imports.rules.rows import Broken, Formula, address, rows_of
from people.rules import NotAllowed

from .sheets import MARI, PEOPLE_TOP, RHYS, text, workbook


def excel_day(text):
    """As a spreadsheet holds a day: a moment without a place."""
    return datetime.fromisoformat(text)


def refused(data):
    with pytest.raises(NotAllowed) as refusal:
        list(rows_of(data, check_file(data)))
    return str(refusal.value)


def archive(**parts):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return data.getvalue()


def test_a_workbook_and_a_csv_are_told_apart_by_what_they_hold():
    assert check_file(workbook(PEOPLE_TOP)) == "XLSX"
    assert check_file(text(PEOPLE_TOP)) == "CSV"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "password"),
        (b"%PDF-1.7 ...", "not a spreadsheet"),
        (b"CRN\x00\x01,", "not a spreadsheet"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"a" * (LARGEST_FILE + 1), "Split it"),
        (archive(word__document_xml="<w/>"), "not an Excel"),
    ],
)
def test_what_is_no_list_is_refused_before_reading(data, said):
    assert said in refused(data)


def test_a_zip_bomb_is_never_unpacked():
    bomb = archive(xl__workbook_xml="<w/>", xl__sharedStrings_xml=b" " * (130 * 1024 * 1024))
    assert len(bomb) < 1024 * 1024
    assert "Unpacked" in refused(bomb)


def test_a_document_type_is_refused():
    harmful = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><workbook/>'
    assert "damaged" in refused(archive(xl__workbook_xml=harmful))


HARMFUL = '<!DOCTYPE a [<!ENTITY b "c">]><workbook/>'


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/worksheets/sheet1.xml", f"<!-- {'x' * 5000} -->{HARMFUL}".encode()),
        ("xl/worksheets/sheet1.xml", f"<!-- {'x' * (1 << 20)} -->{HARMFUL}".encode()),
        ("xl/worksheets/sheet1.xml", f"<!--{'x' * ((1 << 20) - 12)}-->{HARMFUL}".encode()),
        ("xl/worksheets/sheet1.xml", HARMFUL.encode("utf-16")),
        ("xl/_rels/workbook.xml.rels", HARMFUL.encode()),
        ("xl/drawings/drawing1.vml", HARMFUL.encode()),
    ],
)
def test_a_document_type_is_refused_in_any_part_and_behind_anything(part, content):
    data = io.BytesIO(workbook(PEOPLE_TOP))
    with zipfile.ZipFile(data, "a") as made, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the part stands twice
        made.writestr(part, content)
    assert "damaged" in refused(data.getvalue())


def test_what_reads_a_part_resolves_no_entity():
    """A second lock: openpyxl reads with defusedxml wherever that is installed."""
    from openpyxl.xml import DEFUSEDXML

    assert DEFUSEDXML


@pytest.mark.parametrize("name", ["xl/vbaProject.bin", "xl/VBAPROJECT.BIN"])
def test_macros_are_refused(name):
    data = io.BytesIO(workbook(PEOPLE_TOP))
    with zipfile.ZipFile(data, "a") as made:
        made.writestr(name, b"x")
    assert "macros" in refused(data.getvalue())


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
def test_a_workbook_with_a_hole_in_it_is_refused_in_words(kept):
    """Packed bytes written over: the archive still opens, and its part no longer unpacks."""
    data = bytearray(
        workbook(PEOPLE_TOP, *[[*RHYS[:2], f"Name{n}", *RHYS[3:]] for n in range(500)])
    )
    start = zipfile.ZipFile(io.BytesIO(data)).getinfo("xl/worksheets/sheet1.xml").header_offset
    size = zipfile.ZipFile(io.BytesIO(data)).getinfo("xl/worksheets/sheet1.xml").compress_size
    at = start + 60 + int(size * kept)
    data[at : at + 40] = b"\xff" * 40
    assert "damaged" in refused(bytes(data))


@pytest.mark.parametrize("unseen", ["\u200b", "\u202e", "\ufeff", "\xad"])
def test_a_cell_with_characters_that_cannot_be_seen_is_told_so(unseen):
    column = Column("family_name", "Last name", most=80)
    assert "cannot be seen" in read_cell(column, f"Par{unseen}ry").words


def test_a_password_inside_the_zip_is_seen():
    data = bytearray(archive(xl__workbook_xml="<w/>"))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert "password" in refused(bytes(data))


def test_a_damaged_workbook_is_refused_in_words():
    assert "damaged" in refused(archive(xl__workbook_xml="<not even xml"))


def test_a_hundred_thousand_rows_are_refused_with_the_way_out():
    said = refused(text(PEOPLE_TOP, *([RHYS] * (MOST_ROWS + 1))))
    assert "more than 20,000 rows" in said
    assert "Split" in said


def test_a_row_at_the_far_end_is_not_waited_for():
    sheet = workbook(PEOPLE_TOP, RHYS)
    source = zipfile.ZipFile(io.BytesIO(sheet))
    far = io.BytesIO()
    with zipfile.ZipFile(far, "w") as made:
        for part in source.namelist():
            content = source.read(part).replace(b'<row r="2"', b'<row r="1048576"')
            made.writestr(part, content)
    assert "more than" in refused(far.getvalue())


@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16"), (",", "cp1252")],
)
def test_csv_is_read_as_offices_write_it(delimiter, encoding):
    rows = list(
        rows_of(text(PEOPLE_TOP, ["X1", "Siân"], delimiter=delimiter, encoding=encoding), "CSV")
    )
    assert rows[1].number == 2
    assert rows[1].cells[1] == "Siân"


def test_a_row_over_two_lines_keeps_the_number_of_its_first():
    rows = list(rows_of(text(["a"], ["one\ntwo"], ["b"]), "CSV"))
    assert [row.number for row in rows] == [1, 2, 4]


def test_formulas_and_errors_are_told_apart_from_values():
    book = list(rows_of(workbook(["CRN", "b"], ["=A1&B1", "#N/A"]), "XLSX"))
    assert book[1].cells[:2] == [Formula("=A1&B1"), Broken("#N/A")]
    assert list(rows_of(text(["CRN"], ["=1+1"]), "CSV"))[1].cells == [Formula("=1+1")]


def test_a_cell_is_named_as_the_program_names_it():
    assert [address(7, 3), address(1, 27)] == ["D7", "AB1"]


@pytest.mark.parametrize(
    "headings",
    [
        ["crn", "FIRST NAME *", " last  name", "D.O.B.", "sex"],
        ["CRN", "Enw cyntaf", "Cyfenw", "Dyddiad geni", "Rhyw"],
        ["case_reference_number", "Forename", "Surname", "date_of_birth", "SEX:"],
    ],
)
def test_headings_are_matched_by_name_in_either_language(headings):
    found = match_headings([*headings, "Shoe size"], PEOPLE)
    assert set(found.places) == {"crn", "given_name", "family_name", "date_of_birth", "sex"}
    assert found.unmatched == ("Shoe size",)
    assert found.missing == ()


def test_missing_and_doubled_headings_are_named():
    found = match_headings(["CRN", "Delius CRN"], PEOPLE)
    assert found.twice == ("Delius CRN",)
    assert "Date of birth" in found.missing


@pytest.mark.parametrize("work", WORKS.values(), ids=WORKS)
def test_no_two_columns_of_a_list_share_a_heading(work):
    seen = [name for column in work.columns for name in column.called()]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("03/04/2025", date(2025, 4, 3)),
        ("3.4.2025", date(2025, 4, 3)),
        ("2025-04-03", date(2025, 4, 3)),
        ("2025-04-03 00:00:00", date(2025, 4, 3)),
        ("3 April 2025", date(2025, 4, 3)),
        ("3 Ebrill 2025", date(2025, 4, 3)),
        (excel_day("2025-04-03"), date(2025, 4, 3)),
    ],
)
def test_dates_are_day_first_in_every_style(value, day):
    assert dates.read_date(value) == day


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (45750, "bare number"),
        ("03/04/25", "two digits"),
        ("soon", "not a date"),
        ("31/02/2025", "not a date"),
    ],
)
def test_what_is_no_date_is_told_how_to_be_one(value, said):
    assert said in dates.read_date(value)


def column_of(*values):
    return dates.problem_of_column(
        found for n, v in enumerate(values, 2) if (found := dates.seen(n, v))
    )


def test_one_style_in_a_column_is_fine():
    for values in (
        ("03/04/2025", "25/12/2025"),
        ("2025-04-03", "2025-12-25"),
        (date(2025, 4, 3), excel_day("2025-12-25")),
        ("3 April 2025", "25 Rhagfyr 2025"),
    ):
        assert column_of(*values, None, "rubbish") == ""


def test_a_month_first_date_makes_the_whole_column_doubtful():
    said = column_of("03/04/2025", "04/25/2025")
    assert "Row 3" in said
    assert "day first, always" in said


def test_real_dates_among_text_may_have_been_swapped():
    assert "swapped" in column_of(excel_day("2025-03-04"), "25/04/2025")


def test_mixed_styles_are_refused_in_words():
    assert "more than one style" in column_of("03/04/2025", "2025-04-25")


CELLS = {
    "text": Column("t", "Text", most=10),
    "note": Column("t", "Text", most=20_000),
    "phone": Column("p", "Phone", Reads.TELEPHONE),
    "yes": Column("y", "Yes", Reads.YES_NO),
    "number": Column("n", "Number", Reads.NUMBER, most=480),
    "time": Column("a", "Time", Reads.TIME),
    "choice": Column("c", "Choice", Reads.CHOICE, choices=[("VERY_HIGH", "Very high")]),
    "needed": Column("r", "Needed", required=True),
}


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        ("text", 9990000018.0, "9990000018"),
        ("phone", "07700 900123", "07700 900123"),
        ("yes", "Y", True),
        ("yes", "Nac oes", False),
        ("yes", 1, True),
        ("number", 60.0, 60),
        ("number", "60", 60),
        ("time", "9.30am", time(9, 30)),
        ("time", time(14, 0), time(14)),
        ("time", "14:00:00", time(14)),
        ("choice", "very HIGH", "VERY_HIGH"),
        ("text", None, None),
    ],
)
def test_cells_are_read_as_people_write_them(kind, value, read):
    assert read_cell(CELLS[kind], value) == read


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("text", "x" * 11, "11 characters"),
        ("note", "x" * 1024 * 1024, "1,048,576 characters"),
        ("text", "a\x07b", "cannot be seen"),
        ("text", Formula("=A1"), "formula"),
        ("text", Broken("#REF!"), "#REF!"),
        ("text", excel_day("2025-03-04"), "made a date of this"),
        ("text", True, "TRUE or FALSE"),
        ("phone", 7700900123, "first 0"),
        ("yes", "perhaps", "neither yes nor no"),
        ("number", "481", "at most 480"),
        ("number", "-1", "not a whole number"),
        ("number", "1.5", "not a whole number"),
        ("time", "2:30", "morning or the afternoon"),
        ("time", "late", "not a time"),
        ("choice", "huge", "Very high"),
        ("needed", None, "cannot be empty"),
    ],
)
def test_a_wrong_cell_says_how_to_mend_it(kind, value, said):
    found = read_cell(CELLS[kind], value)
    assert isinstance(found, Wrong)
    assert said in found.words


def test_values_come_back_from_json_as_they_were_read():
    columns = [Column("d", "D", Reads.DATE), Column("a", "A", Reads.TIME), CELLS["yes"]]
    values = {"d": date(2025, 4, 3), "a": time(9, 30), "y": False}
    assert as_read(columns, {name: kept(value) for name, value in values.items()}) == values
    assert shown(columns[0], "2025-04-03") == "3 April 2025"


@pytest.mark.parametrize("work", WORKS.values(), ids=WORKS)
def test_the_templates_can_be_sent_back_and_explain_themselves(work):
    made = blank.as_workbook(work.columns, "List")
    for data, packing in ((made, check_file(made)), (blank.as_csv(work.columns), "CSV")):
        found = match_headings(next(rows_of(data, packing)).cells, work.columns)
        assert found.unmatched == ()
        assert len(found.places) == len(work.columns)
    day = next(column for column in work.columns if column.reads == Reads.DATE)
    assert "day first" in blank.explanation(day)


def test_the_report_never_runs_what_a_cell_held():
    assert b"'=cmd" in report.as_csv(["What"], [["=cmd()"]])


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"status": "DONE"}, "no longer possible"),
        ({"problems": 1}, "Mend"),
        ({"column_problems": 1}, "Mend"),
        ({"new": 0}, "nothing to add"),
    ],
)
def test_all_or_nothing(facts, said):
    fine = {"status": SheetStatus.PREVIEW, "new": 2, "problems": 0, "column_problems": 0}
    check_can_confirm(**fine)
    with pytest.raises(NotAllowed, match=said):
        check_can_confirm(**fine | facts)


def test_what_was_thrown_away_stays_so():
    with pytest.raises(NotAllowed):
        check_can_move(SheetStatus.DISCARDED, SheetStatus.PREVIEW)


def test_the_example_rows_fit_the_list():
    assert len(RHYS) == len(MARI) == len(PEOPLE_TOP)
