"""What the apps above have to offer when a referral is not taken on. `referrals` knows none of them.

An app says by its AppConfig `offers_materials = "its.module.Class"` (a `Shelf`).
"""

from __future__ import annotations

from functools import cache
from typing import Any, Protocol

from django.apps import apps
from django.utils.module_loading import import_string


class Shelf(Protocol):
    """Texts a PP can work with: those this reader may offer for a team, and the title of one."""

    def offered(self, user: Any, team_id: int) -> list[tuple[int, str]]: ...

    def title_of(self, user: Any, team_id: int, pk: int) -> str: ...


@cache
def _shelves() -> tuple[Shelf, ...]:
    named = (getattr(config, "offers_materials", "") for config in apps.get_app_configs())
    return tuple(import_string(name)() for name in named if name)


def materials(user: Any, team_id: int) -> list[tuple[int, str]]:
    return [one for shelf in _shelves() for one in shelf.offered(user, team_id)]


def title_of_material(user: Any, team_id: int, pk: int) -> str:
    """Empty when there is no such material for this reader."""
    return next((title for shelf in _shelves() if (title := shelf.title_of(user, team_id, pk))), "")
