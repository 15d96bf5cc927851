"""What makes somebody eligible, as data: a new version stands beside the old, which never changes."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from audit.fields import pair
from audit.models import append_only
from people.models import Region, Team, User
from referrals.rules import CriteriaGroup, criteria_group


class CriteriaSetQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of all regions, and those of the regions this person works or refers in."""
        regions = Team.objects.filter(pk__in=user.team_ids).values("region_id")
        return self.filter(Q(region__isnull=True) | Q(region__in=regions))

    def for_region(self, region_id):
        return self.filter(Q(region__isnull=True) | Q(region_id=region_id))

    def in_force(self, *, group, region_id, on):
        """The latest of the group that began by this day; a region's own before everybody's."""
        begun = self.for_region(region_id).filter(group=group, in_force_from__lte=on)
        return begun.order_by("-in_force_from", F("region_id").desc(nulls_last=True)).first()

    def for_referral(self, referral):
        """The set its screening used; before that, the one in force when the draft was begun. None
        until it is known which criteria apply."""
        group = criteria_group(referral.service_user.sex, referral.criteria_group)
        if group is None:
            return None
        screening = getattr(referral, "screening", None)
        if screening is not None and screening.criteria_set.group == group:
            return screening.criteria_set
        return self.in_force(
            group=group,
            region_id=referral.team.region_id,
            on=timezone.localdate(referral.created_at),
        )


class CriteriaSet(models.Model):
    """One version of the criteria, for men or women. Never edited: screenings point at it."""

    code = models.CharField(max_length=20, unique=True)
    group = models.CharField(_("for"), max_length=5, choices=CriteriaGroup)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    in_force_from = models.DateField(_("in force from"))
    why = models.TextField(_("why it changed"), blank=True)
    added_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CriteriaSetQuerySet.as_manager()

    class Meta:
        triggers = [append_only("criteria_set")]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "region", "in_force_from"],
                nulls_distinct=False,
                name="one_criteria_set_a_day",
            ),
            models.CheckConstraint(
                name="criteria_added_pair", condition=pair("added_at", "added_by")
            ),
            models.CheckConstraint(
                name="new_criteria_say_why", condition=Q(added_at__isnull=True) | ~Q(why="")
            ),
        ]

    def __str__(self):
        return self.code

    def codes(self):
        return [criterion.code for criterion in self.criteria.all()]


class CriterionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(criteria_set__in=CriteriaSet.objects.visible_to(user).values("pk"))


class Criterion(models.Model):
    """One thing to find met, not met or not known."""

    criteria_set = models.ForeignKey(CriteriaSet, on_delete=models.PROTECT, related_name="criteria")
    code = models.CharField(max_length=30)
    words = models.CharField(_("criterion"), max_length=200)
    words_cy = models.CharField(_("criterion in Welsh"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField()

    objects = CriterionQuerySet.as_manager()

    class Meta:
        triggers = [append_only("criterion")]
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["criteria_set", "code"], name="one_criterion_a_code"),
            models.UniqueConstraint(
                fields=["criteria_set", "position"], name="one_criterion_a_place"
            ),
        ]

    def __str__(self):
        return self.words_cy if get_language() == "cy" and self.words_cy else self.words
