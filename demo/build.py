"""The whole of it, in one transaction: two teams, their people, eighteen months, this morning."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from celery import current_app
from django.db import transaction

from flags import actions as flag_actions
from flags import registry
from notices import actions as notice_actions
from notices.models import Notice
from people.models import ServiceUser, User
from people.permissions import Profession

from . import care, core, onward, records, staff, stories
from .stage import Stage


def is_there() -> bool:
    return User.objects.filter(email__endswith=f"@{staff.DOMAIN}").exists()


def is_real() -> bool:
    others = User.objects.exclude(profession=Profession.SYSTEM).exclude(
        email__endswith=f"@{staff.DOMAIN}"
    )
    return others.exists() or ServiceUser.objects.exists()


def build(*, now: datetime, say: Callable[[str], Any]) -> None:
    stage = Stage(now=now, say=say)
    with transaction.atomic(), no_letters(), all_or_nothing():
        say("Two teams, their places and staff")
        south, gwent = staff.build(stage)
        say("Supervision of staff, eighteen months of it")
        care.build(stage, south, gwent)
        say("South Wales: 120 people, from the first draft to the last goodbye")
        stories.south_wales(stage, south)
        say("Tier 1: what PPs asked, and one formulation")
        core.everything(stage, south)
        say("Gwent: 25 people")
        stories.gwent(stage, gwent)
        say("Other services, and who was referred on to them")
        onward.build(stage, south)
        say("Records: one person entered twice, a list brought in")
        records.build(stage, south, gwent)
        say("Flags, as the night would raise them")
        for kind, rule in registry.rules().items():
            flag_actions.sweep(kind=kind, rows=rule(now), at=now)
        read_what_is_old(now)


def read_what_is_old(now: datetime) -> None:
    """Everybody keeps up with their inbox, but for the last four days' worth."""
    old = Notice.objects.unread().filter(at__lt=now - timedelta(days=4)).order_by("user", "pk")
    for user, shown in groupby(old.select_related("user"), key=lambda notice: notice.user):
        keys = [notice.pk for notice in shown]
        notice_actions.mark_shown_read(notice_ids=keys, by=user, at=now - timedelta(days=4))


@contextmanager
def no_letters() -> Iterator[None]:
    """Notices of eighteen invented months are not sent: nobody lives at these addresses."""
    task = current_app.Task
    send, task.apply_async = task.apply_async, lambda *_args, **_options: None
    try:
        yield
    finally:
        task.apply_async = send


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """A mistake undoes the whole demo, so its thousands of steps need no savepoint each."""
    features = transaction.get_connection().features
    features.uses_savepoints = False
    gc.disable()
    try:
        yield
    finally:
        features.uses_savepoints = True
        gc.enable()
