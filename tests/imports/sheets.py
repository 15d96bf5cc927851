"""Real files, made in the test."""

import csv
import io

from openpyxl import Workbook

from imports import actions

PEOPLE_TOP = ["CRN", "First name", "Last name", "Date of birth", "Sex"]
RHYS = ["X100001", "Rhys", "Parry", "17/05/1990", "Male"]
MARI = ["X100002", "Mari", "Morgan", "03/04/1985", "Female"]


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def text(*rows, delimiter=",", encoding="utf-8"):
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=delimiter).writerows(rows)
    return made.getvalue().encode(encoding)


def send(data, *, by, team, at, kind="PEOPLE", name="list.xlsx"):
    """Sent and read, as the worker does."""
    sheet = actions.send_sheet(
        team_id=team.pk, kind=kind, file_name=name, data=data, language="en", by=by, at=at
    )
    actions.read_sheet(sheet_id=sheet.pk, at=at)
    sheet.refresh_from_db()
    return sheet


def bring_in(data, *, by, team, at, kind="PEOPLE"):
    sheet = send(data, by=by, team=team, at=at, kind=kind)
    assert problems(sheet) == [], problems(sheet)
    actions.confirm_sheet(sheet_id=sheet.pk, by=by, at=at)
    actions.bring_in_sheet(sheet_id=sheet.pk, at=at)
    sheet.refresh_from_db()
    return sheet


def problems(sheet):
    """(row, column, words) of everything that needs mending."""
    whole = [(None, one["column"], one["words"]) for one in sheet.column_problems]
    return whole + [
        (row.number, one["column"], one["words"])
        for row in sheet.rows.wrong().order_by("number")
        for one in row.problems
    ]
