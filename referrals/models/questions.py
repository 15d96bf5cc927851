"""What the team asks the referrer, and the answers."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import (
    DateField,
    ExpressionWrapper,
    F,
    FilteredRelation,
    Func,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Greatest, TruncDate
from django.utils.translation import gettext_lazy as _

from audit.fields import pair
from people.calendar import bank_holidays
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


def with_what_is_due(referrals):
    """What each side owes the other: the question the PP has not answered (`asked_at` and
    `question_due_on`, or None), the day by which the team decides, and of a draft how it stands with a
    signature (`override`, since `override_asked_at`, `overridden_at`)."""
    question = FilteredRelation("questions", condition=Q(questions__answered_at__isnull=True))
    return (
        with_decide_by(referrals)
        .annotate(question=question)
        .annotate(asked_at=F("question__asked_at"), question_due_on=F("question__due_on"))
        .annotate(
            override=F("screening__override"),
            override_asked_at=F("screening__asked_at"),
            overridden_at=F("screening__overridden_at"),
        )
    )


# Further back nothing waits for a decision, and further on nobody has set the bank holidays.
YEARS = range(2020, 2051)


class WorkingDay(Func):
    """`people.calendar.working_day` of a date that only the database knows."""

    template = (
        "(SELECT max(last - back) FROM (VALUES (%(expressions)s)) AS given (last, off),"
        " generate_series(0, 9) AS back"
        " WHERE extract(isodow FROM last - back) < 6 AND last - back <> ALL(off))"
    )

    def __init__(self, day):
        off = Value(bank_holidays(YEARS), output_field=ArrayField(DateField()))
        super().__init__(day, off, output_field=DateField())


def with_decide_by(referrals):
    """`decide_by`, by policy decision_target_days, and a working day: a question answered last at
    `answered_at` starts the clock again."""
    answered = (
        InformationRequest.objects.filter(referral=OuterRef("pk"), answered_at__isnull=False)
        .order_by("-answered_at")
        .values("answered_at")[:1]
    )
    asked_of_us = TruncDate(Greatest("submitted_at", Coalesce("answered_at", "submitted_at")))
    days = F("team__policy__decision_target_days")
    return referrals.annotate(answered_at=Subquery(answered)).annotate(
        decide_by=WorkingDay(ExpressionWrapper(asked_of_us + days, output_field=DateField()))
    )
