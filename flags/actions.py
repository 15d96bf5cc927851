"""Raise, clear and put off flags; send the day's digest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.conf import settings
from django.core.mail import send_mail
from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from audit.actions import acting, lock, one_at_a_time
from notices import actions as notices
from notices.models import Notice
from people.models import User

from . import registry, rules
from .models import Digest, Flag

# One statement: what deserves the flag is worked out once, so that raising and clearing agree. Flags
# that stand as they should are not touched. The columns are those of `registry.rows`.
SWEEP = """
WITH found AS MATERIALIZED (
    SELECT DISTINCT ON (flag_subject_id) *
    FROM (<rule>) AS rule
    ORDER BY flag_subject_id
), raised AS (
    INSERT INTO flags_flag
        (kind, subject_id, team_id, owner_id, service_user_id, since_on, raised_at, snooze_reason)
    SELECT %s, flag_subject_id, flag_team_id, flag_owner_id, flag_service_user_id::bigint,
           flag_since_on, %s, ''
    FROM found
    LEFT JOIN flags_flag AS held
      ON held.kind = %s AND held.subject_id = flag_subject_id AND held.cleared_at IS NULL
    WHERE held.id IS NULL
       OR (held.team_id, held.owner_id, held.service_user_id, held.since_on)
          IS DISTINCT FROM
          (flag_team_id, flag_owner_id, flag_service_user_id::bigint, flag_since_on)
    ON CONFLICT (kind, subject_id) WHERE cleared_at IS NULL
    DO UPDATE SET team_id = excluded.team_id, owner_id = excluded.owner_id,
                  service_user_id = excluded.service_user_id, since_on = excluded.since_on
    RETURNING xmax = 0 AS is_new
), cleared AS (
    UPDATE flags_flag SET cleared_at = %s
    WHERE kind = %s AND cleared_at IS NULL
      AND NOT EXISTS (SELECT FROM found WHERE flag_subject_id = flags_flag.subject_id)
    RETURNING id
)
SELECT (SELECT count(*) FROM raised WHERE is_new),
       (SELECT count(*) FROM raised WHERE NOT is_new),
       (SELECT count(*) FROM cleared),
       (SELECT count(*) FROM found)
"""


def sweep(*, kind: str, rows: QuerySet, at: datetime) -> rules.Swept:
    """Make the open flags of one kind be exactly `rows`. Safe to run twice, and by two at once."""
    system = User.objects.system()
    with acting("flags_swept", by=system) as act:
        one_at_a_time("flags.sweep", kind)  # a second finds nothing left to do
        swept = rules.Swept(kind, *_run(kind, rows, at))
        if swept.changed:
            act.record(
                system,
                at=at,
                kind=kind,
                raised=swept.raised,
                moved=swept.moved,
                cleared=swept.cleared,
            )
        else:
            act.nothing_to_record()
    return swept


def _run(kind: str, rows: QuerySet, at: datetime) -> tuple[int, int, int, int]:
    rule, given = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(SWEEP.replace("<rule>", rule), [*given, kind, at, kind, at, kind])
        return cursor.fetchone()


def settle(*, service_user_ids: Collection[int], team_ids: Collection[int], at: datetime) -> int:
    """Clear at once what the night would clear: the open flags about these people, and these teams'
    flags about nobody, whose cause is gone. Gives how many. Nothing is raised: a day does that."""
    standing = Flag.objects.open().filter(
        Q(service_user_id__in=service_user_ids) | Q(service_user__isnull=True, team_id__in=team_ids)
    )
    subjects: dict[str, set[int]] = defaultdict(set)
    for kind, subject_id in standing.values_list("kind", "subject_id"):
        subjects[kind].add(subject_id)
    gone = {kind: ids - _deserving(kind, ids, at) for kind, ids in subjects.items()}
    if not any(gone.values()):
        return 0
    system = User.objects.system()
    with acting("flags_settled", by=system) as act:
        over = Flag.objects.open().filter(
            reduce(or_, (Q(kind=kind, subject_id__in=ids) for kind, ids in gone.items()))
        )
        cleared = over.update(cleared_at=at)
        act.record(system, at=at, kinds=sorted(kind for kind, ids in gone.items() if ids))
    return cleared


def _deserving(kind: str, subject_ids: Collection[int], at: datetime) -> set[int]:
    rows = registry.rules()[kind](at).filter(flag_subject_id__in=subject_ids)
    return set(rows.values_list("flag_subject_id", flat=True))


def snooze(*, flag_id: int, until: date, reason: str, by: User, at: datetime) -> Flag:
    """Put a flag off. It comes back on its day; nobody deletes it."""
    with acting("flag_snoozed", by=by, reason=reason) as act:
        flag = lock(Flag.objects.visible_to(by).open(), flag_id)
        rules.check_snooze(until=until, today=timezone.localdate(at), reason=reason)
        flag.snoozed_until = until
        flag.snooze_reason = reason.strip()
        flag.snoozed_at = at
        flag.snoozed_by = by
        flag.save(update_fields=["snoozed_until", "snooze_reason", "snoozed_at", "snoozed_by"])
        act.record(
            flag, at=at, service_user_id=flag.service_user_id, kind=flag.kind, until=str(until)
        )
    return flag


def send_digest(*, user_id: int, at: datetime) -> bool:
    """One mail a day to one person: how many flags and messages, and where. Never who or what.

    The row is committed before the mail leaves: a worker that dies between the two has sent none,
    and nobody is ever mailed twice.
    """
    today = timezone.localdate(at)
    user = User.objects.active().due_a_digest(today).filter(pk=user_id).first()
    if user is None:
        return False
    counts = _counts(user, today)
    count = counts["all"] + counts["news"]
    if not count or not _claim_digest(user, today, count, at):
        return False
    try:
        _mail_digest(user, counts)
    except Exception:
        _release_digest(user, today, at)
        raise
    return True


def _counts(user: User, today: date) -> dict[str, int]:
    """`all`: flags showing; `now`: those of them that are urgent; `news`: messages not mailed yet."""
    flags = Flag.objects.visible_to(user).showing(today).owned_by(user)
    counts = flags.aggregate(all=Count("pk"), now=Count("pk", filter=~Q(kind__in=rules.SOON)))
    return counts | {"news": Notice.objects.visible_to(user).to_mail().count()}


def _claim_digest(user: User, today: date, count: int, at: datetime) -> bool:
    with transaction.atomic():
        _digest, claimed = Digest.objects.get_or_create(
            user=user, day=today, defaults={"count": count, "claimed_at": at}
        )
        if claimed:
            notices.note_mailed(user=user, at=at)
            with acting("digest_sent", by=User.objects.system()) as act:
                act.record(user, at=at, count=count)
    return claimed


def _release_digest(user: User, today: date, at: datetime) -> None:
    with acting("digest_not_sent", by=User.objects.system()) as act:
        digest = Digest.objects.get(user=user, day=today)
        notices.note_not_mailed(user=user, at=digest.claimed_at)
        digest.delete()
        act.record(user, at=at)


def _mail_digest(user: User, counts: dict[str, int]) -> None:
    count = counts["all"] + counts["news"]
    subject = ngettext(
        "IIRMS: %(count)d thing waits for you", "IIRMS: %(count)d things wait for you", count
    ) % {"count": count}
    text = render_to_string(
        "flags/digest.txt",
        {
            **counts,
            "address": settings.SITE_URL.rstrip("/") + reverse("flags:flag_list"),
            "inbox": settings.SITE_URL.rstrip("/") + reverse("notices:notice_list"),
        },
    )
    send_mail(subject, text, None, [user.email])
