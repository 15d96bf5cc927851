"""One case: its story and the moves that are open; paused, taken up again, reviewed."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people.calendar import working_day_after
from people.permissions import Permission
from referrals.views.words import before_meeting_in_words
from tiers import actions, figures, rules
from tiers.forms import PauseForm, ResumeForm, ReviewForm
from tiers.models import Case
from tiers.models.tier_one import tier_one_moments
from tiers.rules import CancelledBy, CaseStatus, SessionStatus
from tiers.words import (
    asked_in_words,
    burden_in_words,
    concern_in_words,
    not_agreed_in_words,
    worked_on_in_words,
)

from .pages import about, bar_of, find_case, form_page, is_sent, tried
from .story import story


@require_safe
def case_detail(request, pk):
    now = timezone.now()
    case = find_case(request, pk, now, tier_one=True, safety=True)
    sessions, contacts, changes, holdings = figures.case_timeline(request.user, case)
    return render(
        request,
        "tiers/case_detail.html",
        {
            "case": case,
            "person": case.service_user,
            "bar": bar_of(request, case, now),
            "today": timezone.localdate(now),
            "before": before_meeting_in_words(case.referral),
            "plan": getattr(case, "ending_plan", None),
            "asked": asked_in_words(case),
            "concerns": _to_make([*sessions, *contacts]),
            "handover": holdings[0] if len(holdings) > 1 else None,
            "arrange_again": _to_arrange_again(sessions, now),
            **_meetings(request.user, case, sessions, now),
            "items": story(
                sessions, contacts, changes, holdings, tier_one_moments(case.service_user)
            ),
        },
    )


def _meetings(user, case, sessions, now):
    """What is to be recorded, what lies ahead, and what the held ones come to."""
    planned = [s for s in sessions if s.status == SessionStatus.PLANNED]
    held = [s for s in sessions if s.status == SessionStatus.HELD]
    return {
        "to_record": [s for s in planned if s.planned_for < now][::-1],
        "ahead": [s for s in planned if s.planned_for >= now][::-1],
        "last_held": held[0] if held else None,
        "held_count": len(held),
        "not_agreed": "" if held else not_agreed_in_words(case.referral),
        "worked_on": worked_on_in_words(held),
        "burden": burden_in_words(sessions),
        "may": _may(user, case, held),
    }


def _to_make(rows):
    """Concerns whose referral is not recorded as made."""
    found = [row.concern for row in rows if row.concern and not row.concern["reference"]]
    return [{"pk": one["pk"], "words": concern_in_words(one)} for one in found]


def _to_arrange_again(sessions, now):
    """Sessions that we took back ahead of their time, and nothing was planned for since."""
    ours = [
        one.recorded_at
        for one in sessions
        if one.status == SessionStatus.CANCELLED
        and one.cancelled_by == CancelledBy.PRACTITIONER
        and one.planned_for >= now
    ]
    return rules.to_arrange_again(ours, [one.planned_at for one in sessions])


def _may(user, case, held):
    """Only the buttons that would work."""
    live = case.status != CaseStatus.ENDED
    leads = user.can(Permission.CASE_ALLOCATE, case.team_id)
    return {
        "work": live,
        "pause": case.status in (CaseStatus.OPEN, CaseStatus.ENDING),
        "resume": case.status == CaseStatus.PAUSED,
        "cannot_go_on": live
        and case.practitioner_id in {user.pk, *user.stands_in_for}
        and not case.handover_asked,
        "reallocate": live and leads,
        "hand_back": live and leads and not held,
        "confirm": user.can(Permission.ENDING_CONFIRM, case.team_id),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def case_pause(request, pk):
    now = timezone.now()
    case = find_case(request, pk, now)
    return _move(
        request,
        case,
        PauseForm,
        actions.pause_case,
        now,
        template="tiers/case_pause.html",
        done=_("The work with %(name)s is paused."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def case_resume(request, pk):
    now = timezone.now()
    case = find_case(request, pk, now)
    return _move(
        request,
        case,
        ResumeForm,
        actions.resume_case,
        now,
        template="tiers/case_resume.html",
        done=_("The work with %(name)s goes on."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def case_review(request, pk):
    now = timezone.now()
    today = timezone.localdate(now)
    case = find_case(request, pk, now)
    review_on = rules.usual_review(
        today=today,
        end_on=case.planned_end_on,
        review_days=case.team.policy.review_days,
    )
    return _move(
        request,
        case,
        ReviewForm,
        actions.review_case,
        now,
        template="tiers/case_review.html",
        done=_("The review has been recorded."),
        review_on=working_day_after(today, review_on),
        complexity=case.complexity,
        aim_wellbeing=case.aim_wellbeing,
        aim_risk=case.aim_risk,
        planned_end_on=case.planned_end_on,
    )


def _move(request, case, form_class, action, now, *, template, done, **initial):
    today = timezone.localdate(now)
    form = form_class(
        request.POST or None,
        initial={
            "version": case.version,
            "review_on": working_day_after(
                today, today + timedelta(days=case.team.policy.review_days)
            ),
            **initial,
        },
    )
    if is_sent(request, form):
        moved = tried(
            form,
            lambda: action(case_id=case.pk, by=request.user, at=now, **form.cleaned_data),
            version=lambda: (
                Case.objects.visible_to(request.user)
                .values_list("version", flat=True)
                .get(pk=case.pk)
            ),
        )
        if moved is not None:
            messages.success(request, done % about(case))
            return redirect(case)
    return form_page(request, template, case, form, now, today=today)
