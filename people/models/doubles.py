"""Records that may be of one person: found at night, answered by a lead, never asked twice."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit.fields import pair
from people.permissions import Permission
from people.rules import Because

from .reach import AboutReadable
from .service_users import ServiceUser
from .staff import User


class LikelyPairQuerySet(models.QuerySet):
    def visible_to(self, user):
        """For those who may merge them, and see both. The two are always of one team."""
        return self.filter(
            AboutReadable("one_id", user.pk),
            AboutReadable("other_id", user.pk),
            one__team_id__in=user.working_team_ids & user.teams_where(Permission.RECORDS_MERGE),
            one__merged_into__isnull=True,
            other__merged_into__isnull=True,
        )

    def open(self):
        return self.filter(not_same_at__isnull=True)


@pghistory.track()
class LikelyPair(models.Model):
    stays_when_merged = True

    one = models.ForeignKey(ServiceUser, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(ServiceUser, on_delete=models.CASCADE, related_name="+")
    because = ArrayField(models.CharField(max_length=6, choices=Because), verbose_name=_("why"))
    found_at = models.DateTimeField()
    not_same_at = models.DateTimeField(null=True, blank=True)
    not_same_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = LikelyPairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="one_likely_pair_each"),
            models.CheckConstraint(name="likely_pair_in_order", condition=Q(one__lt=F("other"))),
            models.CheckConstraint(
                name="likely_pair_not_same_pair", condition=pair("not_same_at", "not_same_by")
            ),
        ]

    def __str__(self):
        return f"{self.one_id} and {self.other_id}"

    @property
    def reasons(self):
        return [Because(code).label for code in self.because]
