"""Tier 1: a PP asks for thought, and gets an answer; what was agreed to be done.

A consultation holds only what the PP may read. The team's own thinking is rows of another table
(`WorkingNote`), which no query of a PP can reach.
"""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from audit.fields import pair
from audit.models import append_only
from people.models import AboutReadable, ServiceUser, Team, User, supervised
from people.permissions import Permission
from referrals.models import Referral
from tiers import rules
from tiers.rules import (
    CONSULTATION_TRANSITIONS,
    LONGEST_CONSULTATION_MINUTES,
    OVER,
    UNDER_WAY,
    ConsultationStatus,
    HowItWent,
    Mode,
    OtherWay,
    Part,
    Wanted,
)

from .cases import Case
from .materials import Material


def readable(user, about="service_user"):
    """About nobody, or about somebody whose record this reader is not barred from (LAO)."""
    return Q(**{f"{about}__isnull": True}) | Q(AboutReadable(f"{about}_id", user.pk))


class ConsultationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own in teams one refers to, those about the people one supervises, those of the
        teams one works in."""
        asked = Q(pp_id=user.pk) | Q(asked_by_id=user.pk)
        mine = asked & Q(team_id__in=user.refers_in) | supervised(user, "service_user__")
        return self.filter(readable(user), mine | Q(team_id__in=user.working_team_ids))

    def under_way(self):
        return self.filter(status__in=UNDER_WAY)

    def over(self):
        return self.filter(status__in=OVER)

    def booked(self):
        return self.filter(status=ConsultationStatus.BOOKED)


@pghistory.track()
class Consultation(models.Model):
    """One question of one PP: about a person, or about nobody in particular."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    service_user = models.ForeignKey(
        ServiceUser, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    pp = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(
        _("status"), max_length=10, choices=ConsultationStatus, default=ConsultationStatus.ASKED
    )
    wanted = models.CharField(_("what would help"), max_length=12, choices=Wanted)
    question = models.TextField(_("the question"))
    tried = models.TextField(_("what has been tried"), blank=True)
    times = models.CharField(_("times that suit the PP"), max_length=200, blank=True)
    needed_by = models.DateField(_("needed by"), null=True, blank=True)
    # What it carries on from: nothing that stands there is asked again (N93).
    referral = models.ForeignKey(
        Referral, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    consultant = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    booked_for = models.DateTimeField(_("booked for"), null=True, blank=True)
    mode = models.CharField(_("how"), max_length=10, choices=Mode, blank=True)
    place = models.CharField(_("where"), max_length=120, blank=True)

    held_at = models.DateTimeField(_("when"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    joined = models.CharField(_("who joined"), max_length=200, blank=True)
    discussed = models.TextField(_("what was discussed"), blank=True)
    advice = models.TextField(_("advice to the PP"), blank=True)
    other_way = models.CharField(max_length=14, choices=OtherWay, blank=True)
    follow_up_on = models.DateField(_("follow up on"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = ConsultationQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d consultation", "%(count)d consultations", "count")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="consultation_asked_pair", condition=pair("asked_at", "asked_by")
            ),
            models.CheckConstraint(
                name="consultation_ended_pair", condition=pair("ended_at", "ended_by")
            ),
            models.CheckConstraint(
                name="consultation_ended_when_over",
                condition=Q(status__in=sorted(OVER), ended_at__isnull=False)
                | Q(ended_at__isnull=True) & ~Q(status__in=sorted(OVER)),
            ),
            models.CheckConstraint(
                name="consultation_asked_has_no_consultant",
                condition=~Q(status=ConsultationStatus.ASKED) | Q(consultant__isnull=True),
            ),
            models.CheckConstraint(
                name="consultation_taken_has_consultant",
                condition=Q(consultant__isnull=False)
                | Q(status__in=[ConsultationStatus.ASKED, ConsultationStatus.WITHDRAWN]),
            ),
            models.CheckConstraint(
                name="consultation_booked_has_time",
                condition=~Q(status=ConsultationStatus.BOOKED) | Q(booked_for__isnull=False),
            ),
            # Nobody is left without words: however it ends for the team, the PP has something to read.
            models.CheckConstraint(
                name="consultation_ends_in_words",
                condition=~Q(
                    status__in=[
                        ConsultationStatus.HELD,
                        ConsultationStatus.ANSWERED,
                        ConsultationStatus.OFFERED,
                    ]
                )
                | ~Q(advice=""),
            ),
            models.CheckConstraint(
                name="consultation_held_has_minutes",
                condition=~Q(status=ConsultationStatus.HELD)
                | Q(
                    held_at__isnull=False,
                    minutes__isnull=False,
                    minutes__lte=LONGEST_CONSULTATION_MINUTES,
                ),
            ),
            models.CheckConstraint(
                name="consultation_offered_says_which_way",
                condition=~Q(status=ConsultationStatus.OFFERED) | ~Q(other_way=""),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="consultation_moves",
                field="status",
                transitions=[(a, b) for a, to in CONSULTATION_TRANSITIONS.items() for b in to],
            )
        ]
        indexes = [
            models.Index(fields=["team", "status", "asked_at"]),
            models.Index(fields=["pp", "-asked_at"]),
            models.Index(fields=["service_user", "-asked_at"]),
            models.Index(
                fields=["team", "follow_up_on"],
                condition=Q(follow_up_on__isnull=False),
                name="consultation_follow_up",
            ),
        ]

    def __str__(self):
        return f"{self.get_wanted_display()} {self.asked_at:%Y-%m-%d}"

    def get_absolute_url(self):
        return reverse("tiers:consultation_detail", args=[self.pk])

    def parts_of(self, user):
        """Which parts this person plays here (rules.Part)."""
        parts = set()
        person = self.service_user
        of_person = (person.pp_id, person.cover_pp_id) if person else ()
        if user.acts_for(self.team_id, self.pp_id, self.asked_by_id, *of_person):
            parts.add(Part.ASKER)
        if consults(user, self.team_id):
            parts.add(Part.CONSULTANT)
        return frozenset(parts)


def consults(user, team_id):
    return rules.may_consult(
        profession=user.profession,
        works_in_team=user.can(Permission.CASE_WORK, team_id),
        decides=user.can(Permission.REFERRAL_DECIDE, team_id),
    )


class OfConsultationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(consultation__in=Consultation.objects.visible_to(user).values("pk"))


class ConsultationChange(models.Model):
    """One move or one word more: never changed, read by the PP as the story of their question."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="changes")
    from_status = models.CharField(max_length=10, choices=ConsultationStatus, blank=True)
    to_status = models.CharField(max_length=10, choices=ConsultationStatus)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    is_correction = models.BooleanField(default=False)

    objects = OfConsultationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="consultation_correction_says_what",
                condition=Q(is_correction=False) | ~Q(words=""),
            )
        ]
        triggers = [append_only("consultation_change")]
        indexes = [models.Index(fields=["consultation", "at"])]

    def __str__(self):
        return f"{self.from_status} to {self.to_status}"


class WorkingNoteQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The team's alone: never the PP's, not even their own question's."""
        team = Consultation.objects.filter(team_id__in=user.working_team_ids)
        return self.filter(consultation__in=team.filter(readable(user)).values("pk"))


class WorkingNote(models.Model):
    """What the one who answers thinks on the way. It stays in IIRMS (N32)."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="notes")
    words = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = WorkingNoteQuerySet.as_manager()

    class Meta:
        triggers = [append_only("working_note")]
        indexes = [models.Index(fields=["consultation", "at"])]

    def __str__(self):
        return self.words[:40]


class AgreedTaskQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The one it was given to, while they refer to the team; the PP of the person; the team."""
        mine = Q(given_to_id=user.pk, team_id__in=user.refers_in)
        mine |= supervised(user, "service_user__")
        return self.filter(readable(user), mine | Q(team_id__in=user.working_team_ids))

    def to_do(self):
        return self.filter(done_at__isnull=True)


@pghistory.track()
class AgreedTask(models.Model):
    """Something to do, agreed: often a PP's own piece of work, with a material to do it with."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    service_user = models.ForeignKey(
        ServiceUser, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    given_to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(_("what"), max_length=300)
    why = models.TextField(_("why, and what to look out for"), blank=True)
    material = models.ForeignKey(
        Material, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(_("by when"), null=True, blank=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=HowItWent, blank=True)
    how_it_went = models.TextField(_("how it went"), blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AgreedTaskQuerySet.as_manager()
    counted = ngettext_lazy(
        "%(count)d task agreed with the PP", "%(count)d tasks agreed with the PP", "count"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="task_given_pair", condition=pair("given_at", "given_by")),
            models.CheckConstraint(name="task_done_pair", condition=pair("done_at", "done_by")),
            models.CheckConstraint(
                name="task_done_says_how",
                condition=Q(done_at__isnull=True, outcome="")
                | Q(done_at__isnull=False) & ~Q(outcome=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["given_to", "due_on"], condition=Q(done_at__isnull=True), name="task_to_do"
            ),
            models.Index(fields=["service_user", "-given_at"]),
        ]

    def __str__(self):
        return self.what

    def get_absolute_url(self):
        return reverse("tiers:task_detail", args=[self.pk])
