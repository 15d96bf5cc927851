"""Regions, the probation units in them, the teams that serve them, and each team's policy."""

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from audit.fields import pair
from people import rules
from people.permissions import Permission


class Region(models.Model):
    name = models.CharField(_("name"), max_length=80, unique=True)
    name_cy = models.CharField(_("name in Welsh"), max_length=80, blank=True)

    def __str__(self):
        return self.name


class TeamQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The teams this person belongs to; an administrator sees all."""
        if user.can(Permission.STAFF_EDIT):
            return self
        return self.filter(pk__in=user.team_ids)


@pghistory.track()
class Team(models.Model):
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(_("name"), max_length=120, unique=True)
    name_cy = models.CharField(_("name in Welsh"), max_length=120, blank=True)
    email = models.EmailField(_("shared mailbox"), blank=True)
    telephone = models.CharField(_("telephone"), max_length=30, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TeamQuerySet.as_manager()

    def __str__(self):
        return self.name


class Unit(models.Model):
    """A probation delivery unit: the patch a team serves and a PP works in."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="units")
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="units"
    )
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="one_unit_per_name")]

    def __str__(self):
        return self.name


def days(default, words, *, most=730):
    """A number of days that a lead may change; none of the defaults is published guidance."""
    return models.PositiveSmallIntegerField(
        words, default=default, validators=[MinValueValidator(1), MaxValueValidator(most)]
    )


def weight(default, words):
    """Points on the waiting list or of a case; nought leaves that out."""
    return models.PositiveSmallIntegerField(
        words, default=default, validators=[MinValueValidator(0), MaxValueValidator(20)]
    )


class TeamPolicyQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(team_id__in=user.team_ids)


@pghistory.track()
class TeamPolicy(models.Model):
    """Every interval and threshold the rules use, in days unless the name says otherwise."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="policy")
    draft_expiry_days = days(90, _("An unsent referral is discarded after"))
    draft_warning_days = days(14, _("The referrer is warned this long before"))
    tier1_target_days = days(28, _("Tier 1: start within"))
    tier2_target_days = days(84, _("Tier 2: start within"))
    tier3_target_days = days(126, _("Tier 3: start within"))
    decision_target_days = days(
        10, _("Decide on a new referral, or take up a question for Tier 1, within")
    )
    information_due_days = days(
        14, _("Answer a question about a referral within"), most=rules.LONGEST_TO_ANSWER
    )
    no_contact_days = days(28, _("Flag a case after no contact for"))
    record_session_days = days(2, _("Flag a planned session not recorded after"))
    tier2_length_weeks = models.PositiveSmallIntegerField(
        _("Tier 2: usual length in weeks"),
        default=26,
        validators=[MinValueValidator(1), MaxValueValidator(156)],
    )
    tier3_length_weeks = models.PositiveSmallIntegerField(
        _("Tier 3: usual length in weeks"),
        default=40,
        validators=[MinValueValidator(1), MaxValueValidator(156)],
    )
    ending_plan_lead_days = days(56, _("An ending plan is due this long before the planned end"))
    review_days = days(84, _("Review a case every"))
    after_contact_months = models.CharField(
        _("After-contacts, in months after the end"), max_length=40, default="1, 3, 6"
    )
    amend_hours = models.PositiveSmallIntegerField(
        _("A session record may be amended for (hours)"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(336)],
    )
    supervision_days_default = days(28, _("Supervision: psychologists, nurses and assistants"))
    supervision_days_pdpo = days(42, _("Supervision: PD probation officers"))
    supervision_at_risk_percent = models.PositiveSmallIntegerField(
        _("Supervision is at risk at this share of its interval (per cent)"),
        default=80,
        validators=[MinValueValidator(10), MaxValueValidator(99)],
    )
    weight_very_high = weight(4, _("Waiting list: points for very high risk of serious harm"))
    weight_high = weight(2, _("Waiting list: points for high risk of serious harm"))
    weight_release = weight(3, _("Waiting list: points for a release that is near"))
    release_near_days = days(56, _("Waiting list: a release is near within"))
    weight_month = weight(1, _("Waiting list: points for each month waited"))
    weight_destabilising = weight(3, _("Waiting list: points for getting worse while waiting"))
    load_full_time = models.PositiveSmallIntegerField(
        _("A full-time week (37.5 hours) holds"),
        default=48,
        validators=[MinValueValidator(1), MaxValueValidator(500)],
    )
    load_tier1 = weight(2, _("A Tier 1 case weighs"))
    load_tier2 = weight(4, _("A Tier 2 case weighs"))
    load_tier3 = weight(6, _("A Tier 3 case weighs"))
    load_more = weight(2, _("Needs more time: add"))
    load_most = weight(4, _("Needs much more time: add"))
    load_paused_percent = models.PositiveSmallIntegerField(
        _("A paused case weighs this share of its points (per cent)"),
        default=25,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    registration_review_days = days(
        14, _("Flag a register this long before its next review"), most=183
    )
    licence_end_days = days(
        90,
        _("Flag a sentence or licence that ends with no ending planned, this long before"),
        most=365,
    )
    staff_registration_days = days(
        60, _("Flag a professional registration this long before it ends"), most=365
    )
    onward_chase_days = days(28, _("Chase an onward referral every"))
    directory_check_months = models.PositiveSmallIntegerField(
        _("Check an entry of the local directory every"),
        default=6,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
    )
    spreadsheet_keep_days = days(
        30, _("Delete what a spreadsheet said, and the way to undo it, after")
    )
    updated_at = models.DateTimeField(null=True, blank=True)
    updated_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = TeamPolicyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "team policies"
        constraints = [
            models.CheckConstraint(
                name="policy_updated_pair",
                condition=pair("updated_at", "updated_by"),
            ),
            models.CheckConstraint(
                name="policy_warning_before_expiry",
                condition=models.Q(draft_warning_days__lt=models.F("draft_expiry_days")),
            ),
        ]

    def __str__(self):
        return f"{self.team} policy"

    def target_days(self, tier: int) -> int:
        return getattr(self, f"tier{tier}_target_days")
