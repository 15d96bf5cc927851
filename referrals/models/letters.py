"""Letters that were made: what left the service about somebody, word for word."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from people.models import AboutReadable, ServiceUser, Team, User
from referrals.rules import Language, LetterKind

from .onward import OnwardReferral
from .referrals import Referral


class LetterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The team's own; a decision also to whoever may read its referral."""
        referrals = Referral.objects.visible_to(user).values("pk")
        told = Q(kind=LetterKind.DECISION, referral__in=referrals)
        ours = Q(team_id__in=user.working_team_ids)
        return self.filter(AboutReadable("service_user_id", user.pk), ours | told)

    def about(self, service_user_id):
        return self.filter(service_user_id=service_user_id)


@pghistory.track()
class Letter(models.Model):
    """`contents` is the whole of it: the same PDF and Word can be had again at any time."""

    service_user = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=LetterKind)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    onward = models.ForeignKey(
        OnwardReferral, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    referral = models.ForeignKey(
        Referral, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    contents = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = LetterQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d letter", "%(count)d letters", "count")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="letter_says_what_it_is_about",
                condition=Q(kind=LetterKind.ONWARD, onward__isnull=False, referral__isnull=True)
                | Q(kind=LetterKind.DECISION, referral__isnull=False, onward__isnull=True)
                | Q(kind=LetterKind.NOT_INSTEAD, referral__isnull=True),
            )
        ]
        # It follows its person into the record that theirs was merged into; what it says stays.
        triggers = [
            pgtrigger.ReadOnly(name="letter_as_it_left", exclude=["service_user"]),
            pgtrigger.Protect(name="letter_kept", operation=pgtrigger.Delete),
        ]
        indexes = [
            models.Index(fields=["service_user", "-made_at"]),
            models.Index(fields=["onward", "-made_at"]),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.pk}"

    def get_absolute_url(self):
        return reverse("referrals:letter_detail", args=[self.pk])

    @property
    def addressed_to(self):
        """The first line: who it went to, in a list."""
        return self.contents["to"][0]
