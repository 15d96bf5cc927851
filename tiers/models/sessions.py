"""Planned work with the person: held, missed or cancelled."""

import pghistory
import pgtrigger
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit.fields import pair
from audit.models import append_only
from people.models import User, Venue
from tiers.rules import (
    LONGEST_SESSION_MINUTES,
    LONGEST_TRAVEL_MINUTES,
    SESSION_TRANSITIONS,
    Barrier,
    CancelledBy,
    CostToPerson,
    Exposure,
    HowLeft,
    MissedBy,
    Mode,
    RiskChange,
    SessionStatus,
    Travelled,
)

from .cases import Case, OfCaseQuerySet
from .catalogue import Intervention, shown_name

NAMES = ArrayField(models.CharField(max_length=120))


class SessionQuerySet(OfCaseQuerySet):
    def held(self):
        return self.filter(status=SessionStatus.HELD)

    def planned(self):
        return self.filter(status=SessionStatus.PLANNED)

    def unrecorded(self, now):
        return self.planned().filter(planned_for__lt=now)

    def after(self, planned_for, pk):
        """What follows this one, newest first (paging by key)."""
        return self.filter(planned_for__lte=planned_for).filter(
            Q(planned_for__lt=planned_for) | Q(pk__lt=pk)
        )


@pghistory.track()
class Session(models.Model):
    """Two note fields, two readers: `shared_with_pp` and `iirms_only` (N32)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="sessions")
    practitioner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=SessionStatus, default=SessionStatus.PLANNED)
    planned_for = models.DateTimeField(_("when"))
    planned_minutes = models.PositiveSmallIntegerField(_("how long (minutes)"), default=60)
    mode = models.CharField(_("how"), max_length=10, choices=Mode, default=Mode.IN_PERSON)
    venue = models.ForeignKey(
        Venue, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    with_probation = models.BooleanField(_("joined to a probation appointment"), default=False)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    travel_minutes = models.PositiveSmallIntegerField(_("travel (minutes)"), null=True, blank=True)
    joined = models.CharField(_("who joined"), max_length=200, blank=True)
    travelled = models.CharField(max_length=4, choices=Travelled, blank=True)
    cost_to_person = models.CharField(max_length=9, choices=CostToPerson, blank=True)
    worked_on = models.ManyToManyField(Intervention, related_name="+", blank=True)
    missed_by = models.CharField(max_length=16, choices=MissedBy, blank=True)
    cancelled_by = models.CharField(max_length=16, choices=CancelledBy, blank=True)
    barriers = ArrayField(
        models.CharField(max_length=12, choices=Barrier), default=list, blank=True
    )
    why_not = models.TextField(_("what happened"), blank=True)
    shared_with_pp = models.TextField(_("shared with the PP"), blank=True)
    iirms_only = models.TextField(_("IIRMS only"), blank=True)
    readiness = models.PositiveSmallIntegerField(_("readiness"), null=True, blank=True)
    alliance = models.PositiveSmallIntegerField(_("how we got on"), null=True, blank=True)
    risk_change = models.CharField(max_length=8, choices=RiskChange, blank=True)
    tell_pp = models.BooleanField(_("tell the PP about risk"), default=False)
    told_at = models.DateTimeField(_("when the PP was told"), null=True, blank=True)
    how_left = models.CharField(max_length=12, choices=HowLeft, blank=True)
    aftercare = models.CharField(_("aftercare agreed"), max_length=300, blank=True)
    exposure = models.CharField(max_length=12, choices=Exposure, blank=True)
    next_plan = models.TextField(_("plan for next time"), blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="session_planned_pair", condition=pair("planned_at", "planned_by")
            ),
            models.CheckConstraint(
                name="session_recorded_pair", condition=pair("recorded_at", "recorded_by")
            ),
            models.CheckConstraint(
                name="session_recorded_when_said",
                condition=Q(status=SessionStatus.PLANNED, recorded_at__isnull=True)
                | ~Q(status=SessionStatus.PLANNED) & Q(recorded_at__isnull=False),
            ),
            models.CheckConstraint(
                name="session_held_has_minutes",
                condition=~Q(status=SessionStatus.HELD) | Q(minutes__isnull=False),
            ),
            models.CheckConstraint(
                name="session_missed_says_by_whom",
                condition=~Q(status=SessionStatus.MISSED) | ~Q(missed_by=""),
            ),
            models.CheckConstraint(
                name="session_cancelled_says_by_whom",
                condition=~Q(status=SessionStatus.CANCELLED) | ~Q(cancelled_by=""),
            ),
            models.CheckConstraint(
                name="session_minutes_in_range",
                condition=(Q(minutes__isnull=True) | Q(minutes__lte=LONGEST_SESSION_MINUTES))
                & (Q(travel_minutes__isnull=True) | Q(travel_minutes__lte=LONGEST_TRAVEL_MINUTES)),
            ),
            models.CheckConstraint(
                name="session_ratings_in_range",
                condition=(Q(readiness__isnull=True) | Q(readiness__lte=10))
                & (Q(alliance__isnull=True) | Q(alliance__lte=10)),
            ),
            models.UniqueConstraint(
                fields=["case", "planned_for"],
                condition=~Q(status=SessionStatus.CANCELLED),
                name="one_session_at_a_moment",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="session_moves",
                field="status",
                transitions=[(a, b) for a, to in SESSION_TRANSITIONS.items() for b in sorted(to)],
            )
        ]
        indexes = [
            models.Index(fields=["case", "-planned_for"]),
            models.Index(
                fields=["practitioner", "planned_for"],
                condition=Q(status="PLANNED"),
                name="session_diary",
            ),
            models.Index(
                fields=["case", "-planned_for"],
                condition=Q(status="HELD"),
                name="session_last_held",
            ),
        ]

    def __str__(self):
        return f"{self.case} {self.planned_for:%Y-%m-%d %H:%M}"

    def get_absolute_url(self):
        return reverse("tiers:session_detail", args=[self.pk])


def worked_on_names(team_id):
    """Of a session: what was worked on, as its team calls it now."""
    rows = Session.worked_on.through.objects.filter(session=OuterRef("pk"))
    name = shown_name("intervention_id", "intervention__name", team_id)
    return ArraySubquery(
        rows.order_by("intervention__position").values(name=name), output_field=NAMES
    )


class SessionAddition(models.Model):
    """A correction after the amending time: the record stays, this is shown beside it."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="additions")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    words = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        triggers = [append_only("session_addition")]

    def __str__(self):
        return self.words[:40]
