"""Agreements between two members of staff, and what they recorded together.

What was said is read by the two alone; leads see dates and counts (design.md section 4).
"""

from datetime import date, datetime

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case as Choose
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.db.models.lookups import GreaterThanOrEqual
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.fields import pair
from people.models import Team, User
from people.permissions import Permission
from tiers.models import Case

from . import rules
from .rules import (
    BOOKED_LATE,
    LONGEST_INTERVAL_DAYS,
    PROTECTING,
    RECORD_TRANSITIONS,
    SHORTEST_INTERVAL_DAYS,
    SUPERVISED,
    Kind,
    RecordStatus,
    Standing,
    theme_words,
)


class DaysAway(models.Func):
    """Whole days a person was away after one day and up to another, overlaps counted once.

    `rules.paused_days` in SQL, for a team or a nation at once; a property test holds them together.
    """

    output_field = models.IntegerField()
    template = """(
        SELECT COALESCE(SUM(upper(spell) - lower(spell)), 0)::integer
        FROM (
            SELECT unnest(range_agg(daterange(
                GREATEST(away.starts_on, asked.after_day + 1),
                LEAST(COALESCE(away.ends_on, asked.until_day), asked.until_day),
                '[]'
            ))) AS spell
            FROM (SELECT %(expressions)s) AS asked(person, after_day, until_day)
            JOIN people_absence AS away
              ON away.user_id = asked.person
             AND away.starts_on <= asked.until_day
             AND COALESCE(away.ends_on, asked.until_day) > asked.after_day
            WHERE asked.after_day < asked.until_day
        ) AS spells
    )"""


class DaysBetween(models.Func):
    """One day less another and less a number of days. PostgreSQL counts this in days."""

    output_field = models.IntegerField()
    template = "(%(expressions)s)"
    arg_joiner = " - "


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The two, and a lead of the team (an agreement holds dates and intervals, no content)."""
        return self.filter(
            Q(supervisee_id=user.pk)
            | Q(supervisor_id=user.pk)
            | Q(team_id__in=user.teams_where(Permission.TEAM_SEE))
        )

    def current(self):
        return self.filter(ended_at__isnull=True)

    def with_clock(self, today):
        """`last_held_on`, `days` on the clock, `due_on` and `standing`: pages and flags read these.

        Only a session that was held resets the clock, and the supervisee's absence stops it (N47).
        """
        held = SupervisionRecord.objects.held().filter(agreement=OuterRef("pk"))
        last = held.order_by("-planned_for").annotate(day=TruncDate("planned_for"))
        return (
            self.annotate(last_held_on=Subquery(last.values("day")[:1]))
            .annotate(clock_from=Coalesce("last_held_on", "agreed_on"))
            .annotate(paused=DaysAway("supervisee_id", "clock_from", _day(today)))
            .annotate(
                days=DaysBetween(_day(today), "clock_from", "paused"),
                due_on=models.ExpressionWrapper(
                    F("clock_from") + F("interval_days") + F("paused"),
                    output_field=models.DateField(),
                ),
            )
            .annotate(standing=_standing())
        )

    def dates_only(self):
        """What a lead may know of each supervision: when, how it came out, how long."""
        return self.filter(records__isnull=False).values(
            agreement=F("pk"),
            held_for=F("records__planned_for"),
            outcome=F("records__status"),
            took=F("records__minutes"),
        )

    def with_to_confirm(self, user):
        """`to_confirm`: how many records of each wait for this one of the two."""
        waiting = SupervisionRecord.objects.to_confirm_by(user).filter(agreement=OuterRef("pk"))
        count = waiting.order_by().values("agreement").annotate(n=models.Count("pk")).values("n")
        return self.annotate(to_confirm=Coalesce(Subquery(count), 0))

    def with_next(self, now):
        """`next_for` and `next_id`: the supervision booked next."""
        booked = SupervisionRecord.objects.filter(
            agreement=OuterRef("pk"), status=RecordStatus.PLANNED, planned_for__gte=now
        ).order_by("planned_for")
        return self.annotate(
            next_for=Subquery(booked.values("planned_for")[:1]),
            next_id=Subquery(booked.values("pk")[:1]),
        )


def _day_of(moment):
    return timezone.localdate(moment) if moment else None


def _day(today):
    return Cast(Value(today), models.DateField())


def _standing():
    """`rules.standing`, by the team's policy."""
    return Choose(
        When(days__gt=F("interval_days"), then=Value(Standing.OVERDUE)),
        When(
            GreaterThanOrEqual(
                F("days") * 100, F("interval_days") * F("team__policy__supervision_at_risk_percent")
            ),
            then=Value(Standing.AT_RISK),
        ),
        default=Value(Standing.FINE),
        output_field=models.CharField(),
    )


def without_agreement(staff):
    """Of these staff, who must have clinical or reflective supervision and has none agreed."""
    agreed = Agreement.objects.current().filter(
        supervisee_id=OuterRef("pk"), kind__in=sorted(PROTECTING)
    )
    return staff.filter(~Exists(agreed), profession__in=sorted(SUPERVISED))


def cases_open_to(people):
    """Cases each of these may read: nobody learns of a person by way of supervision."""
    cases = Case.objects.all()
    for user in people:
        cases = cases.filter(pk__in=Case.objects.visible_to(user).values("pk"))
    return cases


@pghistory.track(exclude=["ended_reason"])
class Agreement(models.Model):
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    supervisee = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    interval_days = models.PositiveSmallIntegerField(_("every (days)"))
    minutes = models.PositiveSmallIntegerField(_("how long (minutes)"), default=60)
    place = models.CharField(_("where"), max_length=120, blank=True)
    agreed_on = models.DateField(_("agreed on"))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    standing: str  # of rows read `with_clock`, as is due_on
    due_on: date
    next_for: datetime | None  # of rows read `with_next`

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supervisee", "supervisor", "kind"],
                condition=Q(ended_at__isnull=True),
                name="one_current_agreement_of_a_kind",
            ),
            models.CheckConstraint(
                name="nobody_supervises_themselves", condition=~Q(supervisee=F("supervisor"))
            ),
            models.CheckConstraint(
                name="agreement_interval_in_range",
                condition=Q(
                    interval_days__gte=SHORTEST_INTERVAL_DAYS,
                    interval_days__lte=LONGEST_INTERVAL_DAYS,
                ),
            ),
            models.CheckConstraint(
                name="agreement_made_pair", condition=pair("made_at", "made_by")
            ),
            models.CheckConstraint(
                name="agreement_ended_pair", condition=pair("ended_at", "ended_by")
            ),
        ]
        indexes = [models.Index(fields=["team", "supervisee"])]

    def __str__(self):
        return f"{self.supervisee} with {self.supervisor}"

    def get_absolute_url(self):
        return reverse("supervision:agreement_detail", args=[self.pk])

    @property
    def pair(self):
        return (self.supervisee_id, self.supervisor_id)

    @property
    def booked_late(self):
        """How many days after it is due the next is booked; 0 when in time, or not booked."""
        return rules.days_late(due_on=self.due_on, booked_on=_day_of(self.next_for))

    @property
    def standing_in_words(self):
        """Nobody is called up to date who will be overdue on the day that is booked."""
        if self.standing == Standing.FINE and self.booked_late:
            return BOOKED_LATE
        return Standing(self.standing).label

    @property
    def standing_tone(self):
        return (
            Standing.AT_RISK
            if self.booked_late and self.standing == Standing.FINE
            else self.standing
        )


class SupervisionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The supervisor and the supervisee. Nobody else: not a lead, not an administrator."""
        return self.filter(
            Q(agreement__supervisee_id=user.pk) | Q(agreement__supervisor_id=user.pk)
        )

    def held(self):
        return self.filter(status=RecordStatus.HELD)

    def planned(self):
        return self.filter(status=RecordStatus.PLANNED)

    def to_confirm_by(self, user):
        """Held and recorded, and this one of the two has not yet said that it is so."""
        return self.held().filter(
            Q(agreement__supervisee_id=user.pk, supervisee_confirmed_at__isnull=True)
            | Q(agreement__supervisor_id=user.pk, supervisor_confirmed_at__isnull=True)
        )


@pghistory.track(exclude=["themes", "feelings", "summary", "cancelled_reason"])
class SupervisionRecord(models.Model):
    """One supervision: planned, held or cancelled."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="records")
    status = models.CharField(max_length=10, choices=RecordStatus, default=RecordStatus.PLANNED)
    is_informal = models.BooleanField(_("informal, asked for on the day"), default=False)
    planned_for = models.DateTimeField(_("when"))
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    themes = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    summary = models.TextField(_("what we talked about"), blank=True)
    feelings = models.TextField(_("how the work is felt"), blank=True)
    cases_discussed = models.ManyToManyField(Case, related_name="+", blank=True)
    cancelled_reason = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    supervisee_confirmed_at = models.DateTimeField(null=True, blank=True)
    supervisor_confirmed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="supervision_planned_pair", condition=pair("planned_at", "planned_by")
            ),
            models.CheckConstraint(
                name="supervision_recorded_pair", condition=pair("recorded_at", "recorded_by")
            ),
            models.CheckConstraint(
                name="supervision_recorded_when_said",
                condition=Q(status=RecordStatus.PLANNED, recorded_at__isnull=True)
                | ~Q(status=RecordStatus.PLANNED) & Q(recorded_at__isnull=False),
            ),
            models.CheckConstraint(
                name="supervision_held_has_minutes",
                condition=~Q(status=RecordStatus.HELD) | Q(minutes__gte=1, minutes__lte=480),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="supervision_moves",
                field="status",
                transitions=[(a, b) for a, to in RECORD_TRANSITIONS.items() for b in sorted(to)],
            ),
            # What both have confirmed stands, whoever asks the database to change it.
            pgtrigger.Protect(
                name="supervision_confirmed_stands",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(
                    old__supervisee_confirmed_at__isnull=False,
                    old__supervisor_confirmed_at__isnull=False,
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["agreement", "-planned_for"]),
        ]

    def __str__(self):
        return f"{self.agreement} {self.planned_for:%Y-%m-%d}"

    def get_absolute_url(self):
        return reverse("supervision:supervision_detail", args=[self.pk])

    @property
    def confirmed_by_both(self):
        return bool(self.supervisee_confirmed_at and self.supervisor_confirmed_at)

    @property
    def theme_words(self):
        return [theme_words(theme) for theme in self.themes]


class AgreedActionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(record__in=SupervisionRecord.objects.visible_to(user).values("pk"))

    def to_do(self):
        return self.filter(done_at__isnull=True)


@pghistory.track(exclude=["what"])
class AgreedAction(models.Model):
    """Something one of the two said they would do."""

    record = models.ForeignKey(SupervisionRecord, on_delete=models.CASCADE, related_name="actions")
    what = models.CharField(_("what"), max_length=300)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("by when"), null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AgreedActionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="agreed_action_done_pair", condition=pair("done_at", "done_by")
            )
        ]

    def __str__(self):
        return self.what
