"""The catalogue of what is worked on: a lead adds to it, renames, retires and brings back, for the team."""

from __future__ import annotations

from datetime import datetime

from django.utils.text import slugify
from django.utils.translation import gettext as _

from audit.actions import Act, acting, lock
from people.models import Team, User
from people.permissions import Permission
from people.rules import NotAllowed
from referrals.rules import Tier
from tiers import rules
from tiers.models import Intervention, TeamIntervention


def add_intervention(*, team_id: int, tier: int, name: str, by: User, at: datetime) -> Intervention:
    with acting("intervention_added", by=by) as act:
        _held_team(team_id, by=by)
        tier = Tier(tier)
        last = Intervention.objects.filter(tier=tier).order_by("-position").first()
        _check_name(name, team_id=team_id, tier=tier)
        entry = Intervention.objects.create(
            code=f"team{team_id}-{at:%Y%m%d%H%M%S%f}-{slugify(name)}"[:60],
            tier=tier,
            name=name.strip(),
            position=last.position if last else 0,
            team_id=team_id,
            added_at=at,
            added_by=by,
        )
        act.record(entry, at=at, team=team_id)
    return entry


def rename_intervention(
    *, intervention_id: int, team_id: int, name: str, by: User, at: datetime
) -> TeamIntervention:
    """For this team alone, in the sessions of the past too: the entry is the same."""
    with acting("intervention_renamed", by=by) as act:
        entry, choice = _held(intervention_id, team_id, by=by)
        _check_name(name, team_id=team_id, tier=entry.tier, but=entry.pk)
        choice.name = "" if name.strip() == entry.name else name.strip()
        return _keep(act, entry, choice, at=at)


def retire_intervention(
    *, intervention_id: int, team_id: int, by: User, at: datetime
) -> TeamIntervention:
    """No longer offered in this team. Doing it twice keeps the first day."""
    with acting("intervention_retired", by=by) as act:
        entry, choice = _held(intervention_id, team_id, by=by)
        if choice.retired_at is None:
            choice.retired_at, choice.retired_by = at, by
        return _keep(act, entry, choice, at=at)


def bring_back_intervention(
    *, intervention_id: int, team_id: int, by: User, at: datetime
) -> TeamIntervention:
    with acting("intervention_brought_back", by=by) as act:
        entry, choice = _held(intervention_id, team_id, by=by)
        choice.retired_at, choice.retired_by = None, None
        return _keep(act, entry, choice, at=at)


def _held_team(team_id: int, *, by: User) -> Team:
    """One change at a time to a team's catalogue, so that no name stands there twice."""
    if not by.can(Permission.POLICY_EDIT, team_id):
        raise NotAllowed(_("Only a lead of the team changes its catalogue."))
    return Team.objects.select_for_update(of=("self",), no_key=True).get(pk=team_id)


def _held(intervention_id: int, team_id: int, *, by: User) -> tuple[Intervention, TeamIntervention]:
    team = _held_team(team_id, by=by)
    entry = lock(Intervention.objects.visible_to(by), intervention_id)
    if entry.team_id not in (None, team.pk):
        raise NotAllowed(_("This belongs to another team."))
    choice = TeamIntervention.objects.filter(intervention=entry, team=team).first()
    return entry, choice or TeamIntervention(intervention=entry, team=team)


def _keep(
    act: Act, entry: Intervention, choice: TeamIntervention, *, at: datetime
) -> TeamIntervention:
    choice.save()
    act.record(entry, at=at, team=choice.team_id, called=choice.name)
    return choice


def _check_name(name: str, *, team_id: int, tier: int, but: int | None = None) -> None:
    rules.check_said(name, field="name", ask=_("Enter the name."))
    same = Intervention.objects.of_team(team_id).filter(tier=tier, shown_name__iexact=name.strip())
    if same.exclude(pk=but).exists():
        raise NotAllowed(_("Your team has something of this name at this tier."), field="name")
