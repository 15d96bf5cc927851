"""That somebody is in the service: an answer about them, which is kept and counted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from audit.actions import note_access_to
from audit.models import AccessKind, AccessRecord
from people import rules
from people.models import ServiceUser, User, known_elsewhere, not_barred
from people.rules import NotAllowed

PAGE = "people:person_find"
PAGES = (PAGE, "imports:sheet_detail", "people:person_new", "people:number_change")


def is_known_elsewhere(field: str, value: str, *, by: User, at: datetime) -> bool:
    """The limit holds for every number alike: reaching it tells nothing."""
    rules.check_may_be_told(told=_told(by=by, at=at))
    person = known_elsewhere(by, field, value)
    if person is None:
        return False
    note_access_to([person.pk], kind=AccessKind.REFUSED, at=at, page=PAGE, by=by)
    return True


def check_free(
    numbers: Mapping[str, str | None], *, but: int | None = None, page: str, by: User, at: datetime
) -> None:
    """Call before an act: the refusal rolls that back, and the look stays. Whether somebody has a
    number is as much an answer here as in the search, and is limited and kept in the same way. Of a
    record one is barred from nothing more is said than that it cannot be; of any other the rule or
    the constraint that refuses says it in its own words.
    """
    rules.check_may_be_told(told=_told(by=by, at=at))
    for field, value in numbers.items():
        holder = value and ServiceUser.objects.identified(field, value).exclude(pk=but).first()
        if not holder or _reaches(by, holder):
            continue
        note_access_to([holder.pk], kind=AccessKind.REFUSED, at=at, page=page, by=by)
        if not not_barred({by.pk}, holder.pk):
            raise NotAllowed(_("These numbers cannot be saved. Speak to the team’s lead."))


def _reaches(by: User, person: ServiceUser) -> bool:
    return ServiceUser.objects.visible_to(by, merged=True, among=[person.pk]).exists()


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
