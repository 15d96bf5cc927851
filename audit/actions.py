"""The two ways to write the audit trail. Every other app's actions come through `acting`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

import pghistory
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, models, transaction

from . import context
from .models import AccessRecord, AuditEvent

Row = TypeVar("Row", bound=models.Model)


def lock(rows: models.QuerySet[Row], pk: int) -> Row:
    """The row, held until the transaction ends. Pass `Model.objects.visible_to(by)`.

    Raises DoesNotExist for a row outside one's reach: the page answers 404. Without its key: a row
    that points here may be written meanwhile (a notice about a person who is being merged), or
    whoever writes it, and holds what we want next, would wait for us as we for them.
    """
    held = rows.select_for_update(of=("self",), no_key=True)
    try:
        return held.get(pk=pk)
    except ObjectDoesNotExist:
        # Whoever held it until now may have changed a key that is joined here: PostgreSQL then tests
        # the new row against the old join and drops it. A second look sees both as they are now.
        return held.get(pk=pk)


def one_at_a_time(*what: str) -> None:
    """Call inside an act. Whoever else does the same waits until this transaction ends, and then sees
    what it did; where there is no row yet that could be locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [".".join(what)])


def moved_by(row: Any) -> tuple[int, datetime] | None:
    """Whose act gave the row the version it has, and when: from the history the database keeps of
    it, so that no verb is forgotten. None when it was nobody's act."""
    moved = row.events.select_related("pgh_context").filter(version=row.version)
    first = moved.order_by("pgh_id").first()
    context_of = first.pgh_context if first else None
    actor = context_of.metadata.get("actor") if context_of else None
    return (actor, first.pgh_created_at) if actor else None


class Act:
    """One action under way. `record` writes what it did; leaving without a record is a bug."""

    def __init__(self, action: str, by: Any, reason: str) -> None:
        self.action = action
        self.by = by
        self.reason = reason
        self.recorded = False

    def record(
        self,
        subject: models.Model,
        *,
        at: datetime,
        service_user_id: int | None = None,
        action: str = "",
        **detail: Any,
    ) -> None:
        """Write the event in the same transaction: if this fails, so does the change."""
        AuditEvent.objects.create(
            **self._event(subject, service_user_id, at=at, action=action, detail=detail)
        )
        self.recorded = True

    def record_each(
        self,
        subjects: Iterable[tuple[models.Model, int | None]],
        *,
        at: datetime,
        action: str = "",
        **detail: Any,
    ) -> None:
        """One event a row, written together: (row, whom it is about), for acts on thousands."""
        AuditEvent.objects.bulk_create(
            (
                AuditEvent(**self._event(subject, about, at=at, action=action, detail=detail))
                for subject, about in subjects
            ),
            batch_size=1000,
        )
        self.recorded = True

    def nothing_to_record(self) -> None:
        """There was nothing to change: such an act leaves no trace."""
        self.recorded = True

    def _event(
        self,
        subject: models.Model,
        service_user_id: int | None,
        *,
        at: datetime,
        action: str,
        detail: dict[str, Any],
    ) -> dict[str, Any]:
        context.note_about(service_user_id)
        return {
            "at": at,
            "actor_id": self.by.pk,
            "actor_name": str(self.by),
            "action": action or self.action,
            "subject_type": subject._meta.label_lower,
            "subject_id": subject.pk,
            "service_user_id": service_user_id,
            "reason": self.reason,
            "detail": detail,
            "request_id": context.request_id.get(),
        }


@contextmanager
def acting(action: str, *, by: Any, reason: str = "") -> Iterator[Act]:
    """One transaction whose history rows (pghistory) carry the actor, the verb and the reason."""
    with (
        transaction.atomic(),
        pghistory.context(
            actor=by.pk, action=action, reason=reason, request=context.request_id.get()
        ),
    ):
        act = Act(action, by, reason)
        yield act
        if not act.recorded:
            raise RuntimeError(f"{action} changed something and recorded nothing")


def note_access(
    *,
    kind: str,
    at: datetime,
    page: str,
    by: Any = None,
    service_user_id: int | None = None,
) -> None:
    """Who looked. `page` is a route's name, never an address: addresses may hold names."""
    AccessRecord.objects.create(
        at=at,
        kind=kind,
        actor_id=by.pk if by is not None else None,
        actor_name=str(by) if by is not None else "",
        service_user_id=service_user_id,
        page=page[:120],
        request_id=context.request_id.get(),
        address=context.client_address.get(),
    )


EACH = """
INSERT INTO "audit_accessrecord"
    (at, kind, actor_id, actor_name, service_user_id, page, request_id, address)
SELECT %s, %s, %s, %s, person, %s, %s, %s FROM unnest(%s::bigint[]) AS person
"""


def note_access_to(people: Iterable[int], *, kind: str, at: datetime, page: str, by: Any) -> None:
    """As `note_access`, of each of these people: one statement, however many a page shows."""
    if not (seen := sorted(set(people))):
        return
    row = (at, kind, by.pk, str(by), page[:120], context.request_id.get())
    with connection.cursor() as cursor:
        cursor.execute(EACH, [*row, context.client_address.get(), seen])
