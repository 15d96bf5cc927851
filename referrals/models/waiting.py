"""The waiting list: when somebody last looked, and how long last year's people waited."""

from dataclasses import fields
from datetime import timedelta

from django.db import models
from django.db.models import (
    Aggregate,
    BooleanField,
    Case,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    Q,
    Subquery,
    When,
)
from django.db.models.functions import Extract
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import append_only
from people.models import Location, LocationKind, Membership, User
from people.permissions import Role
from people.rules import ROSH_GROUPS, highest_rosh
from referrals import rules
from referrals.rules import DISCIPLINE_PROFESSIONS, Consent, Status, Tier

from .referrals import Referral, ReferralStatusChange


class Percentile(Aggregate):
    """PostgreSQL's percentile_cont: `Percentile("days", share=0.25)`."""

    function = "percentile_cont"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()

    def __init__(self, expression, *, share, **extra):
        super().__init__(expression, share=float(share), **extra)


# Each weight of the rule, by the field of the team's policy that holds it.
WEIGHTS = {
    "very_high": "weight_very_high",
    "high": "weight_high",
    "release": "weight_release",
    "release_days": "release_near_days",
    "month_waited": "weight_month",
    "destabilising": "weight_destabilising",
}


def with_place(referrals):
    """`here`: the kind of place the person is in now; `release_on`: when they are expected to leave
    it. No more than the person bar says of somebody whose referral one may see."""
    return referrals.annotate(here=_of_place("kind"), release_on=_of_place("release_expected_on"))


def _of_place(field):
    now = Location.objects.current().filter(service_user=OuterRef("service_user_id"))
    return Subquery(now.values(field)[:1])


def with_standing(referrals, today):
    """The facts that `rules.stuck` judges by, each in a column, and `here` and `release_on`."""
    return with_place(referrals).annotate(
        has_pp=_holds(Q(service_user__pp__isnull=False)),
        pp_is_here=_holds(Q(service_user__pp__is_active=True)),
        agreed=_holds(Q(consent=Consent.AGREED) | Q(tier=Tier.ONE)),
        has_worker=_has_worker(),
        in_custody=_holds(Q(here=LocationKind.CUSTODY)),
        release_known=_holds(Q(release_on__isnull=False)),
        review_passed=_holds(Q(status=Status.PAUSED, review_on__lt=today)),
    )


def _holds(condition):
    return Case(When(condition, then=True), default=False, output_field=BooleanField())


def _has_worker():
    """Somebody of the team does this work; anybody, while it is not clear whose it is."""
    at_work = Membership.objects.filter(
        team_id=OuterRef("team_id"), role=Role.PRACTITIONER, user__is_active=True
    )
    return Case(
        *(
            When(discipline=discipline, then=Exists(at_work.filter(user__profession__in=able)))
            for discipline, able in DISCIPLINE_PROFESSIONS.items()
        ),
        default=Exists(at_work),
        output_field=BooleanField(),
    )


# Any of them holds somebody up: rules.stuck names which. Needs `with_standing`.
IS_STUCK = (
    Q(pp_is_here=False)
    | Q(agreed=False)
    | Q(has_worker=False)
    | Q(in_custody=True, release_known=False)
    | Q(review_passed=True)
)


def stuck(referral):
    """Why this one may wait for ever. The row comes `with_standing`."""
    return rules.stuck(
        rules.Standing(
            **{fact.name: getattr(referral, fact.name) for fact in fields(rules.Standing)}
        )
    )


def weighed(referral, today):
    """Points and their reasons. The row comes `with_place`, its person and its team's policy."""
    return _points(
        rosh=referral.service_user.highest_rosh,
        release_on=referral.release_on,
        accepted_at=referral.accepted_at,
        urgent_words=referral.urgent_words,
        weights={name: getattr(referral.team.policy, field) for name, field in WEIGHTS.items()},
        today=today,
    )


def facts():
    """What points are worked out from, for `.values()` where whole rows cost too much: see `weigh`."""
    return {
        "fact_team_id": F("team_id"),
        **{f"fact_{group}": F(f"service_user__{group}") for group in ROSH_GROUPS},
        "fact_release_on": _of_place("release_expected_on"),
        "fact_urgent_words": F("urgent_words"),
        **{f"fact_{name}": F(f"team__policy__{field}") for name, field in WEIGHTS.items()},
    }


def weigh(row, today, *, team_ids):
    """As `weighed`, of a row of values with `status`, `accepted_at` and `facts`, which are gone from it
    afterwards. None for somebody who does not wait, or not for one of these teams."""
    fact = {
        name.removeprefix("fact_"): row.pop(name) for name in [*row] if name.startswith("fact_")
    }
    if row["status"] != Status.WAITING or fact["team_id"] not in team_ids:
        return None
    return _points(
        rosh=highest_rosh(fact[group] for group in ROSH_GROUPS),
        release_on=fact["release_on"],
        accepted_at=row["accepted_at"],
        urgent_words=fact["urgent_words"],
        weights={name: fact[name] for name in WEIGHTS},
        today=today,
    )


def _points(*, rosh, release_on, accepted_at, urgent_words, weights, today):
    waiting = rules.Waiting(
        rosh=rosh or "",
        release_on=release_on,
        accepted_on=timezone.localdate(accepted_at),
        destabilising=bool(urgent_words),
    )
    return rules.priority(waiting, rules.Weights(**weights), today=today)


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
