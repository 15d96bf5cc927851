"""What a list of cases, or of those who could take one, is told beside each row.

Each is correlated to a row somebody may already see, and says no more than a date or a number.
"""

from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Concat, Greatest, JSONObject
from django.utils import timezone

from people.models import Absence, Area, WorkerWish
from tiers.rules import CaseStatus, SessionStatus

from .cases import Case, CaseStatusChange, Holding
from .contacts import Contact
from .endings import EndingStep
from .sessions import Session


def with_dates(cases, now):
    """Last met, next planned, and the last contact of either kind: each by its own index."""
    ahead = Session.objects.planned().filter(case=OuterRef("pk"), planned_for__gte=now)
    return cases.annotate(
        last_met=_last_met(),
        last_contact=Greatest(_last_met(), _last_reached()),
        next_session=Subquery(ahead.order_by("planned_for").values("planned_for")[:1]),
    )


def _last_met():
    met = Session.objects.held().filter(case=OuterRef("pk")).order_by("-planned_for")
    return Subquery(met.values("planned_for")[:1])


def _last_reached():
    reached = Contact.objects.filter(case=OuterRef("pk"), reached=True).order_by("-at")
    return Subquery(reached.values("at")[:1])


def silent_since():
    """Of a case: since when nobody met or reached the person, or the work began, or went on after a
    pause (policy: no_contact_days)."""
    resumed = CaseStatusChange.objects.filter(
        case=OuterRef("pk"), from_status=CaseStatus.PAUSED
    ).order_by("-at")
    return Greatest("opened_at", _last_met(), _last_reached(), Subquery(resumed.values("at")[:1]))


READINESS_OF = 6


def with_progress(cases):
    """Readiness of the last six sessions that rated it, newest first; steps of the goodbye, done
    and in all."""
    rated = Session.objects.filter(
        case=OuterRef("pk"), status=SessionStatus.HELD, readiness__isnull=False
    ).order_by("-planned_for")
    steps = EndingStep.objects.of_the_goodbye().filter(case=OuterRef("pk")).order_by()
    counted = steps.values("case").annotate(done=Count("done_at"), all=Count("pk"))
    return cases.annotate(
        readiness=ArraySubquery(rated.values("readiness")[:READINESS_OF]),
        steps_done=Subquery(counted.values("done")),
        steps_all=Subquery(counted.values("all")),
    )


DIARY_DAYS = 28


def with_held_cases(workers):
    """What their load is reckoned from: every live case they hold."""
    live = Case.objects.live().filter(practitioner=OuterRef("pk")).order_by("tier", "pk")
    row = JSONObject(tier="tier", complexity="complexity", status="status")
    return workers.annotate(held_cases=ArraySubquery(live.values(row=row)))


def with_load(workers, *, person, now):
    """All there is to weigh about each, and about each with this person (None: nobody yet)."""
    today = timezone.localdate(now)
    ahead = Session.objects.planned().filter(
        practitioner=OuterRef("pk"),
        planned_for__gte=now,
        planned_for__lt=now + timedelta(days=DIARY_DAYS),
    )
    areas = Area.objects.filter(user=OuterRef("pk")).order_by("unit__name")
    covered = Absence.objects.on(today).filter(cover=OuterRef("pk")).order_by("pk")
    workers = with_held_cases(workers).annotate(
        sessions_ahead=_count(ahead),
        area_rows=ArraySubquery(areas.values(row=JSONObject(unit="unit_id", name="unit__name"))),
        away=Subquery(
            Absence.objects.filter(user=OuterRef("pk"))
            .exclude(ends_on__lt=today)
            .order_by("starts_on")
            .values(
                row=JSONObject(
                    **{"from": "starts_on", "until": "ends_on", "cover": name_of("cover")}
                )
            )[:1]
        ),
        covers=ArraySubquery(covered.values(row=JSONObject(name=name_of("user"), until="ends_on"))),
    )
    return workers if person is None else _with_the_person(workers, person)


def _with_the_person(workers, person):
    """What there was between the two: the last work together, and what the person says of them."""
    before = Holding.objects.filter(practitioner=OuterRef("pk"), case__service_user=person)
    said = WorkerWish.objects.filter(user=OuterRef("pk"), service_user=person)
    together = {"from": "from_at", "until": "to_at"}
    return workers.annotate(
        worked=Subquery(before.order_by("-from_at").values(row=JSONObject(**together))[:1]),
        wish=Subquery(said.values("wish")[:1]),
    )


def name_of(path):
    return Concat(f"{path}__given_name", Value(" "), f"{path}__family_name")


def _count(rows):
    counted = rows.order_by().values("practitioner").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
