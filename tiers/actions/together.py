"""Joint work agreed, met and ended; teaching and reflective talks logged."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.actions import acting, lock
from people.actions.taken import told_when
from people.models import User
from people.permissions import Permission
from people.rules import NotAllowed, check_version
from tiers import rules
from tiers.models import Consultation, JointMeeting, JointWork, Upskilling
from tiers.rules import UpskillingKind

UNDER_WAY = {
    "one_joint_work_per_consultation": (
        "",
        gettext_lazy("Joint work is under way for this already."),
    )
}


def agree_joint_work(
    *, consultation_id: int, meetings_agreed: int, purpose: str, by: User, at: datetime
) -> JointWork:
    """A psychologist or a nurse and the PP, a number of times: agreed before it begins."""
    with told_when(UNDER_WAY), acting("joint_work_agreed", by=by) as act:
        consultation = lock(Consultation.objects.visible_to(by), consultation_id)
        _only_team(consultation.team_id, by=by)
        rules.check_number_agreed(meetings_agreed)
        rules.check_said(purpose, field="purpose", ask=_("Enter what it is for."))
        if consultation.service_user_id is None:
            raise NotAllowed(_("This question names nobody, so there is nobody to meet."))
        work = JointWork.objects.create(
            team_id=consultation.team_id,
            service_user_id=consultation.service_user_id,
            consultation=consultation,
            pp_id=consultation.pp_id,
            worker=by,
            meetings_agreed=meetings_agreed,
            purpose=purpose,
            agreed_at=at,
            agreed_by=by,
        )
        act.record(work, at=at, service_user_id=work.service_user_id)
    return work


def _only_team(team_id: int, *, by: User) -> None:
    if not by.can(Permission.CASE_WORK, team_id):
        raise NotAllowed(_("Only the team that works with the person can do that."))


def _held(joint_work_id: int, *, by: User, version: int | None) -> JointWork:
    work = lock(JointWork.objects.visible_to(by), joint_work_id)
    _only_team(work.team_id, by=by)
    check_version(work.version, version)
    return work


def record_joint_meeting(
    *,
    joint_work_id: int,
    met_on: date,
    minutes: int,
    with_person: bool,
    summary: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> JointMeeting:
    with acting("joint_meeting_recorded", by=by) as act:
        work = _held(joint_work_id, by=by, version=version)
        held = work.meetings.count()
        rules.check_can_meet(
            ended=work.ended_at is not None, agreed=work.meetings_agreed, held=held
        )
        rules.check_met_on(
            met_on, today=timezone.localdate(at), began_on=timezone.localdate(work.agreed_at)
        )
        rules.check_said(summary, field="summary", ask=_("Enter what you did."))
        meeting = JointMeeting.objects.create(
            joint_work=work,
            met_on=met_on,
            minutes=minutes,
            with_person=with_person,
            summary=summary,
            logged_at=at,
            logged_by=by,
        )
        work.version += 1
        work.save(update_fields=["version"])
        act.record(meeting, at=at, service_user_id=work.service_user_id)
    return meeting


def agree_more_meetings(
    *, joint_work_id: int, meetings_agreed: int, by: User, at: datetime, version: int | None = None
) -> JointWork:
    with acting("joint_work_extended", by=by) as act:
        work = _held(joint_work_id, by=by, version=version)
        if work.ended_at is not None:
            raise NotAllowed(_("This joint work has ended."))
        rules.check_number_agreed(meetings_agreed, held=work.meetings.count())
        work.meetings_agreed = meetings_agreed
        work.version += 1
        work.save(update_fields=["meetings_agreed", "version"])
        act.record(work, at=at, service_user_id=work.service_user_id, agreed=meetings_agreed)
    return work


def end_joint_work(
    *, joint_work_id: int, words: str, by: User, at: datetime, version: int | None = None
) -> JointWork:
    with acting("joint_work_ended", by=by) as act:
        work = _held(joint_work_id, by=by, version=version)
        if work.ended_at is not None:
            raise NotAllowed(_("This joint work has ended."))
        rules.check_said(words, field="words", ask=_("Enter how it ended, and what comes next."))
        work.ended_at, work.ended_by, work.ended_words = at, by, words
        work.version += 1
        work.save(update_fields=["ended_at", "ended_by", "ended_words", "version"])
        act.record(work, at=at, service_user_id=work.service_user_id)
    return work


def log_upskilling(
    *,
    team_id: int,
    kind: str,
    held_on: date,
    minutes: int,
    topic: str,
    who: str,
    people_count: int,
    by: User,
    at: datetime,
) -> Upskilling:
    with acting("upskilling_logged", by=by) as act:
        _only_team(team_id, by=by)
        rules.check_taught_on(held_on, today=timezone.localdate(at))
        rules.check_said(topic, field="topic", ask=_("Enter the topic."))
        rules.check_said(who, field="who", ask=_("Enter who took part."))
        row = Upskilling.objects.create(
            team_id=team_id,
            kind=UpskillingKind(kind),
            held_on=held_on,
            minutes=minutes,
            topic=topic,
            who=who,
            people_count=people_count,
            logged_at=at,
            logged_by=by,
        )
        act.record(row, at=at)
    return row
