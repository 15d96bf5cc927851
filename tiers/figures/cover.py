"""For whom somebody stands in today. It is read from the days of an absence: nothing has to end it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from people.models import Absence, User


class Cover(NamedTuple):
    """Until the last day away; None while nobody knows it."""

    worker: User
    until: date | None

    def reaches(self, day: date) -> bool:
        return self.until is None or day <= self.until


def covering(user: User, today: date) -> dict[int, Cover]:
    """{colleague: Cover}; no statement for somebody who stands in for nobody."""
    if not user.stands_in_for:
        return {}
    absences = Absence.objects.visible_to(user).on(today).select_related("user")
    return {
        absence.user_id: Cover(absence.user, absence.ends_on)
        for absence in absences.filter(cover_id=user.pk, user__in=user.stands_in_for)
    }
