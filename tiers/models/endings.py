"""The long goodbye: a plan made with the person, and its dated steps (N54-N56)."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.fields import pair
from people.models import User
from tiers.rules import BEFORE_END, StepKind, Wish

from .cases import Case, OfCaseQuerySet
from .sessions import Session


@pghistory.track()
class EndingPlan(models.Model):
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="ending_plan")
    end_on = models.DateField(_("agreed end"))
    talked_on = models.DateField(_("when it was talked about"), null=True, blank=True)
    how_talked = models.TextField(_("how it was talked about"), blank=True)
    wish = models.CharField(
        _("what the person wants"), max_length=10, choices=Wish, default=Wish.NOT_KNOWN
    )
    wish_words = models.TextField(_("in their own words"), blank=True)
    answer_given = models.TextField(_("what we answered"), blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="ending_made_pair", condition=pair("made_at", "made_by")),
            models.CheckConstraint(
                name="ending_agreed_pair", condition=pair("agreed_at", "agreed_by")
            ),
        ]

    def __str__(self):
        return f"{self.case} ends {self.end_on}"


class EndingStepQuerySet(OfCaseQuerySet):
    def to_do(self):
        return self.filter(done_at__isnull=True, dropped_reason="")

    def before_end(self):
        return self.filter(kind__in=BEFORE_END)

    def of_the_goodbye(self):
        """What "3 of 5" counts: after-contacts come when the goodbye is over."""
        return self.before_end().filter(dropped_reason="")

    def late(self, today):
        return self.to_do().filter(due_on__lt=today)


@pghistory.track()
class EndingStep(models.Model):
    plan = models.ForeignKey(EndingPlan, on_delete=models.CASCADE, related_name="steps")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("step"), max_length=14, choices=StepKind)
    due_on = models.DateField(_("due"))
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_on = models.DateField(_("the day it was done"), null=True, blank=True)
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)
    dropped_reason = models.CharField(_("why it was dropped"), max_length=300, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = EndingStepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="step_done_pair", condition=pair("done_at", "done_by")),
            models.CheckConstraint(
                name="step_done_has_its_day",
                condition=Q(done_at__isnull=True, done_on__isnull=True)
                | Q(done_at__isnull=False, done_on__isnull=False),
            ),
            models.CheckConstraint(
                name="step_dropped_pair", condition=pair("dropped_at", "dropped_by")
            ),
            models.CheckConstraint(
                name="step_done_or_dropped",
                condition=Q(done_at__isnull=True) | Q(dropped_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "due_on"]),
            models.Index(
                fields=["due_on"],
                condition=Q(done_at__isnull=True, dropped_reason=""),
                name="step_to_do",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.due_on}"

    @property
    def is_marked(self):
        return self.done_at is not None or bool(self.dropped_reason)

    @property
    def marked_by(self):
        """Who said that it is done, or falls away; nobody is known of steps dropped long ago."""
        return self.done_by or self.dropped_by
