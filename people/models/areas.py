"""Which probation units a practitioner answers for, and whom a person asked for (N58, N62)."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from people.rules import WorkerWishKind

from .safety import AboutAPersonQuerySet
from .service_users import ServiceUser
from .staff import User
from .teams import Unit


class AreaQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user__in=User.objects.visible_to(user).values("pk"))


@pghistory.track()
class Area(models.Model):
    """A unit is a practitioner's area; several may share one, and one may have several."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="areas")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = AreaQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "unit"], name="one_area_link_each")]

    def __str__(self):
        return f"{self.user}: {self.unit}"


@pghistory.track()
class WorkerWish(models.Model):
    """Somebody the person asked for, or would not work with."""

    service_user = models.ForeignKey(
        ServiceUser, on_delete=models.CASCADE, related_name="worker_wishes"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    wish = models.CharField(_("what they say of them"), max_length=8, choices=WorkerWishKind)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = AboutAPersonQuerySet.as_manager()
    double_stays = True
    counted = ngettext_lazy(
        "%(count)d colleague they spoke of", "%(count)d colleagues they spoke of", "count"
    )

    class Meta:
        verbose_name_plural = _("workers they spoke of")
        constraints = [
            models.UniqueConstraint(fields=["service_user", "user"], name="one_wish_about_a_worker")
        ]

    def __str__(self):
        return f"{self.user}: {self.get_wish_display()}"
