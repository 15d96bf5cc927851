"""Going without supervision: overdue, at risk, no agreement (N47)."""

from datetime import timedelta

import pytest

from flags.models import Flag
from flags.registry import naming_staff
from flags.rules import FlagKind
from people.models import Absence
from people.permissions import Profession, Role
from supervision.models import Agreement
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
TODAY, NOW = make.TODAY, make.NOW
DAY = timedelta(days=1)


@pytest.fixture
def agreement(practitioner, psychologist, team):
    return make.make_agreement(practitioner, psychologist, team=team)


def held(agreement, days_ago):
    return make.make_supervision(agreement, when=NOW - days_ago * DAY)


@pytest.mark.parametrize(("days", "raised"), [(28, False), (29, True)])
def test_supervision_is_overdue_the_day_after_its_interval(
    sweep, agreement, practitioner, days, raised
):
    held(agreement, days)

    flags = sweep(FlagKind.SUPERVISION_OVERDUE)

    assert [(flag.subject_id, flag.owner, flag.since_on) for flag in flags] == (
        [(agreement.pk, practitioner, TODAY + (28 - days) * DAY)] if raised else []
    )
    assert all(flag.service_user is None for flag in flags)


@pytest.mark.parametrize(("days", "raised"), [(22, False), (23, True), (28, True), (29, False)])
def test_supervision_is_at_risk_from_80_percent_until_it_is_overdue(sweep, agreement, days, raised):
    held(agreement, days)

    flags = sweep(FlagKind.SUPERVISION_AT_RISK)

    assert [flag.since_on for flag in flags] == ([TODAY + (23 - days) * DAY] if raised else [])


def test_the_teams_percentage_counts(sweep, agreement, team):
    held(agreement, 15)
    assert sweep(FlagKind.SUPERVISION_AT_RISK) == []
    team.policy.supervision_at_risk_percent = 50
    team.policy.save()

    assert sweep(FlagKind.SUPERVISION_AT_RISK)


def test_holding_supervision_clears_both(sweep, agreement):
    held(agreement, 40)
    assert sweep(FlagKind.SUPERVISION_OVERDUE)
    held(agreement, 1)

    assert sweep(FlagKind.SUPERVISION_OVERDUE) == []
    assert sweep(FlagKind.SUPERVISION_AT_RISK) == []


@pytest.mark.parametrize("status", ["PLANNED", "CANCELLED"])
def test_what_was_only_planned_or_cancelled_clears_nothing(sweep, agreement, status):
    held(agreement, 40)
    make.make_supervision(agreement, when=NOW - DAY, status=status)

    assert sweep(FlagKind.SUPERVISION_OVERDUE)


def test_absence_stops_the_clock(sweep, agreement, practitioner):
    held(agreement, 40)
    Absence.objects.create(
        user=practitioner,
        kind="SICKNESS",
        starts_on=TODAY - 20 * DAY,
        ends_on=TODAY - 9 * DAY,
    )

    assert sweep(FlagKind.SUPERVISION_OVERDUE) == []
    assert sweep(FlagKind.SUPERVISION_AT_RISK)  # 28 of 40 days count


def test_without_a_session_the_clock_runs_from_the_agreement(sweep, agreement):
    Agreement.objects.filter(pk=agreement.pk).update(agreed_on=TODAY - 29 * DAY)

    assert [flag.since_on for flag in sweep(FlagKind.SUPERVISION_OVERDUE)] == [TODAY - DAY]


def test_an_ended_agreement_or_a_colleague_who_left_is_due_nothing(
    sweep, agreement, practitioner, psychologist
):
    assert sweep(FlagKind.SUPERVISION_OVERDUE)
    practitioner.is_active = False
    practitioner.save()
    assert sweep(FlagKind.SUPERVISION_OVERDUE) == []

    practitioner.is_active = True
    practitioner.save()
    Agreement.objects.filter(pk=agreement.pk).update(ended_at=NOW, ended_by=psychologist)
    assert sweep(FlagKind.SUPERVISION_OVERDUE) == []


def test_whoever_works_with_people_needs_an_agreement(sweep, agreement, colleague, lead, team):
    pp = make.make_pp(team)
    flags = sweep(FlagKind.SUPERVISION_NO_AGREEMENT)

    # Nia has one; Cai and the psychologist have none; a lead or a PP needs none.
    found = {flag.subject_id: flag.owner for flag in flags}
    assert found == {colleague.pk: lead, agreement.supervisor_id: lead}
    assert pp.pk not in found


@pytest.mark.parametrize(
    ("kind", "raised"), [("PEER", True), ("LINE", True), ("REFLECTIVE", False)]
)
def test_peer_or_line_supervision_is_not_enough(
    sweep, practitioner, psychologist, lead, team, kind, raised
):
    make.make_agreement(practitioner, psychologist, team=team, kind=kind)

    flags = sweep(FlagKind.SUPERVISION_NO_AGREEMENT)

    assert (practitioner.pk in {flag.subject_id for flag in flags}) is raised


def test_somebody_away_or_without_a_team_of_their_own_is_not_chased(
    sweep, practitioner, lead, team
):
    make.make_user(team, Role.REFERRER, profession=Profession.PDPO)
    Absence.objects.create(user=practitioner, kind="LEAVE", starts_on=TODAY)

    assert sweep(FlagKind.SUPERVISION_NO_AGREEMENT) == []


def test_making_an_agreement_clears_the_flag(sweep, practitioner, lead, team):
    assert sweep(FlagKind.SUPERVISION_NO_AGREEMENT)
    make.make_agreement(practitioner, lead, team=team)

    assert sweep(FlagKind.SUPERVISION_NO_AGREEMENT) == []


def test_the_other_teams_supervision_is_the_other_teams(sweep, agreement, stranger, other_team):
    other = make.make_user(other_team, Role.SUPERVISOR)
    theirs = make.make_agreement(stranger, other, team=other_team)
    held(agreement, 3)

    flags = sweep(FlagKind.SUPERVISION_OVERDUE)

    assert [(flag.subject_id, flag.team) for flag in flags] == [(theirs.pk, other_team)]


def test_the_line_says_with_whom_to_each_who_may_know(
    sweep, agreement, practitioner, psychologist, lead, get_statements, as_user
):
    make.make_agreement(practitioner, lead, team=agreement.team, kind="REFLECTIVE")
    flags = sweep(FlagKind.SUPERVISION_OVERDUE)
    assert {flag.owner for flag in flags} == {practitioner}

    def named(user):
        rows = Flag.objects.visible_to(user).filter(kind=FlagKind.SUPERVISION_OVERDUE)
        return [flag.staff_name for flag in naming_staff(rows, user).order_by("pk")]

    assert sorted(named(practitioner)) == sorted([str(psychologist), str(lead)])
    assert named(lead) == [str(practitioner)] * 2
    page = as_user(practitioner).get("/flags/").content.decode()
    assert str(psychologist) in page
