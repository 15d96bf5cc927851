"""The work goes to somebody else, or back to the list: who holds it, and what becomes of the diary."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import acting
from notices.rules import NoticeKind
from people.models import User
from people.permissions import Permission
from people.rules import NotAllowed
from people.templatetags.words import moment, week_day
from referrals import actions as referrals
from tiers import rules
from tiers.models import Case, HandoverRequest, Holding, Session
from tiers.models.asked import handovers_asked
from tiers.models.diaries import Clash, clashes, diaries, planned_ahead
from tiers.rules import CancelledBy, ClashWay, Diary, EndingReason

from .closing import cancel, end_work, held_request, withdraw
from .reach import (
    check_live,
    held_case,
    tell,
    tell_leads,
    tell_pps,
    tell_worker,
    worker_for,
)


def hold(
    case: Case,
    worker: User,
    *,
    by: User,
    at: datetime,
    reason: str,
    what_matters: str = "",
    what_was_agreed: str = "",
) -> None:
    """Call inside an act. From now on it is theirs; who held it before stays in the record (N23)."""
    Holding.objects.filter(case=case, to_at__isnull=True).update(to_at=at)
    Holding.objects.create(
        case=case,
        practitioner=worker,
        from_at=at,
        chosen_by=by,
        reason=reason,
        what_matters=what_matters,
        what_was_agreed=what_was_agreed,
    )


def reallocate(
    *,
    case_id: int,
    practitioner_id: int,
    reason: str,
    what_matters: str,
    what_was_agreed: str,
    by: User,
    at: datetime,
    way: str = "",
    version: int | None = None,
) -> Case:
    """Somebody else takes the work on, with what they must know (N23). Of the diary goes along what
    the next worker has room for; `way` says what becomes of the rest."""
    with acting("case_reallocated", by=by, reason=reason) as act:
        case = held_case(case_id, by=by, permission=Permission.CASE_ALLOCATE, version=version)
        check_live(case)
        before = case.practitioner
        if practitioner_id == before.pk:
            raise NotAllowed(
                _("%(name)s works with the person already.") % {"name": before},
                field="practitioner",
            )
        rules.check_handover(what_matters=what_matters, what_was_agreed=what_was_agreed)
        worker = worker_for(
            practitioner_id,
            person=case.service_user,
            team_id=case.team_id,
            tier=case.tier,
            by=by,
        )
        asked = HandoverRequest.objects.filter(case=case).open()
        asked.update(answered_at=at, answered_by=by)
        left = _hand_over_diary(case, before, worker, way=way, by=by, at=at)
        case.practitioner = worker
        case.version += 1
        case.save()
        hold(
            case,
            worker,
            by=by,
            at=at,
            reason=reason,
            what_matters=what_matters.strip(),
            what_was_agreed=what_was_agreed.strip(),
        )
        act.record(
            case,
            at=at,
            service_user_id=case.service_user_id,
            from_practitioner=before.pk,
            practitioner=worker.pk,
            sessions_left={way: left} if left else {},
        )
        tell_worker(case, NoticeKind.CASE_GIVEN, by=by, at=at)
        tell([before.pk], NoticeKind.CASE_TAKEN, case, case.pk, by=by, at=at)
        tell_pps(case, NoticeKind.WORKER_CHANGED, by=by, at=at)
    return case


def _hand_over_diary(
    case: Case, before: User, worker: User, *, way: str, by: User, at: datetime
) -> list[int]:
    """The sessions that did not go along, by their keys."""
    ahead = planned_ahead(case.pk, before.pk, at)
    sessions = list(ahead.select_for_update(of=("self",)))
    found = clashes(sessions, diaries([worker.pk], sessions).get(worker.pk, Diary()))
    left = [clash.session.pk for clash in found]
    if found:
        _settle(found, before, worker, way=way, by=by, at=at)
    Session.objects.filter(pk__in=[one.pk for one in sessions if one.pk not in left]).update(
        practitioner=worker, version=F("version") + 1
    )
    return left


def _settle(
    found: Sequence[Clash], before: User, worker: User, *, way: str, by: User, at: datetime
) -> None:
    if way == ClashWay.STAY:
        _check_can_stay(found, before)
    elif way == ClashWay.REARRANGE:
        cancel(
            Session.objects.filter(pk__in=[clash.session.pk for clash in found]),
            cancelled_by=CancelledBy.PRACTITIONER,
            by=by,
            at=at,
            why=_("To be arranged again: %(name)s now works with the person.") % {"name": worker},
        )
    else:
        when = ", ".join(moment(clash.session.planned_for) for clash in found)
        raise NotAllowed(
            _("%(name)s has no room for what is planned: %(when)s. Say what becomes of it.")
            % {"name": worker, "when": when},
            field="way",
        )


def _check_can_stay(found: Sequence[Clash], before: User) -> None:
    if not before.is_active:
        raise NotAllowed(
            _("%(name)s no longer works here. Arrange these sessions again.") % {"name": before},
            field="way",
        )
    sessions = [clash.session for clash in found]
    diary = diaries([before.pk], sessions)[before.pk]
    for session in sessions:
        day = timezone.localdate(session.planned_for)
        if diary.is_away(day):
            raise NotAllowed(
                _("%(name)s is away on %(day)s. Arrange these sessions again.")
                % {"name": before, "day": week_day(day)},
                field="way",
            )


def hand_back(
    *, case_id: int, words: str, by: User, at: datetime, version: int | None = None
) -> Case:
    """The allocation fell through before they met: the person waits on, with the time waited. The
    worker is told, and whoever referred (`referrals.return_to_waiting`)."""
    with acting("case_handed_back", by=by, reason=words) as act:
        case = held_case(case_id, by=by, permission=Permission.CASE_ALLOCATE, version=version)
        check_live(case)
        if Session.objects.held().filter(case=case).exists():
            raise NotAllowed(
                _("They have met already. Choose somebody else to work with the person instead.")
            )
        end_work(case, reason=EndingReason.HANDED_BACK, words=words, why=words, by=by, at=at)
        referrals.return_to_waiting(referral_id=case.referral_id, by=by, at=at, words=words)
        act.record(case, at=at, service_user_id=case.service_user_id)
        tell_worker(case, NoticeKind.CASE_TAKEN, by=by, at=at)
    return case


def ask_to_hand_over(
    *,
    case_id: int,
    reason: str,
    by: User,
    at: datetime,
    what_matters: str = "",
    what_was_agreed: str = "",
) -> HandoverRequest:
    """It stands with the leads until somebody else is chosen; until then the work is still theirs, or
    theirs to cover."""
    with acting("handover_asked", by=by, reason=reason) as act:
        case = held_case(case_id, by=by, permission=Permission.CASE_WORK)
        check_live(case)
        rules.check_cannot_go_on(
            reason=reason,
            holds=case.practitioner_id in {by.pk, *by.stands_in_for},
            holder=str(case.practitioner),
        )
        if handovers_asked().filter(case=case).exists():
            raise NotAllowed(_("The leads have been told already. Take it back to say it anew."))
        withdraw(HandoverRequest, case, by=by, at=at)  # of one who covered then and does not now
        request = HandoverRequest.objects.create(
            case=case,
            reason=reason.strip(),
            what_matters=what_matters.strip(),
            what_was_agreed=what_was_agreed.strip(),
            asked_at=at,
            asked_by=by,
        )
        act.record(request, at=at, service_user_id=case.service_user_id)
        covers = case.practitioner_id != by.pk
        kind = NoticeKind.COVER_ASKED if covers else NoticeKind.HANDOVER_ASKED
        tell_leads(case, kind, subject_id=case.pk, by=by, at=at)
    return request


def take_back_handover_request(*, request_id: int, by: User, at: datetime) -> HandoverRequest:
    with acting("handover_request_taken_back", by=by) as act:
        request, case = held_request(
            HandoverRequest, request_id, by=by, permission=Permission.CASE_WORK
        )
        withdraw(HandoverRequest, case, by=by, at=at)
        act.record(request, at=at, service_user_id=case.service_user_id)
    return request
