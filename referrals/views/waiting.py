"""The waiting list: who goes first and why, who is stuck, and that somebody looked."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from audit.views import looked_at, looked_at_each
from people.permissions import Permission
from people.rules import NotAllowed
from people.templatetags.words import day
from people.views.doors import onward
from referrals import actions, rules
from referrals.forms import (
    LookAgainForm,
    PauseReviewForm,
    SettledForm,
    UrgentForm,
    WaitingForm,
    WaitReviewForm,
)
from referrals.models import (
    IS_STUCK,
    Referral,
    WaitReview,
    stuck,
    usual_waits,
    weighed,
    with_standing,
    with_unread,
)
from referrals.rules import Status
from referrals.words import held_up, wait_in_words

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
    stuck: list[dict[str, str]]
    allocate_url: str
    # Its box to tick, for who decides on it.
    pick: Any = None


ORDERS = {
    "": lambda item: (-item.priority.points, item.referral.target_on, item.referral.pk),
    "target": lambda item: (item.referral.target_on, item.referral.pk),
    "look": lambda item: (item.referral.review_on, item.referral.pk),
    "longest": lambda item: (-item.days, item.referral.pk),
}


@require_http_methods(["GET", "HEAD", "POST"])
def waiting_list(request):
    """Everybody who waits in one's teams, or is paused; a POST is about several of them at once."""
    team_only(request.user)
    now = timezone.now()
    form = WaitingForm(request.GET, teams=teams_of(request.user))
    items = _items(request.user, form, timezone.localdate(now))
    on_hold = show_of(form) == form.PAUSED
    review = _review_form(request, items, PauseReviewForm if on_hold else WaitReviewForm)
    if request.method == "POST" and review.is_valid() and _reviewed(request, review, now):
        return redirect(request.get_full_path())
    start = start_of(request)
    shown = items[start : start + PAGE]
    looked_at_each(request, (item.referral.service_user_id for item in shown), at=now)
    return render(
        request,
        "referrals/waiting_list.html",
        {
            "items": _with_boxes(shown, review),
            "today": timezone.localdate(now),
            "waits": _waits(request.user, items, now),
            "form": form,
            "review": review if review.fields["referrals"].choices else None,
            "wrong": review,
            "on_hold": on_hold,
            "parts": parts_of(request),
            "clear_url": request.path,
            "here": request.get_full_path(),
            **pages(request, start, len(items[start:])),
        },
    )


def _review_form(request, items, kind):
    deciding = request.user.teams_where(Permission.REFERRAL_DECIDE)
    return kind(
        request.POST if request.method == "POST" else None,
        choices=[
            (item.referral.pk, item.referral.service_user.display_name)
            for item in items
            if item.referral.team_id in deciding
        ],
    )


def _with_boxes(items, review):
    boxes = {option.value: option for option in review["referrals"].options}
    return [item._replace(pick=boxes.get(str(item.referral.pk))) for item in items]


def _items(user, form, today):
    looked = WaitReview.objects.visible_to(user).filter(referral=OuterRef("pk")).order_by("-at")
    rows = (
        with_unread(with_standing(Referral.objects.visible_to(user), today), user)
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
    if show_of(form) == form.STUCK:
        rows = rows.filter(IS_STUCK)
    allocating = user.teams_where(Permission.CASE_ALLOCATE)
    deciding = user.teams_where(Permission.REFERRAL_DECIDE)
    items = [_item(row, allocating, deciding, today) for row in filtered(rows, form)[:MOST]]
    order = form.cleaned_data.get("order", "") if form.is_valid() else ""
    return sorted(items, key=ORDERS["look" if show_of(form) == form.PAUSED else order])


def show_of(form):
    return form.cleaned_data["show"] if form.is_valid() else ""


def _item(referral, allocating, deciding, today):
    accepted = timezone.localdate(referral.accepted_at)
    return Item(
        referral=referral,
        days=rules.days_waiting(accepted, today),
        late=referral.status == Status.WAITING and referral.target_on < today,
        priority=weighed(referral, today),
        stuck=held_up(referral, stuck(referral), decides=referral.team_id in deciding),
        allocate_url=reverse("tiers:allocate", args=[referral.pk])
        if referral.team_id in allocating and referral.status == Status.WAITING
        else "",
    )


def _waits(user, items, now):
    """One sentence for each tier on the page: how long people like these wait, and the basis."""
    tiers = sorted({(item.referral.team_id, item.referral.tier) for item in items})
    usual = usual_waits(user.working_team_ids, now=now) if tiers else {}
    return [
        {"tier": rules.Tier(tier).label, "words": wait_in_words(usual.get((team_id, tier)))}
        for team_id, tier in tiers
    ]


def _reviewed(request, form, now: datetime):
    """All or nobody, but for a note: a refusal says which, and nothing typed is lost."""
    given = form.cleaned_data
    held = {"referral_ids": given["referrals"], "by": request.user, "at": now}
    try:
        said = SEVERAL[given["what"]](request, held, given)
    except NotAllowed as refusal:
        form.refuse(refusal)
        return False
    if said:
        messages.success(request, said)
    return True


def _looked(request, held, given):
    done, refused = actions.review_waiting(**held, note=given["note"])
    for reference, why in refused:
        messages.warning(request, f"{reference}: {why}")
    words = ngettext("%(n)d person looked at.", "%(n)d people looked at.", len(done))
    return words % {"n": len(done)} if done else ""


def _paused(request, held, given):
    done = actions.pause_several(**held, reason=given["reason"], review_on=given["review_on"])
    words = ngettext("%(n)d person paused.", "%(n)d people paused.", len(done))
    return words % {"n": len(done)}


def _new_day(request, held, given):
    done = actions.look_again_at_several(**held, note=given["found"], review_on=given["new_day"])
    words = ngettext(
        "%(n)d person stays paused until %(day)s.",
        "%(n)d people stay paused until %(day)s.",
        len(done),
    )
    return words % {"n": len(done), "day": day(given["new_day"])}


def _resumed(request, held, given):
    done = actions.resume_several(**held, readiness=given["readiness"], words=given["words"] or "")
    words = ngettext(
        "%(n)d person is back on the waiting list.",
        "%(n)d people are back on the waiting list.",
        len(done),
    )
    return words % {"n": len(done)}


SEVERAL = {
    WaitReviewForm.LOOKED: _looked,
    WaitReviewForm.PAUSE: _paused,
    PauseReviewForm.NEW_DAY: _new_day,
    PauseReviewForm.RESUME: _resumed,
}


URGENT = Decision(
    Status.WAITING,
    UrgentForm,
    actions.say_urgent,
    _l("Say that they are getting worse"),
    _l("Those who decide are told at once. Your words stand beside the referral, and are weighed."),
    _l("Tell the team"),
    _l("Those who decide have been told. Your words stand beside the referral."),
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
    _l("It no longer counts."),
)


@require_http_methods(["GET", "HEAD", "POST"])
def referral_urgent(request, pk):
    return _tell(request, pk, URGENT)


@require_http_methods(["GET", "HEAD", "POST"])
def referral_settled(request, pk):
    return _tell(request, pk, SETTLED, by_deciders=True)


def _tell(request, pk, decision, *, by_deciders=False, among=rules.BEFORE_WORK):
    """It moves nothing: the referral waits as before, with more known about it. A page that would be
    refused does not open."""
    now = timezone.now()
    referral = fetched(request, pk)
    looked_at(request, service_user_id=referral.service_user_id, at=now)
    form = decision.form(request.POST or None, initial={"version": referral.version})
    if request.method == "POST" and attempt(request, form, referral, decision, now):
        messages.success(request, decision.done)
        return onward(request, referral)
    if request.method != "POST" and (
        why := _refused(referral, request.user, by_deciders=by_deciders, among=among)
    ):
        messages.info(request, why)
        return redirect(referral.get_absolute_url())
    return move_page(request, referral, form, decision, now)


def _refused(referral, user, *, by_deciders, among):
    """What the action would answer, before anything is typed."""
    try:
        rules.check_among(referral.status, among)
        if by_deciders:
            rules.check_decides(user.can(Permission.REFERRAL_DECIDE, referral.team_id))
    except NotAllowed as refusal:
        return str(refusal)
    return ""


LOOK_AGAIN = Decision(
    Status.PAUSED,
    LookAgainForm,
    actions.look_again,
    _l("Still paused: look again on another day"),
    _l("Say what you found, and when to look again. The pause never closes by itself."),
    _l("Leave it paused until then"),
    _l("It stays paused. You will be reminded on the day."),
)


@require_http_methods(["GET", "HEAD", "POST"])
def look_again(request, pk):
    return _tell(request, pk, LOOK_AGAIN, by_deciders=True, among={Status.PAUSED})
