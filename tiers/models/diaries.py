"""Planned sessions held beside the diaries of those who might take them over."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q, Value
from django.utils import timezone

from people.models import Absence
from tiers.rules import (
    LONGEST_SESSION_MINUTES,
    USUAL_CONSULTATION_MINUTES,
    Diary,
    Meeting,
)

from .consulting import Consultation
from .sessions import Session


class Clash(NamedTuple):
    """A planned session, and what its next worker has on: a session or a booked consultation, or (None)
    a day away."""

    session: Session
    other: Meeting | None


def planned_ahead(case_id: int, worker_id: int, now: datetime):
    """What goes along with the work: a session for which a colleague stands in stays with them."""
    mine = Session.objects.planned().filter(case_id=case_id, practitioner_id=worker_id)
    return mine.filter(planned_for__gte=now).order_by("planned_for", "pk")


def diaries(
    worker_ids: Collection[int], sessions: Collection[Session], *, but_case: int | None = None
) -> dict[int, Diary]:
    """The diaries of many around these sessions, in two statements; none when there are none."""
    if not sessions or not worker_ids:
        return {}
    moments = [session.planned_for for session in sessions]
    first, last = min(moments), max(moments)
    meetings: dict[int, list[Meeting]] = {}
    for worker, starts, minutes in _busy(worker_ids, first, last, but_case):
        meetings.setdefault(worker, []).append(Meeting(starts, minutes))
    away: dict[int, list] = {}
    absences = Absence.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate(first)),
        user__in=worker_ids,
        starts_on__lte=timezone.localdate(last),
    )
    for worker, starts, ends in absences.values_list("user_id", "starts_on", "ends_on"):
        away.setdefault(worker, []).append((starts, ends))
    return {worker: Diary(meetings.get(worker, ()), away.get(worker, ())) for worker in worker_ids}


def _busy(worker_ids: Collection[int], first: datetime, last: datetime, but_case: int | None):
    """(worker, moment, minutes) of sessions and booked consultations, of which nobody knows the length
    until they were held: as long as they usually take."""
    longest = timedelta(minutes=LONGEST_SESSION_MINUTES)
    around = (first - longest, last + longest)
    planned = Session.objects.planned().filter(
        practitioner__in=worker_ids, planned_for__range=around
    )
    booked = Consultation.objects.booked().filter(
        consultant__in=worker_ids, booked_for__range=around
    )
    return (
        planned.exclude(case_id=but_case)
        .order_by()
        .values_list("practitioner_id", "planned_for", "planned_minutes")
        .union(
            booked.order_by().values_list(
                "consultant_id", "booked_for", Value(USUAL_CONSULTATION_MINUTES)
            ),
            all=True,
        )
        .order_by("planned_for")
    )


def clashes(sessions: Iterable[Session], diary: Diary) -> list[Clash]:
    found = []
    for session in sessions:
        other = diary.in_the_way_of(Meeting(session.planned_for, session.planned_minutes))
        if other is not None or diary.is_away(timezone.localdate(session.planned_for)):
            found.append(Clash(session, other))
    return found
