"""Registers a person is on, and the places they know, like or will not go to."""

import pghistory
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from audit.fields import pair
from people.rules import PlaceWish, Register

from .places import Venue
from .service_users import AboutAPersonQuerySet, Location, ServiceUser
from .staff import User


class RegistrationQuerySet(AboutAPersonQuerySet):
    def current(self):
        return self.filter(ended_at__isnull=True)


@pghistory.track()
class Registration(models.Model):
    """On a register of probation's, copied with the day it is next reviewed."""

    service_user = models.ForeignKey(
        ServiceUser, on_delete=models.CASCADE, related_name="registrations"
    )
    register = models.CharField(_("register"), max_length=4, choices=Register)
    review_on = models.DateField(_("next review"), null=True, blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RegistrationQuerySet.as_manager()
    double_stays = True  # two records of one person may both say so
    counted = ngettext_lazy(
        "%(count)d entry on a register", "%(count)d entries on a register", "count"
    )

    class Meta:
        verbose_name_plural = _("registers")
        constraints = [
            models.UniqueConstraint(
                fields=["service_user", "register"],
                condition=Q(ended_at__isnull=True),
                name="on_a_register_once",
            ),
            models.CheckConstraint(
                name="registration_ended_pair", condition=pair("ended_at", "ended_by")
            ),
        ]

    def __str__(self):
        return str(self.get_register_display())


@pghistory.track()
class VenueWish(models.Model):
    """What the person says of a place: asked once, kept for whoever meets them next."""

    service_user = models.ForeignKey(
        ServiceUser, on_delete=models.CASCADE, related_name="venue_wishes"
    )
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="+")
    wish = models.CharField(_("what they say of it"), max_length=8, choices=PlaceWish)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = AboutAPersonQuerySet.as_manager()
    double_stays = True
    counted = ngettext_lazy(
        "%(count)d place they spoke of", "%(count)d places they spoke of", "count"
    )

    class Meta:
        verbose_name_plural = _("places they spoke of")
        constraints = [
            models.UniqueConstraint(fields=["service_user", "venue"], name="one_wish_about_a_place")
        ]

    def __str__(self):
        return f"{self.venue}: {self.get_wish_display()}"


def with_safety(people):
    """What the bar has no room for, in the statement that finds the person (after `for_bar`)."""
    here = Location.objects.current().filter(service_user=OuterRef("pk"))
    registers = Registration.objects.current().filter(service_user=OuterRef("pk"))
    wishes = VenueWish.objects.filter(service_user=OuterRef("pk"))
    return people.annotate(
        unknown_release=Subquery(here.values("release_unknown_reason")[:1]),
        then_to=Subquery(here.values("released_to__name")[:1]),
        registers=ArraySubquery(
            registers.order_by("register").values(
                row=JSONObject(register="register", review_on="review_on")
            )
        ),
        spoken_of=ArraySubquery(
            wishes.order_by("venue__name").values(
                row=JSONObject(
                    venue="venue_id",
                    name="venue__name",
                    wish="wish",
                    latitude="venue__latitude",
                    longitude="venue__longitude",
                )
            )
        ),
        lives_at=Subquery(
            here.filter(venue__isnull=False).values(
                row=JSONObject(
                    name="venue__name",
                    latitude="venue__latitude",
                    longitude="venue__longitude",
                )
            )[:1]
        ),
    )
