"""Onward referrals: from us to another service, each move and each chase kept as it was."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from audit.models import append_only
from people.models import AboutReadable, ServiceUser, Team, User
from people.permissions import Permission
from referrals.rules import (
    AWAITED,
    GAPS,
    NEVER_SENT,
    ONWARD_OPEN,
    ONWARD_SAID,
    ONWARD_TRANSITIONS,
    ChaseHow,
    Need,
    OnwardStatus,
    RefusalReason,
    onward_reference,
)

from .directory import LocalService


class OnwardQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The team sees all of its own. A PP sees what was sent of the people they may see, and
        reads how it stands on pages that fetch no more than that."""
        readable = AboutReadable("service_user_id", user.pk)
        team = Q(team_id__in=user.working_team_ids)
        people = ServiceUser.objects.visible_to(user).values("pk")
        sent = Q(sent_on__isnull=False, service_user_id__in=people)
        return self.filter(readable, team | sent)

    def of_team(self, user):
        """Those whose every word this person may read and move."""
        return self.filter(team_id__in=user.teams_where(Permission.CASE_WORK))

    def awaited(self):
        return self.filter(status__in=AWAITED)

    def to_chase(self, today):
        return self.awaited().filter(chase_on__lte=today)

    def about(self, service_user_id):
        return self.filter(service_user_id=service_user_id)

    def with_refusal(self):
        """Why it was refused last, beside each row."""
        last = OnwardMove.objects.filter(onward=OuterRef("pk"), to_status=OnwardStatus.REFUSED)
        return self.annotate(refused_because=Subquery(last.order_by("-pk").values("reason")[:1]))


@pghistory.track()
class OnwardReferral(models.Model):
    """The name and address are kept as they were when written, whatever the directory says later."""

    service_user = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(
        LocalService, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    service_name = models.CharField(_("service"), max_length=160)
    service_address = models.TextField(_("where it is sent"), blank=True)
    need = models.CharField(_("help wanted"), max_length=20, choices=Need)
    why = models.TextField(_("why, for us"), blank=True)
    words = models.TextField(_("what we say to the service"), blank=True)
    agreed_on = models.DateField(_("the person agreed on"), null=True, blank=True)
    status = models.CharField(max_length=12, choices=OnwardStatus, default=OnwardStatus.DRAFT)
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    chase_on = models.DateField(_("chase on"), null=True, blank=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = OnwardQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d onward referral", "%(count)d onward referrals", "count")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "service_user",
                Lower("service_name"),
                condition=Q(status__in=sorted(ONWARD_OPEN)),
                name="one_open_onward_per_person_and_service",
            ),
            models.CheckConstraint(
                name="onward_awaited_has_chase_day",
                condition=Q(status__in=sorted(AWAITED), chase_on__isnull=False)
                | Q(chase_on__isnull=True) & ~Q(status__in=sorted(AWAITED)),
            ),
            models.CheckConstraint(
                name="onward_sent_was_agreed",
                condition=Q(sent_on__isnull=True) | Q(agreed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="onward_sent_has_its_day",
                condition=Q(status__in=sorted(NEVER_SENT)) | Q(sent_on__isnull=False),
            ),
        ]
        triggers = [
            # The table of moves, held a second time by the database itself.
            pgtrigger.FSM(
                name="onward_moves",
                field="status",
                transitions=[(a, b) for a, to in ONWARD_TRANSITIONS.items() for b in sorted(to)],
            )
        ]
        indexes = [
            models.Index(fields=["team", "status", "chase_on"]),
            models.Index(fields=["service_user", "-created_at"]),
        ]

    def __str__(self):
        return self.service_name

    def get_absolute_url(self):
        return reverse("referrals:onward_detail", args=[self.pk])

    @property
    def reference(self):
        """For letters and notices: it names nobody."""
        return onward_reference(self.pk)


class OnwardMoveQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(onward__in=OnwardReferral.objects.visible_to(user).values("pk"))

    def refusals(self):
        return self.filter(to_status__in=sorted(GAPS))

    def told(self):
        """What a PP is told: from the day it was sent on."""
        return self.exclude(to_status=OnwardStatus.DRAFT)


class OnwardMove(models.Model):
    """One move, never changed: `on` is the day it happened, `at` the moment it was written."""

    onward = models.ForeignKey(OnwardReferral, on_delete=models.CASCADE, related_name="moves")
    from_status = models.CharField(max_length=12, choices=OnwardStatus)
    to_status = models.CharField(max_length=12, choices=OnwardStatus)
    on = models.DateField()
    reason = models.CharField(max_length=20, choices=RefusalReason, blank=True)
    words = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OnwardMoveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="onward_refusal_has_reason",
                condition=Q(to_status__in=sorted(GAPS)) & ~Q(reason="")
                | Q(reason="") & ~Q(to_status__in=sorted(GAPS)),
            ),
            models.CheckConstraint(
                name="onward_move_moves", condition=~Q(from_status=F("to_status"))
            ),
        ]
        triggers = [append_only("onward_move")]
        indexes = [
            models.Index(fields=["onward", "at"]),
            models.Index(
                fields=["on"], condition=Q(to_status__in=sorted(GAPS)), name="onward_refusals"
            ),
        ]

    def __str__(self):
        return f"{self.from_status} to {self.to_status}"

    @property
    def in_words(self):
        return ONWARD_SAID[self.to_status] % {"service": self.onward.service_name}


class OnwardChaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The team's own: what was said on the telephone is no part of what a PP is told."""
        ours = OnwardReferral.objects.visible_to(user).of_team(user)
        return self.filter(onward__in=ours.values("pk"))


class OnwardChase(models.Model):
    """We asked how it stands: when, how, what they said."""

    onward = models.ForeignKey(OnwardReferral, on_delete=models.CASCADE, related_name="chases")
    on = models.DateField()
    how = models.CharField(max_length=8, choices=ChaseHow)
    said = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OnwardChaseQuerySet.as_manager()

    class Meta:
        triggers = [append_only("onward_chase")]
        indexes = [models.Index(fields=["onward", "at"])]

    def __str__(self):
        return f"{self.get_how_display()} {self.on}"
