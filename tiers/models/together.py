"""A few meetings of the PP, one of us and the person; and what PPs learn with us."""

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from audit.fields import pair
from people.models import AboutReadable, ServiceUser, Team, User, supervised
from tiers.rules import LONGEST_MEETING_MINUTES, MOST_MEETINGS, UpskillingKind

from .consulting import Consultation


class JointWorkQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The PP of it, while they refer to the team; the PPs who have the person now, the team."""
        mine = Q(pp_id=user.pk, team_id__in=user.refers_in) | supervised(user, "service_user__")
        return self.filter(
            AboutReadable("service_user_id", user.pk), mine | Q(team_id__in=user.working_team_ids)
        )

    def under_way(self):
        return self.filter(ended_at__isnull=True)


@pghistory.track()
class JointWork(models.Model):
    """All of it may be read by the PP, who was there. Thoughts apart go to `WorkingNote`."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    service_user = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="+")
    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="joint_works"
    )
    pp = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    meetings_agreed = models.PositiveSmallIntegerField(_("meetings agreed"))
    purpose = models.TextField(_("what it is for"))
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_words = models.TextField(_("how it ended, and what next"), blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = JointWorkQuerySet.as_manager()
    counted = ngettext_lazy(
        "%(count)d piece of joint work", "%(count)d pieces of joint work", "count"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="joint_work_agreed_pair", condition=pair("agreed_at", "agreed_by")
            ),
            models.CheckConstraint(
                name="joint_work_ended_pair", condition=pair("ended_at", "ended_by")
            ),
            models.CheckConstraint(
                name="joint_work_ends_in_words",
                condition=Q(ended_at__isnull=True) | ~Q(ended_words=""),
            ),
            models.CheckConstraint(
                name="joint_work_is_limited",
                condition=Q(meetings_agreed__gte=1, meetings_agreed__lte=MOST_MEETINGS),
            ),
            models.UniqueConstraint(
                fields=["consultation"],
                condition=Q(ended_at__isnull=True),
                name="one_joint_work_per_consultation",
            ),
        ]
        indexes = [models.Index(fields=["service_user", "-agreed_at"])]

    def __str__(self):
        return self.purpose[:40]

    def get_absolute_url(self):
        return reverse("tiers:joint_work_detail", args=[self.pk])


class JointMeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(joint_work__in=JointWork.objects.visible_to(user).values("pk"))


@pghistory.track()
class JointMeeting(models.Model):
    joint_work = models.ForeignKey(JointWork, on_delete=models.CASCADE, related_name="meetings")
    met_on = models.DateField(_("when"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    with_person = models.BooleanField(_("the person was there"))
    summary = models.TextField(_("what we did, and what we noticed"))
    logged_at = models.DateTimeField()
    logged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = JointMeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="joint_meeting_logged_pair", condition=pair("logged_at", "logged_by")
            ),
            models.CheckConstraint(
                name="joint_meeting_minutes_in_range",
                condition=Q(minutes__gte=1, minutes__lte=LONGEST_MEETING_MINUTES),
            ),
        ]
        indexes = [models.Index(fields=["joint_work", "met_on"])]

    def __str__(self):
        return f"{self.met_on}"


class UpskillingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The team that gave it. It is about nobody on probation."""
        return self.filter(team_id__in=user.working_team_ids)


@pghistory.track()
class Upskilling(models.Model):
    """Teaching, joint sessions and reflective talks with PPs: what was given, to whom (N91)."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=UpskillingKind)
    held_on = models.DateField(_("when"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    topic = models.CharField(_("topic"), max_length=200)
    who = models.CharField(_("who took part"), max_length=200)
    people_count = models.PositiveSmallIntegerField(_("how many"))
    logged_at = models.DateTimeField()
    logged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = UpskillingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="upskilling_logged_pair", condition=pair("logged_at", "logged_by")
            ),
            models.CheckConstraint(
                name="upskilling_somebody_took_part", condition=Q(people_count__gte=1)
            ),
        ]
        indexes = [models.Index(fields=["team", "-held_on"])]

    def __str__(self):
        return self.topic
