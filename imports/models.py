"""A spreadsheet that was sent, each of its rows, and how far the work on it has come."""

from datetime import timedelta
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from audit.fields import pair
from imports.rules.kinds import AT_WORK, SHEET_TRANSITIONS, Kind, Outcome, SheetStatus
from people.models import AboutReadable, ServiceUser, Team, User
from people.permissions import Permission


class SheetQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Of the teams one may bring records into: it holds people's details as they were sent."""
        return self.filter(team_id__in=user.teams_where(Permission.IMPORT))

    def to_forget(self, now):
        """Kept longer than the team's policy says: what it said of people goes."""
        days = models.F("team__policy__spreadsheet_keep_days") * timedelta(days=1)
        kept_until = models.ExpressionWrapper(
            models.F("sent_at") + days, output_field=models.DateTimeField()
        )
        return (
            self.filter(forgotten_at__isnull=True)
            .exclude(status__in=sorted(AT_WORK))
            .alias(kept_until=kept_until)
            .filter(kept_until__lt=now)
        )


@pghistory.track(exclude=["file", "column_problems", "headings"])
class Sheet(models.Model):
    """`file` is there until it has been read: after that its rows are."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("what it holds"), max_length=10, choices=Kind)
    file_name = models.CharField(max_length=120)
    file = models.BinaryField(null=True)
    language = models.CharField(max_length=8)
    status = models.CharField(max_length=10, choices=SheetStatus, default=SheetStatus.READING)
    refusal = models.TextField(blank=True)
    headings = models.JSONField(default=dict)
    column_problems = models.JSONField(default=list)
    row_count = models.PositiveIntegerField(default=0)
    new_count = models.PositiveIntegerField(default=0)
    here_count = models.PositiveIntegerField(default=0)
    problem_count = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="sheet_sent_pair", condition=pair("sent_at", "sent_by")),
            models.CheckConstraint(
                name="sheet_confirmed_pair", condition=pair("confirmed_at", "confirmed_by")
            ),
            models.CheckConstraint(
                name="sheet_undone_pair", condition=pair("undone_at", "undone_by")
            ),
            models.CheckConstraint(
                name="sheet_done_when_said",
                condition=Q(
                    status__in=[SheetStatus.DONE, SheetStatus.UNDONE], done_at__isnull=False
                )
                | ~Q(status__in=[SheetStatus.DONE, SheetStatus.UNDONE]) & Q(done_at__isnull=True),
            ),
            models.CheckConstraint(
                name="sheet_refused_in_words",
                condition=~Q(status=SheetStatus.REFUSED) | ~Q(refusal=""),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="sheet_moves",
                field="status",
                transitions=[(a, b) for a, to in SHEET_TRANSITIONS.items() for b in sorted(to)],
            )
        ]
        indexes = [models.Index(fields=["team", "-sent_at"])]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("imports:sheet_detail", args=[self.pk])

    @property
    def is_at_work(self):
        return self.status in AT_WORK


class SheetRowQuerySet(models.QuerySet):
    def visible_to(self, user):
        """`said` is empty in rows about somebody from whose record this reader is barred: unless
        it was they who sent it, who would learn from the gap that there is such a record."""
        readable = Q(service_user__isnull=True) | Q(AboutReadable("service_user_id", user.pk))
        readable |= Q(sheet__sent_by=user.pk)
        rows = self.filter(sheet__in=Sheet.objects.visible_to(user).values("pk"))
        return rows.annotate(
            is_readable=models.ExpressionWrapper(readable, output_field=models.BooleanField())
        )

    def new(self):
        return self.filter(outcome=Outcome.NEW)

    def kept(self):
        """Those that still say what was sent."""
        return self.exclude(values={})

    def wrong(self):
        return self.filter(outcome=Outcome.PROBLEM)


class SheetRow(models.Model):
    """`number` is the row's in the spreadsheet; `subject_id` what it became, or what it is already;
    `service_user` whom it is about, when the service knows them."""

    # What was sent stays with the record: those who are barred from it read it in no list.
    when_limited: ClassVar[dict[str, Any]] = {"values": {}, "problems": []}
    is_readable = False  # unless `visible_to` found that it is

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=8, choices=Outcome)
    values = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    problems = models.JSONField(default=list)
    subject_id = models.BigIntegerField(null=True, blank=True)
    service_user = models.ForeignKey(
        ServiceUser, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = SheetRowQuerySet.as_manager()
    counted = ngettext_lazy(
        "%(count)d row of a spreadsheet", "%(count)d rows of a spreadsheet", "count"
    )

    class Meta:
        verbose_name_plural = _("rows of spreadsheets")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="one_row_a_number"),
            models.CheckConstraint(
                name="row_with_a_problem_says_which",
                condition=~Q(outcome=Outcome.PROBLEM) | ~Q(problems=[]) | Q(values={}),
            ),
        ]
        indexes = [models.Index(fields=["sheet", "outcome", "number"])]

    def __str__(self):
        return f"{self.sheet_id}, row {self.number}"

    @property
    def said(self):
        return self.values if self.is_readable else {}

    @property
    def wrong(self):
        return self.problems if self.is_readable else []


class SheetProgress(models.Model):
    """How many rows are done: written beside the transaction that does them, so that it is seen."""

    sheet = models.OneToOneField(Sheet, on_delete=models.CASCADE, related_name="progress")
    rows_done = models.PositiveIntegerField(default=0)

    objects = SheetRowQuerySet.as_manager()

    def __str__(self):
        return f"{self.sheet_id}: {self.rows_done}"
