"""The person on probation: who they are, where they are, who may see them."""

from typing import Any

import pghistory
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from audit.fields import pair
from people import rules
from people.permissions import Permission

from .finding import (
    NAME_INDEX,
    NAME_WORDS,
    TEAM_NAME_INDEX,
    each_word_begins,
    plain_names_field,
)
from .places import Venue
from .reach import InTeams, NotBarred, supervised
from .staff import Absence, User
from .teams import Team, Unit


class NumberKind(models.TextChoices):
    CRN = "crn", _("CRN")
    PRISON_NUMBER = "prison_number", _("prison number")
    NHS_NUMBER = "nhs_number", _("NHS number")


class Sex(models.TextChoices):
    """Delius codes (domain.md section 2)."""

    MALE = "M", _("Male")
    FEMALE = "F", _("Female")
    NOT_SPECIFIED = "NS", _("Not specified")
    NOT_KNOWN = "N", _("Not known")


class ServiceUserQuerySet(models.QuerySet):
    def visible_to(self, user, *, merged=False, among=None):
        """People within reach, less records merged into another: their own page alone shows those.

        `among`: keys of a few people already found. Each is then tested by itself, where the
        whole reach of a region would first be read to find one of them in it.
        """
        within = self.within_reach(user) if among is None else self._within(user, among)
        return within if merged else within.standing()

    def _within(self, user, keys):
        referred = Referrer.objects.filter(user_id=user.pk, service_user_id__in=keys)
        return self.filter(
            Q(team_id__in=user.working_team_ids)
            | supervised(user)
            | Q(team_id__in=user.refers_in, pk__in=referred.values("service_user_id")),
            pk__in=keys,
        ).not_barred_to(user)

    def standing(self):
        """Not merged into another record."""
        return self.filter(merged_into__isnull=True)

    def that_became(self, pk):
        """Where a merged record went, however often: an old address finds the person."""
        row: Any = {"pk": pk, "merged_into_id": pk}
        while row and row["merged_into_id"]:
            row = (
                ServiceUser.objects.filter(pk=row["merged_into_id"])
                .values("pk", "merged_into_id")
                .first()
            )
        return self.filter(pk=row["pk"]) if row else self.none()

    def within_reach(self, user):
        """People this member of staff works for, less those they are barred from (LAO).

        PP, in teams they refer to: people they supervise, cover for (always, or while a PP is
        away), or referred.
        Practitioner and lead: people their teams serve. Both LAO tests must pass: not excluded,
        and named if restricted.
        """
        # Four indexes, not one long OR: a reach of hundreds is found without reading thousands.
        first, *rest = (part.values("pk") for part in parts_of_reach(user))
        return self.filter(pk__in=first.union(*rest, all=True)).not_barred_to(user)

    def not_barred_to(self, user):
        """Not excluded, and named if the record is restricted (LAO)."""
        return self.filter(NotBarred(user.pk))

    def named(self, text):
        """By the beginnings of any of their names, accents or none."""
        return each_word_begins(self, [[word] for word in rules.plain_name(text).split()])

    def identified(self, field, value):
        """By the number they have, or one it replaced; never by one that was a mistake here."""
        # Two indexes, not one OR: PostgreSQL would read every row for it.
        now = ServiceUser.objects.order_by().standing().filter(**{field: value}).values("pk")
        former = FormerIdentifier.objects.theirs().filter(field=field, value=value)
        before = former.values("service_user_id")
        return self.filter(pk__in=now.union(before, all=True))

    def first_few(self, count):
        """In the same order, cut off before anything else is joined to them."""
        few = ServiceUser.objects.filter(pk__in=self.values("pk")[:count])
        return few.order_by(*self.query.order_by)

    def for_bar(self, day):
        """Everything the person bar shows, in the statement that finds the person."""
        here = Location.objects.current().filter(service_user=OuterRef("pk"))
        away = Absence.objects.on(day).filter(user=OuterRef("pp_id")).order_by("starts_on")
        return self.select_related("pp", "cover_pp").annotate(
            bar_kind=Subquery(here.values("kind")[:1]),
            bar_venue=Subquery(here.values("venue__name")[:1]),
            bar_place=Subquery(here.values("place")[:1]),
            bar_release=Subquery(here.values("release_expected_on")[:1]),
            bar_away=Exists(away),
            bar_back_after=Subquery(away.values("ends_on")[:1]),
            bar_cover=Subquery(
                away.values(name=Concat("cover__given_name", Value(" "), "cover__family_name"))[:1]
            ),
        )


def parts_of_reach(user):
    """Whom one works for, part by part: one's teams' people, one's own, those one referred."""
    people = ServiceUser.objects.order_by()
    as_pp = people.filter(team_id__in=user.refers_in)
    referred = Referrer.objects.filter(user_id=user.pk)
    covered = (
        people.filter(team_id=team, pp_id__in=away) for team, away in user.covers_pps.items()
    )
    return (
        people.filter(InTeams(user.working_team_ids)),
        as_pp.filter(pp_id=user.pk),
        as_pp.filter(cover_pp_id=user.pk),
        as_pp.filter(pk__in=referred.values("service_user_id")),
        *covered,
    )


class InTheTrailQuerySet(ServiceUserQuerySet):
    """People whose trail somebody may read: their number, their name, who looked and what happened.
    It opens no record about them."""

    def within_reach(self, user):
        """Of the teams where one reads the trail, and LAO holds here too."""
        return self.filter(team_id__in=user.teams_where(Permission.AUDIT_READ)).not_barred_to(user)

    def _within(self, user, keys):
        return self.within_reach(user).filter(pk__in=keys)


@pghistory.track(exclude=["plain_names"])
class ServiceUser(models.Model):
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    crn = models.CharField(_("CRN"), max_length=7, null=True, blank=True, unique=True)
    prison_number = models.CharField(
        _("prison number"), max_length=7, null=True, blank=True, unique=True
    )
    nhs_number = models.CharField(
        _("NHS number"), max_length=10, null=True, blank=True, unique=True
    )
    pnc = models.CharField(_("PNC number"), max_length=13, blank=True)
    given_name = models.CharField(_("first name"), max_length=80)
    family_name = models.CharField(_("last name"), max_length=80)
    preferred_name = models.CharField(_("name they like to be called"), max_length=80, blank=True)
    pronouns = models.CharField(_("pronouns"), max_length=30, blank=True)
    date_of_birth = models.DateField(_("date of birth"))
    sex = models.CharField(_("sex"), max_length=2, choices=Sex)
    gender_identity = models.CharField(_("gender identity"), max_length=60, blank=True)
    ethnic_group = models.CharField(
        _("ethnic group"), max_length=20, choices=rules.EthnicGroup, blank=True
    )
    ethnicity = models.CharField(_("ethnicity"), max_length=60, blank=True)
    prefers_welsh = models.BooleanField(_("prefers Welsh"), default=False)
    interpreter_language = models.CharField(_("interpreter needed for"), max_length=60, blank=True)
    telephone = models.CharField(_("telephone"), max_length=30, blank=True)
    safe_to_leave_message = models.BooleanField(_("safe to leave a message"), default=False)
    adjustments = models.TextField(_("adjustments they need"), blank=True)
    must_not_meet = models.TextField(_("people or places to keep apart"), blank=True)
    worker_gender = models.CharField(
        _("gender of worker they ask for"), max_length=5, choices=rules.WorkerGender, blank=True
    )
    gp_practice = models.CharField(_("GP practice"), max_length=120, blank=True)
    rosh_public = models.CharField(max_length=10, choices=rules.Rosh, blank=True)
    rosh_children = models.CharField(max_length=10, choices=rules.Rosh, blank=True)
    rosh_known_adult = models.CharField(max_length=10, choices=rules.Rosh, blank=True)
    rosh_staff = models.CharField(max_length=10, choices=rules.Rosh, blank=True)
    mappa_level = models.CharField(max_length=4, choices=rules.MappaLevel, blank=True)
    mappa_category = models.CharField(max_length=1, choices=rules.MappaCategory, blank=True)
    risk_recorded_on = models.DateField(null=True, blank=True)
    index_offence = models.CharField(
        _("index offence"), max_length=12, choices=rules.OffenceType, blank=True
    )
    probation_tier = models.CharField(
        _("probation tier (not the IIRMS tier)"), max_length=14, blank=True
    )
    sentence_ends_on = models.DateField(_("sentence or order ends"), null=True, blank=True)
    licence_ends_on = models.DateField(_("licence ends"), null=True, blank=True)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    pp = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cover_pp = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    has_exclusions = models.BooleanField(default=False)
    is_restricted = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    plain_names = plain_names_field()

    objects = ServiceUserQuerySet.as_manager()
    in_the_trail = InTheTrailQuerySet.as_manager()

    class Meta:
        triggers = [NAME_WORDS]
        constraints = [
            models.CheckConstraint(
                name="service_user_has_an_identifier",
                condition=Q(crn__isnull=False)
                | Q(prison_number__isnull=False)
                | Q(nhs_number__isnull=False)
                # A merged record's numbers are found under the record it was merged into.
                | Q(merged_into__isnull=False),
            ),
            models.CheckConstraint(
                name="service_user_not_merged_into_itself",
                condition=~Q(merged_into=F("pk")),
            ),
            models.CheckConstraint(
                name="crn_format", condition=Q(crn__isnull=True) | Q(crn__regex=r"^[A-Z]\d{6}$")
            ),
            models.CheckConstraint(
                name="prison_number_format",
                condition=Q(prison_number__isnull=True)
                | Q(prison_number__regex=r"^[A-Z]\d{4}[A-Z]{2}$"),
            ),
            models.CheckConstraint(
                name="nhs_number_format",
                condition=Q(nhs_number__isnull=True) | Q(nhs_number__regex=r"^\d{10}$"),
            ),
            models.CheckConstraint(
                name="service_user_changed_pair", condition=pair("changed_at", "changed_by")
            ),
        ]
        indexes = [
            NAME_INDEX,
            TEAM_NAME_INDEX,
            models.Index(fields=["team", "family_name", "given_name"]),
            models.Index(fields=["date_of_birth", "family_name"]),
            models.Index(fields=["pp"]),
            models.Index(fields=["pnc"], condition=Q(pnc__gt=""), name="service_user_pnc"),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="merged"
            ),
            models.Index(fields=["cover_pp"], condition=Q(cover_pp__isnull=False), name="covered"),
        ]

    def __str__(self):
        return self.display_name

    @property
    def display_name(self):
        return f"{self.preferred_name or self.given_name} {self.family_name}"

    @property
    def identifier(self):
        return self.crn or self.prison_number or rules.spaced_nhs_number(self.nhs_number or "")

    def age_on(self, day):
        return rules.age_on(self.date_of_birth, day)

    @property
    def highest_rosh(self):
        return rules.highest_rosh(getattr(self, group) for group in rules.ROSH_GROUPS)


class AboutAPersonQuerySet(models.QuerySet):
    """Rows about somebody: whoever sees the person sees them."""

    def visible_to(self, user):
        return self.filter(service_user__in=ServiceUser.objects.visible_to(user).values("pk"))


class FormerWhy(models.TextChoices):
    REPLACED = "REPLACED", _("They were given another number")
    MISTAKE = "MISTAKE", _("It was never theirs: it was entered by mistake")
    MERGED = "MERGED", _("It came with a record merged into this one")


class FormerIdentifierQuerySet(AboutAPersonQuerySet):
    def theirs(self):
        return self.exclude(why=FormerWhy.MISTAKE)


@pghistory.track()
class FormerIdentifier(models.Model):
    """A number the record no longer has, kept so that it still finds the person."""

    service_user = models.ForeignKey(ServiceUser, on_delete=models.CASCADE, related_name="+")
    # A PNC number is nobody's account, so it is corrected with the other details; but one that a merge
    # leaves behind still finds them.
    field = models.CharField(max_length=13, choices=[*NumberKind.choices, ("pnc", _("PNC number"))])
    value = models.CharField(max_length=13)
    why = models.CharField(max_length=8, choices=FormerWhy)
    reason = models.CharField(_("what happened"), max_length=300)
    merge = models.ForeignKey(
        "people.Merge", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = FormerIdentifierQuerySet.as_manager()
    counted = ngettext_lazy(
        "%(count)d number they had before", "%(count)d numbers they had before", "count"
    )

    class Meta:
        indexes = [models.Index(fields=["field", "value"]), models.Index(fields=["service_user"])]

    def __str__(self):
        return self.value


class Referrer(models.Model):
    """A PP who referred (or added) this person keeps sight of them when supervision moves on.

    It stands here, beneath `referrals`, because it decides who may see the person.
    """

    double_stays = True  # when two records are merged and both have the row, one is enough

    service_user = models.ForeignKey(ServiceUser, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    objects = AboutAPersonQuerySet.as_manager()
    counted = ngettext_lazy(
        "%(count)d colleague who referred or added them",
        "%(count)d colleagues who referred or added them",
        "count",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service_user", "user"], name="one_referrer_row_each")
        ]

    def __str__(self):
        return str(self.user)


class LocationKind(models.TextChoices):
    COMMUNITY = "COMMUNITY", _("In the community")
    APPROVED_PREMISES = "APPROVED_PREMISES", _("Approved premises")
    CUSTODY = "CUSTODY", _("In custody")
    HOSPITAL = "HOSPITAL", _("In hospital")


class LocationQuerySet(AboutAPersonQuerySet):
    def standing(self):
        """As it is known now: a row that was corrected is kept, and stands no longer."""
        return self.filter(replaced_at__isnull=True)

    def current(self):
        return self.standing().filter(to_on__isnull=True)


@pghistory.track()
class Location(models.Model):
    """Where the person lives now and before: one open row each, by constraint."""

    service_user = models.ForeignKey(
        ServiceUser, on_delete=models.CASCADE, related_name="locations"
    )
    kind = models.CharField(_("where"), max_length=20, choices=LocationKind)
    venue = models.ForeignKey(
        Venue, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    # Of a first place it may be that nobody knows.
    from_on = models.DateField(_("day they arrived"), null=True, blank=True)
    to_on = models.DateField(_("day they left"), null=True, blank=True)
    release_expected_on = models.DateField(_("release expected"), null=True, blank=True)
    release_unknown_reason = models.CharField(
        _("why the release date is not known"), max_length=200, blank=True
    )
    replaces = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    replaced_because = models.CharField(_("what was wrong"), max_length=300, blank=True)
    released_to = models.ForeignKey(
        Venue,
        verbose_name=_("approved premises on release"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = LocationQuerySet.as_manager()
    counted = ngettext_lazy(
        "%(count)d place where they lived", "%(count)d places where they lived", "count"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service_user"],
                condition=Q(to_on__isnull=True, replaced_at__isnull=True),
                name="one_present_location",
            ),
            models.CheckConstraint(
                name="location_replaced_pair", condition=pair("replaced_at", "replaced_by")
            ),
            models.CheckConstraint(
                name="location_ends_after_start",
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.venue or self.place}".strip()
