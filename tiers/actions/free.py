"""Nobody is in two places at once: sessions and booked consultations are one diary."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from people.models import User
from people.rules import NotAllowed
from people.templatetags.words import moment
from tiers import rules
from tiers.models import Case, Consultation, Session


def check_free(
    practitioner: User,
    when: datetime,
    minutes: int,
    *,
    by: User,
    field: str,
    case: Case | None = None,
    but: Session | Consultation | None = None,
) -> None:
    """Whoever may see what is on then is told which. `case`: of the session to be planned; `but`: what is
    moved itself. The practitioner's row is locked by the caller."""
    _check_sessions(practitioner, when, minutes, by=by, field=field, case=case, but=but)
    _check_consultations(practitioner, when, minutes, field=field, but=but)


def _check_sessions(
    practitioner: User,
    when: datetime,
    minutes: int,
    *,
    by: User,
    field: str,
    case: Case | None,
    but: Session | Consultation | None,
) -> None:
    near = (
        Session.objects.planned()
        .filter(
            practitioner=practitioner,
            planned_for__lt=when + timedelta(minutes=minutes),
            planned_for__gt=when - timedelta(minutes=rules.LONGEST_SESSION_MINUTES),
        )
        .exclude(pk=but.pk if isinstance(but, Session) else None)
        .select_related("case__service_user")
        .order_by("planned_for")
    )
    for other in near:
        if rules.overlaps(when, minutes, other.planned_for, other.planned_minutes):
            raise NotAllowed(_clash(other, case, practitioner, by=by), field=field)


def _check_consultations(
    consultant: User,
    when: datetime,
    minutes: int,
    *,
    field: str,
    but: Session | Consultation | None,
) -> None:
    """How long a consultation takes is known once it was held: until then, as long as they usually do."""
    usual = rules.USUAL_CONSULTATION_MINUTES
    near = Consultation.objects.booked().filter(
        consultant=consultant,
        booked_for__lt=when + timedelta(minutes=minutes),
        booked_for__gt=when - timedelta(minutes=usual),
    )
    other = (
        near.exclude(pk=but.pk if isinstance(but, Consultation) else None)
        .order_by("booked_for")
        .first()
    )
    if other is not None:
        raise NotAllowed(
            _("%(name)s has a consultation then: %(moment)s, about %(minutes)s minutes.")
            % {"name": consultant, "moment": moment(other.booked_for), "minutes": usual},
            field=field,
        )


def _clash(other: Session, case: Case | None, practitioner: User, *, by: User) -> str:
    seen = Case.objects.visible_to(by).filter(pk=other.case_id).exists()
    told = {
        "name": practitioner,
        "person": other.case.service_user,
        "moment": moment(other.planned_for),
        "minutes": other.planned_minutes,
    }
    if case is not None and other.case_id == case.pk:
        return (
            _("A session with this person is planned already for %(moment)s (%(minutes)s minutes).")
            % told
        )
    if seen:
        return _("%(name)s sees %(person)s then: %(moment)s, %(minutes)s minutes.") % told
    return _("%(name)s has another session then: %(moment)s, %(minutes)s minutes.") % told
