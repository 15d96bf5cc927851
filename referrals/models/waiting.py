"""The waiting list: when somebody last looked, and how long last year's people waited."""

from datetime import timedelta

from django.db import models
from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    Subquery,
)
from django.db.models.functions import Extract
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import append_only
from people.models import Location, User
from referrals import rules
from referrals.rules import Status

from .referrals import Referral, ReferralStatusChange


class Percentile(Aggregate):
    """PostgreSQL's percentile_cont: `Percentile("days", share=0.25)`."""

    function = "percentile_cont"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()

    def __init__(self, expression, *, share, **extra):
        super().__init__(expression, share=float(share), **extra)


def with_place(referrals):
    """`here`: the kind of place the person is in now; `release_on`: when they are expected to leave
    it. No more than the person bar says of somebody whose referral one may see."""
    now = Location.objects.current().filter(service_user=OuterRef("service_user_id"))
    return referrals.annotate(
        here=Subquery(now.values("kind")[:1]),
        release_on=Subquery(now.values("release_expected_on")[:1]),
    )


def weighed(referral, today):
    """Points and their reasons. The row comes `with_place`, its person and its team's policy."""
    policy = referral.team.policy
    return rules.priority(
        rules.Waiting(
            rosh=referral.service_user.highest_rosh or "",
            release_on=referral.release_on,
            accepted_on=timezone.localdate(referral.accepted_at),
            destabilising=bool(referral.urgent_words),
        ),
        rules.Weights(
            very_high=policy.weight_very_high,
            high=policy.weight_high,
            release=policy.weight_release,
            release_days=policy.release_near_days,
            month_waited=policy.weight_month,
            destabilising=policy.weight_destabilising,
        ),
        today=today,
    )


def usual_waits(team_ids, *, now):
    """{(team_id, tier): rules.Estimate or None} from the starts of the last 365 days.

    Numbers about a whole team, never about a person: a PP may read them too. One statement.
    """
    waited = ExpressionWrapper(F("at") - F("referral__accepted_at"), output_field=DurationField())
    starts = (
        ReferralStatusChange.objects.filter(
            to_status=Status.ALLOCATED,
            from_status=Status.WAITING,
            at__gt=now - timedelta(days=365),
            at__lte=now,
            referral__team_id__in=team_ids,
            referral__accepted_at__isnull=False,
        )
        .order_by()
        .annotate(days=Extract(waited, "epoch") / 86400.0)
        .values("referral__team_id", "referral__tier")
        .annotate(
            starts=Count("pk"),
            low=Percentile("days", share=0.25),
            high=Percentile("days", share=0.75),
        )
    )
    return {
        (row["referral__team_id"], row["referral__tier"]): rules.estimate(
            starts=row["starts"], low_days=row["low"], high_days=row["high"]
        )
        for row in starts
    }


class WaitReviewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The team's own: a PP reads where the referral stands, not who looked."""
        seen = Referral.objects.visible_to(user).filter(team_id__in=user.working_team_ids)
        return self.filter(referral__in=seen.values("pk"))


class WaitReview(models.Model):
    """Somebody looked at a person who waits, and said what they found."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="wait_reviews")
    note = models.TextField(_("what you found"))
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = WaitReviewQuerySet.as_manager()

    class Meta:
        triggers = [append_only("wait_review")]
        indexes = [models.Index(fields=["referral", "-at"])]

    def __str__(self):
        return f"{self.referral}: {self.note[:40]}"
