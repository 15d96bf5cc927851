"""Who supervised the person before and since."""

from django.db import models
from django.db.models import Q
from django.utils.translation import ngettext_lazy

from .service_users import ServiceUser
from .staff import User


class PPChangeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Both PPs, while they refer to the team, and whoever may see the person; never somebody
        barred from the record."""
        people = ServiceUser.objects.not_barred_to(user).values("pk")
        reach = ServiceUser.objects.visible_to(user).values("pk")
        theirs = Q(from_pp_id=user.pk) | Q(to_pp_id=user.pk)
        return self.filter(service_user__in=people).filter(
            theirs & Q(service_user__team_id__in=user.refers_in) | Q(service_user__in=reach)
        )


class PPChange(models.Model):
    """Who supervised the person before and since: told to the one who handed over."""

    service_user = models.ForeignKey(ServiceUser, on_delete=models.CASCADE, related_name="+")
    from_pp = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    to_pp = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PPChangeQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d change of PP", "%(count)d changes of PP", "count")

    class Meta:
        indexes = [
            models.Index(fields=["from_pp", "-at"]),
            models.Index(fields=["service_user", "-at"]),
        ]

    def __str__(self):
        return f"{self.from_pp} to {self.to_pp}"
