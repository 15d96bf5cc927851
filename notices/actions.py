"""Tell people, and note that they have read it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from audit.actions import lock
from people.models import Absence, User

from . import rules, tasks
from .models import Notice
from .rules import NoticeKind


def tell(
    users: Iterable[int | None],
    kind: NoticeKind,
    *,
    subject_id: int,
    about: str = "",
    service_user_id: int | None,
    by: User,
    at: datetime,
) -> int:
    """Call inside an act: the news is kept with the change it tells of, or not at all. Gives how many
    were told.

    `users` are ids; empty ones, the one who did it and those who have left are passed over. While
    one of them is away, whoever covers for them is told as well. Urgent kinds also leave by mail when
    the transaction is kept.
    """
    wanted = {pk for pk in users if pk is not None and pk != by.pk}
    urgent = kind in rules.URGENT
    covers = Absence.objects.on(timezone.localdate(at)).filter(user__in=wanted)
    active = (
        User.objects.active()
        .filter(Q(pk__in=wanted) | Q(pk__in=covers.values("cover_id")))
        .exclude(pk=by.pk)
        .order_by("pk")
    )
    told = Notice.objects.bulk_create(
        Notice(
            user_id=pk,
            kind=kind,
            subject_id=subject_id,
            about=about,
            service_user_id=service_user_id,
            at=at,
            mailed_at=at if urgent else None,
        )
        for pk in (active.values_list("pk", flat=True) if wanted else ())
    )
    if urgent:
        for notice in told:
            tasks.mail_urgent.delay(notice_id=notice.pk)
    return len(told)


def mark_read(*, notice_id: int, by: User, at: datetime) -> Notice:
    """One's own news, read. Reading twice keeps the first moment. Nothing about anybody changes,
    so no audit event is written: the page it leads to records who looked."""
    notice = lock(Notice.objects.visible_to(by), notice_id)
    if notice.read_at is None:
        notice.read_at = at
        notice.save(update_fields=["read_at"])
    return notice


def mark_all_read(*, up_to: int, by: User, at: datetime) -> int:
    """Everything the page showed: news that came since stays unread. Gives how many."""
    return Notice.objects.visible_to(by).unread().filter(pk__lte=up_to).update(read_at=at)


def note_mailed(*, user: User, at: datetime) -> int:
    """The day's message counted them: the next one does not."""
    return Notice.objects.to_mail().filter(user=user, at__lte=at).update(mailed_at=at)


def note_not_mailed(*, user: User, at: datetime) -> int:
    """The message of that moment did not leave after all."""
    return Notice.objects.unread().filter(user=user, mailed_at=at).update(mailed_at=None)


def forget_old(now: datetime) -> int:
    """Read notices older than `KEPT_DAYS` days. What they told of stays where it happened."""
    old = now - timedelta(days=rules.KEPT_DAYS)
    gone, _each = Notice.objects.filter(read_at__lt=old).delete()
    return gone
