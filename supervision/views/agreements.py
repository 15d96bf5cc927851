"""Agreements: dates and intervals, seen by the two and by a lead of the team."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people.models import User
from people.permissions import TEAM_ROLES, Permission, Role
from people.rules import NotAllowed
from people.views.doors import asked_next, form_page
from supervision import actions
from supervision.forms import AgreementForm, ChangeTermsForm, ReasonForm
from supervision.models import Agreement, SupervisionRecord
from supervision.rules import RecordStatus

RECORDS = 30


@require_http_methods(["GET", "HEAD", "POST"])
def agreement_new(request, pk=None):
    """`pk`: for whom, when the page is reached from a colleague who has none."""
    now = timezone.now()
    colleagues = _colleagues(request.user)
    supervisee = next((one for one in colleagues if one.pk == pk), None)
    if not colleagues or (pk is not None and supervisee is None):
        raise Http404
    form = AgreementForm(
        request.POST or None,
        colleagues=colleagues,
        supervisee=supervisee,
        initial={"agreed_on": timezone.localdate(now), "supervisee": request.user.pk},
    )
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data | ({"supervisee": supervisee.pk} if supervisee else {})
        try:
            agreement = actions.make_agreement(
                supervisee_id=asked.pop("supervisee"),
                supervisor_id=asked.pop("supervisor"),
                by=request.user,
                at=now,
                **asked,
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The agreement is made."))
            return redirect(agreement)
    return form_page(
        request,
        "supervision/agreement_new.html",
        form,
        _overview(request.user, supervisee),
        supervisee=supervisee,
    )


def _overview(user, supervisee):
    """A lead who writes it down for a colleague came from the team's list."""
    for_another = supervisee is not None and supervisee.pk != user.pk
    leads = bool(user.teams_where(Permission.TEAM_SEE))
    return "supervision:supervision_team" if for_another and leads else "supervision:my_supervision"


def _colleagues(user):
    """Those who work in the teams one works in, or supervise there, oneself among them."""
    teams = user.working_team_ids | user.teams_where(Permission.SUPERVISE)
    roles = sorted(TEAM_ROLES | {Role.SUPERVISOR})
    staff = (
        User.objects.visible_to(user)
        .active()
        .filter(memberships__team__in=teams, memberships__role__in=roles)
    )
    return list(staff.distinct().order_by("family_name", "given_name"))


@require_safe
def agreement_detail(request, pk):
    user, now = request.user, timezone.now()
    agreement = get_object_or_404(
        Agreement.objects.visible_to(user)
        .with_clock(timezone.localdate(now))
        .with_next(now)
        .select_related("supervisee", "supervisor", "team", "ended_by"),
        pk=pk,
    )
    is_mine = user.pk in agreement.pair
    return render(
        request,
        "supervision/agreement_detail.html",
        {
            "agreement": agreement,
            "is_mine": is_mine,
            "back_url": asked_next(request)
            or reverse(f"supervision:{'my_supervision' if is_mine else 'supervision_team'}"),
            "records": _records(user, agreement) if is_mine else [],
            "dates": [] if is_mine else _dates(user, agreement),
            "today": timezone.localdate(now),
        },
    )


def _records(user, agreement):
    rows = SupervisionRecord.objects.visible_to(user).filter(agreement=agreement)
    return list(rows.defer("summary", "feelings").order_by("-planned_for")[:RECORDS])


def _dates(user, agreement):
    rows = Agreement.objects.visible_to(user).filter(pk=agreement.pk).dates_only()
    return [
        row | {"status": row["outcome"], "outcome": RecordStatus(row["outcome"]).label}
        for row in rows.order_by("-held_for")[:RECORDS]
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def agreement_edit(request, pk):
    agreement = _current(request.user, pk)
    form = ChangeTermsForm(
        request.POST or None,
        initial={
            "interval_days": agreement.interval_days,
            "minutes": agreement.minutes,
            "place": agreement.place,
            "version": agreement.version,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_agreement(
                agreement_id=pk, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The agreement is changed."))
            return redirect(agreement)
    return form_page(
        request, "supervision/agreement_edit.html", form, agreement, agreement=agreement
    )


@require_http_methods(["GET", "HEAD", "POST"])
def agreement_end(request, pk):
    agreement = _current(request.user, pk)
    form = ReasonForm(request.POST or None, initial={"version": agreement.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_agreement(
                agreement_id=pk, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The agreement has ended."))
            return redirect("supervision:my_supervision")
    return form_page(
        request, "supervision/agreement_end.html", form, agreement, agreement=agreement
    )


def _current(user, pk):
    rows = Agreement.objects.visible_to(user).current().select_related("supervisee", "supervisor")
    return get_object_or_404(rows, pk=pk)
