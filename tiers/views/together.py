"""Joint work on one page, each meeting a line; and the log of what PPs learn with us."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.views import looked_at
from iirms.dates import read_day
from people.bar import person_bar
from people.models import ServiceUser
from tiers import actions
from tiers.forms import (
    EndJointWorkForm,
    JointMeetingForm,
    JointWorkForm,
    MoreMeetingsForm,
    UpskillingForm,
)
from tiers.models import JointMeeting, JointWork, Upskilling

from .answering import tier_one_page
from .consulting import find_consultation
from .pages import is_sent, tried, working_team

LISTED = 100


@require_http_methods(["GET", "HEAD", "POST"])
def joint_work_new(request, pk):
    now = timezone.now()
    consultation = find_consultation(request, pk, now)
    if consultation.team_id not in request.user.working_team_ids:
        raise PermissionDenied
    form = JointWorkForm(request.POST or None)
    if is_sent(request, form):
        work = tried(
            form,
            lambda: actions.agree_joint_work(
                consultation_id=consultation.pk, by=request.user, at=now, **form.cleaned_data
            ),
        )
        if work is not None:
            messages.success(request, _("Agreed. The PP sees it."))
            return redirect(work)
    return tier_one_page(
        request,
        form,
        heading=_("Agree on a few meetings together"),
        lead=_(
            "You, %(name)s and the person. Limited on purpose: for longer work, refer to Tier 2 or 3."
        )
        % {"name": consultation.pp},
        button=_("Agree"),
        back_url=consultation.get_absolute_url(),
        bar=consultation.bar,
        above=consultation,
    )


def _found(request, pk, now, *, changes=False):
    rows = JointWork.objects.visible_to(request.user).select_related(
        "pp", "worker", "consultation", "ended_by"
    )
    work = get_object_or_404(rows, pk=pk)
    looked_at(request, service_user_id=work.service_user_id, at=now)
    people = ServiceUser.objects.visible_to(request.user).for_bar(timezone.localdate(now))
    person = people.filter(pk=work.service_user_id).first()
    work.bar = person_bar(person, request.user, now) if person else None
    work.is_ours = work.team_id in request.user.working_team_ids
    if changes and not work.is_ours:
        raise PermissionDenied
    return work


@require_safe
def joint_work_detail(request, pk):
    work = _found(request, pk, timezone.now())
    meetings = JointMeeting.objects.visible_to(request.user).filter(joint_work=work)
    met = list(meetings.select_related("logged_by").order_by("met_on", "pk"))
    return render(
        request,
        "tiers/joint_work_detail.html",
        {
            "work": work,
            "bar": work.bar,
            "meetings": met,
            "may_change": work.is_ours and work.ended_at is None,
            "may_meet": len(met) < work.meetings_agreed,
        },
    )


def _step(request, pk, *, form_class, action, said, initial=None, **page):
    now = timezone.now()
    work = _found(request, pk, now, changes=True)
    form = form_class(
        request.POST or None,
        initial={"version": work.version, **(initial(work, now) if initial else {})},
    )
    if is_sent(request, form):
        made = tried(
            form,
            lambda: action(joint_work_id=work.pk, by=request.user, at=now, **form.cleaned_data),
            version=lambda: (
                JointWork.objects.visible_to(request.user)
                .values_list("version", flat=True)
                .get(pk=pk)
            ),
        )
        if made is not None:
            messages.success(request, said)
            return redirect(work)
    return tier_one_page(request, form, back_url=work.get_absolute_url(), bar=work.bar, **page)


@require_http_methods(["GET", "HEAD", "POST"])
def joint_meeting_record(request, pk):
    return _step(
        request,
        pk,
        form_class=JointMeetingForm,
        action=actions.record_joint_meeting,
        said=_("The meeting is recorded."),
        initial=lambda _work, now: {"met_on": timezone.localdate(now), "minutes": 50},
        heading=_("Record a meeting"),
        button=_("Save"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def joint_work_more(request, pk):
    return _step(
        request,
        pk,
        form_class=MoreMeetingsForm,
        action=actions.agree_more_meetings,
        said=_("The number of meetings is changed."),
        initial=lambda work, _now: {"meetings_agreed": work.meetings_agreed},
        heading=_("Change the number of meetings"),
        button=_("Save"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def joint_work_end(request, pk):
    return _step(
        request,
        pk,
        form_class=EndJointWorkForm,
        action=actions.end_joint_work,
        said=_("The joint work has ended. The PP reads what comes next."),
        heading=_("End the joint work"),
        button=_("End it"),
    )


# --- What PPs learn with us -------------------------------------------------------------------------------


@require_safe
def upskilling_list(request):
    team = working_team(request)
    rows = Upskilling.objects.visible_to(request.user).filter(team=team)
    since = read_day(request.GET.get("since", ""))
    if since:
        rows = rows.filter(held_on__gte=since)
    return render(
        request,
        "tiers/upskilling_list.html",
        {
            "team": team,
            "since": since,
            "rows": rows.select_related("logged_by").order_by("-held_on", "-pk")[:LISTED],
            "minutes": rows.aggregate(all=Sum("minutes"))["all"] or 0,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def upskilling_new(request):
    now = timezone.now()
    team = working_team(request)
    form = UpskillingForm(request.POST or None, initial={"held_on": timezone.localdate(now)})
    if is_sent(request, form):
        row = tried(
            form,
            lambda: actions.log_upskilling(
                team_id=team.pk, by=request.user, at=now, **form.cleaned_data
            ),
        )
        if row is not None:
            messages.success(request, _("It is logged."))
            return redirect("tiers:upskilling_list")
    return tier_one_page(
        request,
        form,
        heading=_("Log teaching or a talk with PPs"),
        button=_("Log it"),
        back_url=reverse("tiers:upskilling_list"),
    )
