"""What hangs on a person's record, in every app, and how else they are found: read from the models and
the apps, so that none is forgotten.

`people` knows no app above it. A model says by itself how it behaves when records are merged:
`stays_when_merged = True` (it speaks of the record, not of the person) and `double_stays = True` (when
both have the row, one is enough); by `counted` how many of them one says ("2 letters"); and by
`when_limited = {field: value}` what is wiped when the record is closed to some. An app says by its
AppConfig in what words two rows that cannot stand together refuse the merge: `merge_clashes =
{constraint name: sentence with %(one)s, %(other)s}`; and by `finds_people = "its.module.Class"` (a
`WayToFind`) that a number of its own finds somebody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from django.apps import apps
from django.db.models import (
    BigIntegerField,
    Count,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UniqueConstraint,
    Value,
)
from django.db.models.functions import Cast
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from people.models import ServiceUser

CLASH = _(
    "Each record has its own “%(kind)s”, and one person can have only one: %(one)s and"
    " %(other)s. Finish or remove one of them first."
)


@dataclass(frozen=True)
class Tie:
    """One foreign key to a person."""

    model: type[Model]
    name: str

    @property
    def key(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def rows_of(self, service_user_id: int) -> QuerySet:
        return self.model._base_manager.order_by().filter(**{self.name: service_user_id})

    def counted(self, count: int) -> str:
        model: Any = self.model
        return str(model.counted % {"count": count})

    @property
    def double_stays(self) -> bool:
        return bool(getattr(self.model, "double_stays", self.model._meta.auto_created))


@dataclass(frozen=True)
class Clash:
    """Two rows that could not both be one person's."""

    tie: Tie
    constraint: str
    one: int
    other: int


@cache
def ties() -> tuple[Tie, ...]:
    """Every foreign key to ServiceUser, histories and other records' own rows apart."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        if model is ServiceUser or model._meta.proxy or hasattr(model, "pgh_tracked_model"):
            continue
        if getattr(model, "stays_when_merged", False):
            continue
        found += [
            Tie(model, field.name)
            for field in model._meta.local_fields
            if field.related_model is ServiceUser
        ]
    return tuple(found)


def uniques(tie: Tie) -> Iterator[tuple[str, Q, tuple[str, ...]]]:
    """(name, condition, the other columns) of each rule that allows a person one such row."""
    meta = tie.model._meta
    for constraint in meta.constraints:
        if isinstance(constraint, UniqueConstraint) and tie.name in constraint.fields:
            others = tuple(name for name in constraint.fields if name != tie.name)
            yield constraint.name, constraint.condition or Q(), others
    for fields in meta.unique_together:
        if tie.name in fields:
            yield "", Q(), tuple(name for name in fields if name != tie.name)
    column: Any = meta.get_field(tie.name)
    if column.unique:
        yield "", Q(), ()


def beside(tie: Tie, *, kept_id: int, gone_id: int) -> Iterator[tuple[str, QuerySet]]:
    """Rows of the one who goes for which the one who stays has its own, as `beside`."""
    for name, condition, others in uniques(tie):
        theirs = tie.rows_of(kept_id).filter(condition, **{one: OuterRef(one) for one in others})
        yield (
            name,
            tie.rows_of(gone_id)
            .filter(condition)
            .annotate(beside=Subquery(theirs.values("pk")[:1]))
            .filter(beside__isnull=False),
        )


def clashes(*, kept_id: int, gone_id: int, but: Iterable[str] = ()) -> list[Clash]:
    """In one statement, however many apps there are. `but`: constraints dealt with elsewhere."""
    asked: dict[int, tuple[Tie, str]] = {}
    found = []
    for tie in ties():
        if tie.double_stays:
            continue
        for name, rows in beside(tie, kept_id=kept_id, gone_id=gone_id):
            if name in but:
                continue
            number = len(asked)
            asked[number] = (tie, name)
            found.append(rows.values_list(Value(number), _whole("pk"), _whole("beside")))
    return [
        Clash(*asked[number], one=kept_row, other=gone_row)
        for number, gone_row, kept_row in _union(found)
    ]


def in_words(clash: Clash) -> str:
    """The app's own sentence, with the two rows as they call themselves."""
    rows = clash.tie.model._base_manager.in_bulk([clash.one, clash.other])
    said = {
        "one": rows[clash.one],
        "other": rows[clash.other],
        "kind": clash.tie.model._meta.verbose_name,
    }
    config: Any = apps.get_app_config(clash.tie.model._meta.app_label)
    words = getattr(config, "merge_clashes", {}).get(clash.constraint, CLASH)
    return str(words) % said


def counts(service_user_ids: Iterable[int]) -> dict[int, dict[Tie, int]]:
    """How much hangs on each, in one statement."""
    ids = list(service_user_ids)
    each = ties()
    found = [
        tie.model._base_manager.order_by()
        .filter(**{f"{tie.name}__in": ids})
        .values(of_tie=Value(number), of_person=_whole(f"{tie.name}_id"))
        .annotate(how_many=Count("pk"))
        .values_list("of_tie", "of_person", "how_many")
        for number, tie in enumerate(each)
    ]
    counted: dict[int, dict[Tie, int]] = {pk: {} for pk in ids}
    for number, pk, count in _union(found):
        counted[pk][each[number]] = count
    return counted


def counted_in_words(moved: Mapping[str, list[int]]) -> list[str]:
    """`Merge.moved`, for a page."""
    return [tie.counted(len(moved[tie.key])) for tie in ties() if moved.get(tie.key)]


class WayToFind(Protocol):
    """A number that is not the person's own: what it is called in a sentence, how one looks, what
    `read` makes of what was typed (None when it is no such number), and whom it is about for this
    reader: (person, words for the record, its address)."""

    called: Any
    example: str

    def read(self, text: str) -> str | None: ...

    def found(self, user: Any, number: str) -> list[tuple[int, str, str]]: ...


@cache
def ways_to_find() -> tuple[WayToFind, ...]:
    named = (getattr(config, "finds_people", "") for config in apps.get_app_configs())
    return tuple(import_string(name)() for name in named if name)


def _whole(name: str) -> Cast:
    return Cast(name, output_field=BigIntegerField())


def _union(found: list[QuerySet]) -> list[Any]:
    if not found:
        return []
    first, *rest = found
    return list(first.union(*rest, all=True) if rest else first)
