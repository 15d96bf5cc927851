"""One small page for each decision: the same frame, the words and the action differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from audit.views import looked_at
from people.bar import person_bar
from people.calendar import working_day_from
from people.models import User
from people.rules import NotAllowed, Stale
from people.views.doors import asked_next, onward
from referrals import actions, forms, rules
from referrals.models import LocalService, Referral
from referrals.registry import materials
from referrals.rules import Readiness, ReadinessFactor, Status

from .given import known_person
from .words import answers_in_words


def _nothing_to_choose(referral: Referral, user: User) -> dict[str, Any]:
    return {}


def _instead(referral: Referral, user: User) -> dict[str, Any]:
    """The services near, and the library: what can be named instead."""
    services = LocalService.objects.visible_to(user).open().order_by("name", "pk")
    return {
        "services": services.values_list("pk", "name"),
        "materials": materials(user, referral.team_id),
    }


def _other_tiers(referral: Referral, user: User) -> dict[str, Any]:
    return {"present": referral.tier}


@dataclass(frozen=True)
class Decision:
    """What one decision's page says, asks and does. Title and button may name the person (`%(name)s`);
    `offers` is what the form chooses from."""

    to: str
    form: type[forms.MoveForm]
    act: Callable[..., Any]
    title: Any
    hint: Any
    button: Any
    done: Any
    warning: bool = False
    came_from: str = ""
    offers: Callable[[Referral, User], dict[str, Any]] = _nothing_to_choose


ACCEPT = Decision(
    Status.WAITING,
    forms.AcceptForm,
    actions.accept,
    _("Accept %(name)s"),
    _("The person joins the waiting list. The PP is told, and from when to expect work to start."),
    _("Accept %(name)s"),
    _("Accepted. The person is on the waiting list."),
    came_from=Status.SUBMITTED,
)
ACCEPT_TO_PAUSE = Decision(
    Status.WAITING,
    forms.AcceptToPauseForm,
    actions.accept_to_pause,
    _("Accept %(name)s, and wait until they are ready"),
    _("The person is taken on and keeps their place. We look again on the day, with the PP."),
    _("Accept %(name)s and pause"),
    _("Accepted, and paused until the person is ready. You will be reminded on the day."),
    came_from=Status.SUBMITTED,
)
ASK = Decision(
    Status.INFORMATION_REQUESTED,
    forms.AskForm,
    actions.ask,
    _("Ask the PP a question"),
    _("The referral waits for the answer. The clock for a decision starts again when it comes."),
    _("Send the question"),
    _("The question has been sent."),
)
ANSWER = Decision(
    Status.SUBMITTED,
    forms.AnswerForm,
    actions.answer,
    _("Answer the team’s question"),
    _("Your answer puts the referral back before the team."),
    _("Send the answer"),
    _("Your answer has been sent."),
    came_from=Status.INFORMATION_REQUESTED,
)
DECLINE = Decision(
    Status.DECLINED,
    forms.DeclineForm,
    actions.decline,
    _("Do not take this referral on"),
    _("Say why, and what can be done instead. Nobody is refused without words."),
    _("Do not take on"),
    _("The PP has been told, with what can be done instead."),
    warning=True,
    offers=_instead,
)
REDIRECT = Decision(
    Status.REDIRECTED,
    forms.RedirectForm,
    actions.redirect,
    _("Move to another tier"),
    _("Everything the PP wrote goes along. Nothing is asked twice."),
    _("Move to this tier"),
    _("Moved. The referral at the new tier waits for a decision."),
    offers=_other_tiers,
)
PAUSE = Decision(
    Status.PAUSED,
    forms.PauseForm,
    actions.pause,
    _("Pause until the person is ready"),
    _("A pause is looked at again on its day. It never closes by itself."),
    _("Pause"),
    _("Paused. You will be reminded on the day."),
)
RESUME = Decision(
    Status.WAITING,
    forms.ResumeForm,
    actions.resume,
    _("Back to the waiting list"),
    _("The person keeps the place they had."),
    _("Put back on the list"),
    _("Back on the waiting list."),
    came_from=Status.PAUSED,
)
WITHDRAW = Decision(
    Status.WITHDRAWN,
    forms.WithdrawForm,
    actions.withdraw,
    _("Withdraw this referral"),
    _("The person can be referred again: what was written is kept."),
    _("Withdraw"),
    _("The referral has been withdrawn."),
    warning=True,
)
DISCARD = Decision(
    Status.DISCARDED,
    forms.DiscardForm,
    actions.discard,
    _("Discard this draft"),
    _("It has not been sent to anybody. It will not be shown again."),
    _("Discard"),
    _("The draft has been discarded."),
    warning=True,
)


def fetched(request, pk):
    rows = Referral.objects.visible_to(request.user).select_related(
        "service_user", "team", "screening__overridden_by", "screening__criteria_set"
    )
    return get_object_or_404(rows, pk=pk)


def decide(request, pk, decision):
    now = timezone.now()
    referral = fetched(request, pk)
    looked_at(request, service_user_id=referral.service_user_id, at=now)
    known_person(referral, request.user, timezone.localdate(now))
    form = decision.form(
        request.POST or None,
        initial=_begins_with(referral, decision, request.user, now),
        **decision.offers(referral, request.user),
    )
    if request.method == "POST" and attempt(request, form, referral, decision, now):
        messages.success(request, decision.done)
        return onward(request, _onward(referral, decision, request.user))
    if request.method != "POST" and (why := _refused(referral, decision, request.user)):
        messages.info(request, why)
        return redirect(referral.get_absolute_url())
    return move_page(request, referral, form, decision, now)


def _refused(referral, decision, user):
    """What the action would answer, before anything is typed."""
    try:
        if decision.came_from:
            rules.check_came_from(referral.status, decision.came_from)
        rules.check_can_move(referral.status, decision.to, referral.parts_of(user))
    except NotAllowed as refusal:
        return str(refusal)
    return ""


def move_page(request, referral, form, decision, now):
    """What one decision asks, with everything it is decided on beneath."""
    about = {"name": referral.service_user.display_name}
    return render(
        request,
        "referrals/referral_move.html",
        {
            "referral": referral,
            "back_url": asked_next(request) or referral.get_absolute_url(),
            "bar": person_bar(referral.service_user, request.user, now),
            "decision": decision,
            "title": str(decision.title) % about,
            "button": str(decision.button) % about,
            "form": form,
            "parts": answers_in_words(referral, getattr(referral, "screening", None)),
            "withdraws": decision in (DECLINE, REDIRECT)
            and rules.can_move(referral.status, Status.WITHDRAWN, referral.parts_of(request.user)),
            "question": referral.questions.filter(answered_at__isnull=True).first()
            if decision is ANSWER
            else None,
        },
    )


def attempt(request, form, referral, decision, now):
    """True when it was sent, well filled in, and allowed."""
    return form.is_valid() and _done(request, form, referral, decision, now)


def said_so_far(referral):
    """What the person said last, to be kept or changed."""
    return {"version": referral.version} | {
        name: getattr(referral, name) for name in rules.SAID_IN_CODES
    }


def _begins_with(referral, decision, user, now):
    """A pause: the day the PP proposed, and what was ticked as in the way of one not ready now; the
    PP's own words stay theirs. A question: the day the team usually gives."""
    if decision is ASK:
        due_on = actions.usual_due_on(referral.team_id, now)
        return {"version": referral.version, "due_on": due_on}
    if decision is WITHDRAW:
        by_team = rules.REFERRER not in referral.parts_of(user)
        return {"version": referral.version, "by_team": by_team}
    if decision is RESUME:
        return said_so_far(referral) | {"tier": referral.tier}
    if decision not in (PAUSE, ACCEPT_TO_PAUSE):
        return {"version": referral.version}
    review_on = referral.review_on or referral.review_proposed_on
    ready = referral.readiness == Readiness.READY
    said = [] if ready else [str(ReadinessFactor(one).label) for one in referral.readiness_factors]
    return {
        "version": referral.version,
        "review_on": review_on and working_day_from(review_on),
        "reason": "\n".join(said),
    }


def _done(request, form, referral, decision, now):
    try:
        decision.act(referral_id=referral.pk, by=request.user, at=now, **form.values())
    except Stale as told:
        form.refuse(told)
        form.catch_up(fetched(request, referral.pk).version)
        return False
    except NotAllowed as refusal:
        form.refuse(refusal)
        return False
    return True


def _onward(referral, decision, user):
    """The list it stood in."""
    if decision is DISCARD or referral.is_of(user):
        return "referrals:referral_list"
    waited = referral.status in (Status.WAITING, Status.PAUSED)
    return "referrals:waiting_list" if waited else "referrals:referral_incoming"


def page(decision):
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request, pk):
        return decide(request, pk, decision)

    return view
