"""The trail of one person or of one colleague, newest first: who looked, and what happened.

Read for information governance alone, and within their teams: of a colleague who works in two teams,
nothing about people of the other. Verbs and pages, never what a record says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.dateparse import parse_datetime

from audit.models import AccessRecord, AuditEvent
from iirms.forms import whole_number
from people.models import ServiceUser, User
from people.permissions import Permission
from reports import words
from reports.calendar import start_of

PAGE = 50
# In this order where two stand at one moment.
TABLES = ((1, AccessRecord), (0, AuditEvent))


@dataclass(frozen=True)
class Asked:
    """Of whom (one of the two at least), and of which days, both included."""

    person: ServiceUser | None = None
    colleague: User | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Place:
    """Where a page ended: a moment, which of the two tables, a row of it."""

    at: datetime
    table: int
    pk: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.table}~{self.pk}"

    @classmethod
    def read(cls, text: str) -> Place | None:
        """None for an address somebody made up."""
        parts = text.split("~")
        if len(parts) != 3:
            return None
        try:
            at = parse_datetime(parts[0])
        except ValueError:
            return None
        table, pk = whole_number(parts[1]), whole_number(parts[2])
        if at is None or at.tzinfo is None or table is None or pk is None:
            return None
        return cls(at, table, pk)


def person_by_number(user: User, field: str, value: str) -> ServiceUser | None:
    return ServiceUser.in_the_trail.visible_to(user).identified(field, value).first()


def colleagues(user: User) -> QuerySet[User]:
    """Who belongs to a team whose trail one reads, those who can no longer sign in among them."""
    theirs = User.objects.visible_to(user).in_teams(user.teams_where(Permission.AUDIT_READ))
    return theirs.order_by("family_name", "given_name", "pk")


def lines(user: User, asked: Asked, after: Place | None) -> tuple[list[dict[str, Any]], str]:
    """One page of the trail, and the place where the next begins (empty on the last)."""
    about = _whole_record(user, asked.person) if asked.person else []
    found = [
        (Place(row.at, table, row.pk), row)
        for table, model in TABLES
        for row in _rows(model, user, asked, about, after, table)
    ]
    found.sort(key=lambda pair: (pair[0].at, pair[0].table, pair[0].pk), reverse=True)
    shown = found[:PAGE]
    people = _named(user, {row.service_user_id for _place, row in shown})
    more = str(shown[-1][0]) if len(found) > PAGE else ""
    return [_line(row, people) for _place, row in shown], more


def _people(user: User) -> QuerySet[ServiceUser]:
    """With the records that were merged into another: what was done to them is still told."""
    return ServiceUser.in_the_trail.visible_to(user, merged=True)


def _whole_record(user: User, person: ServiceUser) -> list[int]:
    """What was looked at before it was merged into this one was a look at the same person."""
    found, last = [person.pk], [person.pk]
    while last:
        merged = _people(user).filter(merged_into__in=last)
        last = list(merged.order_by().values_list("pk", flat=True))
        found += last
    return found


def _rows(
    model: Any, user: User, asked: Asked, about: list[int], after: Place | None, table: int
) -> QuerySet:
    rows = model.objects.all()
    if asked.colleague:
        rows = rows.filter(actor_id=asked.colleague.pk)
    if about:
        rows = rows.filter(service_user_id__in=about)
    else:
        ours = _people(user).filter(pk=OuterRef("service_user_id"))
        rows = rows.filter(Q(service_user_id__isnull=True) | Exists(ours))
    if asked.since:
        rows = rows.filter(at__gte=start_of(asked.since))
    if asked.until:
        rows = rows.filter(at__lt=start_of(asked.until + timedelta(days=1)))
    if after:
        rows = rows.filter(at__lte=after.at).exclude(_from_here_on(after, table))
    return rows.order_by("-at", "-pk")[: PAGE + 1]


def _from_here_on(after: Place, table: int) -> Q:
    """Rows of its own moment that were shown already."""
    if table > after.table:
        return Q(at=after.at)
    if table < after.table:
        return Q(pk__isnull=True)
    return Q(at=after.at, pk__gte=after.pk)


def _named(user: User, pks: set[int | None]) -> dict[int, ServiceUser]:
    return {person.pk: person for person in _people(user).filter(pk__in=pks - {None})}


def _line(row: Any, people: dict[int, ServiceUser]) -> dict[str, Any]:
    looked = isinstance(row, AccessRecord)
    return {
        "at": row.at,
        "who": row.actor_name,
        "what": words.look_in_words(row.kind, row.page)
        if looked
        else words.event_in_words(row.action),
        "reason": "" if looked else words.reason_shown(row.action, row.reason),
        "person": people.get(row.service_user_id),
    }
