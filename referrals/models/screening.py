"""Eligibility, as it was judged on the day."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from audit.fields import pair
from people.models import User
from referrals import rules
from referrals.rules import PDIndicator, PDItem, ScreeningOutcome

from .criteria import CriteriaSet
from .referrals import OfReferralQuerySet, Referral


@pghistory.track()
class Screening(models.Model):
    """Eligibility as it was judged, with the set of criteria in force that day (N1, N2)."""

    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, related_name="screening")
    criteria_set = models.ForeignKey(
        CriteriaSet,
        on_delete=models.PROTECT,
        to_field="code",
        db_column="criteria_set",
        related_name="+",
    )
    answers = models.JSONField(default=dict)  # criterion's code: rules.Answer
    notes = models.JSONField(default=dict, blank=True)  # criterion's code: words
    oasys_pd_score = models.PositiveSmallIntegerField(null=True, blank=True)
    pd_items = ArrayField(models.CharField(max_length=20, choices=PDItem), default=list, blank=True)
    pd_indicators = ArrayField(
        models.CharField(max_length=20, choices=PDIndicator), default=list, blank=True
    )
    note = models.TextField(blank=True)
    outcome = models.CharField(max_length=16, choices=ScreeningOutcome)
    override_reason = models.TextField(blank=True)
    overridden_at = models.DateTimeField(null=True, blank=True)
    overridden_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    screened_at = models.DateTimeField()
    screened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OfReferralQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="screening_overridden_pair", condition=pair("overridden_at", "overridden_by")
            ),
            models.CheckConstraint(
                name="screening_override_has_reason",
                condition=Q(overridden_at__isnull=True) | ~Q(override_reason=""),
            ),
            models.CheckConstraint(
                name="oasys_pd_in_range",
                condition=Q(oasys_pd_score__isnull=True)
                | Q(oasys_pd_score__lte=rules.OASYS_PD_HIGHEST),
            ),
            models.CheckConstraint(
                name="oasys_pd_total_is_its_items",
                condition=Q(pd_items__len=0) | Q(oasys_pd_score=F("pd_items__len")),
            ),
        ]

    def __str__(self):
        return f"{self.referral}: {self.outcome}"
