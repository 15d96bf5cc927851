"""The waiting list: who goes first and why, who is stuck, and that somebody looked."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from audit.views import looked_at, looked_at_each
from people.models import User
from people.permissions import Permission, Role
from people.rules import NotAllowed
from referrals import actions, rules
from referrals.forms import SettledForm, UrgentForm, WaitingForm, WaitReviewForm
from referrals.models import Referral, WaitReview, usual_waits, weighed, with_place, with_unread
from referrals.rules import Status
from referrals.words import wait_in_words

from .deciding import Decision, attempt, fetched, move_page
from .lists import SHOWN, filtered, parts_of, team_only, teams_of
from .paging import PAGE, pages, start_of

# A team's list is a few dozen; beyond this the oldest are shown first and the rest by narrowing.
MOST = 500


class Item(NamedTuple):
    referral: Referral
    days: int
    late: bool
    priority: rules.Priority
    stuck: list[rules.Stuck]
    allocate_url: str


ORDERS = {
    "": lambda item: (-item.priority.points, item.referral.target_on, item.referral.pk),
    "target": lambda item: (item.referral.target_on, item.referral.pk),
    "look": lambda item: (item.referral.review_on, item.referral.pk),
    "longest": lambda item: (-item.days, item.referral.pk),
}


@require_http_methods(["GET", "HEAD", "POST"])
def waiting_list(request):
    """Everybody who waits in one's teams; a POST notes that several were looked at."""
    team_only(request.user)
    now = timezone.now()
    form = WaitingForm(request.GET, teams=teams_of(request.user))
    items = _items(request.user, form, timezone.localdate(now))
    on_hold = show_of(form) == form.PAUSED
    deciding = frozenset() if on_hold else request.user.teams_where(Permission.REFERRAL_DECIDE)
    review = WaitReviewForm(
        request.POST if request.method == "POST" else None,
        choices=[
            (item.referral.pk, item.referral.service_user.display_name)
            for item in items
            if item.referral.team_id in deciding
        ],
    )
    if request.method == "POST" and review.is_valid() and _reviewed(request, review, now):
        return redirect(request.get_full_path())
    start = start_of(request)
    shown = items[start : start + PAGE]
    # The form that notes a look at several names all of them.
    named = items if deciding else shown
    looked_at_each(request, (item.referral.service_user_id for item in named), at=now)
    return render(
        request,
        "referrals/waiting_list.html",
        {
            "items": shown,
            "today": timezone.localdate(now),
            "waits": _waits(request.user, items, now),
            "form": form,
            "review": review if deciding and items else None,
            "wrong": review,
            "on_hold": on_hold,
            "parts": parts_of(request),
            "clear_url": request.path,
            **pages(request, start, len(items[start:])),
        },
    )


def _items(user, form, today):
    looked = WaitReview.objects.visible_to(user).filter(referral=OuterRef("pk")).order_by("-at")
    rows = (
        with_unread(with_place(Referral.objects.visible_to(user)), user)
        .filter(
            team_id__in=user.working_team_ids,
            status=Status.PAUSED if show_of(form) == form.PAUSED else Status.WAITING,
        )
        .select_related(*SHOWN, "team__policy", "urgent_by")
        .annotate(looked_at=Subquery(looked.values("at")[:1]))
        .order_by("target_on", "accepted_at", "pk")
    )
    if show_of(form) == form.LATE:
        rows = rows.filter(target_on__lt=today)
    rows = list(filtered(rows, form)[:MOST])
    professions = _professions(user, {row.team_id for row in rows})
    allocating = user.teams_where(Permission.CASE_ALLOCATE)
    items = [_item(row, professions, allocating, today) for row in rows]
    order = form.cleaned_data.get("order", "") if form.is_valid() else ""
    return sorted(items, key=ORDERS["look" if show_of(form) == form.PAUSED else order])


def show_of(form):
    return form.cleaned_data["show"] if form.is_valid() else ""


def _item(referral, professions, allocating, today):
    person = referral.service_user
    accepted = timezone.localdate(referral.accepted_at)
    return Item(
        referral=referral,
        days=rules.days_waiting(accepted, today),
        late=referral.status == Status.WAITING and referral.target_on < today,
        priority=weighed(referral, today),
        stuck=rules.stuck(
            rules.Standing(
                has_pp=person.pp is not None,
                pp_is_here=person.pp is not None and person.pp.is_active,
                agreed=referral.consent == rules.Consent.AGREED,
                has_worker=rules.has_worker(referral.discipline, professions[referral.team_id]),
                in_custody=referral.here == "CUSTODY",
                release_known=referral.release_on is not None,
                review_passed=referral.status == Status.PAUSED and referral.review_on < today,
            )
        ),
        allocate_url=reverse("tiers:allocate", args=[referral.pk])
        if referral.team_id in allocating and referral.status == Status.WAITING
        else "",
    )


def _professions(user, team_ids):
    """{team: professions of those who hold cases in it}."""
    found = defaultdict(frozenset)
    rows = (
        User.objects.visible_to(user)
        .active()
        .filter(memberships__team__in=team_ids, memberships__role=Role.PRACTITIONER)
        .values_list("memberships__team", "profession")
        .distinct()
    )
    for team_id, profession in rows:
        found[team_id] |= {profession}
    return found


def _waits(user, items, now):
    """One sentence for each tier on the page: how long people like these wait, and the basis."""
    tiers = sorted({(item.referral.team_id, item.referral.tier) for item in items})
    usual = usual_waits(user.working_team_ids, now=now) if tiers else {}
    return [
        {"tier": rules.Tier(tier).label, "words": wait_in_words(usual.get((team_id, tier)))}
        for team_id, tier in tiers
    ]


def _reviewed(request, form, now: datetime):
    if form.cleaned_data["what"] == form.PAUSE:
        return _paused(request, form, now)
    try:
        done, refused = actions.review_waiting(
            referral_ids=form.cleaned_data["referrals"],
            note=form.cleaned_data["note"],
            by=request.user,
            at=now,
        )
    except NotAllowed as refusal:
        form.refuse(refusal)
        return False
    if done:
        messages.success(
            request,
            ngettext("%(n)d person looked at.", "%(n)d people looked at.", len(done))
            % {"n": len(done)},
        )
    for reference, why in refused:
        messages.warning(request, f"{reference}: {why}")
    return True


def _paused(request, form, now: datetime):
    """All or nobody: a refusal says which, and nothing typed is lost."""
    try:
        done = actions.pause_several(
            referral_ids=form.cleaned_data["referrals"],
            reason=form.cleaned_data["reason"],
            review_on=form.cleaned_data["review_on"],
            by=request.user,
            at=now,
        )
    except NotAllowed as refusal:
        form.refuse(refusal)
        return False
    messages.success(
        request,
        ngettext("%(n)d person paused.", "%(n)d people paused.", len(done)) % {"n": len(done)},
    )
    return True


URGENT = Decision(
    Status.WAITING,
    UrgentForm,
    actions.say_urgent,
    _l("Say that they are getting worse"),
    _l("The team sees your words beside their place on the waiting list, and weighs them."),
    _l("Tell the team"),
    _l("The team sees this on the waiting list."),
)
SETTLED = Decision(
    Status.WAITING,
    SettledForm,
    actions.clear_urgent,
    _l("It has settled"),
    _l(
        "What was said about getting worse no longer counts. Your words are kept with the referral."
    ),
    _l("Say that it has settled"),
    _l("It no longer counts on the waiting list."),
)


@require_http_methods(["GET", "HEAD", "POST"])
def referral_urgent(request, pk):
    return _tell(request, pk, URGENT)


@require_http_methods(["GET", "HEAD", "POST"])
def referral_settled(request, pk):
    return _tell(request, pk, SETTLED)


def _tell(request, pk, decision):
    """It moves nothing: the referral waits as before, with more known about it."""
    now = timezone.now()
    referral = fetched(request, pk)
    looked_at(request, service_user_id=referral.service_user_id, at=now)
    form = decision.form(request.POST or None, initial={"version": referral.version})
    if request.method == "POST" and attempt(request, form, referral, decision, now):
        messages.success(request, decision.done)
        return redirect(referral.get_absolute_url())
    return move_page(request, referral, form, decision, now)
