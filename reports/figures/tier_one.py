"""Tier 1 on the first page and the team's: what was asked, what waits, what was taught."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Min, OuterRef, Q, Subquery, Sum
from django.utils import timezone

from tiers.models import AgreedTask, Consultation, Upskilling
from tiers.rules import ConsultationStatus
from tiers.words import question_title, standing

SHOWN_AFTER_END = timedelta(days=14)
MOST_SHOWN = 20


def asked(user, *, now):
    """A PP's questions that are under way or lately answered, each with where it stands."""
    today = timezone.localdate(now)
    rows = (
        Consultation.objects.visible_to(user)
        .filter(pp=user)
        .filter(Q(ended_at__isnull=True) | Q(ended_at__gte=now - SHOWN_AFTER_END))
        .exclude(status=ConsultationStatus.WITHDRAWN)
        .select_related("service_user", "consultant", "team__policy")
        .order_by("-asked_at")[:MOST_SHOWN]
    )
    return [
        {
            "about": row.service_user_id,
            "url": row.get_absolute_url(),
            "title": question_title(row),
            "sentence": standing(row, today),
        }
        for row in rows
    ]


def to_do(user):
    """What one agreed to do in a consultation and has not finished."""
    rows = AgreedTask.objects.visible_to(user).to_do().filter(given_to=user)
    return list(rows.select_related("service_user").order_by("due_on", "pk")[:MOST_SHOWN])


def with_tier_one(teams, user, *, since):
    """Teams, each with what nobody has taken yet, and what PPs learned with us since a day (N91)."""
    asked = Consultation.objects.visible_to(user).filter(status=ConsultationStatus.ASKED)
    taught = Upskilling.objects.visible_to(user).filter(held_on__gte=since)
    return teams.annotate(
        asked_count=_of_team(asked, Count("pk")),
        asked_oldest=_of_team(asked, Min("asked_at")),
        taught_count=_of_team(taught, Count("pk")),
        taught_minutes=_of_team(taught, Sum("minutes")),
        taught_people=_of_team(taught, Sum("people_count")),
    )


def _of_team(rows, measure):
    """With the list of teams, in its one statement: the page has no other to spare."""
    ours = rows.filter(team=OuterRef("pk")).order_by().values("team")
    return Subquery(ours.annotate(measure=measure).values("measure"))
