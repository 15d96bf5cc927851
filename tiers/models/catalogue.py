"""What can be worked on at each tier (N5, N7, N8)."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from referrals.rules import Tier


class InterventionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The catalogue holds nothing about anybody: all signed-in staff may read it."""
        return self if user.is_authenticated else self.none()

    def for_tier(self, tier):
        return self.filter(tier=tier, is_active=True).order_by("position", "name")


@pghistory.track()
class Intervention(models.Model):
    code = models.SlugField(max_length=40, unique=True)
    tier = models.PositiveSmallIntegerField(_("tier"), choices=Tier)
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    objects = InterventionQuerySet.as_manager()

    def __str__(self):
        return self.name
