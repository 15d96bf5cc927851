"""What needs attention: one table, one open row per (kind, subject)."""

import pghistory
from django.db import models
from django.db.models import Case, Count, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from people.models import AboutReached, ServiceUser, Team, User
from people.permissions import Permission

from .rules import PRIVATE, RESOLVED_AT, SOON, FlagKind, urgency


class FlagQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own flags; a lead's teams' flags. Never about a person out of one's reach.

        A lead sees that a colleague's supervision is overdue, never what was said in it.
        """
        leading = user.teams_where(Permission.TEAM_SEE)
        ours = Q(team_id__in=leading) & ~Q(kind__in=PRIVATE)
        return self.filter(Q(owner_id=user.pk) | ours).filter(
            Q(service_user__isnull=True) | AboutReached("service_user_id", user)
        )

    def open(self):
        return self.filter(cleared_at__isnull=True)

    def showing(self, today):
        """Open and not put off until later."""
        return self.open().filter(Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=today))

    def put_off(self, today):
        return self.open().filter(snoozed_until__gt=today)

    def owned_by(self, user):
        return self.filter(owner_id=user.pk)

    def after(self, since_on, pk):
        """What follows this one in the order of day and number (paging by key)."""
        return self.filter(since_on__gte=since_on).filter(Q(since_on__gt=since_on) | Q(pk__gt=pk))

    def pressing_first(self):
        """What to do now before what is soon, in each the oldest first. `turn`: 0 or 1."""
        soon = Case(When(kind__in=SOON, then=Value(1)), default=Value(0))
        return self.annotate(turn=soon).order_by("turn", "since_on", "pk")

    def after_in_turn(self, turn, since_on, pk):
        """What follows this one in that order (paging by key)."""
        later = Q(since_on__gt=since_on) | Q(since_on=since_on, pk__gt=pk)
        return self.pressing_first().filter(Q(turn__gt=turn) | Q(turn=turn) & later)

    def count_per_person(self, service_user_ids):
        """{service_user_id: how many}, in one statement: for a list of cases or people."""
        return dict(
            self.filter(service_user_id__in=service_user_ids)
            .order_by()
            .values_list("service_user_id")
            .annotate(count=Count("pk"))
        )


@pghistory.track()
class Flag(models.Model):
    kind = models.CharField(_("kind"), max_length=30, choices=FlagKind)
    subject_id = models.BigIntegerField()
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    service_user = models.ForeignKey(
        ServiceUser, on_delete=models.CASCADE, null=True, related_name="+"
    )
    since_on = models.DateField(_("since"))
    raised_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)
    snoozed_until = models.DateField(null=True)
    snooze_reason = models.CharField(max_length=300, blank=True)
    snoozed_at = models.DateTimeField(null=True)
    snoozed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = FlagQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d flag", "%(count)d flags", "count")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=Q(cleared_at__isnull=True),
                name="one_open_flag_per_kind_and_subject",
            ),
            models.CheckConstraint(
                name="flag_snoozed_pair",
                condition=Q(
                    snoozed_at__isnull=True, snoozed_by__isnull=True, snoozed_until__isnull=True
                )
                | Q(
                    snoozed_at__isnull=False,
                    snoozed_by__isnull=False,
                    snoozed_until__isnull=False,
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "since_on"], condition=Q(cleared_at__isnull=True), name="flag_mine"
            ),
            models.Index(
                fields=["team", "kind", "since_on"],
                condition=Q(cleared_at__isnull=True),
                name="flag_team",
            ),
        ]

    def __str__(self):
        return self.get_kind_display()

    def get_absolute_url(self):
        """The page that resolves it."""
        return reverse(RESOLVED_AT[self.kind], args=[self.subject_id])

    @property
    def urgency(self):
        return urgency(self.kind)


class DigestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own mail."""
        return self.filter(user_id=user.pk)


class Digest(models.Model):
    """The day's mail to one person. By constraint there is one a day: whoever inserts it sends."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    count = models.PositiveIntegerField()
    claimed_at = models.DateTimeField()

    objects = DigestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="one_digest_a_day"),
        ]

    def __str__(self):
        return f"{self.user} {self.day}"
