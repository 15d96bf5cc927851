"""The library of materials: a lead adds one for the team, puts one away, brings it back."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.actions import acting, lock
from people.actions.taken import told_when
from people.models import User
from people.permissions import Permission
from people.rules import NotAllowed
from tiers import rules
from tiers.models import Material, PutAway

SAME_TITLE = {
    "one_material_per_title": (
        "title",
        gettext_lazy("Your team has a material with this title already."),
    )
}


def add_material(
    *, team_id: int, title: str, summary: str, text: str, by: User, at: datetime
) -> Material:
    _only_leads(team_id, by=by)
    rules.check_said(title, field="title", ask=_("Enter the title."))
    rules.check_said(text, field="text", ask=_("Enter the text."))
    with told_when(SAME_TITLE), acting("material_added", by=by) as act:
        material = Material.objects.create(
            team_id=team_id, title=title, summary=summary, text=text, added_at=at, added_by=by
        )
        act.record(material, at=at)
    return material


def put_away_material(*, material_id: int, team_id: int, by: User, at: datetime) -> PutAway:
    """No longer offered in this team. Doing it twice changes nothing."""
    _only_leads(team_id, by=by)
    with acting("material_put_away", by=by) as act:
        material = lock(Material.objects.visible_to(by), material_id)
        row, _made = PutAway.objects.get_or_create(
            material=material, team_id=team_id, defaults={"at": at, "by": by}
        )
        act.record(material, at=at, team=team_id)
    return row


def bring_back_material(*, material_id: int, team_id: int, by: User, at: datetime) -> Material:
    _only_leads(team_id, by=by)
    with acting("material_brought_back", by=by) as act:
        material = lock(Material.objects.visible_to(by), material_id)
        PutAway.objects.filter(material=material, team_id=team_id).delete()
        act.record(material, at=at, team=team_id)
    return material


def _only_leads(team_id: int, *, by: User) -> None:
    if not by.can(Permission.POLICY_EDIT, team_id):
        raise NotAllowed(_("Only a lead of the team changes its library."))
