"""Somebody could be harmed: who was told, and whether the referral is made."""

import pghistory
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit.fields import pair
from people.models import User
from tiers.rules import AtRisk, Route

from .cases import Case, OfCaseQuerySet
from .contacts import Contact
from .sessions import Session


class SafeguardingConcernQuerySet(OfCaseQuerySet):
    def to_make(self):
        """Told to somebody, and the referral is not recorded as made."""
        return self.filter(made_at__isnull=True)


@pghistory.track()
class SafeguardingConcern(models.Model):
    """It says that it was passed on, to whom and when. What was said stays where it was written."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="concerns")
    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    at_risk = models.CharField(_("who could be harmed"), max_length=5, choices=AtRisk)
    route = models.CharField(_("where it was passed on"), max_length=8, choices=Route)
    told = models.CharField(_("who was told"), max_length=200)
    told_at = models.DateTimeField(_("when they were told"))
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("reference, or what was decided"), max_length=200, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SafeguardingConcernQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="concern_of_a_session_or_a_contact",
                condition=Q(session__isnull=False, contact__isnull=True)
                | Q(session__isnull=True, contact__isnull=False),
            ),
            models.UniqueConstraint(fields=["session"], name="one_concern_a_session"),
            models.UniqueConstraint(fields=["contact"], name="one_concern_a_contact"),
            models.CheckConstraint(
                name="concern_noted_pair", condition=pair("noted_at", "noted_by")
            ),
            models.CheckConstraint(name="concern_made_pair", condition=pair("made_at", "made_by")),
            models.CheckConstraint(
                name="concern_made_has_reference",
                condition=Q(made_at__isnull=True, reference="")
                | Q(made_at__isnull=False) & ~Q(reference=""),
            ),
            models.CheckConstraint(name="concern_says_who_was_told", condition=~Q(told="")),
        ]
        indexes = [
            models.Index(fields=["case"], condition=Q(made_at__isnull=True), name="concern_to_make")
        ]

    def __str__(self):
        return f"{self.get_at_risk_display()} {self.told_at:%Y-%m-%d}"

    def get_absolute_url(self):
        return reverse("tiers:safeguarding_made", args=[self.pk])


def concern_of(of):
    """The concern that came of each session or contact (`of` says which), for a subquery."""
    return SafeguardingConcern.objects.filter(**{of: OuterRef("pk")})


def with_concern(rows, of):
    """Sessions or contacts as the team reads them: who was told, and whether the referral is made."""
    columns = ("pk", "at_risk", "route", "told", "told_at", "reference")
    row = JSONObject(**{name: name for name in columns})
    return rows.annotate(concern=Subquery(concern_of(of).values(row=row)))
