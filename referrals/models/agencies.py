"""The other services around the person, as the referrer knows them."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .referrals import OfReferralQuerySet, Referral


@pghistory.track()
class Agency(models.Model):
    """One service, whom to ask for there, and what it says."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="agencies")
    service = models.CharField(_("service"), max_length=120)
    contact = models.CharField(_("whom to ask for"), max_length=120, blank=True)
    says = models.TextField(_("what they say"), blank=True)
    position = models.PositiveSmallIntegerField()

    objects = OfReferralQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        verbose_name_plural = _("other services")
        constraints = [
            models.UniqueConstraint(fields=["referral", "position"], name="one_agency_a_place"),
            models.CheckConstraint(name="agency_has_a_name", condition=~Q(service="")),
        ]

    def __str__(self):
        return self.service

    def copy_to(self, referral):
        """The same, for another referral; not saved."""
        return Agency(
            referral=referral,
            service=self.service,
            contact=self.contact,
            says=self.says,
            position=self.position,
        )
