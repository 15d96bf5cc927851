"""Which rules there are. Each app above declares its own in `schedule.py`; flags knows none of them.

`FLAG_RULES`: pairs of a kind and a function of the moment that gives `rows(...)`: everything that
deserves the flag now. `STAFF_NAMES`: pairs of a kind and a function of the reader and the subject's id
that gives one `name`. `CHORES`: other nightly work by name, functions of the moment that give a count.

`since` is the day that completes the sentence "<kind> since <day>".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat
from django.utils.module_loading import module_has_submodule

from people.models import (
    Absence,
    AccessLimit,
    AccessLimitKind,
    Membership,
    ServiceUser,
    User,
)
from people.permissions import TEAM_ROLES, Role

from .rules import ABOUT_STAFF

Rule = Callable[[datetime], QuerySet]
Chore = Callable[[datetime], int]
StaffName = Callable[[User, Any], QuerySet]


def rules() -> Mapping[str, Rule]:
    return dict(pair for module in _schedules() for pair in getattr(module, "FLAG_RULES", ()))


def chores() -> Mapping[str, Chore]:
    return dict(pair for module in _schedules() for pair in getattr(module, "CHORES", ()))


def staff_names() -> Mapping[str, StaffName]:
    return dict(pair for module in _schedules() for pair in getattr(module, "STAFF_NAMES", ()))


def naming_staff(flags: QuerySet, user: User) -> QuerySet:
    """`staff_name`: the colleague a flag is about, where it is about one and no person; as far as
    this reader may know."""
    colleague = User.objects.filter(pk=OuterRef("subject_id")).values(
        name=Concat("given_name", Value(" "), "family_name")
    )
    return flags.annotate(
        staff_name=Case(
            When(kind__in=ABOUT_STAFF, then=Subquery(colleague)),
            *(
                When(kind=kind, then=Subquery(names(user, OuterRef("subject_id"))))
                for kind, names in staff_names().items()
            ),
            default=Value(""),
            output_field=CharField(),
        )
    )


def _schedules() -> list[Any]:
    return [
        import_module(f"{app.name}.schedule")
        for app in apps.get_app_configs()
        if app.module is not None and module_has_submodule(app.module, "schedule")
    ]


def rows(
    found: QuerySet,
    *,
    team: Any,
    owner: Any,
    since: Any,
    service_user: Any = None,
    subject: Any = "pk",
) -> QuerySet:
    """What `actions.sweep` reads: one row for each record that deserves the flag."""
    return found.order_by().values(
        flag_subject_id=_expression(subject),
        flag_team_id=_expression(team),
        flag_owner_id=_expression(owner),
        flag_service_user_id=_expression(service_user),
        flag_since_on=_expression(since),
    )


def _expression(given: Any) -> Any:
    if given is None:
        return Value(None, output_field=BigIntegerField())
    return F(given) if isinstance(given, str) else given


def days_after(day: Any, days: Any) -> ExpressionWrapper:
    """A day and a number of days, as PostgreSQL adds them: a day."""
    return ExpressionWrapper(_expression(day) + days, output_field=DateField())


def lead_of(team: str, today: date) -> Subquery:
    """A lead who can sign in, one who is not away first."""
    away = Absence.objects.on(today).filter(user=OuterRef("user_id"))
    return Subquery(
        Membership.objects.filter(team_id=OuterRef(team), role=Role.LEAD, user__is_active=True)
        .annotate(is_away=Exists(away))
        .order_by("is_away", "pk")
        .values("user_id")[:1]
    )


def lead_or(fallback: str, *, team: str, today: date) -> Coalesce:
    """A team without a lead still has somebody who sees that something is late."""
    return Coalesce(lead_of(team, today), F(fallback), output_field=BigIntegerField())


def whoever_acts_for(
    worker: str, *, team: str, today: date, about: str = "service_user_id"
) -> Coalesce:
    """The worker; who covers while they are away, if they belong to the team and may see the record;
    a lead when the worker has left. `about`: whose record it is."""
    covers = (
        Absence.objects.on(today)
        .filter(user_id=OuterRef(worker), cover__is_active=True)
        .filter(Exists(_in_the_team(team)), _may_see(about))
    )
    return Coalesce(
        Subquery(covers.order_by("-starts_on", "-pk").values("cover_id")[:1]),
        Case(When(**{f"{worker.removesuffix('_id')}__is_active": True, "then": F(worker)})),
        lead_of(team, today),
        F(worker),
        output_field=BigIntegerField(),
    )


def _in_the_team(team: str) -> QuerySet:
    """Cover never reaches into a team one does not belong to (people.models.staff, STANDING)."""
    return Membership.objects.filter(
        user_id=OuterRef("cover_id"),
        team_id=OuterRef(OuterRef(team)),
        role__in=[*TEAM_ROLES, Role.REFERRER],
    )


def _may_see(about: str) -> Q:
    """Not barred from the record, and named when it is restricted: a flag nobody could open would
    wait for nobody."""
    person = OuterRef(OuterRef(about))
    limits = AccessLimit.objects.filter(service_user_id=person, user_id=OuterRef("cover_id"))
    restricted = ServiceUser.objects.filter(pk=person, is_restricted=True)
    return ~Q(Exists(limits.filter(kind=AccessLimitKind.EXCLUDED))) & (
        ~Q(Exists(restricted)) | Q(Exists(limits.filter(kind=AccessLimitKind.NAMED)))
    )
