"""That somebody is in the service: an answer about them, which is kept and counted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from audit.actions import note_access_to
from audit.models import AccessKind, AccessRecord
from people import rules
from people.models import User, known_elsewhere

PAGE = "people:person_find"
PAGES = (PAGE, "imports:sheet_detail")


def is_known_elsewhere(field: str, value: str, *, by: User, at: datetime) -> bool:
    """The limit holds for every number alike: reaching it tells nothing."""
    rules.check_may_be_told(told=_told(by=by, at=at))
    person = known_elsewhere(by, field, value)
    if person is None:
        return False
    note_access_to([person.pk], kind=AccessKind.REFUSED, at=at, page=PAGE, by=by)
    return True


def tell_known(people: Collection[int], *, page: str, by: User, at: datetime) -> None:
    """Many at once, from a list: all of them, or none when they are too many."""
    if not people:
        return
    rules.check_may_be_told(told=_told(by=by, at=at), more=len(people))
    note_access_to(sorted(people), kind=AccessKind.REFUSED, at=at, page=page, by=by)


def _told(*, by: User, at: datetime) -> int:
    return AccessRecord.objects.filter(
        actor_id=by.pk,
        kind=AccessKind.REFUSED,
        page__in=PAGES,
        at__gt=at - rules.TOLD_WINDOW,
        at__lte=at,
    ).count()
