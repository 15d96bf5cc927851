"""What the release plan promises the person, as it was agreed when they were referred (N16)."""

import pghistory
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from audit.fields import pair
from people.models import User
from people.permissions import Permission
from referrals.rules import Need, ReleaseOutcome, UnmetReason

from .agencies import Agency
from .referrals import OfReferralQuerySet, Referral


class ReleaseItemQuerySet(OfReferralQuerySet):
    def of_team(self, user):
        """Those whose gaps this person counts."""
        return self.filter(referral__team_id__in=user.teams_where(Permission.CASE_WORK))

    def still_open(self):
        return self.filter(outcome="")

    def unmet(self):
        return self.filter(outcome=ReleaseOutcome.UNMET)


@pghistory.track()
class ReleaseItem(models.Model):
    """One thing agreed for the release, who was to see to it, and what became of it."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="release_items")
    position = models.PositiveSmallIntegerField()
    what = models.CharField(_("what was agreed"), max_length=200)
    need = models.CharField(_("help wanted"), max_length=20, choices=Need)
    by_whom = models.CharField(_("who sees to it"), max_length=120, blank=True)
    outcome = models.CharField(
        _("what became of it"), max_length=5, choices=ReleaseOutcome, blank=True
    )
    reason = models.CharField(_("why not"), max_length=12, choices=UnmetReason, blank=True)
    words = models.TextField(_("in words"), blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ReleaseItemQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        verbose_name_plural = _("release plan")
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "position"], name="one_release_item_a_place"
            ),
            models.CheckConstraint(name="release_item_says_what", condition=~Q(what="")),
            models.CheckConstraint(
                name="release_settled_pair", condition=pair("settled_at", "settled_by")
            ),
            models.CheckConstraint(
                name="release_settled_has_outcome",
                condition=Q(outcome="", settled_at__isnull=True)
                | ~Q(outcome="") & Q(settled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="release_unmet_has_reason",
                condition=Q(outcome=ReleaseOutcome.UNMET) & ~Q(reason="")
                | ~Q(outcome=ReleaseOutcome.UNMET) & Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["settled_at"],
                condition=Q(outcome=ReleaseOutcome.UNMET),
                name="release_unmet",
            )
        ]

    def __str__(self):
        return self.what

    def copy_to(self, referral):
        """The same promise, for another referral; not saved."""
        return ReleaseItem(
            referral=referral,
            position=self.position,
            what=self.what,
            need=self.need,
            by_whom=self.by_whom,
        )


SHOWN = ("id", "what", "need", "by_whom", "outcome", "reason", "words")


def with_promises(referrals):
    """Each referral with its release plan, in the statement that finds it."""
    rows = ReleaseItem.objects.filter(referral=OuterRef("pk")).order_by("position")
    return referrals.annotate(
        promised=ArraySubquery(rows.values(json=JSONObject(**{name: name for name in SHOWN})))
    )


def promises_of(referral):
    """The release plan, in its order: as `with_promises` brought it, or asked for now."""
    if hasattr(referral, "promised"):
        return [ReleaseItem(**row) for row in referral.promised]
    return list(referral.release_items.all())


def services_and_promises(referral):
    """The other services around the person and the release plan, in one statement."""
    services = Agency.objects.filter(referral=OuterRef("pk")).order_by("position")
    told = JSONObject(service="service", contact="contact", says="says")
    found = (
        with_promises(Referral.objects.filter(pk=referral.pk))
        .annotate(services=ArraySubquery(services.values(json=told)))
        .get()
    )
    return [Agency(**row) for row in found.services], promises_of(found)
