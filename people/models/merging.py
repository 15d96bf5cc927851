"""Two records that were one person: what was merged, and all that it takes to undo it."""

import pghistory
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit.fields import pair

from .service_users import ServiceUser
from .staff import User


class MergeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever may see what it was merged into, and is not barred from what was merged."""
        return self.filter(
            kept__in=ServiceUser.objects.within_reach(user).values("pk"),
            gone__in=ServiceUser.objects.not_barred_to(user).values("pk"),
        )

    def standing(self):
        return self.filter(undone_at__isnull=True)


@pghistory.track()
class Merge(models.Model):
    """`kept` goes on; `gone` keeps its row and its history and points to it.

    The last five fields are what undoing needs: values before and after, numbers, rows handed
    over, limits before and after, and the present place that was closed.
    """

    stays_when_merged = True

    kept = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("why they are the same person"))
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undo_reason = models.TextField(_("why it is undone"), blank=True)
    changes = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    numbers = models.JSONField(default=dict)
    moved = models.JSONField(default=dict)
    limits = models.JSONField(default=dict)
    closed_place_id = models.BigIntegerField(null=True, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gone"], condition=Q(undone_at__isnull=True), name="one_standing_merge_each"
            ),
            models.CheckConstraint(name="merge_of_two", condition=~Q(kept=F("gone"))),
            models.CheckConstraint(
                name="merge_undone_pair", condition=pair("undone_at", "undone_by")
            ),
            models.CheckConstraint(
                name="merge_undone_with_a_reason",
                condition=Q(undone_at__isnull=True) | ~Q(undo_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["kept", "-merged_at"])]

    def __str__(self):
        return f"{self.gone_id} into {self.kept_id}"
