"""Referring somebody on: written, sent, moved as the answers come, chased while they do not."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.actions import acting, lock
from notices import actions as notices
from notices.rules import NoticeKind
from people.actions.taken import told_when
from people.calendar import day_off, working_day_from
from people.models import ServiceUser, TeamPolicy, User
from people.permissions import Permission
from people.rules import NotAllowed, check_on_working_day, check_version
from referrals import rules
from referrals.models import LocalService, OnwardChase, OnwardMove, OnwardReferral
from referrals.rules import AWAITED, OnwardStatus

WRITTEN = frozenset({"need", "why", "words", "agreed_on", "service_name", "service_address"})


def write_onward(
    *,
    service_user_id: int,
    by: User,
    at: datetime,
    service_id: int | None = None,
    **values: Any,
) -> OnwardReferral:
    """A draft: to a listed service, or to one typed in."""
    with told_when(OPEN_THERE_ALREADY), acting("onward_written", by=by) as act:
        person = lock(ServiceUser.objects.visible_to(by), service_user_id)
        _check_works_here(by, person.team_id)
        onward = OnwardReferral(service_user=person, team_id=person.team_id, owner=by)
        onward.created_at = at
        _take(onward, service_id, values, by=by)
        onward.save()
        act.record(onward, at=at, service_user_id=person.pk)
    return onward


def change_onward(
    *,
    onward_id: int,
    by: User,
    at: datetime,
    service_id: int | None = None,
    version: int | None = None,
    **values: Any,
) -> OnwardReferral:
    with told_when(OPEN_THERE_ALREADY), acting("onward_changed", by=by) as act:
        onward = _held(onward_id, by=by, version=version)
        if onward.status != OnwardStatus.DRAFT:
            raise NotAllowed(_("This referral has been sent and can no longer be changed."))
        _take(onward, service_id, values, by=by)
        onward.version += 1
        onward.save()
        act.record(onward, at=at, service_user_id=onward.service_user_id)
    return onward


def _take(
    onward: OnwardReferral, service_id: int | None, values: dict[str, Any], *, by: User
) -> None:
    """The listed service's name and address stand unless others were typed."""
    unknown = values.keys() - WRITTEN
    if unknown:
        raise TypeError(f"not part of an onward referral: {', '.join(sorted(unknown))}")
    for name, value in values.items():
        setattr(onward, name, value)
    onward.service_id = None
    if service_id is not None:
        listed = LocalService.objects.visible_to(by).open().filter(pk=service_id).first()
        if listed is None:
            raise NotAllowed(_("Choose a service from the list."), field="service")
        onward.service, onward.service_name = listed, listed.name
        onward.service_address = onward.service_address or listed.address
    if not onward.service_name.strip():
        raise NotAllowed(_("Enter the name of the service."), field="service_name")
    if onward.need not in rules.Need:
        raise NotAllowed(_("Choose what help is wanted."), field="need")


def move_onward(
    *,
    onward_id: int,
    to: str,
    on: date,
    by: User,
    at: datetime,
    reason: str = "",
    words: str = "",
    next_on: date | None = None,
    agreed_on: date | None = None,
    version: int | None = None,
) -> OnwardReferral:
    """What happened to it, on the day it happened; the clock for chasing starts from there."""
    with told_when(OPEN_THERE_ALREADY), acting(f"onward_{to.lower()}", by=by, reason=reason) as act:
        onward = _held(onward_id, by=by, version=version)
        today = timezone.localdate(at)
        rules.check_can_move_onward(onward.status, to)
        rules.check_day_of_move(on, today=today, last_on=_last_on(onward))
        rules.check_move_says_why(to, reason=reason, words=words)
        check_on_working_day(next_on, day_off=day_off, field="next_on")
        if to == OnwardStatus.SENT:
            onward.agreed_on = agreed_on or onward.agreed_on
            rules.check_can_send_onward(agreed_on=onward.agreed_on, words=onward.words, today=today)
            onward.sent_on = on
        before, onward.status = onward.status, to
        onward.chase_on = _next_chase(onward, on, next_on) if to in AWAITED else None
        onward.version += 1
        onward.save()
        OnwardMove.objects.create(
            onward=onward,
            from_status=before,
            to_status=to,
            on=on,
            reason=rules.reason_kept(to, reason),
            words=words,
            at=at,
            by=by,
        )
        act.record(onward, at=at, service_user_id=onward.service_user_id)
        _tell(onward, by=by, at=at)
    return onward


def _tell(onward: OnwardReferral, *, by: User, at: datetime) -> None:
    """The PPs, and whoever follows it up when a colleague moved it; of a draft nobody has heard."""
    if onward.sent_on is not None:
        person = onward.service_user
        notices.tell(
            (person.pp_id, person.cover_pp_id, onward.owner_id),
            NoticeKind.ONWARD_MOVED,
            subject_id=onward.pk,
            about=onward.reference,
            service_user_id=person.pk,
            by=by,
            at=at,
        )


def chase_onward(
    *,
    onward_id: int,
    how: str,
    said: str,
    on: date,
    by: User,
    at: datetime,
    next_on: date | None = None,
    version: int | None = None,
) -> OnwardChase:
    """We asked; the next day to ask is set."""
    with acting("onward_chased", by=by) as act:
        onward = _held(onward_id, by=by, version=version)
        rules.check_chase(
            said=said,
            on=on,
            next_on=next_on,
            status=onward.status,
            today=timezone.localdate(at),
        )
        check_on_working_day(next_on, day_off=day_off, field="next_on")
        chase = OnwardChase.objects.create(onward=onward, on=on, how=how, said=said, at=at, by=by)
        onward.chase_on = _next_chase(onward, on, next_on)
        onward.version += 1
        onward.save(update_fields=["chase_on", "version"])
        act.record(onward, at=at, service_user_id=onward.service_user_id)
    return chase


def _next_chase(onward: OnwardReferral, on: date, given: date | None) -> date:
    if given is not None:
        return given
    days = TeamPolicy.objects.get(team_id=onward.team_id).onward_chase_days
    return working_day_from(rules.chase_on(on, policy_days=days))


def _last_on(onward: OnwardReferral) -> date | None:
    return onward.moves.order_by("-on").values_list("on", flat=True).first()


def _held(onward_id: int, *, by: User, version: int | None) -> OnwardReferral:
    onward = lock(OnwardReferral.objects.visible_to(by).select_related("service_user"), onward_id)
    _check_works_here(by, onward.team_id)
    check_version(onward.version, version)
    return onward


def _check_works_here(by: User, team_id: int) -> None:
    if not by.can(Permission.CASE_WORK, team_id):
        raise NotAllowed(_("Practitioners and leads of the team refer people on."))


# Two refer the same person to the same service.
OPEN_THERE_ALREADY = {
    "one_open_onward_per_person_and_service": (
        "service",
        gettext_lazy(
            "There is an open referral of this person to this service already. Open it"
            " from the person’s page instead of writing another."
        ),
    )
}
