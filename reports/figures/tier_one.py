"""Tier 1 on the first page and the team's: what was asked, what waits, what was taught."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.figures.names import called
from tiers.models import AgreedTask, Consultation, Upskilling
from tiers.rules import ConsultationStatus, Mode, SessionStatus
from tiers.words import first_words, question_title, standing

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


def booked_in_parts(user, starts, ends):
    """(what, count, when, the consultation): to be joined to what waits for this reader."""
    rows = Consultation.objects.visible_to(user).booked().filter(consultant=user)
    one = JSONObject(
        pk="pk",
        about="service_user_id",
        person=called("service_user__"),
        question="question",
        mode="mode",
        place="place",
    )
    return (
        rows.filter(booked_for__gte=starts, booked_for__lt=ends)
        .order_by()
        .annotate(what=Value("booked"), count=Value(1), one=one)
        .values_list("what", "count", "booked_for", "one")
    )


@dataclass(frozen=True)
class Talk:
    """A booked consultation as a diary shows it, among the sessions."""

    planned_for: datetime
    about: int | None
    called: str
    where: str
    get_absolute_url: str
    status: str = SessionStatus.PLANNED
    with_probation: bool = False

    @classmethod
    def of(cls, one):
        how = [_("Consultation"), Mode(one["mode"]).label, one["place"]]
        return cls(
            planned_for=one["since"],
            about=one["about"],
            called=one["person"] if one["about"] else first_words(one["question"]),
            where=", ".join(str(part) for part in how if part),
            get_absolute_url=reverse("tiers:consultation_detail", args=[one["pk"]]),
        )


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
