"""The directory of local services: kept by teams, read by all who work or refer in the region."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import DateField, Exists, F, Func, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit.fields import pair
from people.models import Team, Unit, User
from people.permissions import Permission
from referrals.rules import LONGEST_WAIT_WEEKS, Need


class LocalServiceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody of the region, PPs too: not knowing what is there is the need (N60)."""
        return self._in_regions_of(user.team_ids)

    def kept_by(self, user):
        """Those this person may change: practitioners and leads of the region."""
        return self._in_regions_of(user.teams_where(Permission.CASE_WORK))

    def _in_regions_of(self, team_ids):
        regions = Team.objects.filter(pk__in=team_ids).values("region_id")
        return self.filter(team__region_id__in=regions)

    def open(self):
        return self.filter(retired_at__isnull=True)

    def retired(self):
        return self.filter(retired_at__isnull=False)

    def with_check_due(self):
        """The day the entry must be checked anew (policy: directory_check_months of its team)."""
        months = F("team__policy__directory_check_months")
        return self.annotate(
            check_due_on=Func(
                F("checked_on"),
                months,
                template="(%(expressions)s * INTERVAL '1 month')::date",
                arg_joiner=" + ",
                output_field=DateField(),
            )
        )

    def stale(self, today):
        return self.with_check_due().filter(check_due_on__lte=today)

    def for_need(self, need):
        return self.filter(needs__contains=[need])

    def in_area(self, unit_id):
        """Those of the unit, and those of the whole region."""
        areas = LocalService.units.through.objects.filter(localservice_id=OuterRef("pk"))
        return self.filter(Exists(areas.filter(unit_id=unit_id)) | ~Exists(areas))

    def called(self, text):
        """Every word typed stands in the name or in what it offers."""
        found = self
        for word in text.split():
            found = found.filter(Q(name__icontains=word) | Q(offers__icontains=word))
        return found


@pghistory.track()
class LocalService(models.Model):
    """What a colleague would tell you about a service, and when they last heard."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=160)
    offers = models.TextField(_("what it offers"))
    needs = ArrayField(models.CharField(max_length=20, choices=Need))
    units = models.ManyToManyField(Unit, related_name="+", blank=True)
    works_in_welsh = models.BooleanField(_("works in Welsh"), default=False)
    contact_name = models.CharField(_("whom to ask for"), max_length=120, blank=True)
    telephone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    website = models.URLField(_("website"), blank=True)
    address = models.TextField(_("postal address"), blank=True)
    how_to_refer = models.TextField(_("how to refer"))
    takes = models.TextField(_("who they take"), blank=True)
    refuses = models.TextField(_("who they do not take"), blank=True)
    wait_weeks = models.PositiveSmallIntegerField(_("usual wait"), null=True, blank=True)
    wait_known_on = models.DateField(_("as told on"), null=True, blank=True)
    checked_on = models.DateField(_("last checked"))
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    retired_because = models.CharField(_("why it is no longer listed"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = LocalServiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                "team",
                condition=Q(retired_at__isnull=True),
                name="one_entry_per_service_and_team",
            ),
            models.CheckConstraint(
                name="service_retired_pair", condition=pair("retired_at", "retired_by")
            ),
            models.CheckConstraint(
                name="service_wait_has_its_day", condition=pair("wait_weeks", "wait_known_on")
            ),
            models.CheckConstraint(
                name="service_wait_in_range",
                condition=Q(wait_weeks__isnull=True) | Q(wait_weeks__lte=LONGEST_WAIT_WEEKS),
            ),
            models.CheckConstraint(name="service_serves_a_need", condition=Q(needs__len__gt=0)),
        ]
        indexes = [
            GinIndex(fields=["needs"], name="service_needs"),
            models.Index(fields=["team", "name"]),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("referrals:service_detail", args=[self.pk])

    @property
    def needs_in_words(self):
        return [Need(need).label for need in self.needs]
