"""One person, two records: who may merge them, which values survive, who may still look."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from .refusals import NotAllowed


class Side(StrEnum):
    KEPT = "KEPT"
    GONE = "GONE"
    BOTH = "BOTH"


# What is chosen together, because one part means nothing beside the other's other part: four risk
# levels of one assessment, a telephone and whether to leave a message on it.
MERGE_CHOICES: dict[str, tuple[str, ...]] = {
    "name": ("given_name", "family_name"),
    "preferred_name": ("preferred_name",),
    "pronouns": ("pronouns",),
    "date_of_birth": ("date_of_birth",),
    "sex": ("sex",),
    "gender_identity": ("gender_identity",),
    "ethnic_group": ("ethnic_group",),
    "ethnicity": ("ethnicity",),
    "crn": ("crn",),
    "prison_number": ("prison_number",),
    "nhs_number": ("nhs_number",),
    "pnc": ("pnc",),
    "language": ("prefers_welsh", "interpreter_language"),
    "telephone": ("telephone", "safe_to_leave_message"),
    "adjustments": ("adjustments",),
    "must_not_meet": ("must_not_meet",),
    "worker_gender": ("worker_gender",),
    "gp_practice": ("gp_practice",),
    "risk": (
        "rosh_public",
        "rosh_children",
        "rosh_known_adult",
        "rosh_staff",
        "mappa_level",
        "mappa_category",
        "risk_recorded_on",
    ),
    "index_offence": ("index_offence",),
    "probation_tier": ("probation_tier",),
    "sentence": ("sentence_ends_on", "licence_ends_on"),
    "supervision": ("unit_id", "pp_id", "cover_pp_id"),
}
# Chosen like the others; its rows are moved, not copied.
WHERE = "where"
# Words that protect somebody: unless told otherwise, both are kept.
JOINED = frozenset({"adjustments", "must_not_meet"})


def _values_of(choice: str, record: Any) -> tuple[Any, ...]:
    return tuple(getattr(record, name) for name in MERGE_CHOICES[choice])


def _is_blank(values: tuple[Any, ...]) -> bool:
    return not any(values)


def suggested_side(choice: str, kept: Any, gone: Any) -> Side:
    """The record that goes on, unless it is silent; the newer risk assessment; both, where words
    protect."""
    ours, theirs = _values_of(choice, kept), _values_of(choice, gone)
    if _is_blank(theirs):
        return Side.KEPT
    if _is_blank(ours):
        return Side.GONE
    if choice in JOINED and ours != theirs:
        return Side.BOTH
    if choice == "risk" and _day(gone.risk_recorded_on) > _day(kept.risk_recorded_on):
        return Side.GONE
    return Side.KEPT


def _day(day: date | None) -> date:
    return day or date.min


def surviving(kept: Any, gone: Any, choices: dict[str, str]) -> dict[str, Any]:
    """Every detail of the record that goes on."""
    values: dict[str, Any] = {}
    for choice, names in MERGE_CHOICES.items():
        side = choices.get(choice) or suggested_side(choice, kept, gone)
        for name in names:
            ours, theirs = getattr(kept, name), getattr(gone, name)
            values[name] = _survivor(side, ours, theirs)
    return values


def _survivor(side: str, ours: Any, theirs: Any) -> Any:
    if side == Side.GONE:
        return theirs
    if side == Side.BOTH and ours != theirs:
        return "\n\n".join(words for words in (ours, theirs) if words)
    return ours


def check_choices(choices: dict[str, str]) -> None:
    for choice, side in choices.items():
        sides = {Side.KEPT, Side.GONE} | ({Side.BOTH} if choice in JOINED else set())
        if choice not in MERGE_CHOICES.keys() | {WHERE} or side not in sides:
            raise NotAllowed(_("Choose which of the two to keep."), field=choice)


def check_merge(
    *, kept_id: int, gone_id: int, kept_team: int, gone_team: int, may: bool, merged: bool
) -> None:
    """`may`: a lead or an administrator of the team who sees both records (decision 10)."""
    if kept_id == gone_id:
        raise NotAllowed(_("These are the same record. Choose another one to merge into it."))
    if kept_team != gone_team:
        raise NotAllowed(
            _(
                "The two records belong to different teams. Ask the other team’s lead to hand the"
                " person over first, so that nobody’s work changes hands unseen."
            )
        )
    if not may:
        raise NotAllowed(_("Only a lead or an administrator of the team can merge records."))
    if merged:
        raise NotAllowed(_("One of these records has been merged meanwhile. Nothing was changed."))


def check_unmerge(*, may: bool, undone: bool, merged_on: bool) -> None:
    if not may:
        raise NotAllowed(_("Only a lead or an administrator of the team can undo a merge."))
    if undone:
        raise NotAllowed(_("This merge has already been undone. Nothing was changed."))
    if merged_on:
        raise NotAllowed(
            _(
                "The record it was merged into has itself been merged into another. Undo that one"
                " first."
            )
        )


def check_reason(reason: str, *, field: str = "reason") -> str:
    if not reason.strip():
        raise NotAllowed(_("Say why, for whoever reads this later."), field=field)
    return reason.strip()


@dataclass(frozen=True)
class Limits:
    """LAO on one record: who is barred, and, when it is restricted, who alone may look."""

    restricted: bool = False
    named: frozenset[int] = field(default_factory=frozenset)
    excluded: frozenset[int] = field(default_factory=frozenset)


def check_limits(limits: Limits, *, by_id: int) -> None:
    """Who sets them goes on seeing the record, and nobody is on both lists."""
    if limits.named & limits.excluded:
        raise NotAllowed(_("Somebody is on both lists. Choose one of the two."), field="excluded")
    if by_id in limits.excluded or (limits.restricted and by_id not in limits.named):
        raise NotAllowed(_("Leave yourself able to see the record: somebody must look after it."))


def stricter(one: Limits, other: Limits) -> Limits:
    """Whoever could not read both records does not read the one they become."""
    both = one.restricted and other.restricted
    named = one.named & other.named if both else one.named | other.named
    excluded = one.excluded | other.excluded
    return Limits(
        restricted=one.restricted or other.restricted,
        named=named - excluded,
        excluded=excluded,
    )
