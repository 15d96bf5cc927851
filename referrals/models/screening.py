"""Eligibility, as it was judged on the day."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit.fields import pair
from audit.models import append_only
from people.models import User
from referrals import rules
from referrals.rules import (
    UNSIGNED,
    Alternative,
    Override,
    OverrideSaid,
    PDIndicator,
    PDItem,
    ScreeningOutcome,
)

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
    override = models.CharField(max_length=10, choices=Override, blank=True)
    asked_because = models.TextField(_("why the PP asks for an override"), blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    override_reason = models.TextField(_("why it was signed"), blank=True)
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
                name="screening_asked_pair", condition=pair("asked_at", "asked_by")
            ),
            models.CheckConstraint(
                name="screening_override_asked_in_words",
                condition=~Q(override__in=sorted(UNSIGNED))
                | (Q(asked_at__isnull=False) & ~Q(asked_because="")),
            ),
            models.CheckConstraint(
                name="screening_override_signed_by_somebody",
                condition=Q(override=Override.SIGNED, overridden_at__isnull=False)
                | (~Q(override=Override.SIGNED) & Q(overridden_at__isnull=True)),
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


class OverrideWordQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever reads the referral, and those who are asked to sign for a draft."""
        return self.filter(referral__in=Referral.to_override.visible_to(user).values("pk"))


class OverrideWord(models.Model):
    """What PP and signers said to each other on the way to a signature: never changed."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="override_words")
    said = models.CharField(max_length=10, choices=OverrideSaid)
    words = models.TextField()
    alternatives = ArrayField(
        models.CharField(max_length=20, choices=Alternative), default=list, blank=True
    )
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OverrideWordQuerySet.as_manager()

    class Meta:
        triggers = [append_only("override_word")]
        constraints = [
            models.CheckConstraint(name="override_said_in_words", condition=~Q(words="")),
            models.CheckConstraint(
                name="override_refused_with_another_way",
                condition=~Q(said=OverrideSaid.NOT_SIGNED) | Q(alternatives__len__gt=0),
            ),
        ]
        indexes = [models.Index(fields=["referral", "at"])]

    def __str__(self):
        return f"{self.referral}: {self.said}"

    @property
    def alternatives_in_words(self):
        return [Alternative(one).label for one in self.alternatives]
