"""The work on a spreadsheet, done by a worker; and forgetting, by night."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery import shared_task
from django.utils import timezone

from imports import actions

# Twenty thousand rows take minutes on a busy machine. Less than the queue waits before it gives a
# task to a second worker (iirms.broker.VISIBILITY).
LONG: dict[str, Any] = {"soft_time_limit": 510, "time_limit": 540}


@shared_task(**LONG)
def read(*, sheet_id: int, **_later: Any) -> None:
    with told_when_it_fails(sheet_id):
        actions.read_sheet(sheet_id=sheet_id, at=timezone.now())


@shared_task(**LONG)
def bring_in(*, sheet_id: int, **_later: Any) -> None:
    with told_when_it_fails(sheet_id):
        actions.bring_in_sheet(sheet_id=sheet_id, at=timezone.now())


@contextmanager
def told_when_it_fails(sheet_id: int) -> Iterator[None]:
    """Nobody waits for ever at a page that says it is being done."""
    try:
        yield
    except Exception:
        actions.give_up(sheet_id=sheet_id, at=timezone.now())
        raise


@shared_task
def forget(**_later: Any) -> int:
    return actions.forget_sheets(timezone.now())
