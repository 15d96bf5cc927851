"""A formulation begun, written, agreed; changed, and agreed again beside what it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import acting, lock
from notices import actions as notices
from notices.rules import NoticeKind
from people.models import ServiceUser, User
from people.rules import Stale
from people.templatetags.words import moment
from tiers import rules
from tiers.models import Consultation, Formulation, FormulationVersion, SharedPage
from tiers.rules import FOR_PP, WORKING, FormulationLevel, FormulationStatus

from .reach import check_consults


def start_formulation(
    *, service_user_id: int, by: User, at: datetime, consultation_id: int | None = None
) -> Formulation:
    """The person's one formulation: begun, or the one there is. Two who begin at once share it."""
    with acting("formulation_started", by=by) as act:
        person = lock(ServiceUser.objects.visible_to(by), service_user_id)
        check_consults(by, person.team_id)
        found = Formulation.objects.visible_to(by).filter(service_user=person)
        formulation = found.order_by("-changed_at").first()
        if formulation is None:
            formulation = Formulation.objects.create(
                team_id=person.team_id,
                service_user=person,
                consultation=_consultation(consultation_id, person, by=by),
                started_at=at,
                started_by=by,
                changed_at=at,
                changed_by=by,
            )
        act.record(formulation, at=at, service_user_id=person.pk)
    return formulation


def _consultation(pk: int | None, person: ServiceUser, *, by: User) -> Consultation | None:
    if pk is None:
        return None
    return Consultation.objects.visible_to(by).get(pk=pk, service_user=person)


def _held(formulation_id: int, *, by: User, version: int | None) -> Formulation:
    # Nothing joined: one who waits for the lock would lose the row if what is joined had changed.
    formulation = lock(Formulation.objects.visible_to(by), formulation_id)
    check_consults(by, formulation.team_id)
    if version is not None and version != formulation.version:
        raise Stale(
            _("Meanwhile %(name)s changed this (%(moment)s). What you typed is still below.")
            % {
                "name": formulation.changed_by,
                "moment": moment(formulation.changed_at),
            }
        )
    return formulation


def write_formulation(
    *,
    formulation_id: int,
    level: int,
    texts: Mapping[str, str],
    by: User,
    at: datetime,
    version: int | None = None,
) -> Formulation:
    """Half-written is welcome. What was agreed stays as it was, and is agreed anew."""
    with acting("formulation_written", by=by) as act:
        formulation = _held(formulation_id, by=by, version=version)
        formulation.level = FormulationLevel(level)
        for name in (*WORKING, *FOR_PP):
            setattr(formulation, name, texts.get(name, getattr(formulation, name)))
        formulation.status = FormulationStatus.DRAFT
        formulation.changed_at, formulation.changed_by = at, by
        formulation.version += 1
        formulation.save()
        act.record(formulation, at=at, service_user_id=formulation.service_user_id)
    return formulation


def agree_formulation(
    *,
    formulation_id: int,
    written_with: str,
    with_person: bool,
    review_on: date,
    by: User,
    at: datetime,
    version: int | None = None,
) -> FormulationVersion:
    """Kept as a version, and the PP's page with it; neither is ever changed."""
    with acting("formulation_agreed", by=by) as act:
        formulation = _held(formulation_id, by=by, version=version)
        rules.check_can_agree_formulation(
            status=formulation.status,
            level=formulation.level,
            texts=formulation.texts(),
            written_with=written_with,
            with_person=with_person,
            today=timezone.localdate(at),
            review_on=review_on,
        )
        formulation.status = FormulationStatus.AGREED
        formulation.review_on = review_on
        formulation.changed_at, formulation.changed_by = at, by
        formulation.version += 1
        formulation.save()
        kept = _keep(formulation, written_with, with_person, by=by, at=at)
        person = formulation.service_user
        notices.tell(
            [person.pp_id, person.cover_pp_id],
            NoticeKind.FORMULATION_SHARED,
            subject_id=person.pk,
            service_user_id=person.pk,
            by=by,
            at=at,
        )
        act.record(
            formulation, at=at, service_user_id=formulation.service_user_id, number=kept.number
        )
    return kept


def _keep(
    formulation: Formulation, written_with: str, with_person: bool, *, by: User, at: datetime
) -> FormulationVersion:
    number = formulation.versions.count() + 1
    agreed = {
        "formulation": formulation,
        "number": number,
        "review_on": formulation.review_on,
        "agreed_at": at,
        "agreed_by": by,
    }
    SharedPage.objects.create(**agreed, **{name: getattr(formulation, name) for name in FOR_PP})
    return FormulationVersion.objects.create(
        **agreed,
        level=formulation.level,
        written_with=written_with,
        with_person=with_person,
        **{name: getattr(formulation, name) for name in WORKING},
    )
