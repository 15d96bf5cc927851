"""Two records that are one person: what hangs on one follows to the other, and can go back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from audit.actions import acting, lock
from people import registry, rules
from people.models import (
    FormerIdentifier,
    FormerWhy,
    Location,
    Merge,
    PPChange,
    ServiceUser,
    User,
)
from people.permissions import Permission
from people.rules import WHERE, Limits, NotAllowed, Side

from .limits import limits_of, put_limits
from .service_users import IDENTIFIERS
from .taken import told_when_taken

ONE_PLACE = "one_present_location"


def merge(
    *,
    kept_id: int,
    gone_id: int,
    choices: Mapping[str, str],
    reason: str,
    by: User,
    at: datetime,
    kept_version: int | None = None,
    gone_version: int | None = None,
) -> Merge:
    """`choices`: which side's value survives, by name (rules.MERGE_CHOICES); the rest as suggested."""
    chosen = dict(choices)
    rules.check_choices(chosen)
    reason = rules.check_reason(reason)
    with told_when_taken(), acting("people_merged", by=by, reason=reason) as act:
        kept, gone = lock_both(by, kept_id, gone_id)
        _check(kept, gone, by=by)
        rules.check_version(kept.version, kept_version)
        rules.check_version(gone.version, gone_version)
        done = Merge(kept=kept, gone=gone, reason=reason, merged_at=at, merged_by=by)
        _limit(done, kept, gone)
        done.closed_place_id = _one_present_place(kept, gone, chosen.get(WHERE), at=at)
        done.moved = _hand_over(kept, gone)
        _settle_values(done, kept, gone, rules.surviving(kept, gone, chosen), by=by, at=at)
        act.record(
            done,
            at=at,
            service_user_id=kept.pk,
            gone=gone.pk,
            moved={key: len(rows) for key, rows in done.moved.items()},
        )
    return done


def lock_both(by: User, one_id: int, other_id: int) -> tuple[ServiceUser, ServiceUser]:
    """In one order, whoever asks: two people who merge the same two records wait, never deadlock."""
    within = ServiceUser.objects.within_reach(by)
    held = {pk: lock(within, pk) for pk in sorted({one_id, other_id})}
    return held[one_id], held[other_id]


def _check(kept: ServiceUser, gone: ServiceUser, *, by: User) -> None:
    rules.check_merge(
        kept_id=kept.pk,
        gone_id=gone.pk,
        kept_team=kept.team_id,
        gone_team=gone.team_id,
        may=by.can(Permission.RECORDS_MERGE, kept.team_id),
        merged=bool(kept.merged_into_id or gone.merged_into_id),
    )
    clashes = registry.clashes(kept_id=kept.pk, gone_id=gone.pk, but={ONE_PLACE})
    if clashes:
        raise NotAllowed(registry.in_words(clashes[0]))


# --- Rows ------------------------------------------------------------------------------------------


def _hand_over(kept: ServiceUser, gone: ServiceUser) -> dict[str, list[int]]:
    """Every row of the one becomes the other's; which they were is kept, to be undone.

    Asked again until nothing is left: whoever held a row we waited for may have written another.
    """
    moved: dict[str, list[int]] = {}
    while found := _give_all(kept, gone):
        for key, ids in found.items():
            moved[key] = sorted(moved.get(key, []) + ids)
    return moved


def _give_all(kept: ServiceUser, gone: ServiceUser) -> dict[str, list[int]]:
    given = {}
    for tie in registry.ties():
        rows = tie.rows_of(gone.pk)
        if tie.double_stays:
            for _name, doubles in registry.beside(tie, kept_id=kept.pk, gone_id=gone.pk):
                rows = rows.exclude(pk__in=doubles.values("pk"))
        ids = sorted(rows.values_list("pk", flat=True))
        if ids:
            give(tie, ids, to=kept.pk)
            given[tie.key] = ids
    return given


def give(tie: registry.Tie, ids: list[int], *, to: int) -> None:
    rows: QuerySet = tie.model._base_manager.filter(pk__in=ids)
    rows.update(**{f"{tie.name}_id": to})


def _one_present_place(
    kept: ServiceUser, gone: ServiceUser, side: str | None, *, at: datetime
) -> int | None:
    """Nobody lives in two places: the one not chosen ends today, and is remembered."""
    present = Location.objects.current()
    ours = present.filter(service_user=kept).first()
    theirs = present.filter(service_user=gone).first()
    if ours is None or theirs is None:
        return None
    closed = ours if side == Side.GONE else theirs
    today = timezone.localdate(at)
    closed.to_on = max(closed.from_on or today, today)
    closed.save(update_fields=["to_on"])
    return closed.pk


# --- Values ----------------------------------------------------------------------------------------


def _settle_values(
    done: Merge,
    kept: ServiceUser,
    gone: ServiceUser,
    values: dict[str, Any],
    *,
    by: User,
    at: datetime,
) -> None:
    """The numbers leave the one before the other takes them: each is one person's, by constraint."""
    before = {name: getattr(kept, name) for name in values}
    supervised_by = gone.pp_id
    done.numbers = {name: getattr(gone, name) for name in IDENTIFIERS}
    done.changes = {
        name: {"from": before[name], "to": new}
        for name, new in values.items()
        if before[name] != new
    }
    for name in IDENTIFIERS:
        setattr(gone, name, None)
    gone.merged_into = kept
    touch(gone, by=by, at=at)
    for name, new in values.items():
        setattr(kept, name, new)
    touch(kept, by=by, at=at)
    done.save()
    FormerIdentifier.objects.bulk_create(
        FormerIdentifier(
            service_user=kept,
            field=name,
            value=number,
            why=FormerWhy.MERGED,
            reason=done.reason[:300],
            merge=done,
            changed_at=at,
            changed_by=by,
        )
        for name in (*IDENTIFIERS, "pnc")
        for number in (before[name], done.numbers.get(name, gone.pnc))
        if number and number != values[name]
    )
    for pp_id in {before["pp_id"], supervised_by} - {None, kept.pp_id}:
        PPChange.objects.create(
            service_user=kept, from_pp_id=pp_id, to_pp_id=kept.pp_id, at=at, by=by
        )


def touch(person: ServiceUser, *, by: User, at: datetime) -> None:
    person.changed_at, person.changed_by = at, by
    person.version += 1
    person.save()


# --- Who may look ----------------------------------------------------------------------------------


def _limit(done: Merge, kept: ServiceUser, gone: ServiceUser) -> None:
    ours = limits_of(kept)
    strict = rules.stricter(ours, limits_of(gone))
    done.limits = {"before": as_json(ours), "after": as_json(strict)}
    put_limits(kept, strict)


def as_json(limits: Limits) -> dict[str, Any]:
    return {
        "restricted": limits.restricted,
        "named": sorted(limits.named),
        "excluded": sorted(limits.excluded),
    }


def from_json(kept: Mapping[str, Any]) -> Limits:
    return Limits(
        restricted=kept["restricted"],
        named=frozenset(kept["named"]),
        excluded=frozenset(kept["excluded"]),
    )
