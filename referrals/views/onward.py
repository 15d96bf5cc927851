"""Onward referrals: written for a person, then kept from going quiet."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.views import looked_at, looked_at_each
from iirms.forms import whole_number
from people.bar import person_bar
from people.models import ServiceUser
from people.permissions import Permission
from people.rules import NotAllowed, Stale
from referrals import actions, rules
from referrals.forms import MOVE_FORMS, ChaseForm, OnwardFilterForm, OnwardForm
from referrals.models import Letter, LocalService, OnwardChase, OnwardMove, OnwardReferral
from referrals.rules import OnwardStatus

from .directory import other_services
from .paging import PAGE, pages, start_of

# What the button to each state says, and the title of its page.
MOVES = {
    OnwardStatus.SENT: (_("It has been sent"), _("Sent to the service")),
    OnwardStatus.WAITING: (_("On their waiting list"), _("On their waiting list")),
    OnwardStatus.ACCEPTED: (_("They accepted"), _("They accepted")),
    OnwardStatus.REFUSED: (_("They refused"), _("They refused")),
    OnwardStatus.ABSENT: (_("No such service here"), _("There is no such service here")),
    OnwardStatus.APPEALED: (_("Appeal"), _("Appeal the refusal")),
    OnwardStatus.STARTED: (_("It has started"), _("The work with them has started")),
    OnwardStatus.ENDED: (_("It has finished"), _("The work with them has finished")),
    OnwardStatus.WITHDRAWN: (_("Withdraw"), _("Withdraw this referral")),
}

# From each state, the move most hoped for.
WAY_ON = {
    OnwardStatus.DRAFT: OnwardStatus.SENT,
    OnwardStatus.SENT: OnwardStatus.ACCEPTED,
    OnwardStatus.WAITING: OnwardStatus.ACCEPTED,
    OnwardStatus.ACCEPTED: OnwardStatus.STARTED,
    OnwardStatus.REFUSED: OnwardStatus.APPEALED,
    OnwardStatus.APPEALED: OnwardStatus.ACCEPTED,
    OnwardStatus.STARTED: OnwardStatus.ENDED,
}


def found(request, pk):
    rows = OnwardReferral.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("service_user", "owner", "service", "team"), pk=pk)


def works_here(user, team_id):
    return user.can(Permission.CASE_WORK, team_id)


def _ours(request, pk):
    """One of the team's own: a PP is told how it stands, and moves nothing."""
    onward = found(request, pk)
    if not works_here(request.user, onward.team_id):
        raise Http404
    return onward


@require_safe
def onward_list(request):
    """The soonest to chase first: who waits for whom, since when, refused by whom."""
    user = request.user
    if not user.teams_where(Permission.CASE_WORK):
        raise PermissionDenied
    now = timezone.now()
    today = timezone.localdate(now)
    form = OnwardFilterForm(request.GET or None)
    rows = _narrowed(OnwardReferral.objects.visible_to(user).of_team(user), form, user, today)
    rows = rows.with_refusal().select_related("service_user", "owner")
    start = start_of(request)
    shown = list(rows.order_by("chase_on", "-created_at", "pk")[start : start + PAGE + 1])
    looked_at_each(request, (one.service_user_id for one in shown[:PAGE]), at=now)
    return render(
        request,
        "referrals/onward_list.html",
        {
            "items": [_line(one, today) for one in shown[:PAGE]],
            "today": today,
            "form": form,
            "clear_url": request.path,
            "parts": other_services(request),
            **pages(request, start, len(shown)),
        },
    )


def _narrowed(rows, form, user, today):
    asked = form.cleaned_data if form.is_valid() else {}
    if asked.get("whose") == "mine":
        rows = rows.filter(owner=user)
    status = asked.get("status")
    if status == "CHASE":
        return rows.to_chase(today)
    return rows.filter(status=status) if status else rows.filter(status__in=rules.ONWARD_OPEN)


def _line(onward, today):
    reason = onward.refused_because if onward.status == OnwardStatus.REFUSED else ""
    return {
        "onward": onward,
        "chase_now": bool(onward.chase_on and onward.chase_on <= today),
        "late": bool(onward.chase_on and onward.chase_on < today),
        "reason": rules.RefusalReason(reason).label if reason else "",
    }


def _services(user):
    return LocalService.objects.visible_to(user).open().order_by("name", "pk")


@require_http_methods(["GET", "HEAD", "POST"])
def onward_new(request, pk):
    now = timezone.now()
    person = get_object_or_404(ServiceUser.objects.visible_to(request.user), pk=pk)
    if not works_here(request.user, person.team_id):
        raise Http404
    looked_at(request, service_user_id=person.pk, at=now)
    services = _services(request.user)
    form = OnwardForm(
        request.POST or None, services=services, initial=_instead_of(request, person.pk)
    )
    if request.method == "POST" and form.is_valid():
        try:
            onward = actions.write_onward(
                service_user_id=person.pk, by=request.user, at=now, **form.values()
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Saved. Nothing has been sent yet."))
            return redirect(onward)
    bar = person_bar(person, request.user, now)
    return render(
        request,
        "referrals/onward_edit.html",
        {"form": form, "bar": bar, "onward": None, "cancel_url": bar["url"]},
    )


def _instead_of(request, person_id):
    """After a refusal the same is asked of somebody else: what was written is not written again. The
    person's yes was to the first service."""
    asked = whole_number(request.GET.get("after", ""))
    if asked is None:
        return {}
    rows = OnwardReferral.objects.visible_to(request.user).of_team(request.user)
    return rows.about(person_id).filter(pk=asked).values("need", "words", "why").first() or {}


@require_http_methods(["GET", "HEAD", "POST"])
def onward_edit(request, pk):
    now = timezone.now()
    onward = _ours(request, pk)
    looked_at(request, service_user_id=onward.service_user_id, at=now)
    if request.method != "POST" and onward.status != OnwardStatus.DRAFT:
        return redirect(onward)
    form = OnwardForm(
        request.POST or None, services=_services(request.user), initial=_written(onward)
    )
    if request.method == "POST" and form.is_valid():
        act = actions.change_onward
        if _done(request, form, act, onward_id=pk, at=now, **form.values()):
            messages.success(request, _("Saved."))
            return redirect(onward)
    return render(
        request,
        "referrals/onward_edit.html",
        {
            "form": form,
            "bar": person_bar(onward.service_user, request.user, now),
            "onward": onward,
            "cancel_url": onward.get_absolute_url(),
        },
    )


def _written(onward):
    names = ("need", "why", "words", "agreed_on", "service_address", "version")
    given = {name: getattr(onward, name) for name in names}
    if onward.service_id:
        return given | {"service": str(onward.service_id)}
    return given | {"service_name": onward.service_name}


def _done(request, form, act, **values):
    """Whether the action was taken; what refuses it stands on the page, nothing typed lost."""
    try:
        act(by=request.user, **values)
    except Stale as told:
        form.refuse(told)
        form.catch_up(found(request, values["onward_id"]).version)
        return False
    except NotAllowed as refusal:
        form.refuse(refusal)
        return False
    return True


@require_safe
def onward_detail(request, pk):
    now = timezone.now()
    onward = found(request, pk)
    looked_at(request, service_user_id=onward.service_user_id, at=now)
    moves = (
        OnwardMove.objects.visible_to(request.user)
        .filter(onward=onward)
        .select_related("by", "onward")
        .order_by("-on", "-pk")
    )
    page = {
        "onward": onward,
        "bar": person_bar(onward.service_user, request.user, now),
        "today": timezone.localdate(now),
        "moves": list(moves),
    }
    if not works_here(request.user, onward.team_id):
        return render(request, "referrals/onward_told.html", page)
    chases = OnwardChase.objects.visible_to(request.user).filter(onward=onward)
    page |= {
        "chases": list(chases.select_related("by").order_by("-on", "-pk")),
        "letters": list(
            Letter.objects.visible_to(request.user)
            .filter(onward=onward)
            .select_related("made_by")
            .order_by("-made_at", "-pk")
        ),
        "chase_now": bool(onward.chase_on and onward.chase_on <= page["today"]),
    }
    page["buttons"] = _buttons(onward, chase_now=page["chase_now"])
    return render(request, "referrals/onward_detail.html", page)


def _buttons(onward, *, chase_now):
    """One of them is the way on, and stands first: chasing, once that is due."""
    buttons = [
        {
            "words": MOVES[to][0],
            "url": reverse("referrals:onward_move", args=[onward.pk, to.lower()]),
            "quiet": chase_now or to != WAY_ON.get(onward.status),
        }
        for to in rules.onward_moves(onward.status)
    ]
    return sorted(buttons, key=lambda button: button["quiet"])


@require_http_methods(["GET", "HEAD", "POST"])
def onward_move(request, pk, to):
    now = timezone.now()
    to = to.upper()
    if to not in MOVE_FORMS:
        raise Http404
    onward = _ours(request, pk)
    looked_at(request, service_user_id=onward.service_user_id, at=now)
    if request.method != "POST" and to not in rules.ONWARD_TRANSITIONS[onward.status]:
        messages.info(request, rules.no_longer(OnwardStatus(onward.status)))
        return redirect(onward)
    initial = {
        "version": onward.version,
        "on": timezone.localdate(now),
        "agreed_on": onward.agreed_on,
    }
    form = MOVE_FORMS[to](request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        act = actions.move_onward
        if _done(request, form, act, onward_id=pk, to=to, at=now, **form.values()):
            messages.success(request, _("Recorded."))
            return redirect(onward)
    _words, title = MOVES[to]
    return render(
        request,
        "referrals/onward_move.html",
        {
            "form": form,
            "bar": person_bar(onward.service_user, request.user, now),
            "onward": onward,
            "title": title,
            "warning": to == OnwardStatus.WITHDRAWN,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def onward_chase(request, pk):
    now = timezone.now()
    onward = _ours(request, pk)
    looked_at(request, service_user_id=onward.service_user_id, at=now)
    if request.method != "POST" and onward.status not in rules.AWAITED:
        messages.info(request, rules.no_longer(OnwardStatus(onward.status)))
        return redirect(onward)
    form = ChaseForm(
        request.POST or None,
        initial={"version": onward.version, "on": timezone.localdate(now)},
    )
    if request.method == "POST" and form.is_valid():
        act = actions.chase_onward
        if _done(request, form, act, onward_id=pk, at=now, **form.cleaned_data):
            messages.success(request, _("Logged. The next day to chase is set."))
            return redirect(onward)
    return render(
        request,
        "referrals/onward_move.html",
        {
            "form": form,
            "bar": person_bar(onward.service_user, request.user, now),
            "onward": onward,
            "title": _("Chase this referral"),
            "warning": False,
        },
    )
