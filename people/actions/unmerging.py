"""They were two people after all: exactly the rows that came go back, and what grew from them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from audit.actions import acting
from people import registry, rules
from people.models import FormerIdentifier, Location, Merge, ServiceUser, User
from people.permissions import Permission

from .doubles import two_people
from .limits import limits_of, put_limits
from .merging import from_json, give, lock_both, touch
from .service_users import note_pp_change
from .taken import told_when_taken


def unmerge(*, merge_id: int, reason: str, by: User, at: datetime) -> Merge:
    reason = rules.check_reason(reason)
    with told_when_taken(), acting("people_unmerged", by=by, reason=reason) as act:
        found = Merge.objects.visible_to(by).get(pk=merge_id)
        kept, gone = lock_both(by, found.kept_id, found.gone_id)
        undone = Merge.objects.select_for_update().get(pk=merge_id)
        rules.check_unmerge(
            may=by.can(Permission.RECORDS_MERGE, kept.team_id),
            undone=undone.undone_at is not None,
            merged_on=kept.merged_into_id is not None,
        )
        back = _give_back(undone)
        _part(undone, kept, gone, by=by, at=at)
        _open_again(undone)
        undone.undone_at, undone.undone_by, undone.undo_reason = at, by, reason
        undone.save(update_fields=["undone_at", "undone_by", "undo_reason"])
        two_people(kept.pk, gone.pk, by=by, at=at)
        act.record(
            undone,
            at=at,
            service_user_id=kept.pk,
            gone=gone.pk,
            back={key: len(rows) for key, rows in back.items()},
        )
    return undone


def _give_back(undone: Merge) -> dict[str, list[int]]:
    """What grew is asked for once its ground is ours: somebody may have held that until now."""
    each = {tie.key: tie for tie in registry.ties()}
    back: dict[str, list[int]] = {}
    found = {key: list(ids) for key, ids in undone.moved.items() if key in each}
    while found:
        for key, ids in found.items():
            give(each[key], ids, to=undone.gone_id)
            back.setdefault(key, []).extend(ids)
        found = _grown_from(back, kept_id=undone.kept_id)
    return back


def _grown_from(back: dict[str, list[int]], *, kept_id: int) -> dict[str, list[int]]:
    """Rows made since the merge that hang on a row that goes back: the case of a referral."""
    models: dict[Any, list[int]] = {
        tie.model: back[tie.key] for tie in registry.ties() if tie.key in back
    }
    grown: dict[str, list[int]] = {}
    for tie in registry.ties():
        for column in tie.model._meta.local_fields:
            parents = models.get(column.related_model) if column.is_relation else None
            if not parents:
                continue
            rows = tie.rows_of(kept_id).filter(**{f"{column.name}__in": parents})
            known = [*back.get(tie.key, []), *grown.get(tie.key, [])]
            if since := list(rows.exclude(pk__in=known).values_list("pk", flat=True)):
                grown.setdefault(tie.key, []).extend(since)
    return grown


def _part(undone: Merge, kept: ServiceUser, gone: ServiceUser, *, by: User, at: datetime) -> None:
    """What was changed by hand since the merge stands; all else is as it was."""
    supervised_by = kept.pp_id
    FormerIdentifier.objects.filter(merge=undone).delete()
    for name, value in undone.changes.items():
        if getattr(kept, name) == _typed(name, value["to"]):
            setattr(kept, name, _typed(name, value["from"]))
    _limit_each(undone, kept, gone)
    touch(kept, by=by, at=at)
    for name, number in undone.numbers.items():
        setattr(gone, name, number)
    gone.merged_into = None
    touch(gone, by=by, at=at)
    if kept.pp_id != supervised_by:
        note_pp_change(kept, from_pp_id=supervised_by, by=by, at=at)


def _typed(name: str, value: Any) -> Any:
    field: Any = ServiceUser._meta.get_field(name)
    return field.to_python(value)


def _limit_each(undone: Merge, kept: ServiceUser, gone: ServiceUser) -> None:
    """As each was; when a lead has set limits since, that decision holds for both."""
    present = limits_of(kept)
    if present == from_json(undone.limits["after"]):
        put_limits(kept, from_json(undone.limits["before"]))
    else:
        put_limits(gone, present)


def _open_again(undone: Merge) -> None:
    """The present place that the merge had closed, unless its person has moved since."""
    closed = undone.closed_place_id
    place = Location.objects.filter(pk=closed).first() if closed is not None else None
    if place is None:
        return
    if not Location.objects.current().filter(service_user_id=place.service_user_id).exists():
        place.to_on = None
        place.save(update_fields=["to_on"])
