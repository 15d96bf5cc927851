"""LAO: who must not see a record, and who alone may."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from .service_users import AboutAPersonQuerySet, ServiceUser
from .staff import User


class AccessLimitKind(models.TextChoices):
    EXCLUDED = "EXCLUDED", _("Must not see this record")
    NAMED = "NAMED", _("May see this restricted record")


# Taken off is part of the history of who could look, so a deleted row has its line as well.
@pghistory.track()
class AccessLimit(models.Model):
    """LAO: two independent lists, named people barred and named people allowed."""

    # Worked out from both records when two are merged (rules.stricter), not handed over.
    stays_when_merged = True

    service_user = models.ForeignKey(ServiceUser, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=AccessLimitKind)

    objects = AboutAPersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service_user", "user", "kind"], name="one_access_limit_each"
            )
        ]

    def __str__(self):
        return f"{self.user}: {self.kind}"


def not_barred(users, service_user_id):
    """Of these keys of staff, those whom no limit bars from the person (`reach.NotBarred`, for many)."""
    limits = ServiceUser.objects.values_list("has_exclusions", "is_restricted")
    excludes, restricts = limits.get(pk=service_user_id)
    if not excludes and not restricts:
        return set(users)
    rows = AccessLimit.objects.filter(service_user_id=service_user_id)
    barred = set(rows.filter(kind=AccessLimitKind.EXCLUDED).values_list("user_id", flat=True))
    named = set(rows.filter(kind=AccessLimitKind.NAMED).values_list("user_id", flat=True))
    return {
        pk
        for pk in users
        if not (excludes and pk in barred) and not (restricts and pk not in named)
    }
