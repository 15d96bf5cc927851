"""Two leads bring in lists at the same moment."""

import pytest

from imports import actions
from imports.models import Sheet
from people.models import ServiceUser
from people.permissions import Role
from people.rules import NotAllowed
from tests import factories as make
from tests.races import together

from .sheets import MARI, PEOPLE_TOP, RHYS, send, workbook

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("now")]


def test_one_list_confirmed_by_two_is_brought_in_once(team, lead):
    other = make.make_user(team, Role.LEAD)
    sheet = send(workbook(PEOPLE_TOP, RHYS, MARI), by=lead, team=team, at=make.NOW)

    results = together(
        *(
            lambda by=by: actions.confirm_sheet(sheet_id=sheet.pk, by=by, at=make.NOW)
            for by in (lead, other)
        )
    )
    (told,) = [one for one in results if isinstance(one, NotAllowed)]
    assert "Being brought in" in str(told)

    # The queue hands a task out again when a worker dies: two may hold it at once.
    together(*[lambda: actions.bring_in_sheet(sheet_id=sheet.pk, at=make.NOW)] * 2)
    assert ServiceUser.objects.count() == 2
    assert Sheet.objects.get().status == "DONE"


def test_of_two_lists_with_one_person_one_is_brought_in_and_the_other_looked_at_again(team, lead):
    sheets = [
        send(workbook(PEOPLE_TOP, RHYS, more), by=lead, team=team, at=make.NOW)
        for more in (MARI, [*MARI[:1], "Another", *MARI[2:]])
    ]
    for sheet in sheets:
        actions.confirm_sheet(sheet_id=sheet.pk, by=lead, at=make.NOW)

    together(
        *(lambda pk=sheet.pk: actions.bring_in_sheet(sheet_id=pk, at=make.NOW) for sheet in sheets)
    )

    assert ServiceUser.objects.count() == 2
    assert sorted(sheet.status for sheet in Sheet.objects.all()) == ["DONE", "PREVIEW"]
    (again,) = Sheet.objects.filter(status="PREVIEW")
    assert "nothing was brought in" in again.refusal
