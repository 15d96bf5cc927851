"""Short texts a PP can work with, written here: the service's own, and each team's."""

import pghistory
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.models import Team, User


class MaterialQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The service's own are everybody's who is signed in; a team's, that team's and its PPs'."""
        return self.filter(Q(team__isnull=True) | Q(team_id__in=user.team_ids))

    def in_use(self, team_id):
        put_away = PutAway.objects.filter(material=OuterRef("pk"), team_id=team_id)
        ours = Q(team__isnull=True) | Q(team_id=team_id)
        return self.filter(ours).exclude(Exists(put_away)).order_by("position", "title")


@pghistory.track()
class Material(models.Model):
    """`text`: paragraphs apart by an empty line; a line that begins with "- " is a point, one with
    "# " a heading."""

    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("when it helps"), max_length=240)
    text = models.TextField(_("text"))
    position = models.PositiveSmallIntegerField(default=100)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = MaterialQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "title"], nulls_distinct=False, name="one_material_per_title"
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("tiers:material_detail", args=[self.pk])


class PutAwayQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(team_id__in=user.team_ids)


@pghistory.track()
class PutAway(models.Model):
    """A lead no longer offers this in their team. What was given with it keeps it."""

    material = models.ForeignKey(Material, on_delete=models.CASCADE, related_name="put_away")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PutAwayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["material", "team"], name="put_away_once_a_team")
        ]

    def __str__(self):
        return f"{self.material}: {self.team}"
