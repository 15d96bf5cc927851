"""What was agreed to do: given, often with a material, and how it went (N92)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from audit.actions import acting, lock
from notices import actions as notices
from notices.rules import NoticeKind
from people.models import User
from people.rules import NotAllowed
from tiers import rules
from tiers.models import AgreedTask, Consultation, Material
from tiers.rules import HowItWent

from .reach import check_consults


@dataclass(frozen=True)
class ToDo:
    """One thing agreed in a consultation: the PP's, or ours."""

    what: str
    for_pp: bool = True
    due_on: date | None = None


def give_each(
    consultation: Consultation, to_do: Iterable[ToDo], *, by: User, at: datetime
) -> list[AgreedTask]:
    """Call inside an act. All of them or none."""
    return [
        _give(
            consultation,
            what=one.what,
            given_to_id=consultation.pp_id if one.for_pp else by.pk,
            due_on=one.due_on,
            by=by,
            at=at,
        )
        for one in to_do
    ]


def give_task(
    *,
    consultation_id: int,
    what: str,
    by: User,
    at: datetime,
    why: str = "",
    material_id: int | None = None,
    due_on: date | None = None,
) -> AgreedTask:
    """A piece of work for the PP of this consultation, during it or after."""
    with acting("task_given", by=by) as act:
        consultation = lock(Consultation.objects.visible_to(by), consultation_id)
        check_consults(by, consultation.team_id)
        task = _give(
            consultation,
            what=what,
            given_to_id=consultation.pp_id,
            due_on=due_on,
            by=by,
            at=at,
            why=why,
            material=_material(material_id, team_id=consultation.team_id, by=by),
        )
        _tell(task, task.given_to_id, NoticeKind.TASK_GIVEN, by=by, at=at)
        act.record(task, at=at, service_user_id=task.service_user_id)
    return task


def _tell(task: AgreedTask, user_id: int, kind: NoticeKind, *, by: User, at: datetime) -> None:
    notices.tell(
        [user_id],
        kind,
        subject_id=task.pk,
        about=date_format(timezone.localtime(task.given_at), "j F Y"),
        service_user_id=task.service_user_id,
        by=by,
        at=at,
    )


def _give(
    consultation: Consultation,
    *,
    what: str,
    given_to_id: int,
    due_on: date | None,
    by: User,
    at: datetime,
    why: str = "",
    material: Material | None = None,
) -> AgreedTask:
    rules.check_said(what, field="what", ask=_("Enter what to do."))
    rules.check_due(due_on, today=timezone.localdate(at))
    return AgreedTask.objects.create(
        team_id=consultation.team_id,
        service_user_id=consultation.service_user_id,
        consultation=consultation,
        given_to_id=given_to_id,
        what=what,
        why=why,
        material=material,
        due_on=due_on,
        given_at=at,
        given_by=by,
    )


def _material(material_id: int | None, *, team_id: int, by: User) -> Material | None:
    if material_id is None:
        return None
    found = Material.objects.visible_to(by).in_use(team_id).filter(pk=material_id).first()
    if found is None:
        raise NotAllowed(_("Choose a material your team offers."), field="material_id")
    return found


def finish_task(
    *, task_id: int, outcome: str, how_it_went: str, by: User, at: datetime
) -> AgreedTask:
    """The one who agreed to it says how it went. It did not go well is an answer too."""
    with acting("task_finished", by=by) as act:
        task = lock(AgreedTask.objects.visible_to(by), task_id)
        rules.check_can_finish(done=task.done_at is not None, is_theirs=task.given_to_id == by.pk)
        rules.check_said(how_it_went, field="how_it_went", ask=_("Enter how it went."))
        task.outcome, task.how_it_went = HowItWent(outcome), how_it_went
        task.done_at, task.done_by = at, by
        task.save(update_fields=["outcome", "how_it_went", "done_at", "done_by"])
        _tell(task, task.given_by_id, NoticeKind.TASK_DONE, by=by, at=at)
        act.record(task, at=at, service_user_id=task.service_user_id, outcome=str(outcome))
    return task
