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
