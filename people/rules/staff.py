"""Staff: registration, days of work, absences, cover."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from .refusals import NotAllowed

# A registration that ends within this many days is shown as needing attention.
REGISTRATION_SOON = timedelta(days=60)


def registration_state(expires_on: date | None, today: date) -> str:
    """Empty, SOON or OVERDUE."""
    if expires_on is None or expires_on > today + REGISTRATION_SOON:
        return ""
    return "OVERDUE" if expires_on < today else "SOON"


def check_working_days(days: list[int]) -> list[int]:
    """Monday is 0, as Python counts."""
    if any(day not in range(7) for day in days):
        raise NotAllowed(_("Select days of the week."), field="working_days")
    return sorted(set(days))


def check_someone_administers(administrators: set[int]) -> None:
    """`administrators`: who would still be able to sign in and add staff after this change."""
    if not administrators:
        raise NotAllowed(
            _(
                "This would leave nobody able to add staff and teams. Make somebody else an"
                " administrator first."
            )
        )


def check_absence(
    *, starts_on: date, ends_on: date | None, others: list[tuple[date, date | None]]
) -> None:
    """Days in order, and not twice away at once: clocks must pause only once (N30)."""
    if ends_on and ends_on < starts_on:
        raise NotAllowed(_("The last day away must be on or after the first."), field="ends_on")
    for starts, ends in others:
        if (ends_on is None or starts <= ends_on) and (ends is None or ends >= starts_on):
            raise NotAllowed(
                _(
                    "These days overlap another absence that starts on %(day)s. Change that one"
                    " instead."
                )
                % {"day": date_format(starts, "j F Y")},
                field="starts_on",
            )


def check_cover(*, user_id: int, cover_id: int | None, colleagues: set[int]) -> None:
    if cover_id is None:
        return
    if cover_id == user_id:
        raise NotAllowed(_("Choose somebody else to cover."), field="cover")
    if cover_id not in colleagues:
        raise NotAllowed(_("Choose somebody of the same team to cover."), field="cover")
