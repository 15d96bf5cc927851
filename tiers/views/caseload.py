"""My caseload, and a colleague's for their lead."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.views import looked_at_each
from flags.models import Flag
from people.models import Absence, User
from people.permissions import Permission
from people.views.doors import needs
from tiers import figures
from tiers.rules import CaseStatus


@require_safe
@needs(Permission.CASE_WORK)
def caseload(request):
    return _page(request, request.user)


@require_safe
@needs(Permission.TEAM_SEE)
def caseload_of(request, pk):
    worker = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if worker.pk != request.user.pk and not (
        request.user.teams_where(Permission.TEAM_SEE) & worker.team_ids
    ):
        raise Http404
    return _page(request, worker)


def _page(request, worker):
    now = timezone.now()
    today = timezone.localdate(now)
    mine = worker.pk == request.user.pk
    covers = figures.covering(request.user, today) if mine else {}
    found = figures.caseload(request.user, practitioners=[worker.pk, *covers], now=now)
    cases = [_shown(case, today) for case in found]
    flags = Flag.objects.visible_to(request.user).showing(today)
    counts = flags.count_per_person([case.service_user_id for case in cases]) if cases else {}
    for case in cases:
        case.flag_count = counts.get(case.service_user_id, 0)
    own = [case for case in cases if case.practitioner_id == worker.pk]
    looked_at_each(request, (case.service_user_id for case in cases), at=now)
    return render(
        request,
        "tiers/caseload.html",
        {
            "worker": worker,
            "mine": mine,
            "away": None if mine else _away(request.user, worker, today),
            "cases": own,
            "covers": [
                {
                    "worker": cover.worker,
                    "until": cover.until,
                    "cases": [case for case in cases if case.practitioner_id == pk],
                }
                for pk, cover in covers.items()
            ],
            "today": today,
            "paused": sum(case.status == CaseStatus.PAUSED for case in own),
            "ending": sum(case.status == CaseStatus.ENDING for case in own),
        },
    )


def _away(user, worker, today):
    absences = Absence.objects.visible_to(user).on(today).filter(user=worker)
    return absences.select_related("cover").order_by("starts_on").first()


def _shown(case, today):
    case.days_quiet = _days(case.last_contact or case.opened_at, today)
    silent = _days(case.silent_since, today)
    case.is_quiet = case.status != CaseStatus.PAUSED and silent > case.team.policy.no_contact_days
    case.is_past_end = case.planned_end_on < today
    return figures.with_phase(case, today)


def _days(moment, today):
    return (today - timezone.localdate(moment)).days
