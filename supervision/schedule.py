"""Who goes without supervision. Pages and flags read one clock: `AgreementQuerySet.with_clock`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    CharField,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat, TruncDate
from django.utils import timezone

from flags.registry import days_after, lead_or, rows
from flags.rules import FlagKind
from people.models import Absence, Membership, User
from people.permissions import TEAM_ROLES, Role

from .models import Agreement, without_agreement
from .rules import PROTECTING, Standing


def _standing(standing: str, now: datetime) -> QuerySet:
    return (
        Agreement.objects.current()
        .filter(supervisee__is_active=True)
        .with_clock(timezone.localdate(now))
        .filter(standing=standing)
    )


def _rows(agreements: QuerySet, *, since: str) -> QuerySet:
    return rows(agreements, team="team_id", owner="supervisee_id", since=since)


def overdue(now: datetime) -> QuerySet:
    """Days since the last held session exceed the agreed interval (N47)."""
    return _rows(_standing(Standing.OVERDUE, now), since="due_on")


def at_risk(now: datetime) -> QuerySet:
    """Policy: supervision_at_risk_percent of the interval."""
    percent = F("interval_days") * F("team__policy__supervision_at_risk_percent")
    reached = ExpressionWrapper((percent + 99) / 100, output_field=IntegerField())
    soon = _standing(Standing.AT_RISK, now).annotate(
        soon_since=days_after("clock_from", reached + F("paused"))
    )
    return _rows(soon, since="soon_since")


def no_agreement(now: datetime) -> QuerySet:
    """Somebody who works with people and is here today, without a clinical or reflective agreement."""
    today = timezone.localdate(now)
    team = (
        Membership.objects.filter(user=OuterRef("pk"), role=Role.PRACTITIONER)
        .order_by("pk")
        .values("team_id")[:1]
    )
    ended = (
        Agreement.objects.filter(supervisee=OuterRef("pk"), kind__in=sorted(PROTECTING))
        .order_by()
        .values("supervisee")
        .annotate(last=Max("ended_at"))
        .values("last")
    )
    alone = (
        without_agreement(User.objects.active())
        .exclude(pk__in=Absence.objects.on(today).values("user_id"))
        .annotate(
            team_id=Subquery(team),
            since=TruncDate(Coalesce(Subquery(ended), "created_at")),
        )
        .filter(team_id__isnull=False)
    )
    return rows(
        alone, team="team_id", owner=lead_or("pk", team="team_id", today=today), since="since"
    )


def registration_ending(now: datetime) -> QuerySet:
    """Policy: staff_registration_days. Theirs to renew; the lead reads it through the team."""
    today = timezone.localdate(now)
    held = Membership.objects.filter(user=OuterRef("pk"), role__in=TEAM_ROLES).order_by("pk")
    days = held.values("team__policy__staff_registration_days")[:1]
    ending = (
        User.objects.active()
        .filter(registration_expires_on__isnull=False)
        .annotate(team_id=Subquery(held.values("team_id")[:1]), days=Subquery(days))
        .filter(team_id__isnull=False)
        .annotate(near=days_after("registration_expires_on", -F("days")))
        .filter(near__lte=today)
    )
    return rows(ending, team="team_id", owner="pk", since="near")


def the_other(user: User, subject: Any) -> QuerySet:
    """With whom: the supervisor to the supervisee, the supervisee to everybody else who may know of
    the agreement."""
    mine = Agreement.objects.visible_to(user).filter(pk=subject)
    who = {
        whose: Concat(f"{whose}__given_name", Value(" "), f"{whose}__family_name")
        for whose in ("supervisor", "supervisee")
    }
    return mine.order_by().values(
        name=Case(
            When(supervisee_id=user.pk, then=who["supervisor"]),
            default=who["supervisee"],
            output_field=CharField(),
        )
    )


STAFF_NAMES = [
    (FlagKind.SUPERVISION_OVERDUE, the_other),
    (FlagKind.SUPERVISION_AT_RISK, the_other),
]
FLAG_RULES = [
    (FlagKind.SUPERVISION_OVERDUE, overdue),
    (FlagKind.SUPERVISION_AT_RISK, at_risk),
    (FlagKind.SUPERVISION_NO_AGREEMENT, no_agreement),
    (FlagKind.STAFF_REGISTRATION_ENDING, registration_ending),
]
