"""A PP becomes the one who supervises a person the service already knows."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from audit.actions import acting, lock, note_access
from audit.models import AccessKind, AccessRecord
from people import rules
from people.models import ServiceUser, User
from people.permissions import Role

from .service_users import note_pp_change, note_referrer

PAGE = "people:person_take_over"


def take_over(
    *, identifier: str, date_of_birth: date, family_name: str, by: User, at: datetime
) -> ServiceUser:
    """Nothing about the person is shown before all three agree; every miss is noted and counted."""
    found = _match(identifier, date_of_birth, family_name, by=by, at=at)
    if found is None:
        raise rules.no_match()
    if found.team_id not in by.refers_in:
        raise rules.in_another_team(found.team.name)
    with acting("person_taken_over", by=by) as act:
        person = lock(ServiceUser.objects.not_barred_to(by), found.pk)
        before = person.pp_id
        if before != by.pk:
            person.pp, person.cover_pp = by, None
            person.unit_id = by.unit_id or person.unit_id
            person.changed_at, person.changed_by = at, by
            person.version += 1
            person.save()
            note_pp_change(person, from_pp_id=before, by=by, at=at)
        note_referrer(service_user=person, by=by)
        act.record(person, at=at, service_user_id=person.pk, from_pp=before)
    return person


def _match(
    identifier: str, date_of_birth: date, family_name: str, *, by: User, at: datetime
) -> ServiceUser | None:
    """The person all three details agree on. A refusal is kept although the take-over is not."""
    with transaction.atomic():
        # One try at a time for each PP, so that the count cannot be outrun.
        User.objects.select_for_update(of=("self",)).get(pk=by.pk)
        rules.check_may_take_over(
            is_referrer=Role.REFERRER in by.roles, refusals=_refusals(by=by, at=at)
        )
        try:
            read = rules.read_identifier(identifier, year=timezone.localdate(at).year)
        except rules.NotAllowed:
            read = None
        people = ServiceUser.objects.select_related("team")
        known = people.identified(*read).first() if read else None
        agreed = (
            known is not None
            and known.date_of_birth == date_of_birth
            and rules.plain_name(known.family_name) == rules.plain_name(family_name)
            and people.not_barred_to(by).filter(pk=known.pk).exists()
        )
        if known is None or not agreed or known.team_id not in by.refers_in:
            note_access(
                kind=AccessKind.REFUSED,
                at=at,
                page=PAGE,
                by=by,
                service_user_id=known.pk if known is not None else None,
            )
        return known if agreed else None


def _refusals(*, by: User, at: datetime) -> int:
    return AccessRecord.objects.filter(
        actor_id=by.pk,
        kind=AccessKind.REFUSED,
        page=PAGE,
        at__gt=at - rules.TAKE_OVER_WINDOW,
        at__lte=at,
    ).count()
