"""What a list of cases, or of those who could take one, is told beside each row.

Each is correlated to a row somebody may already see, and says no more than a date or a number.
"""

from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from people.models import Absence
from tiers.rules import SessionStatus

from .cases import Case, Holding
from .contacts import Contact
from .endings import EndingStep
from .sessions import Session


def with_dates(cases, now):
    """Last met, last reached, next planned: each by its own index."""
    sessions = Session.objects.filter(case=OuterRef("pk"))
    met = sessions.filter(status=SessionStatus.HELD).order_by("-planned_for")
    ahead = sessions.filter(status=SessionStatus.PLANNED, planned_for__gte=now)
    reached = Contact.objects.filter(case=OuterRef("pk"), reached=True).order_by("-at")
    return cases.annotate(
        last_met=Subquery(met.values("planned_for")[:1]),
        last_reached=Subquery(reached.values("at")[:1]),
        next_session=Subquery(ahead.order_by("planned_for").values("planned_for")[:1]),
    ).annotate(last_contact=Greatest("last_met", "last_reached"))


READINESS_OF = 6


def with_progress(cases):
    """Readiness of the last six sessions that rated it, newest first; steps of the ending, done and
    in all."""
    rated = Session.objects.filter(
        case=OuterRef("pk"), status=SessionStatus.HELD, readiness__isnull=False
    ).order_by("-planned_for")
    steps = EndingStep.objects.filter(case=OuterRef("pk"), dropped_reason="").order_by()
    counted = steps.values("case").annotate(done=Count("done_at"), all=Count("pk"))
    return cases.annotate(
        readiness=ArraySubquery(rated.values("readiness")[:READINESS_OF]),
        steps_done=Subquery(counted.values("done")),
        steps_all=Subquery(counted.values("all")),
    )


def with_load(workers, *, person, now):
    """Open cases, the week ahead, days away within reach, and whether they worked together before."""
    today = timezone.localdate(now)
    live = Case.objects.live().filter(practitioner=OuterRef("pk"))
    ahead = Session.objects.planned().filter(
        practitioner=OuterRef("pk"), planned_for__gte=now, planned_for__lt=now + timedelta(days=7)
    )
    before = Holding.objects.filter(practitioner=OuterRef("pk"), case__service_user=person)
    away = Absence.objects.filter(user=OuterRef("pk")).exclude(ends_on__lt=today)
    away = away.order_by("starts_on")
    return workers.annotate(
        open_cases=_count(live),
        sessions_ahead=_count(ahead),
        worked_before=_count(before),
        away_from=Subquery(away.values("starts_on")[:1]),
        away_until=Subquery(away.values("ends_on")[:1]),
    )


def _count(rows):
    counted = rows.order_by().values("practitioner").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
