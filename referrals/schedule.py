"""What a referral's clocks ask for each night. Thresholds are the team's own (`TeamPolicy`)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import DateField, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from flags.registry import days_after, lead_or, rows, whoever_acts_for
from flags.rules import FlagKind
from people.models import Location, LocationKind

from . import actions
from .models import (
    InformationRequest,
    OnwardReferral,
    Referral,
    ReferralStatusChange,
    ReleaseItem,
    WaitReview,
    with_decide_by,
)
from .rules import BEFORE_WORK, Override, Status, Tier


def decision_late(now: datetime) -> QuerySet:
    """The day the PP was told."""
    today = timezone.localdate(now)
    undecided = with_decide_by(Referral.objects.filter(status=Status.SUBMITTED))
    return rows(
        undecided.filter(decide_by__lt=today),
        team="team_id",
        owner=lead_or("submitted_by_id", team="team_id", today=today),
        service_user="service_user_id",
        since="decide_by",
    )


def waiting_past_target(now: datetime) -> QuerySet:
    """`target_on` was set from the policy when the referral was accepted: what the PP was told."""
    today = timezone.localdate(now)
    return rows(
        Referral.objects.waiting().filter(target_on__lt=today),
        team="team_id",
        owner=lead_or("accepted_by_id", team="team_id", today=today),
        service_user="service_user_id",
        since="target_on",
    )


def information_unanswered(now: datetime) -> QuerySet:
    """`due_on` was set from the policy when the question was asked. The referrer must act."""
    today = timezone.localdate(now)
    late = InformationRequest.objects.unanswered().filter(
        referral__status=Status.INFORMATION_REQUESTED, due_on__lt=today
    )
    return rows(
        late,
        subject="referral_id",
        team="referral__team_id",
        owner="referral__referrer_id",
        service_user="referral__service_user_id",
        since="due_on",
    )


def pause_review_due(now: datetime) -> QuerySet:
    """A pause never closes by silence (N51)."""
    today = timezone.localdate(now)
    return rows(
        Referral.objects.filter(status=Status.PAUSED, review_on__lte=today),
        team="team_id",
        owner=lead_or("referrer_id", team="team_id", today=today),
        service_user="service_user_id",
        since="review_on",
    )


def override_unanswered(now: datetime) -> QuerySet:
    """Policy: decision_target_days, as for a referral that was sent. The PP can do nothing meanwhile."""
    today = timezone.localdate(now)
    unsigned = Referral.objects.drafts().filter(screening__override=Override.ASKED)
    late = (
        unsigned.exclude(tier=Tier.ONE)
        .annotate(
            due_on=days_after(
                TruncDate("screening__asked_at"), F("team__policy__decision_target_days")
            )
        )
        .filter(due_on__lt=today)
    )
    return rows(
        late,
        team="team_id",
        owner=lead_or("referrer_id", team="team_id", today=today),
        service_user="service_user_id",
        since="due_on",
    )


def said_worse(now: datetime) -> QuerySet:
    """Until somebody of the team has looked: a review says so, and so does every move but the PP's own
    answer (N67)."""
    today = timezone.localdate(now)
    since = {"referral": OuterRef("pk"), "at__gt": OuterRef("urgent_at")}
    looked = WaitReview.objects.filter(**since)
    moved = ReferralStatusChange.objects.filter(**since).exclude(to_status=Status.SUBMITTED)
    worse = Referral.objects.filter(status__in=BEFORE_WORK, urgent_at__isnull=False)
    return rows(
        worse.filter(~Exists(looked), ~Exists(moved)).annotate(
            fallback=Coalesce("accepted_by_id", "submitted_by_id")
        ),
        team="team_id",
        owner=lead_or("fallback", team="team_id", today=today),
        service_user="service_user_id",
        since=TruncDate("urgent_at"),
    )


def draft_expiring(now: datetime) -> QuerySet:
    """Policy: draft_warning_days before draft_expiry_days."""
    warn_after = F("team__policy__draft_expiry_days") - F("team__policy__draft_warning_days")
    expiring = (
        Referral.objects.drafts()
        .annotate(warned=days_after(TruncDate("touched_at"), warn_after))
        .filter(warned__lte=timezone.localdate(now))
    )
    return rows(
        expiring,
        team="team_id",
        owner="referrer_id",
        service_user="service_user_id",
        since="warned",
    )


def onward_to_chase(now: datetime) -> QuerySet:
    """`chase_on` was set from the policy, or by whoever chased last (N34)."""
    today = timezone.localdate(now)
    return rows(
        OnwardReferral.objects.to_chase(today),
        team="team_id",
        owner=whoever_acts_for("owner_id", team="team_id", today=today),
        service_user="service_user_id",
        since="chase_on",
    )


def release_plan_open(now: datetime) -> QuerySet:
    """Policy: release_near_days before the release expected. Of somebody who is out already, from the
    day they came to where they are: the referral was sent while a plan was still open (N16)."""
    today = timezone.localdate(now)
    here = Location.objects.current().filter(service_user=OuterRef("service_user_id"))
    inside = here.filter(kind=LocationKind.CUSTODY)
    promised = ReleaseItem.objects.still_open().filter(referral=OuterRef("pk"))
    near = days_after("release_on", -F("team__policy__release_near_days"))
    due = (
        Referral.objects.open()
        .filter(Exists(promised))
        .annotate(
            release_on=Subquery(inside.values("release_expected_on")[:1]),
            came_on=Subquery(here.exclude(kind=LocationKind.CUSTODY).values("from_on")[:1]),
        )
        .annotate(release_near_on=Coalesce(near, F("came_on"), output_field=DateField()))
        .filter(release_near_on__lte=today)
    )
    return rows(
        due,
        team="team_id",
        owner=Coalesce(F("service_user__pp_id"), F("referrer_id")),
        service_user="service_user_id",
        since="release_near_on",
    )


FLAG_RULES = [
    (FlagKind.DECISION_LATE, decision_late),
    (FlagKind.WAITING_PAST_TARGET, waiting_past_target),
    (FlagKind.INFORMATION_UNANSWERED, information_unanswered),
    (FlagKind.PAUSE_REVIEW_DUE, pause_review_due),
    (FlagKind.OVERRIDE_UNANSWERED, override_unanswered),
    (FlagKind.SAID_WORSE, said_worse),
    (FlagKind.DRAFT_EXPIRING, draft_expiring),
    (FlagKind.ONWARD_TO_CHASE, onward_to_chase),
    (FlagKind.RELEASE_PLAN_OPEN, release_plan_open),
]


def expire_drafts(now: datetime) -> int:
    return actions.expire_drafts(now)


CHORES = [("drafts discarded", expire_drafts)]
