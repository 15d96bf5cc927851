"""One understanding of one person, versioned; and the page of it that a PP reads.

The working text and the PP's page are different tables: no query of a PP reaches the first.
"""

from typing import Any

import pghistory
import pgtrigger
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from audit.fields import pair
from audit.models import append_only
from people.models import AboutReadable, ServiceUser, Team, User, supervised
from tiers.rules import (
    FOR_PP,
    FORMULATION_TRANSITIONS,
    WORKING,
    FormulationLevel,
    FormulationStatus,
)

from .consulting import Consultation


def _label(row: models.Model, name: str) -> Any:
    field: Any = row._meta.get_field(name)
    return field.verbose_name


class Texts(models.Model):
    """The working text: the five Ps, the link to risk, what it does to us, how to be with them."""

    level = models.PositiveSmallIntegerField(
        _("level"), choices=FormulationLevel, default=FormulationLevel.BRIEF
    )
    presenting = models.TextField(_("Presenting: what is happening"), blank=True)
    predisposing = models.TextField(_("Predisposing: where it comes from"), blank=True)
    precipitating = models.TextField(_("Precipitating: what sets it off"), blank=True)
    perpetuating = models.TextField(_("Perpetuating: what keeps it going"), blank=True)
    protective = models.TextField(_("Protective: what helps and holds"), blank=True)
    risk_link = models.TextField(_("Link to risk"), blank=True)
    staff_response = models.TextField(_("What it does to us"), blank=True)
    relational_advice = models.TextField(_("How to be with them"), blank=True)

    class Meta:
        abstract = True

    def working(self):
        """[(label, text)] in the order one reads them."""
        return [(_label(self, name), getattr(self, name)) for name in WORKING]


class PageTexts(models.Model):
    """The PP's own page: plain, short, and fit to be read with the person."""

    in_short = models.TextField(_("In short"), blank=True)
    helps = models.TextField(_("What helps"), blank=True)
    avoid = models.TextField(_("What to avoid"), blank=True)
    how_to_talk = models.TextField(_("How to talk"), blank=True)

    class Meta:
        abstract = True

    def for_pp(self):
        return [(_label(self, name), getattr(self, name)) for name in FOR_PP]


class FormulationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The team's alone. A PP reads `SharedPage`."""
        return self.filter(
            AboutReadable("service_user_id", user.pk), team_id__in=user.working_team_ids
        )

    def to_review(self, until):
        return self.filter(review_on__lte=until)


@pghistory.track()
class Formulation(Texts, PageTexts):
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    service_user = models.ForeignKey(ServiceUser, on_delete=models.PROTECT, related_name="+")
    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    status = models.CharField(
        max_length=8, choices=FormulationStatus, default=FormulationStatus.DRAFT
    )
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    review_on = models.DateField(_("look again on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = FormulationQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d formulation", "%(count)d formulations", "count")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="formulation_started_pair", condition=pair("started_at", "started_by")
            ),
            models.CheckConstraint(
                name="formulation_changed_pair", condition=pair("changed_at", "changed_by")
            ),
            models.CheckConstraint(
                name="formulation_agreed_has_review",
                condition=~Q(status=FormulationStatus.AGREED) | Q(review_on__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="formulation_moves",
                field="status",
                transitions=[
                    (a, b) for a, to in FORMULATION_TRANSITIONS.items() for b in sorted(to)
                ],
            )
        ]
        indexes = [
            models.Index(
                fields=["team", "review_on"],
                condition=Q(review_on__isnull=False),
                name="formulation_review",
            ),
            models.Index(fields=["service_user", "-changed_at"]),
        ]

    def __str__(self):
        return str(self.get_level_display())

    def get_absolute_url(self):
        return reverse("tiers:formulation_detail", args=[self.pk])

    def texts(self):
        return {name: getattr(self, name) for name in (*WORKING, *FOR_PP)}


def with_formulation(consultations, user):
    """Consultations, each with the key of its person's formulation, if this reader may open one."""
    written = Formulation.objects.visible_to(user).filter(service_user=OuterRef("service_user"))
    newest = written.order_by("-changed_at").values("pk")[:1]
    return consultations.annotate(formulation_id=Subquery(newest))


class FormulationVersionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(formulation__in=Formulation.objects.visible_to(user).values("pk"))


class FormulationVersion(Texts):
    """What was agreed, as it was agreed. Never changed."""

    formulation = models.ForeignKey(Formulation, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    written_with = models.CharField(_("written with"), max_length=200)
    with_person = models.BooleanField(_("the person was part of it"))
    review_on = models.DateField()
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = FormulationVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["formulation", "number"], name="one_version_per_number"
            ),
            models.CheckConstraint(
                name="formulation_version_agreed_pair", condition=pair("agreed_at", "agreed_by")
            ),
        ]
        triggers = [append_only("formulation_version")]

    def __str__(self):
        return f"{self.formulation} {self.number}"

    def get_absolute_url(self):
        return reverse("tiers:formulation_version", args=[self.pk])


class SharedPageQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The PPs who have the person now, and the team."""
        person = "formulation__service_user_id"
        ours = Q(formulation__team_id__in=user.working_team_ids)
        pps = supervised(user, "formulation__service_user__")
        return self.filter(AboutReadable(person, user.pk), pps | ours)

    def of(self, service_user_id):
        """The newest first."""
        return self.filter(formulation__service_user_id=service_user_id).order_by("-number")


class SharedPage(PageTexts):
    """The page that goes with an agreed version, for the PP."""

    formulation = models.ForeignKey(Formulation, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField()
    review_on = models.DateField()
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = SharedPageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["formulation", "number"], name="one_page_per_number"),
            models.CheckConstraint(
                name="shared_page_agreed_pair", condition=pair("agreed_at", "agreed_by")
            ),
        ]
        triggers = [append_only("shared_page")]

    def __str__(self):
        return f"{self.formulation_id} {self.number}"
