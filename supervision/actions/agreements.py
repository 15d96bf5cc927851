"""Who supervises whom, what kind, how often: made, changed, ended."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.actions import acting, lock
from people.actions.taken import told_when
from people.models import Team, User
from people.permissions import Permission, permissions_of
from people.rules import NotAllowed, check_version
from supervision import rules
from supervision.models import Agreement
from supervision.rules import RecordStatus

AGREED_ALREADY = {
    "one_current_agreement_of_a_kind": (
        "kind",
        gettext_lazy("These two already have a current agreement of this kind."),
    )
}


def make_agreement(
    *,
    supervisee_id: int,
    supervisor_id: int,
    kind: str,
    by: User,
    at: datetime,
    interval_days: int | None = None,
    minutes: int = 60,
    place: str = "",
    agreed_on: date | None = None,
    team_id: int | None = None,
) -> Agreement:
    """Between two who work in one team. The interval is the team's usual one unless they say."""
    with told_when(AGREED_ALREADY), acting("supervision_agreed", by=by) as act:
        supervisee = User.objects.get(pk=supervisee_id)
        supervisor = User.objects.get(pk=supervisor_id)
        team = _shared_team(supervisee, supervisor, by=by, team_id=team_id)
        interval = interval_days or _usual_interval(team, supervisee)
        agreed_on = agreed_on or timezone.localdate(at)
        rules.check_agreement(
            supervisee_id=supervisee_id, supervisor_id=supervisor_id, interval_days=interval
        )
        rules.check_can_supervise(kind=kind, permissions=_permissions(supervisor, team.pk))
        rules.check_agreed_on(agreed_on, today=timezone.localdate(at))
        agreement = Agreement.objects.create(
            team=team,
            supervisee=supervisee,
            supervisor=supervisor,
            kind=kind,
            interval_days=interval,
            minutes=minutes,
            place=place,
            agreed_on=agreed_on,
            made_at=at,
            made_by=by,
        )
        act.record(
            agreement,
            at=at,
            supervisee=supervisee_id,
            supervisor=supervisor_id,
            kind=kind,
            interval_days=interval,
        )
    return agreement


def _shared_team(supervisee: User, supervisor: User, *, by: User, team_id: int | None) -> Team:
    """The team the supervisee works in and the supervisor belongs to, where `by` may arrange it."""
    rules.check_agreement(
        supervisee_id=supervisee.pk,
        supervisor_id=supervisor.pk,
        interval_days=rules.SHORTEST_INTERVAL_DAYS,
    )
    leading = by.teams_where(Permission.TEAM_SEE)
    pair = (supervisee.pk, supervisor.pk)
    theirs = _teams_worked_in(supervisee)
    rules.check_can_arrange(by_id=by.pk, pair=pair, leads_team=bool(theirs & leading))
    here = theirs if by.pk in pair else theirs & leading
    if team_id is not None:
        here &= {team_id}
    rules.check_works_here(is_active=supervisee.is_active, in_team=bool(here), field="supervisee")
    shared = here & supervisor.team_ids
    rules.check_works_here(is_active=supervisor.is_active, in_team=bool(shared), field="supervisor")
    return Team.objects.select_related("policy").get(pk=min(shared))


def _teams_worked_in(user: User) -> frozenset[int]:
    """Supervision is for whoever has a role in the team's own work; a PP has none there."""
    return user.working_team_ids | user.teams_where(Permission.SUPERVISE)


def _permissions(user: User, team_id: int) -> frozenset[str]:
    return frozenset().union(
        *(
            permissions_of(role=role, profession=user.profession)
            for team, role in user.held
            if team == team_id
        )
    )


def _usual_interval(team: Team, supervisee: User) -> int:
    return rules.default_interval_days(
        supervisee.profession,
        usual=team.policy.supervision_days_default,
        pdpo=team.policy.supervision_days_pdpo,
    )


def _arranging(agreement_id: int, *, by: User, version: int | None) -> Agreement:
    """The agreement, locked, for one of the two or a lead (`visible_to` knows no others)."""
    agreement = lock(Agreement.objects.visible_to(by), agreement_id)
    check_version(agreement.version, version)
    rules.check_is_current(has_ended=agreement.ended_at is not None)
    return agreement


def change_agreement(
    *,
    agreement_id: int,
    interval_days: int,
    minutes: int,
    place: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Agreement:
    with acting("supervision_agreement_changed", by=by) as act:
        agreement = _arranging(agreement_id, by=by, version=version)
        rules.check_agreement(
            supervisee_id=agreement.supervisee_id,
            supervisor_id=agreement.supervisor_id,
            interval_days=interval_days,
        )
        was = agreement.interval_days
        agreement.interval_days = interval_days
        agreement.minutes = minutes
        agreement.place = place
        agreement.version += 1
        agreement.save(update_fields=["interval_days", "minutes", "place", "version"])
        act.record(agreement, at=at, interval_days=interval_days, was=was)
    return agreement


def end_agreement(
    *, agreement_id: int, reason: str, by: User, at: datetime, version: int | None = None
) -> Agreement:
    """What was still booked under it is cancelled. Why it ends may say what passed between the two:
    it stands in the agreement, and in no trail."""
    with acting("supervision_agreement_ended", by=by) as act:
        agreement = _arranging(agreement_id, by=by, version=version)
        if not reason.strip():
            raise NotAllowed(_("Say why the agreement ends."), field="reason")
        agreement.ended_at = at
        agreement.ended_by = by
        agreement.ended_reason = reason.strip()
        agreement.version += 1
        agreement.save(update_fields=["ended_at", "ended_by", "ended_reason", "version"])
        cancelled = agreement.records.planned().update(
            status=RecordStatus.CANCELLED,
            recorded_at=at,
            recorded_by=by,
            cancelled_reason=_("The agreement ended."),
        )
        act.record(agreement, at=at, cancelled=cancelled)
    return agreement
