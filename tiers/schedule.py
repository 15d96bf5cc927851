"""What the work's clocks ask for each night. Thresholds are the team's own (`TeamPolicy`).

A paused case has one clock, its review: nobody is chased for somebody in custody or in hospital, and
no pause is forgotten.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Exists,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    When,
)
from django.db.models import (
    Case as Choose,
)
from django.db.models.functions import Coalesce, Greatest, Least, TruncDate
from django.utils import timezone

from flags.registry import days_after, lead_or, rows, whoever_acts_for
from flags.rules import FlagKind
from people.models import Registration

from .models import (
    Case,
    CaseStatusChange,
    Consultation,
    EndingPlan,
    EndingStep,
    Formulation,
    SafeguardingConcern,
    Session,
)
from .models.load import silent_since
from .rules import (
    MISSED_BY_PERSON,
    CaseStatus,
    ConsultationStatus,
    EndingReason,
    SessionStatus,
    StepKind,
)

UNDER_WAY = [CaseStatus.OPEN, CaseStatus.ENDING]
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def _under_way() -> QuerySet:
    return Case.objects.filter(status__in=UNDER_WAY)


def _rows_of_cases(cases: QuerySet, *, since: str, now: datetime) -> QuerySet:
    return rows(
        cases,
        team="team_id",
        owner=whoever_acts_for("practitioner_id", team="team_id", today=timezone.localdate(now)),
        service_user="service_user_id",
        since=since,
    )


def _rows_of_steps(steps: QuerySet, *, now: datetime) -> QuerySet:
    return rows(
        steps,
        team="case__team_id",
        owner=whoever_acts_for(
            "case__practitioner_id",
            team="case__team_id",
            today=timezone.localdate(now),
            about="case__service_user_id",
        ),
        service_user="case__service_user_id",
        since="due_on",
    )


def session_unrecorded(now: datetime) -> QuerySet:
    """Policy: record_session_days."""
    today = timezone.localdate(now)
    waiting = (
        Session.objects.unrecorded(now)
        .exclude(case__status=CaseStatus.ENDED)
        .annotate(
            day=TruncDate("planned_for"),
            due=days_after(TruncDate("planned_for"), F("case__team__policy__record_session_days")),
        )
        .filter(due__lt=today)
    )
    return rows(
        waiting,
        team="case__team_id",
        owner=whoever_acts_for(
            "practitioner_id", team="case__team_id", today=today, about="case__service_user_id"
        ),
        service_user="case__service_user_id",
        since="day",
    )


def no_contact(now: datetime) -> QuerySet:
    """Policy: no_contact_days since the person was met or reached, or the work began or went on."""
    silent = (
        _under_way()
        .annotate(last=TruncDate(silent_since()))
        .annotate(due=days_after("last", F("team__policy__no_contact_days")))
        .filter(due__lt=timezone.localdate(now))
    )
    return _rows_of_cases(silent, since="last", now=now)


def three_missed(now: datetime) -> QuerySet:
    """The last three sessions that were held or missed were missed by the person (N19).

    A review answers it: only sessions since the last review count.
    """
    reviews = CaseStatusChange.objects.filter(case=OuterRef("pk"), from_status=F("to_status"))
    counted = (
        Session.objects.filter(
            case=OuterRef("pk"),
            planned_for__gt=OuterRef("reviewed_at"),
            status__in=[SessionStatus.HELD, SessionStatus.MISSED],
        )
        .annotate(
            by_person=Choose(
                When(status=SessionStatus.MISSED, missed_by__in=MISSED_BY_PERSON, then=True),
                default=False,
                output_field=BooleanField(),
            )
        )
        .order_by("-planned_for")
    )
    missed = (
        _under_way()
        .annotate(reviewed_at=Coalesce(Subquery(reviews.order_by("-at").values("at")[:1]), NEVER))
        .annotate(last_three=ArraySubquery(counted.values("by_person")[:3]))
        .filter(last_three=[True, True, True])
        .annotate(day=TruncDate(Subquery(counted.values("planned_for")[2:3])))
    )
    return _rows_of_cases(missed, since="day", now=now)


def review_due(now: datetime) -> QuerySet:
    """Of paused work too: a pause is looked at on its day (N10, N51)."""
    due = Case.objects.live().filter(review_on__lte=timezone.localdate(now))
    return _rows_of_cases(due, since="review_on", now=now)


def _agreed_plan() -> QuerySet:
    """Of a case. Steps that the service proposed, and nobody has agreed, plan no ending (N55)."""
    return EndingPlan.objects.filter(case=OuterRef("pk"), agreed_at__isnull=False)


def no_ending_plan(now: datetime) -> QuerySet:
    """Policy: ending_plan_lead_days before the planned end (N54, N55)."""
    unplanned = (
        _under_way()
        .annotate(due=days_after("planned_end_on", -F("team__policy__ending_plan_lead_days")))
        .filter(~Exists(_agreed_plan()), due__lte=timezone.localdate(now))
    )
    return _rows_of_cases(unplanned, since="due", now=now)


def end_date_passed(now: datetime) -> QuerySet:
    """The end agreed in the plan, or planned when the work began."""
    passed = _under_way().filter(planned_end_on__lt=timezone.localdate(now))
    return _rows_of_cases(passed, since="planned_end_on", now=now)


def ending_step_overdue(now: datetime) -> QuerySet:
    late = (
        EndingStep.objects.late(timezone.localdate(now))
        .before_end()
        .filter(case__status__in=UNDER_WAY)
    )
    return _rows_of_steps(late, now=now)


def after_contact_due(now: datetime) -> QuerySet:
    """After-contacts go on after the end (N56); never to somebody who has died."""
    due = (
        EndingStep.objects.to_do()
        .filter(
            kind=StepKind.AFTER_CONTACT,
            due_on__lte=timezone.localdate(now),
            case__status=CaseStatus.ENDED,
        )
        .exclude(case__ending_reason=EndingReason.DEATH)
    )
    return _rows_of_steps(due, now=now)


def safeguarding_to_make(now: datetime) -> QuerySet:
    """From the moment somebody was told until the referral is recorded; also after the end (N119)."""
    return rows(
        SafeguardingConcern.objects.to_make().annotate(day=TruncDate("told_at")),
        team="case__team_id",
        owner=whoever_acts_for(
            "case__practitioner_id",
            team="case__team_id",
            today=timezone.localdate(now),
            about="case__service_user_id",
        ),
        service_user="case__service_user_id",
        since="day",
    )


def consultation_late(now: datetime) -> QuerySet:
    """Policy: decision_target_days, in which the PP was told that somebody takes it (N91)."""
    today = timezone.localdate(now)
    late = (
        Consultation.objects.filter(status=ConsultationStatus.ASKED)
        .annotate(
            day=TruncDate("asked_at"),
            due=days_after(TruncDate("asked_at"), F("team__policy__decision_target_days")),
        )
        .filter(due__lt=today)
    )
    return rows(
        late,
        team="team_id",
        owner=lead_or("asked_by_id", team="team_id", today=today),
        service_user="service_user_id",
        since="day",
    )


def formulation_review_due(now: datetime) -> QuerySet:
    """Whoever wrote it last looks again on the day that was agreed."""
    today = timezone.localdate(now)
    return rows(
        Formulation.objects.to_review(today),
        team="team_id",
        owner=whoever_acts_for("changed_by_id", team="team_id", today=today),
        service_user="service_user_id",
        since="review_on",
    )


def registration_review_due(now: datetime) -> QuerySet:
    """Policy: registration_review_days. One flag a person, however many registers: whoever works with
    them looks them all up at once."""
    of_person = Registration.objects.current().filter(service_user=OuterRef("service_user_id"))
    of_theirs = _under_way().filter(service_user=OuterRef("service_user_id"))
    due = (
        _under_way()
        .filter(pk=Subquery(of_theirs.order_by("-opened_at", "-pk").values("pk")[:1]))
        .annotate(next_review=Subquery(of_person.order_by("review_on").values("review_on")[:1]))
        .annotate(near=days_after("next_review", -F("team__policy__registration_review_days")))
        .filter(near__lte=timezone.localdate(now))
    )
    return rows(
        due,
        subject="service_user_id",
        team="team_id",
        owner=whoever_acts_for("practitioner_id", team="team_id", today=timezone.localdate(now)),
        service_user="service_user_id",
        since="near",
    )


def licence_end_near(now: datetime) -> QuerySet:
    """Policy: licence_end_days before the first of the two that has not passed; when both have, the
    later. An agreed ending answers it."""
    today = timezone.localdate(now)
    ends = ("service_user__licence_ends_on", "service_user__sentence_ends_on")
    to_come = [Choose(When(**{f"{end}__gte": today}, then=F(end))) for end in ends]
    near = (
        _under_way()
        .filter(~Exists(_agreed_plan()))
        .annotate(ends_on=Coalesce(Least(*to_come), Greatest(*ends)))
        .annotate(near=days_after("ends_on", -F("team__policy__licence_end_days")))
        .filter(near__lte=today)
    )
    return _rows_of_cases(near, since="near", now=now)


FLAG_RULES = [
    (FlagKind.SESSION_UNRECORDED, session_unrecorded),
    (FlagKind.NO_CONTACT, no_contact),
    (FlagKind.THREE_MISSED, three_missed),
    (FlagKind.REVIEW_DUE, review_due),
    (FlagKind.NO_ENDING_PLAN, no_ending_plan),
    (FlagKind.LICENCE_END_NEAR, licence_end_near),
    (FlagKind.REGISTRATION_REVIEW_DUE, registration_review_due),
    (FlagKind.END_DATE_PASSED, end_date_passed),
    (FlagKind.ENDING_STEP_OVERDUE, ending_step_overdue),
    (FlagKind.AFTER_CONTACT_DUE, after_contact_due),
    (FlagKind.SAFEGUARDING_TO_MAKE, safeguarding_to_make),
    (FlagKind.CONSULTATION_LATE, consultation_late),
    (FlagKind.FORMULATION_REVIEW_DUE, formulation_review_due),
]
