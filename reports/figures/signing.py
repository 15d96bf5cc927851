"""Overrides that wait for a signature, for those who may sign: each with its person, the longest first.

The first pages have no statement to spare: each takes them into one that it has.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Value
from django.db.models.functions import Concat, JSONObject

from flags.rules import FlagKind
from people.models import Team, User
from referrals.models import Referral
from reports.figures.names import called

MOST_SHOWN = 20
ASKER = "screening__asked_by__"


def _one(**more: str) -> JSONObject:
    return JSONObject(
        referral_id="pk",
        about="service_user_id",
        person=called("service_user__"),
        asked_by=Concat(F(f"{ASKER}given_name"), Value(" "), F(f"{ASKER}family_name")),
        **more,
    )


def in_parts(user: User) -> QuerySet:
    """(what, count, since, the override): to be joined to what else waits for this reader."""
    rows = Referral.to_override.unsigned(user)
    rows = rows.annotate(what=Value("to_sign"), count=Value(1), one=_one())
    return rows.values_list("what", "count", "screening__asked_at", "one")[:MOST_SHOWN]


def with_to_sign(teams: QuerySet[Team], user: User) -> QuerySet:
    """With the list of teams."""
    rows = Referral.to_override.unsigned(user).filter(team=OuterRef("pk"))
    shown = rows.values(json=_one(since="screening__asked_at"))
    return teams.annotate(to_sign=ArraySubquery(shown[:MOST_SHOWN]))


def with_moments(rows: list[dict]) -> list[dict]:
    """JSON has no moments."""
    return [row | {"since": datetime.fromisoformat(row["since"])} for row in rows]


def said_once(needs: list[dict], to_sign: list[dict]) -> tuple[list[dict], list[dict]]:
    """What waits too long has a flag: it presses in its own row, and is not said in a second one."""
    listed = {one["referral_id"] for one in to_sign}
    late = {
        entry["flag"].subject_id
        for entry in needs
        if entry["flag"].kind == FlagKind.OVERRIDE_UNANSWERED
    } & listed
    rest = [
        entry
        for entry in needs
        if entry["flag"].kind != FlagKind.OVERRIDE_UNANSWERED
        or entry["flag"].subject_id not in listed
    ]
    toned = [one | {"tone": "now" if one["referral_id"] in late else "soon"} for one in to_sign]
    return rest, toned
