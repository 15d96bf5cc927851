"""What can be worked on at each tier (N5, N7, N8): the service's own entries, and each team's."""

import pghistory
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

from audit.fields import pair
from people.models import Team, User
from referrals.rules import Tier


class InterventionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The catalogue holds nothing about anybody: the service's own is everybody's who is signed
        in, a team's is that team's."""
        return self.filter(Q(team__isnull=True) | Q(team_id__in=user.team_ids))

    def named_for(self, team_id):
        """Each with its `shown_name`: what this team calls it."""
        named = self.annotate(shown_name=shown_name("pk", "name", team_id))
        return named.order_by("tier", "position", "shown_name", "pk")

    def of_team(self, team_id):
        """What a team finds in the catalogue; `is_retired`: no longer offered there."""
        theirs = TeamIntervention.objects.filter(intervention=OuterRef("pk"), team_id=team_id)
        entries = self.filter(Q(team__isnull=True) | Q(team_id=team_id), is_active=True)
        retired = Exists(theirs.filter(retired_at__isnull=False))
        return entries.named_for(team_id).annotate(is_retired=retired)


def shown_name(pk, name, team_id):
    """What a team calls an entry: its own name for it, or the one it has."""
    theirs = TeamIntervention.objects.filter(intervention=OuterRef(pk), team_id=team_id)
    return Coalesce(NullIf(Subquery(theirs.values("name")[:1]), Value("")), name)


@pghistory.track()
class Intervention(models.Model):
    code = models.SlugField(max_length=60, unique=True)
    tier = models.PositiveSmallIntegerField(_("tier"), choices=Tier)
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = InterventionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="intervention_added_pair", condition=pair("added_at", "added_by")
            ),
            models.CheckConstraint(
                name="intervention_of_a_team_was_added",
                condition=Q(team__isnull=True) | Q(added_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name


class TeamInterventionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(team_id__in=user.team_ids)


@pghistory.track()
class TeamIntervention(models.Model):
    """What one team made of an entry: another name, or no longer offered. Sessions keep what they
    say was worked on."""

    intervention = models.ForeignKey(Intervention, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("what we call it"), max_length=120, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = TeamInterventionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["intervention", "team"], name="one_choice_a_team_and_intervention"
            ),
            models.CheckConstraint(
                name="team_intervention_retired_pair", condition=pair("retired_at", "retired_by")
            ),
        ]

    def __str__(self):
        return f"{self.team}: {self.name or self.intervention}"
