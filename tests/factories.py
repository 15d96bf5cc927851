"""Rows for tests, made directly so that each test starts from a state it names.

Everything here is invented. NHS numbers are of the 999 test range.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from people.models import Membership, Region, ServiceUser, Team, TeamPolicy, User, Venue
from people.permissions import Profession, Role
from referrals.models import Referral, ReferralStatusChange, Screening
from referrals.rules import FINAL, MEN_2023, Readiness, ScreeningOutcome, Status
from supervision.models import Agreement, SupervisionRecord
from tiers.models import Case, Holding, Session
from tiers.rules import CaseStatus, EndingReason, SessionStatus

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # a Monday; London is on UTC in November
TODAY = date(2026, 11, 23)

_serial = count(1)


def nhs_number(serial):
    """A valid number of the test range: 999 and six digits, or the next that has a check digit."""
    digits = f"999{serial:06d}"
    total = sum(int(d) * w for d, w in zip(digits, range(10, 1, -1), strict=True))
    check = (11 - total % 11) % 11
    return nhs_number(serial + 500_000) if check == 10 else f"{digits}{check}"


def make_team(name="Cwm team", region="Wales", **fields):
    region, _made = Region.objects.get_or_create(name=region)
    team = Team.objects.create(region=region, name=name, **fields)
    TeamPolicy.objects.create(team=team)
    return team


def make_user(team=None, *roles, profession=Profession.TLN, name=None, **fields):
    number = next(_serial)
    given, family = (name or f"Staff Number{number}").split(" ", 1)
    user = User.objects.create(
        email=fields.pop("email", f"{given}.{family}.{number}@example.wales".lower()),
        given_name=given,
        family_name=family,
        profession=profession,
        created_at=NOW - timedelta(days=400),
        **fields,
    )
    for role in roles:
        Membership.objects.create(user=user, team=team, role=role)
    return user


def make_pp(team, **fields):
    return make_user(team, Role.REFERRER, profession=Profession.PROBATION_PRACTITIONER, **fields)


def make_service_user(team, *, added_by, **fields):
    number = next(_serial)
    return ServiceUser.objects.create(
        **{
            "team": team,
            "crn": f"X{number:06d}",
            "given_name": "Person",
            "family_name": f"Number{number}",
            "date_of_birth": date(1990, 5, 17),
            "sex": "M",
            "pp": added_by if Role.REFERRER in added_by.roles else None,
            "added_at": NOW - timedelta(days=200),
            "added_by": added_by,
            **fields,
        }
    )


def make_referral(service_user, *, referrer, status=Status.SUBMITTED, tier=2, **fields):
    """A referral as it stands in `status`, every step answered."""
    sent = NOW - timedelta(days=fields.pop("days_ago", 20))
    values = {
        "reference": f"TT{next(_serial):05d}",
        "service_user": service_user,
        "team": service_user.team,
        "referrer": referrer,
        "tier": tier,
        "status": status,
        "details_confirmed": True,
        "criteria_set": MEN_2023,
        "hope_wellbeing": "To sleep through the night",
        "hope_risk": "To leave an argument before it turns",
        "rosh_confirmed": True,
        "risk_summary": "High risk to known adults",
        "readiness": Readiness.READY,
        "venue_wish": "Cardiff office, side door",
        "consent": "AGREED",
        "explained": ["WORK", "CHOICE"],
        "created_at": sent,
        "touched_at": sent,
    }
    if status not in (Status.DRAFT, Status.DISCARDED):
        values |= {"submitted_at": sent, "submitted_by": referrer}
    if status in (Status.WAITING, Status.PAUSED, Status.ALLOCATED, Status.CLOSED):
        values |= {
            "accepted_at": sent,
            "accepted_by": referrer,
            "target_on": (sent + timedelta(days=84)).date(),
        }
    if status == Status.PAUSED:
        values |= {"pause_reason": "Not ready yet", "review_on": TODAY + timedelta(days=30)}
    if status == Status.DECLINED:
        values |= {"decline_reason": "OTHER", "words_to_referrer": "Not now"}
    if status in FINAL:
        values |= {"ended_at": NOW, "ended_by": referrer}
    referral = Referral.objects.create(**values | fields)
    Screening.objects.create(
        referral=referral,
        criteria_set_id=MEN_2023,
        answers={},
        outcome=ScreeningOutcome.ELIGIBLE,
        screened_at=sent,
        screened_by=referrer,
    )
    ReferralStatusChange.objects.create(
        referral=referral, to_status=status, at=sent, by=referrer, from_status=""
    )
    return referral


def make_case(service_user, *, practitioner, lead=None, tier=2, status=CaseStatus.OPEN, **fields):
    lead = lead or practitioner
    ended = status == CaseStatus.ENDED
    referral = fields.pop("referral", None) or make_referral(
        service_user,
        referrer=lead,
        tier=tier,
        status=Status.CLOSED if ended else Status.ALLOCATED,
    )
    opened = fields.pop("opened_at", NOW - timedelta(days=60))
    values = {
        "referral": referral,
        "service_user": service_user,
        "team": service_user.team,
        "tier": tier,
        "practitioner": practitioner,
        "status": status,
        "planned_end_on": TODAY + timedelta(days=120),
        "review_on": TODAY + timedelta(days=40),
        "opened_at": opened,
        "opened_by": lead,
    }
    if status == CaseStatus.PAUSED:
        values |= {"paused_at": NOW, "paused_by": lead, "pause_reason": "CUSTODY"}
    if ended:
        values |= {"ended_at": NOW, "ended_by": lead, "ending_reason": EndingReason.COMPLETED}
    case = Case.objects.create(**values | fields)
    Holding.objects.create(
        case=case, practitioner=practitioner, from_at=opened, chosen_by=lead, reason="Area"
    )
    return case


def make_session(case, *, when=None, status=SessionStatus.PLANNED, **fields):
    when = when or NOW + timedelta(days=3)
    values = {
        "case": case,
        "practitioner": case.practitioner,
        "status": status,
        "planned_for": when,
        "planned_at": min(when, NOW) - timedelta(days=7),
        "planned_by": case.practitioner,
    }
    if status != SessionStatus.PLANNED:
        values |= {"recorded_at": when, "recorded_by": case.practitioner}
    if status == SessionStatus.HELD:
        values |= {"minutes": 60, "travel_minutes": 30}
    if status == SessionStatus.MISSED:
        values |= {"missed_by": "PERSON_NOT_TOLD"}
    if status == SessionStatus.CANCELLED:
        values |= {"cancelled_by": "PRACTITIONER"}
    return Session.objects.create(**values | fields)


def make_agreement(supervisee, supervisor, *, team, **fields):
    return Agreement.objects.create(
        **{
            "team": team,
            "supervisee": supervisee,
            "supervisor": supervisor,
            "kind": "CLINICAL",
            "interval_days": 28,
            "agreed_on": TODAY - timedelta(days=200),
            "made_at": NOW - timedelta(days=200),
            "made_by": supervisor,
            **fields,
        }
    )


def make_supervision(agreement, *, when=None, status="HELD", **fields):
    when = when or NOW - timedelta(days=10)
    values = {
        "agreement": agreement,
        "status": status,
        "planned_for": when,
        "planned_at": when - timedelta(days=7),
        "planned_by": agreement.supervisor,
    }
    if status != "PLANNED":
        values |= {"recorded_at": when, "recorded_by": agreement.supervisor}
    if status == "HELD":
        values |= {"minutes": 60, "summary": "SECRET-SUMMARY", "feelings": "SECRET-FEELINGS"}
    return SupervisionRecord.objects.create(**values | fields)


def make_venue(name="Cardiff probation office", **fields):
    return Venue.objects.create(name=name, kind=fields.pop("kind", "PROBATION_OFFICE"), **fields)
