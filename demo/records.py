"""Records in the demo: one person entered twice and made one, another pair still to be settled, a
list of people brought in, and a talk in a corridor."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

from imports import actions as imports
from people import actions
from people.models import ServiceUser
from people.rules import Side
from tiers import actions as tiers
from tiers.models import Case
from tiers.rules import CaseStatus

from . import cast, names
from .stage import Crew, Stage

LISTED = (
    ("Emrys", "Vowles", "12/02/1988", "Male"),
    ("Lowri", "Skyrme", "30/09/1993", "Female"),
)


def build(stage: Stage, south: Crew, gwent: Crew) -> None:
    twice = _in_order(gwent)
    entered_twice(stage, gwent, twice[0], ago=60, merged=True)
    entered_twice(stage, gwent, twice[1], ago=3, merged=False)
    actions.find_doubles(at=stage.now)
    brought_in(stage, gwent)
    in_a_corridor(stage, south)
    dates_near(stage, south)


def dates_near(stage: Stage, crew: Crew) -> None:
    """A register soon reviewed, a licence that ends with no ending planned, a registration to renew."""
    cases = Case.objects.filter(team=crew.team, status=CaseStatus.OPEN, ending_plan=None)
    # Those whose work is looked at anyway: flags are the exception.
    first, second = cases.select_related("practitioner").order_by("review_on", "pk")[:2]
    actions.set_registrations(
        service_user_id=first.service_user_id,
        registers={"ARSO": stage.today + timedelta(days=9), "AV2S": None},
        by=first.practitioner,
        at=stage.at(30),
    )
    actions.update_service_user(
        service_user_id=second.service_user_id,
        licence_ends_on=stage.today + timedelta(days=60),
        by=second.practitioner,
        at=stage.at(20),
    )
    ending = crew.psychologists[1]
    actions.renew_registration(
        user_id=ending.pk,
        registration_number=ending.registration_number,
        registration_expires_on=stage.today + timedelta(days=40),
        by=ending,
        at=stage.at(320),
    )


def _in_order(crew: Crew) -> list[ServiceUser]:
    rows = ServiceUser.objects.filter(team=crew.team, sex="M", is_restricted=False)
    return list(rows.filter(has_exclusions=False).order_by("pk")[:2])


def entered_twice(stage: Stage, crew: Crew, known: ServiceUser, *, ago: int, merged: bool) -> None:
    """A second PP did not search first. The lead makes one of two, or has yet to look."""
    again = cast.enter(
        stage,
        crew,
        ago=ago,
        home="COMMUNITY",
        sex=known.sex,
        given_name=known.given_name,
        family_name=known.family_name,
        date_of_birth=known.date_of_birth,
    )
    if merged:
        actions.merge(
            kept_id=known.pk,
            gone_id=again.pk,
            choices={"crn": Side.KEPT, "supervision": Side.KEPT, "where": Side.KEPT},
            reason="The same man: his PP and the date of birth agree. The second CRN was mistyped.",
            by=crew.lead,
            at=stage.at(ago - 2, 15),
        )


def brought_in(stage: Stage, crew: Crew) -> None:
    """Two people from the list the team kept before."""
    made = io.StringIO(newline="")
    rows = csv.writer(made)
    rows.writerow(["CRN", "First name", "Last name", "Date of birth", "Sex", "NHS number"])
    for number, person in enumerate(LISTED):
        rows.writerow([names.crn(790_001 + number), *person, names.nhs_number(9_001 + number)])
    at = stage.at(20, 14)
    sheet = imports.send_sheet(
        team_id=crew.team.pk,
        kind="PEOPLE",
        file_name="people-before-iirms.csv",
        data=made.getvalue().encode(),
        language="en",
        by=crew.lead,
        at=at,
    )
    imports.read_sheet(sheet_id=sheet.pk, at=at)
    imports.confirm_sheet(sheet_id=sheet.pk, by=crew.lead, at=at + timedelta(minutes=4))
    imports.bring_in_sheet(sheet_id=sheet.pk, at=at + timedelta(minutes=5))


def in_a_corridor(stage: Stage, crew: Crew) -> None:
    tiers.log_talk_in_passing(
        pp_id=crew.pps[0].pk,
        when=stage.at(2, 12, 20),
        minutes=10,
        mode="IN_PERSON",
        question="A man who sends long e-mails at night, and wants each one answered.",
        advice="Say once which day you answer, and keep to it. Short and kind, the same each week.",
        by=crew.psychologists[0],
        at=stage.at(2, 13),
    )
