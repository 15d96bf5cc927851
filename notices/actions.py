"""Tell people, and note that they have read it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from audit.actions import lock
from people.models import Absence, ServiceUser, User, not_barred

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

    `users` are ids; empty ones, the one who did it, those who have left and those barred from the person
    are passed over. While one of them is away, whoever covers for them and reaches the person is told
    as well. Urgent kinds also leave by mail when the transaction is kept.
    """
    wanted = {pk for pk in users if pk is not None and pk != by.pk}
    urgent = kind in rules.URGENT
    if not wanted:
        return 0
    wanted |= _covers(wanted, service_user_id, at=at)
    if service_user_id is not None:
        wanted = not_barred(wanted, service_user_id)
    active = User.objects.active().filter(pk__in=wanted).exclude(pk=by.pk).order_by("pk")
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
        for pk in active.values_list("pk", flat=True)
    )
    if urgent:
        for notice in told:
            tasks.mail_urgent.delay(notice_id=notice.pk)
    return len(told)


def _covers(users: set[int], service_user_id: int | None, *, at: datetime) -> set[int]:
    """Of a person in a team where the two do not both work, a cover learns nothing."""
    away = Absence.objects.on(timezone.localdate(at)).filter(user__in=users)
    return {
        cover.pk
        for cover in User.objects.filter(pk__in=away.values("cover_id"))
        if service_user_id is None
        or ServiceUser.objects.visible_to(cover, merged=True, among=[service_user_id]).exists()
    }


def mark_read(*, notice_id: int, by: User, at: datetime) -> Notice:
    """One's own news, read. Reading twice keeps the first moment. Nothing about anybody changes,
    so no audit event is written: the page it leads to records who looked."""
    notice = lock(Notice.objects.visible_to(by), notice_id)
    if notice.read_at is None:
        notice.read_at = at
        notice.save(update_fields=["read_at"])
    return notice


def mark_shown_read(*, notice_ids: Collection[int], by: User, at: datetime) -> int:
    """What the page showed: news that came since stays unread, and so does what had no room. Gives
    how many."""
    return Notice.objects.visible_to(by).unread().filter(pk__in=notice_ids).update(read_at=at)


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
