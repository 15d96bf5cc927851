"""Lists that answer "what needs me?" before "what exists?"."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Case, IntegerField, OuterRef, Subquery, Value, When
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from audit.views import looked_at_each
from people.models import Team
from referrals import rules
from referrals.forms import FilterForm
from referrals.models import (
    InformationRequest,
    Referral,
    with_decide_by,
    with_unread,
    with_what_is_due,
)
from referrals.rules import Status
from referrals.words import to_do, where_the_referral_stands

from .paging import PAGE, parts
from .paging import pages as _pages
from .paging import start_of as _start

SHOWN = ("service_user", "service_user__pp", "referrer", "team")


@require_safe
def referral_list(request):
    """One's own referrals, and where each stands; questions first, then drafts, then the rest."""
    now = timezone.now()
    today = timezone.localdate(now)
    rows = (
        with_what_is_due(with_unread(Referral.objects.visible_to(request.user), request.user))
        .referred_by(request.user)
        .exclude(status=Status.DISCARDED)
        .select_related(*SHOWN, "team__policy")
        .annotate(
            first=Case(
                When(status=Status.INFORMATION_REQUESTED, then=Value(0)),
                When(status=Status.DRAFT, then=Value(1)),
                When(status__in=rules.FINAL, then=Value(3)),
                default=Value(2),
                output_field=IntegerField(),
            )
        )
        .order_by("first", "-touched_at", "-pk")
    )
    start = _start(request)
    found = list(rows[start : start + PAGE + 1])
    looked_at_each(request, (row.service_user_id for row in found[:PAGE]), at=now)
    return render(
        request,
        "referrals/referral_list.html",
        {
            "items": [_standing(referral, today) for referral in found[:PAGE]],
            "today": today,
            "parts": parts_of(request),
            **_pages(request, start, len(found)),
        },
    )


def _standing(referral, today):
    """Where it stands, as a sentence, and the one thing to do about it."""
    words, page = to_do(referral)
    return {
        "referral": referral,
        "url": page or referral.get_absolute_url(),
        "sentence": where_the_referral_stands(referral, today),
        "to_do": words,
    }


def parts_of(request):
    """The three lists of whoever works in a team; a PP has one and needs no choice."""
    if not request.user.working_team_ids:
        return []
    return parts(
        request,
        (
            ("referrals:referral_incoming", _("To decide")),
            ("referrals:waiting_list", _("Waiting list")),
            ("referrals:referral_list", _("My referrals")),
        ),
    )


def teams_of(user):
    """To choose from, for the few who work in more than one."""
    if len(user.working_team_ids) < 2:
        return ()
    teams = Team.objects.visible_to(user).filter(pk__in=user.working_team_ids).order_by("name")
    return teams.values_list("pk", "name")


def team_only(user):
    if not user.working_team_ids:
        raise PermissionDenied


@require_safe
def referral_incoming(request):
    """What waits for a decision, oldest first; and drafts whose PP asks for an override."""
    team_only(request.user)
    now = timezone.now()
    due = (
        InformationRequest.objects.visible_to(request.user)
        .unanswered()
        .filter(referral=OuterRef("pk"))
        .values("due_on")[:1]
    )
    rows = (
        with_decide_by(with_unread(Referral.objects.visible_to(request.user), request.user))
        .to_decide()
        .select_related(*SHOWN, "screening")
        .annotate(answer_due=Subquery(due))
        .order_by("submitted_at", "pk")
    )
    form = FilterForm(
        request.GET,
        statuses=[Status.SUBMITTED, Status.INFORMATION_REQUESTED],
        teams=teams_of(request.user),
    )
    rows = filtered(rows, form)
    start = _start(request)
    found = list(rows[start : start + PAGE + 1])
    for row in found:
        row.stuck = rules.stuck_undecided(row.answer_due, today=timezone.localdate(now))
        row.late = row.answer_due is None and row.decide_by < timezone.localdate(now)
    unsigned = Referral.to_override.unsigned(request.user)
    to_sign = list(unsigned.select_related("service_user", "referrer", "screening")[:20])
    looked_at_each(request, (row.service_user_id for row in [*found[:PAGE], *to_sign]), at=now)
    return render(
        request,
        "referrals/referral_incoming.html",
        {
            "referrals": found[:PAGE],
            "to_sign": to_sign,
            "today": timezone.localdate(now),
            "form": form,
            "parts": parts_of(request),
            "clear_url": request.path,
            **_pages(request, start, len(found)),
        },
    )


FILTERS = {"tier": "tier", "status": "status", "team": "team_id", "discipline": "discipline"}


def filtered(rows, form):
    if form.is_valid():
        for field, column in FILTERS.items():
            if form.cleaned_data.get(field):
                rows = rows.filter(**{column: form.cleaned_data[field]})
    return rows
