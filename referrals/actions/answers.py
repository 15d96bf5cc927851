"""Where each answer of a step goes: the referral's own, or the person's, asked once for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from people import actions as people
from people.models import User
from people.rules import ROSH_GROUPS
from referrals import rules
from referrals.models import Agency, Referral
from referrals.rules import STEP_FIELDS, Step

from .release import keep_release_items

# Never asked twice: what an earlier referral said is there to be kept or changed.
COPIED = (
    "criteria_group",
    "hope_wellbeing",
    "hope_risk",
    "tried_before",
    "tried_by",
    "let_down",
    "risk_summary",
    "room_worries",
    "readiness_note",
    "venue_wish",
    "venue_worries",
    "worker_wish",
    "network",
)
# Moved to another tier, a referral keeps these answers too: they were given for this very work.
KEPT_ON_REDIRECT = (
    *COPIED,
    "details_confirmed",
    "criteria_set",
    "rosh_confirmed",
    "readiness",
    "readiness_factors",
    "review_proposed_on",
    "consent",
    "explained",
)

# The person's own, whichever step asks: people.actions keeps them, with who said so.
PERSONS_OWN: Mapping[str, frozenset[str]] = {
    Step.PERSON: frozenset(
        {
            "preferred_name",
            "pronouns",
            "prefers_welsh",
            "interpreter_language",
            "adjustments",
            "must_not_meet",
            "worker_gender",
        }
    ),
    Step.RISK: frozenset({*ROSH_GROUPS, "mappa_level", "mappa_category"}),
}


def keep_for_referral(
    referral: Referral, step: str, values: Mapping[str, Any], *, at: datetime
) -> None:
    """Call inside an act; the caller saves the referral."""
    for name in STEP_FIELDS[step] & set(values):
        setattr(referral, name, values[name] if values[name] is not None else _empty(name))
    if step == Step.HOPES:
        if "focus" not in values and referral.tier != rules.FOCUSED_TIER:
            referral.focus = ""
        rules.check_focus(tier=referral.tier, focus=referral.focus)
    if step == Step.READINESS:
        rules.check_proposed_review(
            referral.readiness, referral.review_proposed_on, today=timezone.localdate(at)
        )
    if "agencies" in values:
        _keep_agencies(referral, values["agencies"])
    if "release_items" in values:
        keep_release_items(referral, values["release_items"])


def _empty(name: str) -> Any:
    """A box left empty is kept as the field's own empty value."""
    return getattr(Referral(), name)


def _keep_agencies(referral: Referral, rows: Sequence[Mapping[str, str]]) -> None:
    referral.agencies.all().delete()
    Agency.objects.bulk_create(
        Agency(referral=referral, position=position, **row) for position, row in enumerate(rows)
    )


def keep_for_person(
    referral: Referral, step: str, values: Mapping[str, Any], *, by: User, at: datetime
) -> None:
    """Call inside an act. Only what differs is written, against the version the page showed."""
    person = referral.service_user
    given = {
        name: values[name] if values[name] is not None else ""
        for name in PERSONS_OWN.get(step, frozenset()) & set(values)
    }
    if "prefers_welsh" in given:
        given["prefers_welsh"] = bool(given["prefers_welsh"])
    changed: dict[str, Any] = {
        name: new for name, new in given.items() if getattr(person, name) != new
    }
    held: dict[str, Any] = {"service_user_id": person.pk, "by": by, "at": at}
    assessed_on = values.get("risk_recorded_on")
    if not set(ROSH_GROUPS).isdisjoint(changed):
        changed["risk_recorded_on"] = assessed_on or timezone.localdate(at)
    elif assessed_on and assessed_on != person.risk_recorded_on:
        changed["risk_recorded_on"] = assessed_on
    version = values.get("person_version")
    if changed:
        version = people.update_service_user(version=version, **held, **changed).version
    if "registers" in values:
        people.set_registrations(registers=values["registers"], version=version, **held)
    if "venue_wishes" in values:
        people.set_venue_wishes(wishes=values["venue_wishes"], **held)
