"""What the pages about the work read: a caseload, who could take more, a case's story."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from people.models import AccessLimit, User
from people.permissions import ROLE_PERMISSIONS, Permission, Role
from tiers import rules
from tiers.models import Case, CaseStatusChange, Contact, Intervention, Session
from tiers.models.load import with_dates, with_load, with_progress

WORKING_ROLES = [
    role for role in Role.values if Permission.CASE_WORK in ROLE_PERMISSIONS[Role(role)]
]


def caseload(user, *, practitioner_id, now):
    """The live cases somebody holds, the planned end that is nearest first. One statement."""
    return (
        with_progress(with_dates(Case.objects.visible_to(user).live(), now))
        .filter(practitioner_id=practitioner_id)
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


def candidates(user, *, team_id, tier, person, now):
    """Everybody of the team who works at this tier, the lightest load first, each with the reason
    why not when there is one."""
    today = timezone.localdate(now)
    team = User.objects.visible_to(user).active().in_team(team_id, *WORKING_ROLES)
    people = with_load(
        team.filter(profession__in=rules.TIER_PROFESSIONS[tier]), person=person, now=now
    ).order_by("open_cases", "family_name", "pk")
    barred = barred_ids(person)
    return [_candidate(worker, today, barred) for worker in people]


def barred_ids(person):
    """A function of the two lists on the record: none is asked for when there are none."""
    if not (person.has_exclusions or person.is_restricted):
        return lambda _pk: False
    limits = set(AccessLimit.objects.filter(service_user=person).values_list("user_id", "kind"))
    return lambda pk: (
        (person.has_exclusions and (pk, "EXCLUDED") in limits)
        or (person.is_restricted and (pk, "NAMED") not in limits)
    )


def _candidate(worker, today, barred):
    away = worker.away_from is not None and worker.away_from <= today + timedelta(days=28)
    return {
        "user": worker,
        "pk": worker.pk,
        "open_cases": worker.open_cases,
        "sessions_ahead": worker.sessions_ahead,
        "worked_before": bool(worker.worked_before),
        "away": away,
        "barred": barred(worker.pk),
    }


def case_timeline(user, case):
    """Everything that happened, newest first: three statements and one for corrections."""
    sessions = (
        Session.objects.visible_to(user)
        .filter(case=case)
        .select_related("practitioner", "venue")
        .annotate(corrections=Count("additions"))
        .order_by("-planned_for")
    )
    contacts = Contact.objects.visible_to(user).filter(case=case).select_related("logged_by")
    changes = CaseStatusChange.objects.visible_to(user).filter(case=case).select_related("by")
    return list(sessions), list(contacts), list(changes)


def interventions(user, tier):
    rows = Intervention.objects.visible_to(user).for_tier(tier)
    return list(rows.values_list("pk", "name"))


def last_times(user, case):
    """The last sessions held: the rhythm and the travel one need not guess."""
    held = Session.objects.visible_to(user).held().filter(case=case).order_by("-planned_for")
    return list(held.values_list("planned_for", "travel_minutes")[:6])


def next_planned(user, case, now, but=None):
    rows = Session.objects.visible_to(user).planned().filter(case=case, planned_for__gte=now)
    return rows.exclude(pk=but).order_by("planned_for").first()


def usual_next(session_at, held, now):
    """The same hour, one rhythm on: on the same day of the week, and never in the past."""
    gap = rules.rhythm_days([timezone.localdate(at) for at, _travel in held])
    weeks = max(1, round(gap / 7))
    local = timezone.localtime(session_at)
    following = local + timedelta(weeks=weeks)
    while following <= now:
        following += timedelta(weeks=1)
    return following
