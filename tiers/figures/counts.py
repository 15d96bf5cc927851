"""What a lead counts of the sessions of a team: what was worked on, what stood in the way (N8, N110)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.db.models import Count, F

from tiers.models import CaseStatusChange, Intervention, Session
from tiers.rules import Barrier

PERIOD = timedelta(weeks=13)


def _sessions(user, team, *, now):
    rows = Session.objects.visible_to(user).filter(case__team=team)
    return rows.filter(planned_for__gt=now - PERIOD, planned_for__lte=now)


def catalogue(user, team, *, now):
    """Every entry as this team has it, each with the sessions and people of the last 13 weeks."""
    worked = (
        _sessions(user, team, now=now)
        .filter(worked_on__isnull=False)
        .values("worked_on")
        .annotate(
            sessions=Count("pk", distinct=True), people=Count("case__service_user", distinct=True)
        )
        .order_by()
    )
    counted = {row["worked_on"]: row for row in worked}
    none = {"sessions": 0, "people": 0}
    entries = list(Intervention.objects.visible_to(user).of_team(team.pk))
    for entry in entries:
        found = counted.get(entry.pk, none)
        entry.sessions, entry.people = found["sessions"], found["people"]
    return entries


def sessions_worked_on(user, team, entry, *, now):
    rows = _sessions(user, team, now=now).filter(worked_on=entry)
    return rows.select_related("case__service_user", "practitioner").order_by("-planned_for")


def _stood_in_the_way(user, team, *, now):
    return _sessions(user, team, now=now).exclude(barriers=[])


def _reviews(user, team, *, now):
    """A review is a line of the case's story that left its state as it was."""
    rows = CaseStatusChange.objects.visible_to(user).filter(case__team=team)
    rows = rows.filter(from_status=F("to_status"), at__gt=now - PERIOD, at__lte=now)
    return rows.exclude(barriers=[])


def barriers(user, team, *, now):
    """[{code, label, sessions, reviews}], the most frequent first; and [{venue, name, codes}] of the
    sessions, by the place they were planned for."""
    rows = list(
        _stood_in_the_way(user, team, now=now).values_list("barriers", "venue_id", "venue__name")
    )
    said = _reviews(user, team, now=now).values_list("barriers", flat=True)
    of_sessions = Counter(code for codes, _pk, _name in rows for code in codes)
    of_reviews = Counter(code for codes in said for code in codes)
    by_code = [
        {
            "code": barrier.value,
            "label": barrier.label,
            "sessions": of_sessions[barrier],
            "reviews": of_reviews[barrier],
        }
        for barrier in Barrier
        if of_sessions[barrier] or of_reviews[barrier]
    ]
    by_code.sort(key=lambda row: -row["sessions"] - row["reviews"])
    return by_code, _by_venue(rows)


def _by_venue(rows):
    venues = {}
    for codes, pk, name in rows:
        place = venues.setdefault(pk, {"venue": pk, "name": name or "", "codes": Counter()})
        place["codes"].update(codes)
    found = sorted(venues.values(), key=lambda place: -place["codes"].total())
    for place in found:
        place["codes"] = [
            {"code": code, "label": Barrier(code).label, "count": count}
            for code, count in place["codes"].most_common()
        ]
    return found


def sessions_with_barrier(user, team, *, code, venue, now):
    """The list behind one number; `venue`: a key, None for "no place", or "any"."""
    rows = _stood_in_the_way(user, team, now=now).filter(barriers__contains=[code])
    if venue != "any":
        rows = rows.filter(venue_id=venue)
    return rows.select_related("case__service_user", "practitioner").order_by("-planned_for")


def reviews_with_barrier(user, team, *, code, now):
    rows = _reviews(user, team, now=now).filter(barriers__contains=[code])
    return rows.select_related("case__service_user", "by").order_by("-at")
