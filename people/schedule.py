"""Each night: who may have two records; which words of names nobody bears any longer."""

from __future__ import annotations

from datetime import datetime

from people import actions


def likely_doubles(now: datetime) -> int:
    return actions.find_doubles(at=now)


def names_nobody_bears(_now: datetime) -> int:
    return actions.forget_names_nobody_bears()


# Sent one task each by the nightly sweep (flags.registry.chores).
CHORES = [
    ("people.likely_doubles", likely_doubles),
    ("people.names_nobody_bears", names_nobody_bears),
]
