"""Referrals: the way in, from a draft to the day the work ends."""

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from audit.fields import pair
from audit.models import append_only
from people.models import AboutReadable, Membership, ServiceUser, Team, User, names_pp, supervised
from people.permissions import Permission, Profession, permissions_of
from referrals import rules
from referrals.rules import (
    FINAL,
    FOCUSED_TIER,
    OPEN,
    TRANSITIONS,
    Alternative,
    Consent,
    DeclineReason,
    Discipline,
    Explained,
    Focus,
    Override,
    Readiness,
    ReadinessFactor,
    RedirectReason,
    Status,
    Tier,
    WithdrawReason,
)


def of_pp(user, referral=""):
    """As `Referral.is_of`, for every row: `referral` is the way from it to its referral."""
    pps = ("referrer_id", "service_user__pp_id", "service_user__cover_pp_id")
    return names_pp(user, f"{referral}team_id", *(f"{referral}{pp}" for pp in pps))


def deciders_of(team_id):
    """The ids of those who decide on the team's referrals, and sign for them."""
    held = Membership.objects.filter(team_id=team_id, user__is_active=True)
    return {
        pk
        for pk, role, profession in held.values_list("user_id", "role", "user__profession")
        if Permission.REFERRAL_DECIDE in permissions_of(role=role, profession=profession)
    }


class ReferralQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Own referrals to teams one refers to, and those of people one supervises; sent referrals
        of one's team.

        A draft is its writer's alone, and stays so when it is discarded. Nobody sees a referral of a
        person they are barred from.
        """
        mine = Q(referrer_id=user.pk, team_id__in=user.refers_in)
        theirs = supervised(user, "service_user__") | Q(team_id__in=user.working_team_ids)
        sent = ~Q(status__in=[Status.DRAFT, Status.DISCARDED])
        return self.filter(AboutReadable("service_user_id", user.pk), mine | (sent & theirs))

    def open(self):
        return self.filter(status__in=OPEN)

    def drafts(self):
        return self.filter(status=Status.DRAFT)

    def to_decide(self):
        return self.filter(status__in=[Status.SUBMITTED, Status.INFORMATION_REQUESTED])

    def waiting(self):
        return self.filter(status=Status.WAITING)

    def referred_by(self, user):
        return self.filter(referrer_id=user.pk)


class ToOverrideQuerySet(ReferralQuerySet):
    def visible_to(self, user):
        """What this person may be asked to sign for: sent referrals they see, and drafts of their
        team whose writer has asked."""
        asked = Q(
            team_id__in=user.teams_where(Permission.OVERRIDE_SIGN),
            status=Status.DRAFT,
            screening__override__gt="",
        )
        drafts = self.filter(AboutReadable("service_user_id", user.pk), asked)
        mine = drafts.exclude(tier=Tier.ONE).values("pk")
        return self.filter(Q(pk__in=mine) | Q(pk__in=super().visible_to(user).values("pk")))

    def unsigned(self, user):
        """Drafts whose PP waits for this person, or one of their colleagues, to sign; the longest
        waiting first. Tier 1 needs no signature, and nobody signs for their own."""
        asked = self.visible_to(user).filter(
            team_id__in=user.teams_where(Permission.OVERRIDE_SIGN),
            status=Status.DRAFT,
            screening__override=Override.ASKED,
        )
        asked = asked.exclude(of_pp(user)).exclude(tier=Tier.ONE)
        return asked.order_by("screening__asked_at", "pk")


@pghistory.track()
class Referral(models.Model):
    reference = models.CharField(_("reference"), max_length=8, unique=True)
    service_user = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    referrer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    tier = models.PositiveSmallIntegerField(_("tier"), choices=Tier, null=True, blank=True)
    status = models.CharField(_("status"), max_length=24, choices=Status, default=Status.DRAFT)
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    # The steps, in the order of `rules.Step`.
    details_confirmed = models.BooleanField(default=False)
    criteria_group = models.CharField(
        _("which criteria apply"), max_length=5, choices=rules.CriteriaGroup, blank=True
    )
    criteria_set = models.CharField(max_length=20, blank=True)
    focus = models.CharField(_("which Tier 3 work"), max_length=15, choices=Focus, blank=True)
    hope_wellbeing = models.TextField(
        _("what is hoped for, for the person's wellbeing"), blank=True
    )
    hope_risk = models.TextField(_("what is hoped for, for risk"), blank=True)
    tried_before = models.TextField(_("what has been tried, and how it went"), blank=True)
    tried_by = models.CharField(_("by whom it was tried"), max_length=200, blank=True)
    let_down = models.TextField(_("bad experiences of services"), blank=True)
    rosh_confirmed = models.BooleanField(default=False)
    risk_summary = models.TextField(_("risk in a few words"), blank=True)
    room_worries = models.TextField(_("what would worry you in a room"), blank=True)
    readiness = models.CharField(
        _("how ready they are"), max_length=10, choices=Readiness, blank=True
    )
    readiness_factors = ArrayField(
        models.CharField(max_length=10, choices=ReadinessFactor),
        verbose_name=_("what makes it hard just now"),
        default=list,
        blank=True,
    )
    readiness_note = models.TextField(_("about readiness"), blank=True)
    review_proposed_on = models.DateField(_("when to look again"), null=True, blank=True)
    venue_wish = models.CharField(_("where they feel safe"), max_length=200, blank=True)
    venue_worries = models.TextField(_("places and waiting rooms to avoid"), blank=True)
    worker_wish = models.CharField(_("wishes about the worker"), max_length=200, blank=True)
    network = models.TextField(_("family and supporters"), blank=True)
    consent = models.CharField(
        _("what the person says"), max_length=12, choices=Consent, blank=True
    )
    explained = ArrayField(
        models.CharField(max_length=12, choices=Explained),
        verbose_name=_("what was explained"),
        default=list,
        blank=True,
    )

    created_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    target_on = models.DateField(_("start by"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decline_reason = models.CharField(max_length=24, choices=DeclineReason, blank=True)
    redirect_reason = models.CharField(max_length=24, choices=RedirectReason, blank=True)
    withdraw_reason = models.CharField(max_length=24, choices=WithdrawReason, blank=True)
    alternatives = ArrayField(
        models.CharField(max_length=20, choices=Alternative), default=list, blank=True
    )
    # Where to, and with what: the title stays as it was, whatever becomes of the material.
    instead_service = models.ForeignKey(
        "referrals.LocalService", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    instead_material = models.PositiveBigIntegerField(null=True, blank=True)
    instead_material_title = models.CharField(max_length=120, blank=True)
    words_to_referrer = models.TextField(_("what the team says"), blank=True)
    discipline = models.CharField(
        _("whose work it is"), max_length=10, choices=Discipline, blank=True
    )
    urgent_words = models.TextField(_("what has become worse while they wait"), blank=True)
    urgent_at = models.DateTimeField(null=True, blank=True)
    urgent_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    pause_reason = models.TextField(blank=True)
    review_on = models.DateField(null=True, blank=True)

    objects = ReferralQuerySet.as_manager()
    to_override = ToOverrideQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d referral", "%(count)d referrals", "count")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service_user", "tier"],
                condition=Q(status__in=sorted(OPEN)),
                name="one_open_referral_per_person_and_tier",
            ),
            models.CheckConstraint(
                name="referral_submitted_pair", condition=pair("submitted_at", "submitted_by")
            ),
            models.CheckConstraint(
                name="referral_accepted_pair", condition=pair("accepted_at", "accepted_by")
            ),
            models.CheckConstraint(
                name="referral_urgent_pair", condition=pair("urgent_at", "urgent_by")
            ),
            models.CheckConstraint(
                name="referral_ended_pair", condition=pair("ended_at", "ended_by")
            ),
            models.CheckConstraint(
                name="referral_ended_when_final",
                condition=Q(status__in=sorted(FINAL), ended_at__isnull=False)
                | Q(ended_at__isnull=True) & ~Q(status__in=sorted(FINAL)),
            ),
            models.CheckConstraint(
                name="referral_sent_has_tier",
                condition=Q(status__in=[Status.DRAFT, Status.DISCARDED]) | Q(tier__isnull=False),
            ),
            models.CheckConstraint(
                name="referral_focus_is_of_tier_3", condition=Q(focus="") | Q(tier=FOCUSED_TIER)
            ),
            models.CheckConstraint(
                name="referral_paused_has_review",
                condition=~Q(status=Status.PAUSED) | Q(review_on__isnull=False),
            ),
            models.CheckConstraint(
                name="referral_not_yet_proposes_a_day",
                condition=Q(status=Status.DRAFT)
                | Q(review_proposed_on__isnull=True)
                | Q(readiness=Readiness.NOT_YET),
            ),
            models.CheckConstraint(
                name="referral_declined_in_words",
                condition=~Q(status=Status.DECLINED)
                | (~Q(decline_reason="") & ~Q(words_to_referrer="")),
            ),
        ]
        triggers = [
            # The table of moves, held a second time by the database itself.
            pgtrigger.FSM(
                name="referral_moves",
                field="status",
                transitions=[(a, b) for a, to in TRANSITIONS.items() for b in to],
            )
        ]
        indexes = [
            models.Index(fields=["team", "status", "-submitted_at"]),
            models.Index(fields=["referrer", "status", "-created_at"]),
            models.Index(fields=["service_user", "-created_at"]),
        ]

    def __str__(self):
        return self.reference

    def get_absolute_url(self):
        name = "referral_tasks" if self.status == Status.DRAFT else "referral_detail"
        return reverse(f"referrals:{name}", args=[self.pk])

    def answers(self):
        """Own field values by name, as the step rules read them."""
        return {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields}

    def steps_missing(self):
        return rules.steps_missing(self.answers())

    def pps(self):
        """Who sent it, and who has the person now."""
        person = self.service_user
        return {self.referrer_id, person.pp_id, person.cover_pp_id}

    def is_of(self, user):
        """Is it this PP's own: as one of its PPs, or covering for one who is away?"""
        return user.acts_for(self.team_id, *self.pps())

    def parts_of(self, user):
        """Which parts this person plays for this referral (rules.Mover)."""
        asked = (Permission.REFERRAL_DECIDE, Permission.CASE_ALLOCATE)
        permissions = frozenset(p for p in asked if user.can(p, self.team_id))
        own = self.is_of(user)
        return rules.movers(
            is_referrer=own,
            is_system=user.profession == Profession.SYSTEM,
            permissions=permissions,
            others_decide=own
            and Permission.REFERRAL_DECIDE in permissions
            and self.has_other_deciders,
        )

    @cached_property
    def has_other_deciders(self):
        """Can anybody of the team decide on it who is none of its PPs?"""
        return bool(deciders_of(self.team_id) - self.pps())


class OfReferralQuerySet(models.QuerySet):
    """Rows of a referral: whoever sees it sees them."""

    def visible_to(self, user):
        return self.filter(referral__in=Referral.objects.visible_to(user).values("pk"))


class ReferralStatusChange(models.Model):
    """One move: never changed, shown to the PP as the referral's story."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="changes")
    from_status = models.CharField(max_length=24, choices=Status, blank=True)
    to_status = models.CharField(max_length=24, choices=Status)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)

    objects = OfReferralQuerySet.as_manager()

    class Meta:
        triggers = [append_only("status_change")]
        indexes = [models.Index(fields=["referral", "at"])]

    def __str__(self):
        return f"{self.from_status} to {self.to_status}"

    @property
    def in_words(self):
        return rules.said_in_words(self.from_status, self.to_status)
