"""How a rule says no."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _


class NotAllowed(Exception):
    """A rule says no. The message is a sentence for the person who asked; `field` names the
    input at fault when there is one."""

    def __init__(self, message: Any, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class Stale(NotAllowed):
    """Somebody else changed the record since this page was opened."""


def check_version(found: int, given: int | None) -> None:
    """`given` is the version the page was opened with; None is a door without pages (jobs)."""
    if given is not None and given != found:
        raise Stale(
            _(
                "Somebody changed this while you were writing. What you typed is still below:"
                " compare it with how things stand now, then send it again."
            )
        )
