"""What the team asks the referrer, and the answers."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.fields import pair
from people.models import User

from .referrals import OfReferralQuerySet, Referral


class InformationRequestQuerySet(OfReferralQuerySet):
    def unanswered(self):
        return self.filter(answered_at__isnull=True)


@pghistory.track()
class InformationRequest(models.Model):
    """A question from the team and the referrer's answer, in place."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="questions")
    question = models.TextField(_("question"))
    due_on = models.DateField(_("answer by"))
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = InformationRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(answered_at__isnull=True),
                name="one_unanswered_question",
            ),
            models.CheckConstraint(
                name="question_answered_pair", condition=pair("answered_at", "answered_by")
            ),
        ]

    def __str__(self):
        return f"{self.referral}: {self.question[:40]}"
