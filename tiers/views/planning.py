"""The diary: a session planned, or moved."""

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.views.doors import asked_next, onward
from referrals.views.words import before_meeting_in_words
from tiers import actions, figures
from tiers.forms import MoveForm, PlanForm
from tiers.rules import Mode

from .pages import (
    find_case,
    find_session,
    form_page,
    is_sent,
    session_version,
    tried,
    venues,
    when_told,
)


@require_http_methods(["GET", "HEAD", "POST"])
def session_new(request, pk):
    now = timezone.now()
    case = find_case(request, pk, now, safety=True)
    last = figures.last_times(request.user, case)
    form = PlanForm(
        request.POST or None, initial=_usual_plan(last, now), venues=venues(case.service_user)
    )
    if is_sent(request, form):
        session = tried(
            form,
            lambda: actions.plan_session(
                case_id=case.pk, by=request.user, at=now, **form.cleaned_data
            ),
        )
        if session is not None:
            messages.success(request, when_told(_("Planned for %(moment)s."), session.planned_for))
            return onward(request, case)
    return form_page(
        request,
        "tiers/session_new.html",
        case,
        form,
        now,
        next=asked_next(request),
        before=before_meeting_in_words(case.referral),
    )


def _usual_plan(last, now):
    """After the last that was held or is planned already: as then, one rhythm on."""
    if not last:
        return {"minutes": 60, "mode": Mode.IN_PERSON}
    moments = [row["planned_for"] for row in last]
    following = figures.usual_next(moments[0], moments, now)
    return {
        "planned_on": following.date(),
        "planned_at": following.time(),
        "minutes": last[0]["planned_minutes"],
        "mode": last[0]["mode"],
        "venue_id": last[0]["venue_id"],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def session_move(request, pk):
    now = timezone.now()
    session = find_session(request, pk, now, safety=True)
    local = timezone.localtime(session.planned_for)
    form = MoveForm(
        request.POST or None,
        initial={
            "version": session.version,
            "planned_on": local.date(),
            "planned_at": local.time(),
            "minutes": session.planned_minutes,
            "mode": session.mode,
            "venue_id": session.venue_id,
            "with_probation": session.with_probation,
        },
        venues=venues(session.case.service_user),
    )
    if is_sent(request, form):
        moved = tried(
            form,
            lambda: actions.move_session(
                session_id=session.pk, by=request.user, at=now, **form.cleaned_data
            ),
            version=lambda: session_version(request, session),
        )
        if moved is not None:
            messages.success(request, when_told(_("Moved to %(moment)s."), moved.planned_for))
            return onward(request, session.case)
    return form_page(
        request,
        "tiers/session_move.html",
        session.case,
        form,
        now,
        session=session,
        next=asked_next(request),
        before=before_meeting_in_words(session.case.referral),
    )
