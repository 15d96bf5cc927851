"""A referral on one page, with only the moves its reader may make."""

from __future__ import annotations

from django.db.models import OuterRef, Subquery
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from audit.views import looked_at
from people.bar import person_bar
from people.permissions import Permission
from people.views.doors import asked_next
from referrals import actions, rules
from referrals.actions import AMENDABLE
from referrals.forms import AnswerForm
from referrals.models import (
    InformationRequest,
    Referral,
    ReferralStatusChange,
    promises_of,
    stuck,
    usual_waits,
    with_moments,
    with_promises,
    with_standing,
    with_talk,
)
from referrals.rules import Readiness, ReleaseOutcome, Status
from referrals.words import held_up, wait_in_words

from .asking_again import may_say_again
from .given import known_person
from .talk import may_amend, may_note
from .triage import glance
from .words import alternatives_in_words, answers_in_words

# What a button says, and its address, for each state it leads to.
BUTTONS = {
    Status.WAITING: (_("Accept"), "referrals:referral_accept", ""),
    Status.INFORMATION_REQUESTED: (
        _("Ask a question"),
        "referrals:referral_ask",
        "govuk-button--secondary",
    ),
    Status.ALLOCATED: (_("Choose who works with them"), "tiers:allocate", ""),
    Status.PAUSED: (_("Pause"), "referrals:referral_pause", "govuk-button--secondary"),
    Status.REDIRECTED: (
        _("Move to another tier"),
        "referrals:referral_redirect",
        "govuk-button--secondary",
    ),
    Status.DECLINED: (_("Do not take on"), "referrals:referral_decline", "govuk-button--secondary"),
    Status.WITHDRAWN: (_("Withdraw"), "referrals:referral_withdraw", "govuk-button--secondary"),
}
RESUME = (_("Back to the waiting list"), "referrals:referral_resume", "")
NOT_YET = (
    _("Accept, and wait until they are ready"),
    "referrals:referral_accept_to_pause",
    "",
)
# Made from the case's page or by the service, not from the referral's.
ELSEWHERE = {(Status.ALLOCATED, Status.WAITING), (Status.ALLOCATED, Status.CLOSED)}


def buttons(referral, user):
    """Only the moves the rule allows this reader: a page never offers what would be refused."""
    found = []
    for to in rules.moves(referral.status, referral.parts_of(user)):
        if (referral.status, to) in ELSEWHERE or to == Status.SUBMITTED:
            continue
        paused = referral.status == Status.PAUSED and to == Status.WAITING
        words, name, style = RESUME if paused else BUTTONS[to]
        if to == Status.WAITING and not paused and referral.readiness == Readiness.NOT_YET:
            found.append(_button(NOT_YET, referral))
            style = "govuk-button--secondary"
        found.append(_button((words, name, style), referral))
    # The one that goes on stands first; in the table's order after that.
    return sorted(found, key=lambda button: bool(button["style"]))


def _button(given, referral):
    words, name, style = given
    return {"words": words, "url": reverse(name, args=[referral.pk]), "style": style}


def story(referral, user):
    """Every move in words, oldest first; questions stand where they were asked."""
    changes = (
        ReferralStatusChange.objects.visible_to(user)
        .filter(referral=referral)
        .select_related("by")
        .order_by("at", "pk")
    )
    return [
        {"title": change.in_words, "by": change.by, "at": change.at, "text": change.words}
        for change in changes
    ]


def _back(request, referral):
    """The list it stands in; a PP has one, and what the team has decided is the person's."""
    if referral.team_id not in request.user.working_team_ids:
        otherwise = ("referrals:referral_list",)
    elif referral.status in (Status.SUBMITTED, Status.INFORMATION_REQUESTED):
        otherwise = ("referrals:referral_incoming",)
    elif referral.status in (Status.WAITING, Status.PAUSED):
        otherwise = ("referrals:waiting_list",)
    else:
        otherwise = ("reports:person", referral.service_user_id)
    return asked_next(request) or resolve_url(*otherwise)


@require_safe
def referral_detail(request, pk):
    now = timezone.now()
    today = timezone.localdate(now)
    became = Referral.objects.visible_to(request.user).filter(previous=OuterRef("pk"))
    rows = with_promises(Referral.objects.visible_to(request.user)).annotate(
        became=Subquery(became.exclude(status=Status.DRAFT).order_by("pk").values("pk")[:1])
    )
    rows = with_standing(with_talk(rows, request.user), today)
    referral = get_object_or_404(
        rows.select_related(
            "service_user",
            "team__policy",
            "referrer",
            "previous",
            "urgent_by",
            "instead_service",
            "screening__overridden_by",
            "screening__criteria_set",
        ),
        pk=pk,
    )
    if referral.status == Status.DRAFT:
        return redirect("referrals:referral_tasks", referral.pk)
    looked_at(request, service_user_id=referral.service_user_id, at=now)
    known_person(referral, request.user, timezone.localdate(now))
    questions = list(
        InformationRequest.objects.visible_to(request.user)
        .filter(referral=referral)
        .select_related("asked_by", "answered_by")
        .order_by("asked_at")
    )
    asked = referral.status == Status.INFORMATION_REQUESTED
    open_question = next((one for one in questions if asked and one.answered_at is None), None)
    may_answer = Status.SUBMITTED in rules.moves(referral.status, referral.parts_of(request.user))
    return render(
        request,
        "referrals/referral_detail.html",
        {
            "referral": referral,
            "bar": person_bar(referral.service_user, request.user, now),
            "back_url": _back(request, referral),
            "next": asked_next(request),
            "works_here": referral.team_id in request.user.working_team_ids,
            "today": today,
            "parts": answers_in_words(referral, getattr(referral, "screening", None)),
            "glance": glance(referral, request.user, now),
            "story": story(referral, request.user),
            "questions": questions,
            "promises": _promises(referral, request.user),
            "open_question": open_question,
            "answer_form": AnswerForm(initial={"version": referral.version})
            if open_question and may_answer
            else None,
            "buttons": buttons(referral, request.user),
            "starts_again": referral.status == Status.DISCARDED
            and request.user.can(Permission.REFER),
            "can_sign": can_sign(referral, request.user),
            "can_write_decision": request.user.can(Permission.REFERRAL_DECIDE, referral.team_id)
            and rules.is_decided(referral.status, accepted_at=referral.accepted_at),
            **_talk(referral, request.user),
            "usual_wait": _usual_wait(referral, now),
            **_held_up(referral, request.user),
            "meanwhile": referral.status in rules.BEFORE_WORK and referral.is_of(request.user),
            "may_say_again": may_say_again(referral, request.user),
            "alternatives": alternatives_in_words(referral),
            "offers_consultation": offers_consultation(referral, request.user),
        },
    )


def _promises(referral, user):
    """What was agreed for the release and did not come about yet, for whoever can say more of it."""
    if not actions.may_settle(referral, user):
        return []
    return [one for one in promises_of(referral) if one.outcome != ReleaseOutcome.MET]


def _talk(referral, user):
    """What was said, noted and put right, as `with_talk` found it."""
    deciding = may_note(referral, user)
    return {
        "panel_notes": with_moments(referral.noted) if deciding else [],
        "may_note": deciding,
        "amendments": with_moments(referral.amended),
        "amendable": [(name, Referral._meta.get_field(name).verbose_name) for name in AMENDABLE]
        if may_amend(referral, user)
        else [],
    }


def _held_up(referral, user):
    """What keeps one who waits or is paused, and whether this reader decides on them."""
    decides = user.can(Permission.REFERRAL_DECIDE, referral.team_id)
    waits = referral.status in (Status.WAITING, Status.PAUSED)
    return {
        "decides": decides,
        "held_up": held_up(referral, stuck(referral), decides=decides) if waits else [],
        "may_say_worse": referral.status in rules.BEFORE_WORK,
    }


def _usual_wait(referral, now):
    """How long people like this wait, for one who does: the PP reads it too (N68)."""
    if referral.status != Status.WAITING:
        return ""
    usual = usual_waits([referral.team_id], now=now)
    return wait_in_words(usual.get((referral.team_id, referral.tier)))


def offers_consultation(referral, user):
    """What was offered instead is one click away, for the one it was offered to (N92)."""
    tier_one = {rules.Alternative.CONSULTATION, rules.Alternative.FORMULATION}
    return rules.REFERRER in referral.parts_of(user) and bool(tier_one & set(referral.alternatives))


def can_sign(referral, user):
    screening = getattr(referral, "screening", None)
    return bool(
        screening
        and rules.can_sign(
            status=referral.status, outcome=screening.outcome, is_own=referral.is_of(user)
        )
        and user.can(Permission.OVERRIDE_SIGN, referral.team_id)
    )
