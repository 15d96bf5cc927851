"""Messages between PP and team, notes of those who decide, and answers put right after sending."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from audit.actions import acting
from notices.rules import NoticeKind
from people.models import User
from people.permissions import TEAM_ROLES, Permission, Role
from people.rules import NotAllowed
from referrals import rules
from referrals.models import Amendment, Message, PanelNote, Referral, ThreadRead

from .drafting import COPIED
from .moving import held, tell, tell_leads_that

# The answers in words: what may be put right after sending.
AMENDABLE = COPIED


def write_message(
    *, referral_id: int, words: str, by: User, at: datetime, is_urgent: bool = False
) -> Message:
    """Kept for ever, told to the other side, and the writer has read all that stood before it. A second
    click on the button sends nothing: the message that stands is returned."""
    with acting("referral_message", by=by) as act:
        referral = held(referral_id, by=by)
        rules.check_message(words, status=referral.status)
        last = Message.objects.filter(referral=referral).order_by("pk").last()
        if last is not None and rules.is_second_click(
            (last.by_id, last.words, last.is_urgent), (by.pk, words, is_urgent), at - last.at
        ):
            act.nothing_to_record()
            return last
        message = Message.objects.create(
            referral=referral, words=words, is_urgent=is_urgent, at=at, by=by
        )
        _read_up_to(referral, message.pk, by=by, at=at)
        act.record(message, at=at, service_user_id=referral.service_user_id, urgent=is_urgent)
        kind = NoticeKind.MESSAGE_URGENT if is_urgent else NoticeKind.MESSAGE
        tell(_other_side(referral, by), kind, referral, by=by, at=at)
    return message


def _other_side(referral: Referral, by: User) -> set[int | None]:
    """A PP writes to the leads and to all who wrote from the team; the team writes to the PPs."""
    pps = referral.pps()
    if not referral.is_of(by):
        return pps
    leads = User.objects.in_team(referral.team_id, Role.LEAD).values_list("pk", flat=True)
    wrote = Message.objects.filter(referral=referral).values("by_id")
    writers = User.objects.in_team(referral.team_id, *TEAM_ROLES).filter(pk__in=wrote)
    return (set(leads) | set(writers.values_list("pk", flat=True))) - pps


def mark_thread_read(*, referral_id: int, up_to: int, by: User, at: datetime) -> None:
    """Up to the last message the page showed: one that came since stays unread."""
    with acting("referral_messages_read", by=by) as act:
        referral = held(referral_id, by=by)
        _read_up_to(referral, up_to, by=by, at=at)
        act.record(referral, at=at, service_user_id=referral.service_user_id)


def _read_up_to(referral: Referral, up_to: int, *, by: User, at: datetime) -> None:
    place, made = ThreadRead.objects.get_or_create(
        referral=referral, user=by, defaults={"up_to": up_to, "at": at}
    )
    if not made and place.up_to < up_to:
        place.up_to, place.at = up_to, at
        place.save(update_fields=["up_to", "at"])


def write_panel_note(*, referral_id: int, words: str, by: User, at: datetime) -> PanelNote:
    """Only for those who decide, and not about one's own referral."""
    with acting("referral_panel_note", by=by) as act:
        referral = held(referral_id, by=by)
        rules.check_decides(by.can(Permission.REFERRAL_DECIDE, referral.team_id))
        if referral.is_of(by):
            raise NotAllowed(rules.OWN_REFERRAL)
        rules.check_message(words, status=referral.status)
        note = PanelNote.objects.create(referral=referral, words=words, at=at, by=by)
        act.record(note, at=at, service_user_id=referral.service_user_id)
    return note


def amend(
    *,
    referral_id: int,
    field: str,
    after: str,
    reason: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Amendment:
    """Put one answer right after sending. The referrer or a decider may; before and after are kept."""
    if field not in AMENDABLE:
        raise TypeError(f"not an answer that can be amended: {field}")
    with acting("referral_amended", by=by, reason=reason) as act:
        referral = held(referral_id, by=by, version=version)
        if not referral.parts_of(by) & {rules.REFERRER, rules.DECIDER}:
            raise NotAllowed(_("Only the person who referred, or a decider, can do that."))
        before = getattr(referral, field)
        rules.check_can_amend(referral.status, before=before, after=after, reason=reason)
        setattr(referral, field, after)
        referral.version += 1
        referral.save(update_fields=[field, "version"])
        amendment = Amendment.objects.create(
            referral=referral, field=field, before=before, after=after, reason=reason, at=at, by=by
        )
        act.record(amendment, at=at, service_user_id=referral.service_user_id, field=field)
        tell(
            [referral.referrer_id, referral.service_user.pp_id],
            NoticeKind.REFERRAL_AMENDED,
            referral,
            by=by,
            at=at,
        )
        tell_leads_that(NoticeKind.REFERRAL_AMENDED, referral, by=by, at=at)
    return amendment
