"""Which work belongs to which kind of list."""

from __future__ import annotations

from collections.abc import Mapping

from imports.rules.kinds import Kind

from .cases import Cases
from .lines import Work
from .people import People
from .referrals import Referrals
from .sessions import Sessions

WORKS: Mapping[str, Work] = {
    Kind.PEOPLE: People(),
    Kind.REFERRALS: Referrals(),
    Kind.CASES: Cases(),
    Kind.SESSIONS: Sessions(),
}
