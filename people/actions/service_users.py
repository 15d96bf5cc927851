"""The person on probation: added, corrected, handed over, moved, closed to some."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.actions import acting, lock
from people import rules
from people.models import (
    FormerIdentifier,
    PPChange,
    Referrer,
    ServiceUser,
    User,
)
from people.permissions import Permission, Role
from people.rules import NotAllowed

from .looking_up import check_free
from .places import Place, settle
from .taken import told_when_taken

IDENTIFIERS = {
    "crn": rules.check_crn,
    "prison_number": rules.check_prison_number,
    "nhs_number": rules.check_nhs_number,
}
# What a form, an import or the demo may set; everything else has its own verb.
PERSON_DETAILS = frozenset(
    {
        *IDENTIFIERS,
        "pnc",
        "given_name",
        "family_name",
        "preferred_name",
        "pronouns",
        "date_of_birth",
        "sex",
        "gender_identity",
        "ethnic_group",
        "ethnicity",
        "prefers_welsh",
        "interpreter_language",
        "telephone",
        "safe_to_leave_message",
        "adjustments",
        "must_not_meet",
        "worker_gender",
        "gp_practice",
        "rosh_public",
        "rosh_children",
        "rosh_known_adult",
        "rosh_staff",
        "mappa_level",
        "mappa_category",
        "risk_recorded_on",
        "index_offence",
        "probation_tier",
        "sentence_ends_on",
        "licence_ends_on",
        "unit_id",
        "pp_id",
        "cover_pp_id",
    }
)


def add_service_user(
    *, by: User, at: datetime, team_id: int, where: Place | None = None, **details: Any
) -> ServiceUser:
    """Add a person to a team. A PP who adds somebody supervises them unless another is named."""
    if team_id not in by.teams_where(Permission.REFER):
        raise NotAllowed(_("You cannot add people to this team."), field="team_id")
    values = _checked(details, at=at)
    if not any(values.get(name) for name in IDENTIFIERS):
        raise NotAllowed(_("Enter at least one of CRN, prison number and NHS number."), field="crn")
    check_free(_numbers(values), page="people:person_new", by=by, at=at)
    check_not_replaced(values)
    _check_mappa(values)
    if Role.REFERRER in by.roles:
        values.setdefault("pp_id", by.pk)
    _check_pps(values, team_id=team_id, by=by)
    with told_when_taken(), acting("person_added", by=by) as act:
        person = ServiceUser.objects.create(team_id=team_id, added_at=at, added_by=by, **values)
        note_referrer(service_user=person, by=by)
        if where is not None:
            settle(person, where, at=at)
        act.record(person, at=at, service_user_id=person.pk)
    return person


def update_service_user(
    *,
    service_user_id: int,
    by: User,
    at: datetime,
    version: int | None = None,
    **details: Any,
) -> ServiceUser:
    values = _checked(details, at=at)
    if numbers := _new_numbers(values, service_user_id):
        check_free(numbers, but=service_user_id, page="people:number_change", by=by, at=at)
    with told_when_taken(), acting("person_changed", by=by) as act:
        person = lock(ServiceUser.objects.visible_to(by), service_user_id)
        rules.check_version(person.version, version)
        changed = {name: new for name, new in values.items() if getattr(person, name) != new}
        _check_only_new_numbers(person, changed)
        assessed_on = values.get("risk_recorded_on", person.risk_recorded_on)
        rules.check_assessment_dated(changed, assessed_on)
        if not MAPPA.isdisjoint(changed):
            _check_mappa(values, person)
        before = person.pp_id
        _check_pps(changed, team_id=person.team_id, by=by)
        _apply(person, changed, by=by, at=at)
        person.save()
        if person.pp_id != before:
            note_pp_change(person, from_pp_id=before, by=by, at=at)
        act.record(person, at=at, service_user_id=person.pk, fields=sorted(changed))
    return person


MAPPA = frozenset({"mappa_level", "mappa_category"})


def _check_mappa(values: Mapping[str, Any], person: ServiceUser | None = None) -> None:
    """What is not said anew stands in the record."""
    level, category = (
        values.get(name, getattr(person, name, "")) for name in ("mappa_level", "mappa_category")
    )
    rules.check_mappa(level=level, category=category)


def _apply(person: ServiceUser, changed: dict[str, Any], *, by: User, at: datetime) -> None:
    for name, new in changed.items():
        setattr(person, name, new)
    person.changed_at, person.changed_by = at, by
    person.version += 1


def _numbers(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in IDENTIFIERS if values.get(name)}


def _new_numbers(values: Mapping[str, Any], service_user_id: int) -> dict[str, Any]:
    numbers = _numbers(values)
    if not numbers:
        return {}
    held = ServiceUser.objects.filter(pk=service_user_id).values(*IDENTIFIERS).first() or {}
    return {name: new for name, new in numbers.items() if held.get(name) != new}


def _check_only_new_numbers(person: ServiceUser, changed: dict[str, Any]) -> None:
    """A number that stands is corrected by its own verb, which keeps the old one findable."""
    for name in IDENTIFIERS.keys() & changed.keys():
        if getattr(person, name):
            raise NotAllowed(
                _("To change a number that is already here, use “Correct a number”."), field=name
            )
    check_not_replaced(changed, but=person.pk)


def check_not_replaced(values: dict[str, Any], *, but: int | None = None) -> None:
    """Nobody is added again by the number that theirs replaced."""
    for name in IDENTIFIERS.keys() & values.keys():
        if not values[name]:
            continue
        rows = FormerIdentifier.objects.theirs().filter(field=name, value=values[name])
        if rows.exclude(service_user=but).exists():
            raise NotAllowed(
                _(
                    "Somebody here had this number before. Search for it: they are in the service"
                    " under a newer number."
                ),
                field=name,
            )


def _checked(details: dict[str, Any], *, at: datetime) -> dict[str, Any]:
    """Every value as it is kept: formats refused with the reason, a wrong PNC kept as typed."""
    unknown = details.keys() - PERSON_DETAILS
    if unknown:
        raise TypeError(f"not a detail of a person: {', '.join(sorted(unknown))}")
    values = dict(details)
    for name, check in IDENTIFIERS.items():
        if name in values:
            values[name] = check(values[name]) if values[name] else None
    if values.get("telephone"):
        values["telephone"] = rules.check_telephone(values["telephone"])
    if values.get("pnc"):
        year = timezone.localdate(at).year
        values["pnc"] = rules.check_pnc(values["pnc"], year=year)
    rules.check_assessed_on(values.get("risk_recorded_on"), today=timezone.localdate(at))
    if "date_of_birth" in values:
        rules.check_date_of_birth(values["date_of_birth"], today=timezone.localdate(at))
    return values


def _check_pps(values: dict[str, Any], *, team_id: int, by: User) -> None:
    """Who supervises and who covers are PPs who refer to this team. A PP of another team may name
    themselves, as they may take a person over."""
    named = {name: values[name] for name in ("pp_id", "cover_pp_id") if values.get(name)}
    if not named:
        return
    pps = User.objects.in_team(team_id, Role.REFERRER).active()
    known = set(pps.filter(pk__in=named.values()).values_list("pk", flat=True))
    if Role.REFERRER in by.roles:
        known.add(by.pk)
    for name, pk in named.items():
        if pk not in known:
            raise NotAllowed(
                _("Choose a probation practitioner who refers to this team."), field=name
            )


def note_referrer(*, service_user: ServiceUser, by: User) -> None:
    """Whoever refers keeps sight of the person. Called inside the caller's own act.

    Staff who work in the team see its people by that, for as long as they are in it.
    """
    if service_user.team_id not in by.working_team_ids:
        Referrer.objects.get_or_create(service_user=service_user, user=by)


def note_pp_change(person: ServiceUser, *, from_pp_id: int | None, by: User, at: datetime) -> None:
    """Both PPs are told in the product; the row also says who supervised when."""
    PPChange.objects.create(
        service_user=person, from_pp_id=from_pp_id, to_pp_id=person.pp_id, at=at, by=by
    )
