"""Rows in bulk, with a fixed seed, at the two sizes of design.md section 12.

Straight into the tables: a benchmark wants a full house, not the story of how it filled. The demo
(`manage.py demo`) tells the story, through the actions.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from people.models import Membership, Region, ServiceUser, Team, TeamPolicy, User, Venue
from people.permissions import Profession, Role
from referrals.models import Referral, ReferralStatusChange, Screening
from tiers.models import Case, Holding, Session

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Size:
    teams: int
    practitioners: int
    pps: int
    people: int
    sessions: int


SERVICE = Size(teams=1, practitioners=10, pps=60, people=400, sessions=8_000)
REGION = Size(teams=25, practitioners=250, pps=1_500, people=10_000, sessions=200_000)


def load(size: Size, seed: int = 1) -> None:
    dice = random.Random(seed)
    region = Region.objects.create(name="Wales")
    for number in range(size.teams):
        _team(region, number, size, dice)


def _team(region: Region, number: int, size: Size, dice: random.Random) -> None:
    team = Team.objects.create(region=region, name=f"Team {number}")
    TeamPolicy.objects.create(team=team)
    venue = Venue.objects.create(name=f"Office {number}", kind="PROBATION_OFFICE")
    each = {name: getattr(size, name) // size.teams for name in vars(size)}
    workers = _staff(team, each["practitioners"], Profession.TLN, Role.PRACTITIONER, number)
    pps = _staff(
        team, each["pps"], Profession.PROBATION_PRACTITIONER, Role.REFERRER, number + 10_000
    )
    lead = _staff(team, 1, Profession.TEAM_LEAD, Role.LEAD, number + 20_000)[0]
    people = _people(team, pps, each["people"], number)
    referrals = _referrals(team, people, lead, dice)
    cases = _cases(team, referrals, workers, lead)
    _sessions(cases, venue, each["sessions"], dice)


def _staff(team, count, profession, role, mark):
    users = User.objects.bulk_create(
        User(
            email=f"{profession.lower()}.{mark}.{i}@example.wales",
            password="!",
            given_name=f"Worker{i}",
            family_name=f"Team{mark}",
            profession=profession,
            created_at=NOW - timedelta(days=700),
        )
        for i in range(count)
    )
    Membership.objects.bulk_create(Membership(user=u, team=team, role=role) for u in users)
    return users


def _people(team, pps, count, mark):
    return ServiceUser.objects.bulk_create(
        ServiceUser(
            team=team,
            crn=f"X{mark:02d}{i:04d}",
            given_name=f"Given{i % 97}",
            family_name=f"Family{i}",
            date_of_birth=date(1980, 1, 1) + timedelta(days=7 * i % 8_000),
            sex="M",
            rosh_public="HIGH",
            pp=pps[i % len(pps)],
            added_at=NOW - timedelta(days=600),
            added_by=pps[i % len(pps)],
        )
        for i in range(count)
    )


# Numbers no other row has: a recorded statement's person can be told from its team or its tier.
FIRST_TO_REFER = 9_000_000_000


def people_to_refer(pp: User, count: int) -> range:
    """Their numbers. A draft stands once for each person: every run of a create needs its own."""
    [team_id] = pp.team_ids
    numbers = range(FIRST_TO_REFER, FIRST_TO_REFER + count)
    ServiceUser.objects.bulk_create(
        ServiceUser(
            pk=number,
            team_id=team_id,
            crn=f"Y{number - FIRST_TO_REFER:06d}",
            given_name=f"Given{number % 97}",
            family_name=f"Referred{number - FIRST_TO_REFER}",
            date_of_birth=date(1985, 1, 1),
            sex="M",
            pp=pp,
            added_at=NOW,
            added_by=pp,
        )
        for number in numbers
    )
    return numbers


def _referrals(team, people, lead, dice):
    """One for each person: two in five under way, the rest waiting, closed or just sent."""
    statuses = ["ALLOCATED", "ALLOCATED", "WAITING", "CLOSED", "SUBMITTED"]
    made = []
    for i, person in enumerate(people):
        status = statuses[i % 5]
        sent = NOW - timedelta(days=dice.randrange(10, 500))
        accepted = status not in ("SUBMITTED",)
        made.append(
            Referral(
                reference=f"B{team.pk % 100:02d}{i:05d}",
                service_user=person,
                team=team,
                referrer_id=person.pp_id,
                tier=2,
                status=status,
                hope_wellbeing="To sleep, and to see the children again.",
                hope_risk="To walk away before it turns.",
                risk_summary="High to known adults when drinking.",
                consent="AGREED",
                readiness="READY",
                created_at=sent,
                touched_at=sent,
                submitted_at=sent,
                submitted_by_id=person.pp_id,
                accepted_at=sent if accepted else None,
                accepted_by=lead if accepted else None,
                ended_at=NOW if status == "CLOSED" else None,
                ended_by=lead if status == "CLOSED" else None,
            )
        )
    made = Referral.objects.bulk_create(made)
    ReferralStatusChange.objects.bulk_create(
        ReferralStatusChange(referral=r, to_status=r.status, at=r.created_at, by_id=r.referrer_id)
        for r in made
    )
    Screening.objects.bulk_create(
        Screening(
            referral=r,
            criteria_set_id="men-2023",
            outcome="ELIGIBLE",
            screened_at=r.created_at,
            screened_by_id=r.referrer_id,
        )
        for r in made
    )
    return made


def _cases(team, referrals, workers, lead):
    under_way = [r for r in referrals if r.status in ("ALLOCATED", "CLOSED")]
    cases = Case.objects.bulk_create(
        Case(
            referral=r,
            service_user_id=r.service_user_id,
            team=team,
            tier=2,
            practitioner=workers[i % len(workers)],
            status="ENDED" if r.status == "CLOSED" else "OPEN",
            planned_end_on=date(2027, 3, 1),
            review_on=date(2026, 12, 20),
            opened_at=r.created_at,
            opened_by=lead,
            ended_at=NOW if r.status == "CLOSED" else None,
            ended_by=lead if r.status == "CLOSED" else None,
            ending_reason="COMPLETED" if r.status == "CLOSED" else "",
        )
        for i, r in enumerate(under_way)
    )
    Holding.objects.bulk_create(
        Holding(
            case=c,
            practitioner_id=c.practitioner_id,
            from_at=c.opened_at,
            chosen_by=lead,
            reason="Area",
        )
        for c in cases
    )
    return cases


def _sessions(cases, venue, count, dice):
    rows = []
    for i in range(count):
        case = cases[i % len(cases)]
        turn = i // len(cases)
        when = NOW + timedelta(days=5 - 7 * turn, minutes=15 * dice.randrange(-4, 20))
        planned = when > NOW and case.status != "ENDED"
        rows.append(
            Session(
                case=case,
                practitioner_id=case.practitioner_id,
                status="PLANNED" if planned else "HELD",
                planned_for=when,
                planned_at=when - timedelta(days=14),
                planned_by_id=case.practitioner_id,
                venue=venue,
                minutes=None if planned else 60,
                travel_minutes=None if planned else 40,
                readiness=None if planned else dice.randrange(2, 10),
                recorded_at=None if planned else when,
                recorded_by_id=None if planned else case.practitioner_id,
            )
        )
    Session.objects.bulk_create(rows, batch_size=2_000)
