"""Writing a referral: a list of steps in any order, saved at each, sent when whole."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.views import looked_at
from people.bar import person_bar
from people.models import ServiceUser
from people.permissions import Permission
from people.rules import NotAllowed, Stale
from people.views.doors import needs
from people.views.service_users import new_person_page
from referrals import actions, rules
from referrals.forms import STEP_FORMS, SendForm
from referrals.models import Referral
from referrals.rules import Override, Status, Step, StepState
from referrals.words import needs_signature, signature_in_words

from .given import initial_for, known_person, person_rows
from .screening import asks_more, criteria_notice
from .words import answers_in_words, estimate_in_words

SIGNATURE_TONES = {
    Override.ASKED: "calm",
    Override.QUESTIONED: "soon",
    Override.SIGNED: "good",
    Override.NOT_SIGNED: "soon",
}
STATE_TONES = {StepState.DONE: "good", StepState.IN_PROGRESS: "soon", StepState.NOT_STARTED: "calm"}


@require_safe
def referral_start(request):
    return redirect("people:person_find")


@require_POST
def referral_new(request, pk):
    """Begin, or take up again, a draft for this person, and go straight to its first step."""
    now = timezone.now()
    person = get_object_or_404(ServiceUser.objects.visible_to(request.user), pk=pk)
    try:
        referral = actions.start(service_user_id=person.pk, by=request.user, at=now)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("people:person_find")
    missing = referral.steps_missing()
    if len(missing) < len(rules.steps_for(referral.tier)):
        return redirect("referrals:referral_tasks", referral.pk)
    return redirect("referrals:referral_step", referral.pk, missing[0])


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.REFER)
def referral_new_person(request):
    """Somebody nobody has told the service of: added, and straight on to the first step left."""

    def begin(person):
        referral = actions.start(
            service_user_id=person.pk, by=request.user, at=timezone.now(), just_added=True
        )
        return redirect("referrals:referral_step", referral.pk, referral.steps_missing()[0])

    return new_person_page(request, begin, then_refers=True)


def draft_of(request, pk, now):
    """A draft of one's own with its person's bar, the look noted; a sent one leads to its page."""
    people = Referral.objects.visible_to(request.user).select_related(
        "service_user",
        "team__policy",
        "screening__overridden_by",
        "screening__criteria_set",
    )
    referral = get_object_or_404(people, pk=pk)
    looked_at(request, service_user_id=referral.service_user_id, at=now)
    known_person(referral, request.user, timezone.localdate(now))
    return referral, person_bar(referral.service_user, request.user, now)


@require_safe
def referral_tasks(request, pk):
    now = timezone.now()
    referral, bar = draft_of(request, pk, now)
    if referral.status != Status.DRAFT:
        return redirect("referrals:referral_detail", referral.pk)
    needed = rules.steps_for(referral.tier)
    done = len(needed) - len(referral.steps_missing())
    signature = signature_of(referral)
    return render(
        request,
        "referrals/referral_tasks.html",
        {
            "referral": referral,
            "bar": bar,
            "items": [*_tasks(referral), _sending(referral, now)],
            "signature": signature,
            "done": done,
            "steps": len(needed),
            "expires": referral.touched_at + timedelta(days=referral.team.policy.draft_expiry_days),
        },
    )


def signature_of(referral):
    """How it stands with an override, and the page about it; None where none is asked for or needed."""
    screening = getattr(referral, "screening", None)
    if screening is None or not screening.override or not needs_signature(referral):
        return None
    return {
        "words": signature_in_words(
            screening.override, screening.asked_at, screening.overridden_at
        ),
        "url": ""
        if screening.override == Override.SIGNED
        else reverse("referrals:referral_not_eligible", args=[referral.pk]),
        "tone": SIGNATURE_TONES[screening.override],
    }


def _why_not_sent(referral, now):
    """What the action would answer, before anything is pressed, and the page where it can be mended."""
    sending = actions.sendable(referral, now)
    try:
        rules.check_can_send(sending)
    except NotAllowed as refusal:
        # Once an override is asked for, the notice about it leads there.
        shut = refusal.field == "tier" and not sending.override
        where = reverse("referrals:referral_not_eligible", args=[referral.pk]) if shut else ""
        return str(refusal), where
    return "", ""


def _sending(referral, now):
    """The last line of the list: ready, or what it waits for."""
    missing = referral.steps_missing()
    why, mended_at = ("", "") if missing else _why_not_sent(referral, now)
    item = {
        "title": _("Check your answers and send"),
        "url": "" if missing else reverse("referrals:referral_check", args=[referral.pk]),
        "hint": why,
        "hint_url": mended_at,
        "hint_action": _("See what you can do"),
    }
    if missing:
        return item | {"status": _("Cannot start yet"), "tone": "quiet"}
    if why:
        return item | {"status": _("Cannot be sent yet"), "tone": "soon"}
    return item | {"status": _("Ready"), "tone": "calm"}


def _tasks(referral):
    values = referral.answers() | {"agencies": referral.agencies.exists()}
    needed = rules.steps_for(referral.tier)
    items = []
    for step in Step:
        state = rules.step_state(step, values)
        spare = step not in needed and state == StepState.NOT_STARTED
        items.append(
            {
                "title": step.label,
                "url": reverse("referrals:referral_step", args=[referral.pk, step]),
                "status": _("Not needed for Tier 1") if spare else state.label,
                "tone": "quiet" if spare else STATE_TONES[state],
            }
        )
    return items


@require_http_methods(["GET", "HEAD", "POST"])
def referral_step(request, pk, step):
    now = timezone.now()
    referral, bar = draft_of(request, pk, now)
    if step not in Step:
        return redirect("referrals:referral_tasks", referral.pk)
    gone = _why_gone(referral, request.user)
    if gone and request.method != "POST":
        messages.info(request, gone)
        return redirect("referrals:referral_detail", referral.pk)
    step = Step(step)
    more = "add" in request.POST
    later = more or "later" in request.POST
    form = STEP_FORMS[step](
        request.POST or None,
        initial=initial_for(referral, step, request.user),
        referral=referral,
        later=later,
    )
    if gone:
        form.refuse(gone)
    elif request.method == "POST" and form.is_valid() and _kept(request, form, referral, step, now):
        if more:
            return redirect(f"{request.get_full_path()}#rows")
        if form.goes_on_here and not later:
            return redirect(request.get_full_path())
        return _after_step(request, referral.pk, step, later=later)
    return _step_page(request, referral, bar, form, step, now, gone=gone)


def _why_gone(referral, user):
    """What the action would answer of a draft that is none any more."""
    if referral.status == Status.DRAFT:
        return None
    try:
        actions.check_own_draft(referral, by=user)
    except NotAllowed as refusal:
        return refusal
    return None


def _step_page(request, referral, bar, form, step, now, *, gone):
    """`gone`: why nothing typed here can be kept any more; it stays on the page to be copied."""
    return render(
        request,
        "referrals/referral_step.html",
        {
            "referral": referral,
            "bar": bar,
            "form": form,
            "gone": gone,
            "step": step,
            "signature": signature_of(referral),
            **_place(referral, step),
            "person": referral.service_user,
            "open_already": open_already(referral, request.user)
            if step in (Step.PERSON, Step.HOPES)
            else [],
            "known": person_rows(referral.service_user) if step == Step.PERSON else None,
            "criteria_notice": criteria_notice(referral, request.user, now)
            if step == Step.ELIGIBILITY
            else None,
        },
    )


def open_already(referral, user):
    """What this person has under way: a second one at the same tier cannot be sent."""
    theirs = (
        Referral.objects.visible_to(user).open().filter(service_user_id=referral.service_user_id)
    )
    return list(theirs.order_by("tier"))


def _place(referral, step):
    """Which part of how many: of those this tier needs."""
    needed = rules.steps_for(referral.tier)
    return {
        "number": needed.index(step) + 1 if step in needed else None,
        "steps": len(needed),
    }


def _kept(request, form, referral, step, now):
    try:
        actions.save_step(
            referral_id=referral.pk,
            step=step,
            values=form.values(),
            version=form.cleaned_data.get("version"),
            by=request.user,
            at=now,
        )
    except Stale as told:
        form.refuse(told)
        form.catch_up(referral.version)
        return False
    except NotAllowed as refusal:
        form.refuse(refusal)
        return False
    return True


def _after_step(request, pk, step, *, later):
    if later:
        return redirect("referrals:referral_tasks", pk)
    if step == Step.ELIGIBILITY and asks_more(request.user, pk):
        return redirect("referrals:referral_not_eligible", pk)
    following = _following(request.user, pk, step)
    if "back" in request.GET or following is None:
        return redirect("referrals:referral_check", pk)
    return redirect("referrals:referral_step", pk, following)


def _following(user, pk, step):
    """The next step this tier needs, the tier just chosen included."""
    tier = Referral.objects.visible_to(user).values_list("tier", flat=True).get(pk=pk)
    later = list(Step)[list(Step).index(step) + 1 :]
    return next((one for one in later if one in rules.steps_for(tier)), None)


@require_http_methods(["GET", "HEAD", "POST"])
def referral_check(request, pk):
    now = timezone.now()
    referral, bar = draft_of(request, pk, now)
    if referral.status != Status.DRAFT:
        return redirect("referrals:referral_sent", referral.pk)
    if referral.steps_missing():
        return redirect("referrals:referral_tasks", referral.pk)
    form = SendForm(request.POST or None, initial={"version": referral.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.submit(
                referral_id=referral.pk,
                by=request.user,
                at=now,
                version=form.cleaned_data["version"],
            )
        except NotAllowed as refusal:
            if _is_gone(request.user, pk):
                return redirect("referrals:referral_sent", pk)
            form.refuse(refusal)
            if isinstance(refusal, Stale):
                form.catch_up(referral.version)
        else:
            return redirect("referrals:referral_sent", referral.pk)
    screening = getattr(referral, "screening", None)
    why_not, mended_at = _why_not_sent(referral, now)
    return render(
        request,
        "referrals/referral_check.html",
        {
            "referral": referral,
            "bar": bar,
            "form": form,
            "parts": answers_in_words(referral, screening, change=True),
            "screening": screening,
            "signature": signature_of(referral),
            "why_not": why_not,
            "mended_at": mended_at,
        },
    )


def _is_gone(user, pk):
    """Sent while this was being read: a second click on the button finds what the first one did."""
    return Referral.objects.visible_to(user).filter(pk=pk).exclude(status=Status.DRAFT).exists()


@require_safe
def referral_sent(request, pk):
    now = timezone.now()
    referral, bar = draft_of(request, pk, now)
    if referral.submitted_at is None:
        return redirect("referrals:referral_detail", referral.pk)
    policy = referral.team.policy
    return render(
        request,
        "referrals/referral_sent.html",
        {
            "referral": referral,
            "bar": bar,
            "decide_within": policy.decision_target_days,
            "start_within": estimate_in_words(policy, referral.tier),
        },
    )
