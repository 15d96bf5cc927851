"""Tier 1 in passing: a talk in a corridor or on the telephone that nobody asked for in writing."""

from __future__ import annotations

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from audit.actions import acting, lock
from notices import actions as notices
from notices.rules import NoticeKind
from people.models import ServiceUser, User
from people.permissions import Permission, Role
from people.rules import NotAllowed
from tiers import rules
from tiers.models import Consultation, ConsultationChange
from tiers.models.consulting import consults
from tiers.rules import ConsultationStatus, Mode, Wanted

from .reach import check_consults


def log_talk_in_passing(
    *,
    pp_id: int,
    when: datetime,
    minutes: int,
    mode: str,
    question: str,
    advice: str,
    by: User,
    at: datetime,
    service_user_id: int | None = None,
) -> Consultation:
    """It counts like one that was asked for, and the PP can read again what was advised."""
    with acting("consultation_in_passing", by=by) as act:
        person = None
        if service_user_id is not None:
            person = lock(ServiceUser.objects.visible_to(by), service_user_id)
        pp = User.objects.visible_to(by).active().get(pk=pp_id)
        team_id = person.team_id if person else _team_of_both(pp, by)
        check_consults(by, team_id)
        _check_reads_of(pp, person, team_id)
        rules.check_talked_at(when, now=at)
        rules.check_minutes_in_passing(minutes)
        rules.check_said(question, field="question", ask=_("Enter what it was about."))
        rules.check_said(advice, field="advice", ask=_("Enter what you advised."))
        consultation = Consultation.objects.create(
            team_id=team_id,
            service_user=person,
            pp=pp,
            status=ConsultationStatus.HELD,
            wanted=Wanted.TALK,
            question=question,
            asked_at=when,
            asked_by=by,
            consultant=by,
            mode=Mode(mode),
            held_at=when,
            minutes=minutes,
            advice=advice,
            ended_at=at,
            ended_by=by,
        )
        ConsultationChange.objects.create(
            consultation=consultation, from_status="", to_status=consultation.status, at=at, by=by
        )
        act.record(consultation, at=at, service_user_id=service_user_id)
        notices.tell(
            [pp.pk],
            NoticeKind.CONSULTATION_ANSWERED,
            subject_id=consultation.pk,
            about=date_format(localtime(when), "j F Y"),
            service_user_id=service_user_id,
            by=by,
            at=at,
        )
    return consultation


def _team_of_both(pp: User, by: User) -> int:
    """A question without a name stays with the team that answered it."""
    shared = sorted(team for team in pp.teams_where(Permission.REFER) if consults(by, team))
    if not shared:
        raise NotAllowed(_("Choose a PP who refers to your team."), field="pp_id")
    return shared[0]


def _check_reads_of(pp: User, person: ServiceUser | None, team_id: int) -> None:
    """Nobody learns of a person by being named as the one who was advised about them."""
    if not User.objects.in_team(team_id, Role.REFERRER).filter(pk=pp.pk).exists():
        raise NotAllowed(_("Choose a PP who refers to your team."), field="pp_id")
    if person is None or ServiceUser.objects.visible_to(pp).filter(pk=person.pk).exists():
        return
    raise NotAllowed(
        _("%(name)s may not read about this person. Leave the CRN empty, and name nobody.")
        % {"name": pp},
        field="crn",
    )
