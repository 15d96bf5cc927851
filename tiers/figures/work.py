"""What the pages about the work read: a caseload, a case's story."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from people.calendar import bank_holiday
from tiers import rules
from tiers.models import (
    Case,
    CaseStatusChange,
    Contact,
    Holding,
    Intervention,
    Session,
    SessionAddition,
)
from tiers.models.load import silent_since, with_dates, with_progress
from tiers.models.safeguarding import with_concern
from tiers.models.sessions import worked_on_names
from tiers.rules import SessionStatus


def caseload(user, *, practitioners, now):
    """The live cases these hold, the planned end that is nearest first. One statement."""
    return (
        with_progress(with_dates(Case.objects.visible_to(user).live(), now))
        .filter(practitioner_id__in=practitioners)
        .annotate(silent_since=silent_since())
        .select_related("service_user__pp", "ending_plan", "team__policy")
        .order_by("planned_end_on", "pk")
    )


def sparkline(values):
    """Points of a small line, oldest first, 0 to 10 on a height of 20; nothing for fewer than two."""
    if len(values) < 2:
        return ""
    step = 60 / (len(values) - 1)
    return " ".join(f"{round(n * step)},{20 - 2 * value}" for n, value in enumerate(values))


def with_phase(case, today):
    """The case with what a list says of it: `line` and `phase`, readiness the oldest first."""
    case.readiness.reverse()
    case.line = sparkline(case.readiness)
    case.phase = rules.phase(
        case.status,
        opened_on=timezone.localdate(case.opened_at),
        end_on=case.planned_end_on,
        today=today,
        steps=(case.steps_done or 0, case.steps_all or 0),
    )
    return case


def case_timeline(user, case):
    """Everything that happened, newest first: a statement each."""
    corrected = SessionAddition.objects.visible_to(user).filter(session=OuterRef("pk"))
    sessions = (
        with_concern(Session.objects.visible_to(user), "session")
        .filter(case=case)
        .select_related("practitioner", "venue")
        .annotate(is_corrected=Exists(corrected), worked=worked_on_names(case.team_id))
        .order_by("-planned_for")
    )
    contacts = with_concern(Contact.objects.visible_to(user), "contact").filter(case=case)
    contacts = contacts.select_related("logged_by")
    changes = CaseStatusChange.objects.visible_to(user).filter(case=case).select_related("by")
    held = Holding.objects.visible_to(user).filter(case=case).order_by("-from_at", "-pk")
    holdings = held.select_related("practitioner", "chosen_by")
    return list(sessions), list(contacts), list(changes), list(holdings)


def interventions(user, case, also=()):
    """What the case's team offers at its tier; `also`: what a record says already, offered or not."""
    entries = Intervention.objects.visible_to(user).of_team(case.team_id).filter(tier=case.tier)
    entries = entries.filter(Q(is_retired=False) | Q(pk__in=also))
    return list(entries.values_list("pk", "shown_name"))


# What was usual lately, so that nobody has to guess or type it again.
USUAL = (
    "planned_for",
    "planned_minutes",
    "mode",
    "venue_id",
    "travel_minutes",
    "travelled",
    "cost_to_person",
)


def last_times(user, case, before=None):
    """The last sessions held or planned, the newest first; `before` a moment, or those to come too."""
    rows = Session.objects.visible_to(user).filter(
        case=case, status__in=[SessionStatus.HELD, SessionStatus.PLANNED]
    )
    if before is not None:
        rows = rows.filter(planned_for__lt=before)
    return list(rows.order_by("-planned_for").values(*USUAL)[:8])


def next_planned(user, case, now, but=None):
    rows = Session.objects.visible_to(user).planned().filter(case=case, planned_for__gte=now)
    return rows.exclude(pk=but).order_by("planned_for").first()


def usual_next(session_at, moments, now):
    """The same hour, one rhythm (of these `moments`) on: on the same day of the week, never in the past
    nor on a bank holiday."""
    gap = rules.rhythm_days([timezone.localdate(at) for at in moments])
    weeks = max(1, round(gap / 7))
    local = timezone.localtime(session_at)
    following = local + timedelta(weeks=weeks)
    while following <= now or bank_holiday(following.date()):
        following += timedelta(weeks=1)
    return following
