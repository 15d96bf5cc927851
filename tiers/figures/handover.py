"""What becomes of the diary when the work goes to one or the other."""

from __future__ import annotations

from typing import NamedTuple

from tiers.models.diaries import Clash, clashes, diaries, planned_ahead


class Along(NamedTuple):
    """How many planned sessions there are, and which of them this worker has no room for."""

    planned: int
    clashes: list[Clash]


def diary_of_each(case, found, now):
    """{worker: Along} for every candidate: three statements, however many they are."""
    sessions = list(planned_ahead(case.pk, case.practitioner_id, now))
    keys = [one.pk for one in found if one.pk != case.practitioner_id]
    kept = diaries(keys, sessions)
    return {key: Along(len(sessions), clashes(sessions, diary)) for key, diary in kept.items()}
