"""The nightly sweep and the morning's digests: read the clock once, call actions as the service."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from celery import shared_task
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from iirms.celery import AGAIN, MAIL_AGAIN
from notices.models import Notice
from people.models import Absence, User

from . import actions, registry
from .models import Digest, Flag
from .rules import QUARTER_HOURLY


@shared_task(**AGAIN)
def sweep(kinds: list[str] | None = None, quick: bool = False, **_later: Any) -> None:
    """One task for each rule, sent all or none: a rule that fails holds up no other."""
    chosen = kinds or sorted(QUARTER_HOURLY if quick else registry.rules())
    with transaction.atomic():
        if not quick and kinds is None:
            for name in sorted(registry.chores()):
                do_chore.delay(name=name)
        for kind in chosen:
            sweep_kind.delay(kind=str(kind))


@shared_task(**AGAIN)
def sweep_kind(*, kind: str, **_later: Any) -> None:
    now = timezone.now()
    actions.sweep(kind=kind, rows=registry.rules()[kind](now), at=now)


@shared_task(**AGAIN)
def do_chore(*, name: str, **_later: Any) -> None:
    registry.chores()[name](timezone.now())


@shared_task(**AGAIN)
def send_digests(**_later: Any) -> None:
    with transaction.atomic():
        for user_id in who_gets_a_digest(timezone.now()):
            send_digest.delay(user_id=user_id)


@shared_task(**MAIL_AGAIN)
def send_digest(*, user_id: int, **_later: Any) -> None:
    actions.send_digest(user_id=user_id, at=timezone.now())


def who_gets_a_digest(at: datetime) -> list[int]:
    """Who wants one, has something showing, works today, is not away and has not had it."""
    today = timezone.localdate(at)
    return list(
        User.objects.active()
        .due_a_digest(today)
        .filter(
            Q(pk__in=Flag.objects.showing(today).values("owner_id"))
            | Q(pk__in=Notice.objects.to_mail().values("user_id"))
        )
        .exclude(pk__in=Absence.objects.on(today).values("user_id"))
        .exclude(pk__in=Digest.objects.filter(day=today).values("user_id"))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
