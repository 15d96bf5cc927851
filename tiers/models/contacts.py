"""Any other touch: a call, a letter, liaison, an attempt to reach the person (N24)."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import User
from tiers.rules import ContactKind

from .cases import Case, OfCaseQuerySet


@pghistory.track()
class Contact(models.Model):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(_("kind"), max_length=10, choices=ContactKind)
    at = models.DateTimeField(_("when"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    reached = models.BooleanField(_("reached the person"), default=False)
    with_whom = models.CharField(_("with whom"), max_length=120, blank=True)
    shared_with_pp = models.TextField(_("shared with the PP"), blank=True)
    iirms_only = models.TextField(_("IIRMS only"), blank=True)
    logged_at = models.DateTimeField()
    logged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["case", "-at"]),
            models.Index(
                fields=["case", "-at"], condition=models.Q(reached=True), name="contact_reached"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"
