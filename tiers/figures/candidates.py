"""Who could work with a person: everything that is known of each, in one statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from people.models import AccessLimit, User
from people.permissions import ROLE_PERMISSIONS, Permission, Role
from people.rules import PlaceWish, km_between, plain_name, specialisms_wanted
from tiers import rules
from tiers.models.load import DIARY_DAYS, with_load
from tiers.rules import CaseStatus, Fit, Load, Weighed, Weights

WORKING_ROLES = [
    role for role in Role.values if Permission.CASE_WORK in ROLE_PERMISSIONS[Role(role)]
]


@dataclass(frozen=True)
class Candidate:
    """One worker and one person: what there is to know, and what the choice would do."""

    user: User
    barred: bool
    now: Load
    then: Load
    sessions_now: Decimal
    sessions_then: Decimal
    fit: Fit
    areas: list[str]
    specialisms: list[str]
    wanted_specialisms: list[str]
    worked_from: date | None
    worked_until: date | None
    away_from: date | None
    away_until: date | None
    covered_by: str
    covers: list[str]
    named_to_avoid: bool
    distances: list[tuple[float, str, str]] = field(default_factory=list)

    @property
    def pk(self) -> int:
        return self.user.pk

    @property
    def order(self) -> tuple[Any, ...]:
        return (*self.fit.order, self.user.family_name, self.pk)


def weights_of(policy: Any) -> Weights:
    return Weights(
        tier={1: policy.load_tier1, 2: policy.load_tier2, 3: policy.load_tier3},
        more=policy.load_more,
        most=policy.load_most,
        paused_percent=policy.load_paused_percent,
        full_time=policy.load_full_time,
    )


def candidates(user, *, team, tier, person, now, complexity=rules.Complexity.USUAL):
    """Everybody of the team who works at this tier, in the order of `rules.Fit`, those who must not
    see the record too. `person` comes with what `with_safety` adds."""
    people = User.objects.visible_to(user).active().in_team(team.pk, *WORKING_ROLES)
    people = with_load(
        people.filter(profession__in=rules.TIER_PROFESSIONS[tier]), person=person, now=now
    ).select_related("base_venue")
    barred = barred_ids(user, person)
    asked = _Asked(person, Weighed(tier, complexity), weights_of(team.policy), now)
    return sorted((asked.of(worker, barred) for worker in people), key=lambda one: one.order)


def barred_ids(user, person):
    """A function of the two lists on the record: none is asked for when there are none."""
    if not (person.has_exclusions or person.is_restricted):
        return lambda _pk: False
    rows = AccessLimit.objects.visible_to(user).filter(service_user=person)
    limits = set(rows.values_list("user_id", "kind"))
    return lambda pk: (
        (person.has_exclusions and (pk, "EXCLUDED") in limits)
        or (person.is_restricted and (pk, "NAMED") not in limits)
    )


class _Asked:
    """What the person and the work ask for, held beside one worker after the other."""

    def __init__(self, person, case: Weighed, weights: Weights, now) -> None:
        self.person, self.case, self.weights = person, case, weights
        self.today = timezone.localdate(now)
        self.places = _known_places(person)
        self.avoid = f" {plain_name(person.must_not_meet)} "
        self.specialisms = specialisms_wanted(
            sex=person.sex,
            age=person.age_on(self.today),
            registers=[row["register"] for row in person.registers],
        )

    def of(self, worker, barred) -> Candidate:
        held = [weighed(row) for row in worker.held_cases]
        now = load_now(worker, self.weights)
        then = rules.load_of([*held, self.case], hours=worker.weekly_hours, weights=self.weights)
        a_week = rules.sessions_a_week(worker.sessions_ahead, DIARY_DAYS)
        matched = [one for one in worker.specialisms if one in self.specialisms]
        worked, away = worker.worked or {}, worker.away or {}
        away_from, away_until = as_day(away.get("from")), as_day(away.get("until"))
        distances = _distances(worker, self.places)
        is_area = any(area["unit"] == self.person.unit_id for area in worker.area_rows)
        return Candidate(
            user=worker,
            barred=barred(worker.pk),
            now=now,
            then=then,
            sessions_now=a_week,
            sessions_then=a_week + rules.SESSIONS_A_WEEK[self.case.tier],
            fit=Fit(
                wish=worker.wish or "",
                gender=rules.gender_answer(
                    asked=self.person.worker_gender, works_as=worker.works_as
                ),
                welsh=rules.welsh_answer(
                    preferred=self.person.prefers_welsh, speaks=worker.speaks_welsh
                ),
                away=rules.away(away_from, away_until, today=self.today),
                worked_before=bool(worked),
                in_area=is_area,
                specialism=bool(matched),
                km=distances[0][0] if distances else None,
                percent=then.percent,
            ),
            areas=[area["name"] for area in worker.area_rows],
            specialisms=list(worker.specialisms),
            wanted_specialisms=matched,
            worked_from=as_day(worked.get("from")),
            worked_until=as_day(worked.get("until")),
            away_from=away_from,
            away_until=away_until,
            covered_by=(away.get("cover") or "").strip(),
            covers=list(worker.covers),
            named_to_avoid=f" {plain_name(str(worker))} " in self.avoid,
            distances=distances,
        )


def load_now(worker, weights: Weights) -> Load:
    """Of somebody read `with_held_cases`."""
    held = [weighed(row) for row in worker.held_cases]
    return rules.load_of(held, hours=worker.weekly_hours, weights=weights)


def weighed(row) -> Weighed:
    return Weighed(row["tier"], row["complexity"], row["status"] == CaseStatus.PAUSED)


def as_day(text: str | None) -> date | None:
    """A day, or the day in London of a moment, as PostgreSQL writes them in JSON."""
    if not text:
        return None
    return (
        timezone.localdate(datetime.fromisoformat(text))
        if "T" in text
        else date.fromisoformat(text)
    )


def _known_places(person):
    """(point, name, in what way they know it): where they live if it has a place on the map, and
    what they like or know; never where they will not go."""
    rows = list(person.spoken_of)
    if person.lives_at and person.lives_at["name"] not in {row["name"] for row in rows}:
        rows.insert(0, {**person.lives_at, "wish": ""})
    return [
        ((row["latitude"], row["longitude"]), row["name"], row["wish"])
        for row in rows
        if row["latitude"] is not None and row["wish"] != PlaceWish.REFUSES
    ]


def _distances(worker, places):
    base = worker.base_venue
    if base is None or base.latitude is None:
        return []
    here = (base.latitude, base.longitude)
    return sorted((km_between(here, point), name, wish) for point, name, wish in places)
