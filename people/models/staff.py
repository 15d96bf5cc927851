"""Staff: who signs in, what they are, which teams they belong to, when they are away."""

from datetime import timedelta
from functools import cached_property

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from audit import context
from people import calendar
from people.permissions import TEAM_ROLES, Permission, Profession, Role, permissions_of
from people.rules import Specialism, WorksAs

from .places import Venue
from .teams import Team, Unit

# Cover counts where both do the same: work in the team's records, or refer to it. It never reaches
# into a team that one does not belong to, whoever was named.
STANDING = """
SELECT team_id, role, NULL::bigint FROM people_membership WHERE user_id = %s
UNION ALL
SELECT mine.team_id, mine.role, away.user_id
FROM people_absence away
JOIN people_membership mine ON mine.user_id = away.cover_id
JOIN people_membership theirs
  ON theirs.user_id = away.user_id AND theirs.team_id = mine.team_id
 AND (theirs.role = mine.role OR (theirs.role = ANY(%s) AND mine.role = ANY(%s)))
WHERE away.cover_id = %s
  AND away.starts_on <= %s AND (away.ends_on IS NULL OR away.ends_on >= %s)
"""
WORK_ROLES = [str(role) for role in sorted(TEAM_ROLES)]

SYSTEM_EMAIL = "system@iirms.invalid"


class DigestWish(models.TextChoices):
    """How often one mail says that something waits. What cannot wait is mailed at once."""

    DAILY = "DAILY", _("Each working day when something waits")
    WEEKLY = "WEEKLY", _("On the first day I work in the week when something waits")
    NEVER = "NEVER", _("Never: I look for myself")


def works_on_one_of(days):
    """By their usual week, Monday to Friday where they named no days. On a bank holiday nobody."""
    weekdays = sorted({day.weekday() for day in days if not calendar.bank_holiday(day)})
    named = Q(working_days__overlap=weekdays)
    usual = any(weekday < calendar.SATURDAY for weekday in weekdays)
    return named | Q(working_days=[]) if usual else named


class UserQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Colleagues: those who share a team. An administrator sees all staff."""
        people = self.exclude(profession=Profession.SYSTEM)
        if user.can(Permission.STAFF_EDIT):
            return people
        return people.filter(
            pk__in=Membership.objects.filter(team_id__in=user.team_ids).values("user_id")
        )

    def in_team(self, team_id, *roles):
        return self.in_teams([team_id], *roles)

    def in_teams(self, team_ids, *roles):
        held = Membership.objects.filter(team_id__in=team_ids)
        if roles:
            held = held.filter(role__in=roles)
        return self.filter(pk__in=held.values("user_id"))

    def active(self):
        return self.filter(is_active=True)

    def who_could_cover(self, user):
        """Who does the same in one of their teams: works in its records, or refers to it."""
        held = Q()
        for team, role in user.held:
            alike = TEAM_ROLES if role in TEAM_ROLES else {role}
            held |= Q(team_id=team, role__in=alike)
        if not held:
            return self.none()
        return self.filter(pk__in=Membership.objects.filter(held).values("user_id"))

    def due_a_digest(self, today):
        """By their own choice: each day they work, or the first such day of the week."""
        earlier = [today - timedelta(days=1 + ago) for ago in range(today.weekday())]
        first = ~works_on_one_of(earlier)
        wish = Q(digest=DigestWish.DAILY) | Q(first, digest=DigestWish.WEEKLY)
        return self.filter(works_on_one_of([today]), wish)

    def called(self, text):
        """Every word typed is in the name or the e-mail address."""
        found = self
        for word in text.split():
            found = found.filter(
                Q(given_name__icontains=word)
                | Q(family_name__icontains=word)
                | Q(email__icontains=word)
            )
        return found


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def system(self):
        """The named actor of nightly work (design.md section 2: `schedule.py`)."""
        return self.get(email=SYSTEM_EMAIL)


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser):
    email = models.EmailField(_("e-mail address"), unique=True)
    given_name = models.CharField(_("first name"), max_length=80)
    family_name = models.CharField(_("last name"), max_length=80)
    profession = models.CharField(_("profession"), max_length=30, choices=Profession)
    is_active = models.BooleanField(_("can sign in"), default=True)
    telephone = models.CharField(_("telephone"), max_length=30, blank=True)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    base_venue = models.ForeignKey(
        Venue, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    weekly_hours = models.DecimalField(
        _("hours a week"), max_digits=4, decimal_places=1, default=37.5
    )
    working_days = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    speaks_welsh = models.BooleanField(_("works in Welsh"), default=False)
    works_as = models.CharField(
        _("answers for them when a person asks for a woman or a man"),
        max_length=5,
        choices=WorksAs,
        blank=True,
    )
    specialisms = ArrayField(
        models.CharField(max_length=20, choices=Specialism), default=list, blank=True
    )
    registration_body = models.CharField(_("registered with"), max_length=20, blank=True)
    registration_number = models.CharField(_("registration number"), max_length=20, blank=True)
    registration_expires_on = models.DateField(_("registration ends"), null=True, blank=True)
    digest = models.CharField(
        _("mail about what needs you"), max_length=6, choices=DigestWish, default=DigestWish.DAILY
    )
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["given_name", "family_name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_user_per_email"),
            models.CheckConstraint(
                name="sane_weekly_hours", condition=Q(weekly_hours__gte=0, weekly_hours__lte=60)
            ),
        ]
        indexes = [models.Index(fields=["family_name", "given_name"])]

    def __str__(self):
        return self.get_full_name()

    def _get_session_auth_hash(self, secret=None):
        """Whoever holds the address can choose a new password: with either, sessions end."""
        held = f"{self.password}{self.email}"
        return salted_hmac("people.session", held, secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self):
        return f"{self.given_name} {self.family_name}".strip()

    def get_short_name(self):
        return self.given_name

    @cached_property
    def _standing(self):
        """(team, role, for whom): one's own roles (for nobody), and those of who is away today and
        named one as cover. One statement a request, whatever the page asks."""
        today = context.today()
        with connection.cursor() as cursor:
            cursor.execute(STANDING, [self.pk, WORK_ROLES, WORK_ROLES, self.pk, today, today])
            return cursor.fetchall()

    @cached_property
    def held(self):
        """(team_id, role) pairs."""
        return frozenset((team, role) for team, role, whose in self._standing if whose is None)

    @cached_property
    def stands_in_for(self):
        """Colleagues away today whose work one covers, in a team where both work."""
        return frozenset(
            whose for _team, role, whose in self._standing if whose and role in TEAM_ROLES
        )

    @cached_property
    def refers_in(self):
        """Teams in which being somebody's PP counts: without a role there it opens nothing."""
        return self.teams_where(Permission.REFER)

    @cached_property
    def covers_pps(self):
        """{team_id: PPs away today whom one covers as a PP of that team, and only there}. It ends
        with the absence: nothing is stored, so nothing has to be taken back."""
        covered: dict[int, set[int]] = {}
        for team, role, whose in self._standing:
            if whose and role == Role.REFERRER:
                covered.setdefault(team, set()).add(whose)
        return covered

    def acts_for(self, team_id, *pp_ids):
        """Is one of these PPs this person, or away and covered by them in that team?"""
        return not {self.pk, *self.covers_pps.get(team_id, ())}.isdisjoint(pp_ids)

    @property
    def roles(self):
        return frozenset(role for _team, role in self.held)

    @property
    def team_ids(self):
        """Every team this person has a role in, including PPs' referring teams."""
        return frozenset(team for team, _role in self.held)

    @property
    def working_team_ids(self):
        """Teams whose own records this person works in (practitioner or lead)."""
        return frozenset(team for team, role in self.held if role in TEAM_ROLES)

    def can(self, permission, team_id=None):
        """Has this person the permission in that team (in any team when none is named)?"""
        return any(
            permission in permissions_of(role=role, profession=self.profession)
            for team, role in self.held
            if team_id is None or team == team_id
        )

    def teams_where(self, permission):
        return frozenset(team for team, _role in self.held if self.can(permission, team))

    # Django's admin is read-only and shows staff and teams to administrators alone.
    @property
    def is_staff(self):
        return Role.ADMINISTRATOR in self.roles

    is_superuser = False

    def has_perm(self, perm, obj=None):
        app, _dot, verb = perm.partition(".")
        return self.is_active and self.is_staff and app == "people" and verb.startswith("view_")

    def has_perms(self, perm_list, obj=None):
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label):
        return self.is_active and self.is_staff and app_label == "people"


class MembershipQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every role of whoever is a colleague, in other teams as well."""
        return self.filter(user__in=User.objects.visible_to(user).values("pk"))


@pghistory.track()
class Membership(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=30, choices=Role)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "team", "role"], name="one_role_once_a_team")
        ]
        indexes = [models.Index(fields=["team", "role", "user"])]

    def __str__(self):
        return f"{self.user}: {self.role}"


class AbsenceKind(models.TextChoices):
    LEAVE = "LEAVE", _("Annual leave")
    SICKNESS = "SICKNESS", _("Sickness")
    OTHER = "OTHER", _("Other absence")


class AbsenceQuerySet(models.QuerySet):
    def on(self, day):
        return self.during(day, day)

    def during(self, first, last):
        """On some of these days; `last` may be open."""
        begun = self if last is None else self.filter(starts_on__lte=last)
        return begun.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first))

    def visible_to(self, user):
        return self.filter(user__in=User.objects.visible_to(user).values("pk"))


@pghistory.track()
class Absence(models.Model):
    """Days away pause that person's clocks (supervision) and name who covers."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    kind = models.CharField(_("kind"), max_length=10, choices=AbsenceKind)
    starts_on = models.DateField(_("first day away"))
    ends_on = models.DateField(_("last day away"), null=True, blank=True)
    cover = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
            )
        ]
        indexes = [models.Index(fields=["user", "starts_on"])]

    def __str__(self):
        return f"{self.user}: {self.kind} from {self.starts_on}"
