"""A case: one spell of work at one tier, from allocation to end. A caseload is a query."""

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from audit.fields import pair
from audit.models import append_only
from people.models import AboutReadable, ServiceUser, Team, User
from referrals.models import Referral
from referrals.rules import FOCUSED_TIER, Focus, Tier
from tiers.rules import (
    CASE_TRANSITIONS,
    LIVE,
    Barrier,
    CaseStatus,
    Complexity,
    EndingReason,
    PauseReason,
)


class CaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Cases of the teams one works in, and none about a person one is barred from.

        A PP reads about the work on the referral's page and in `Session.shared_with_pp`.
        """
        return self.filter(
            AboutReadable("service_user_id", user.pk), team_id__in=user.working_team_ids
        )

    def live(self):
        return self.filter(status__in=LIVE)


@pghistory.track()
class Case(models.Model):
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    service_user = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    tier = models.PositiveSmallIntegerField(_("tier"), choices=Tier)
    practitioner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(
        _("status"), max_length=8, choices=CaseStatus, default=CaseStatus.OPEN
    )
    aim_wellbeing = models.TextField(_("aim for wellbeing"), blank=True)
    aim_risk = models.TextField(_("aim for risk"), blank=True)
    complexity = models.CharField(
        _("how much time it needs"), max_length=5, choices=Complexity, default=Complexity.USUAL
    )
    focus = models.CharField(_("focus"), max_length=15, choices=Focus, blank=True)
    planned_end_on = models.DateField(_("planned end"))
    review_on = models.DateField(_("next review"))
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    pause_reason = models.CharField(max_length=10, choices=PauseReason, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ending_reason = models.CharField(max_length=16, choices=EndingReason, blank=True)
    ending_note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d case", "%(count)d cases", "count")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(status__in=sorted(LIVE)),
                name="one_live_case_per_referral",
            ),
            models.CheckConstraint(
                name="case_focus_is_of_tier_3", condition=Q(focus="") | Q(tier=FOCUSED_TIER)
            ),
            models.CheckConstraint(name="case_ended_pair", condition=pair("ended_at", "ended_by")),
            models.CheckConstraint(
                name="case_opened_pair", condition=pair("opened_at", "opened_by")
            ),
            models.CheckConstraint(
                name="case_paused_pair", condition=pair("paused_at", "paused_by")
            ),
            models.CheckConstraint(
                name="case_ended_when_said",
                condition=Q(status=CaseStatus.ENDED, ended_at__isnull=False) & ~Q(ending_reason="")
                | ~Q(status=CaseStatus.ENDED) & Q(ended_at__isnull=True, ending_reason=""),
            ),
            models.CheckConstraint(
                name="case_paused_when_said",
                condition=Q(status=CaseStatus.PAUSED, paused_at__isnull=False)
                | ~Q(status=CaseStatus.PAUSED) & Q(paused_at__isnull=True, pause_reason=""),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="case_moves",
                field="status",
                transitions=[(a, b) for a, to in CASE_TRANSITIONS.items() for b in sorted(to)],
            )
        ]
        indexes = [
            models.Index(
                fields=["practitioner", "planned_end_on"],
                condition=~Q(status="ENDED"),
                name="caseload",
            ),
            models.Index(fields=["team", "status", "practitioner"]),
            models.Index(fields=["service_user", "-opened_at"]),
        ]

    def __str__(self):
        return f"{self.service_user}, {self.get_tier_display()}"

    def get_absolute_url(self):
        return reverse("tiers:case_detail", args=[self.pk])


class OfCaseQuerySet(models.QuerySet):
    """Rows that belong to a case are seen by those who see the case."""

    def visible_to(self, user):
        return self.filter(case__in=Case.objects.visible_to(user).values("pk"))


class CaseStatusChange(models.Model):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="changes")
    from_status = models.CharField(max_length=8, choices=CaseStatus, blank=True)
    to_status = models.CharField(max_length=8, choices=CaseStatus)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    barriers = ArrayField(
        models.CharField(max_length=12, choices=Barrier), default=list, blank=True
    )

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        triggers = [append_only("case_status_change")]
        indexes = [models.Index(fields=["case", "at"])]

    def __str__(self):
        return f"{self.from_status} to {self.to_status}"


@pghistory.track()
class Holding(models.Model):
    """Who was the lead practitioner, from when to when: one at a time, by constraint (N23)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="holdings")
    practitioner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True, blank=True)
    chosen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    what_matters = models.TextField(_("what matters"), blank=True)
    what_was_agreed = models.TextField(_("what was agreed"), blank=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(to_at__isnull=True), name="one_holder_at_a_time"
            ),
            models.CheckConstraint(
                name="holding_ends_after_start",
                condition=Q(to_at__isnull=True) | Q(to_at__gte=F("from_at")),
            ),
        ]

    def __str__(self):
        return f"{self.practitioner} from {self.from_at:%Y-%m-%d}"
