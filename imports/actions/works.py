"""Which work belongs to which kind of list."""

from __future__ import annotations

from collections.abc import Mapping

from imports.rules.kinds import Kind

from .lines import Work
from .people import People

WORKS: Mapping[str, Work] = {Kind.PEOPLE: People()}
