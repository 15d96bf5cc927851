"""Where the work is done: offices, approved premises, prisons, clinics, community places."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit.fields import pair

from .teams import Unit


class VenueKind(models.TextChoices):
    PROBATION_OFFICE = "PROBATION_OFFICE", _("Probation office")
    APPROVED_PREMISES = "APPROVED_PREMISES", _("Approved premises")
    PRISON = "PRISON", _("Prison")
    CLINIC = "CLINIC", _("Clinic or hospital")
    COMMUNITY = "COMMUNITY", _("Community place")


class Venue(models.Model):
    """An administrator says what and where it is; whoever works there, what it is like (N31)."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    name_cy = models.CharField(_("name in Welsh"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=VenueKind)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="venues"
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=8, blank=True)
    latitude = models.DecimalField(
        _("latitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    private_entrance = models.BooleanField(_("private entrance"), default=False)
    quiet_wait = models.BooleanField(_("quiet place to wait"), default=False)
    step_free = models.BooleanField(_("step-free"), default=False)
    notes = models.CharField(_("what it is like"), max_length=300, blank=True)
    team_days = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    contact_name = models.CharField(_("whom to ring there"), max_length=80, blank=True)
    telephone = models.CharField(_("telephone"), max_length=30, blank=True)
    here_too = models.CharField(_("services in the same place"), max_length=300, blank=True)
    noted_at = models.DateTimeField(null=True, blank=True)
    noted_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="venue_noted_pair", condition=pair("noted_at", "noted_by")),
            models.CheckConstraint(
                name="venue_on_the_map_or_not",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
        ]
        indexes = [models.Index(fields=["kind", "name"])]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("people:venue_detail", args=[self.pk])

    @property
    def full_address(self):
        return ", ".join(part for part in (self.address, self.postcode) if part)
