"""What every verb about the work shares: the case held in one's hands, and who may touch it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.actions import lock
from notices import actions as notices
from notices.rules import NoticeKind
from people.models import ServiceUser, User
from people.permissions import Permission, Role
from people.rules import NotAllowed
from referrals.actions.moving import check_still
from tiers import rules
from tiers.models import Case, CaseStatusChange
from tiers.models.consulting import consults
from tiers.rules import CaseStatus


def held_case(case_id: int, *, by: User, permission: str, version: int | None = None) -> Case:
    """The case, locked. Stale when it moved since the page was opened, told in words."""
    case = lock(
        Case.objects.visible_to(by).select_related("service_user", "referral", "team__policy"),
        case_id,
    )
    if not by.can(permission, case.team_id):
        raise NotAllowed(REFUSED[Permission(permission)])
    check_still(case, version)
    return case


REFUSED = {
    Permission.CASE_WORK: gettext_lazy("Only the team that works with the person can do that."),
    Permission.CASE_ALLOCATE: gettext_lazy("Only a lead of the team can do that."),
    Permission.ENDING_CONFIRM: gettext_lazy("Only a lead of the team can do that."),
}


def move_case(case: Case, to: str, *, by: User, at: datetime, words: str = "") -> None:
    """Call inside an act, with the row locked; the caller saves nothing more after this."""
    rules.check_can_move_case(case.status, to)
    before, case.status = case.status, to
    if before == CaseStatus.PAUSED:
        case.paused_at, case.paused_by, case.pause_reason = None, None, ""
    case.version += 1
    case.save()
    CaseStatusChange.objects.create(
        case=case, from_status=before, to_status=to, at=at, by=by, words=words
    )


def check_live(case: Case) -> None:
    if case.status not in rules.LIVE:
        raise NotAllowed(_("This work has ended, so that is no longer possible."))


def check_consults(by: User, team_id: int) -> None:
    """Tier 1 is thought through and written by those the rules name for it."""
    if not consults(by, team_id):
        raise NotAllowed(
            _("Only a psychologist, a PD probation officer or a lead of the team can do that.")
        )


def worker_for(
    practitioner_id: int, *, person: ServiceUser, team_id: int, tier: int, by: User
) -> User:
    """Who may hold the work, held still while they are given it: nobody stops them meanwhile."""
    field = "practitioner"
    workers = User.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    worker = workers.filter(pk=practitioner_id).first()
    if worker is None or not worker.can(Permission.CASE_WORK, team_id):
        raise NotAllowed(_("Choose somebody who works in this team."), field=field)
    rules.check_can_hold(
        tier=tier, profession=worker.profession, is_active=worker.is_active, field=field
    )
    if not ServiceUser.objects.not_barred_to(worker).filter(pk=person.pk).exists():
        raise NotAllowed(
            _("%(name)s must not see this person’s record. Choose somebody else.")
            % {"name": worker},
            field=field,
        )
    return worker


def tell_worker(case: Case, kind: NoticeKind, *, by: User, at: datetime) -> None:
    """News for whoever holds the work. Call inside an act."""
    tell([case.practitioner_id], kind, case, case.pk, by=by, at=at)


def tell_leads(case: Case, kind: NoticeKind, *, subject_id: int, by: User, at: datetime) -> None:
    leads = User.objects.in_team(case.team_id, Role.LEAD).values_list("pk", flat=True)
    tell(leads, kind, case, subject_id, by=by, at=at)


def tell_pps(case: Case, kind: NoticeKind, *, by: User, at: datetime) -> int:
    """The PPs who have the person now; it leads to the person's page. Nobody is told where no PP is
    named: whoever asks for it reads that."""
    person = case.service_user
    return tell([person.pp_id, person.cover_pp_id], kind, case, person.pk, by=by, at=at)


def tell(
    users: Iterable[int | None],
    kind: NoticeKind,
    case: Case,
    subject_id: int,
    *,
    by: User,
    at: datetime,
) -> int:
    return notices.tell(
        users,
        kind,
        subject_id=subject_id,
        about=case.referral.reference,
        service_user_id=case.service_user_id,
        by=by,
        at=at,
    )


def london_day(moment: datetime) -> date:
    return timezone.localdate(moment)


def london_clock(moment: datetime) -> time:
    return timezone.localtime(moment).time()
