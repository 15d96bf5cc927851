"""Staff: registration, days of work, absences, cover."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from .refusals import NotAllowed


class WorksAs(models.TextChoices):
    """Each answers for themselves, or leaves it open. Read only where a person asks."""

    WOMAN = "WOMAN", _("A woman")
    MAN = "MAN", _("A man")


class Specialism(models.TextChoices):
    """A particular focus or sub-specialty within the team (N114)."""

    WOMEN = "WOMEN", _("Women")
    YOUNG_ADULTS = "YOUNG_ADULTS", _("Young adults")
    LONG_SENTENCES = "LONG_SENTENCES", _("Life and indeterminate sentences")
    SEXUAL_OFFENDING = "SEXUAL_OFFENDING", _("Sexual offending")
    DOMESTIC_ABUSE = "DOMESTIC_ABUSE", _("Domestic abuse")
    SELF_HARM = "SELF_HARM", _("Suicide and self-harm")
    MENTAL_HEALTH = "MENTAL_HEALTH", _("Mental health beside personality difficulties")
    NEURODIVERSITY = "NEURODIVERSITY", _("Neurodiversity")
    SUBSTANCE_USE = "SUBSTANCE_USE", _("Substance use")
    EXTREMISM = "EXTREMISM", _("Terrorism and extremism")


YOUNG_UNTIL = 25
REGISTERS_OF = {
    Specialism.LONG_SENTENCES: frozenset({"INLL"}),
    Specialism.SEXUAL_OFFENDING: frozenset({"ARSO", "SOPS"}),
    Specialism.DOMESTIC_ABUSE: frozenset({"ADVP", "ADVV", "IMAR"}),
    Specialism.SELF_HARM: frozenset({"ALSH"}),
    Specialism.MENTAL_HEALTH: frozenset({"AMHL", "RMDO"}),
    Specialism.EXTREMISM: frozenset({"RTAO"}),
}


def specialisms_wanted(*, sex: str, age: int, registers: Collection[str]) -> frozenset[str]:
    """What the record itself says would help. Neurodiversity and substance use stand in words only,
    and whoever chooses reads them."""
    wanted = {one for one, those in REGISTERS_OF.items() if those & set(registers)}
    if sex == "F":
        wanted.add(Specialism.WOMEN)
    if age <= YOUNG_UNTIL:
        wanted.add(Specialism.YOUNG_ADULTS)
    return frozenset(wanted)


def registration_state(expires_on: date | None, today: date, *, soon_days: int) -> str:
    """Empty, SOON or OVERDUE. `soon_days`: policy staff_registration_days."""
    if expires_on is None or expires_on > today + timedelta(days=soon_days):
        return ""
    return "OVERDUE" if expires_on < today else "SOON"


def check_renewed(expires_on: date, *, today: date) -> None:
    if expires_on <= today:
        raise NotAllowed(
            _("Enter the day on which the renewed registration ends. It must be after today."),
            field="registration_expires_on",
        )


def check_weekdays(days: list[int], *, field: str = "working_days") -> list[int]:
    """Monday is 0, as Python counts."""
    if any(day not in range(7) for day in days):
        raise NotAllowed(_("Select days of the week."), field=field)
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


def check_not_own_roles(*, user_id: int, by_id: int) -> None:
    """An administrator sees no record: nobody opens them to themselves."""
    if user_id == by_id:
        raise NotAllowed(
            _("You cannot change your own roles. Ask another administrator."), field="roles"
        )


def domain_of(email: str) -> str:
    """All that the trail keeps of an address."""
    return email.rpartition("@")[2].lower()


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


@dataclass(frozen=True)
class Away:
    """One spell of somebody's days away, and whom they named to cover."""

    starts_on: date
    ends_on: date | None
    cover_id: int | None = None


def is_away_throughout(spells: Iterable[Away], *, starts_on: date, ends_on: date | None) -> bool:
    """On each of these days; spells that follow each other count as one."""
    left = starts_on
    for spell in sorted(spells, key=lambda one: one.starts_on):
        if spell.starts_on > left:
            return False
        if spell.ends_on is None:
            return True
        left = max(left, spell.ends_on + timedelta(days=1))
        if ends_on and left > ends_on:
            return True
    return False


def check_cover(
    *,
    user_id: int,
    cover_id: int | None,
    colleagues: set[int],
    starts_on: date,
    ends_on: date | None,
    away: Collection[Away] = (),
) -> None:
    """`away`: when the one who would cover is away in these days. Part of them is let through: some
    cover is better than none, and the page says which days it leaves."""
    if cover_id is None:
        return
    if cover_id == user_id:
        raise NotAllowed(_("Choose somebody else to cover."), field="cover")
    if cover_id not in colleagues:
        raise NotAllowed(
            _("Choose somebody of the same team who does the same work to cover."), field="cover"
        )
    if is_away_throughout(away, starts_on=starts_on, ends_on=ends_on):
        raise NotAllowed(
            _("They are away themselves on all of these days. Choose somebody else to cover."),
            field="cover",
        )
    if any(spell.cover_id == user_id for spell in away):
        raise NotAllowed(
            _(
                "They are away on some of these days too, and the two would cover each other. Choose"
                " somebody else to cover."
            ),
            field="cover",
        )
