"""The library of materials, as `referrals` offers it (referrals.registry.Shelf)."""

from __future__ import annotations

from people.models import User
from tiers.models import Material


class Shelf:
    def offered(self, user: User, team_id: int) -> list[tuple[int, str]]:
        rows = Material.objects.visible_to(user).in_use(team_id)
        return list(rows.values_list("pk", "title"))

    def title_of(self, user: User, team_id: int, pk: int) -> str:
        rows = Material.objects.visible_to(user).in_use(team_id).filter(pk=pk)
        return rows.values_list("title", flat=True).first() or ""
