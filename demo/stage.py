"""One run of the demo: the day it is built on, the dice, and who is on stage."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from django.utils import timezone

from people.models import Team, Unit, User, Venue

SEED = 20260423
Thing = TypeVar("Thing")


@dataclass
class Crew:
    """A team and its people."""

    team: Team
    lead: User
    psychologists: list[User]
    tier2: list[User]
    pdpos: list[User]
    pps: list[User]
    units: list[Unit] = field(default_factory=list)

    @property
    def practitioners(self) -> list[User]:
        return [*self.psychologists, *self.tier2, *self.pdpos]


@dataclass
class Stage:
    now: datetime
    say: Callable[[str], Any]
    dice: random.Random = field(default_factory=lambda: random.Random(SEED))
    venues: dict[str, Venue] = field(default_factory=dict)
    serial: int = 0
    taken: set[tuple[int, datetime]] = field(default_factory=set)
    names: set[tuple[str, str]] = field(default_factory=set)
    interventions: dict[int, list[int]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def next_serial(self) -> int:
        self.serial += 1
        return self.serial

    def pick(self, bank: Sequence[Thing]) -> Thing:
        return self.dice.choice(bank)

    def day(self, ago: int) -> date:
        """So many days ago (ahead when negative), moved to a Friday or Monday off a week-end."""
        day = self.today - timedelta(days=ago)
        off = day.weekday() - 4
        if off > 0:
            day += timedelta(days=-off if ago >= 0 else 3 - off)
        return day

    def at(self, ago: int, hour: int = 10, minute: int = 0) -> datetime:
        """A moment on that working day; what has happened is never later than now."""
        moment = _moment(self.day(ago), hour, minute)
        return min(moment, self.now) if ago >= 0 else moment

    def slot(self, practitioner: User, day: date) -> datetime:
        """The next free hour of somebody's day: nobody meets two people at once."""
        for hour, minute in ((9, 30), (11, 0), (14, 0), (15, 30), (12, 30), (16, 45), (8, 15)):
            moment = _moment(day, hour, minute)
            if (practitioner.pk, moment) not in self.taken:
                self.taken.add((practitioner.pk, moment))
                return moment
        return self.slot(practitioner, day + timedelta(days=1))


def _moment(day: date, hour: int, minute: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))
