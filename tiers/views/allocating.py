"""Who works with the person: chosen from the team with their load in view, and why."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from audit.views import looked_at
from people.bar import person_bar
from people.calendar import working_day_after
from people.models import ServiceUser, with_safety
from people.permissions import Permission
from people.views.doors import asked_next, onward
from referrals.models import Referral
from referrals.views.words import wishes_in_words
from tiers import actions, figures, rules
from tiers.forms import AllocateForm, CannotGoOnForm, HandBackForm, ReallocateForm
from tiers.models import Case, HandoverRequest
from tiers.words import asked_in_words, not_agreed_in_words

from .candidates import choices
from .pages import about, find_case, form_page, is_sent, take_back, tried


@require_http_methods(["GET", "HEAD", "POST"])
def allocate(request, pk):
    now = timezone.now()
    today = timezone.localdate(now)
    rows = Referral.objects.visible_to(request.user).select_related("team__policy")
    referral = get_object_or_404(rows, pk=pk)
    if not request.user.can(Permission.CASE_ALLOCATE, referral.team_id):
        raise Http404
    looked_at(request, service_user_id=referral.service_user_id, at=now)
    people = with_safety(ServiceUser.objects.visible_to(request.user).for_bar(today))
    person = get_object_or_404(people, pk=referral.service_user_id)
    referral.service_user = person
    found = figures.candidates(
        request.user, team=referral.team, tier=referral.tier, person=person, now=now
    )
    form = AllocateForm(
        request.POST or None,
        initial=_usual(referral, today),
        workers=choices(found, today),
        tier=referral.tier,
    )
    if is_sent(request, form):
        values = dict(form.cleaned_data)
        case = tried(
            form,
            lambda: actions.allocate(
                referral_id=referral.pk,
                practitioner_id=values.pop("practitioner"),
                by=request.user,
                at=now,
                **values,
            ),
            version=lambda: rows.values_list("version", flat=True).get(pk=pk),
        )
        if case is not None:
            messages.success(
                request,
                _("%(worker)s now works with %(name)s.")
                % {"worker": case.practitioner, **about(case)},
            )
            return redirect("tiers:case_detail", case.pk)
    return render(
        request,
        "tiers/allocate.html",
        {
            "form": form,
            "referral": referral,
            "person": person,
            "bar": person_bar(person, request.user, now),
            "candidates": found,
            "policy": referral.team.policy,
            "taken": _taken(request, referral),
            "wishes": wishes_in_words(referral),
            "not_agreed": not_agreed_in_words(referral),
            "waited": (today - timezone.localdate(referral.accepted_at)).days
            if referral.accepted_at
            else None,
        },
    )


def _taken(request, referral):
    rows = Case.objects.visible_to(request.user).live().filter(referral=referral)
    return rows.select_related("practitioner", "opened_by").first()


def _usual(referral, today):
    policy = referral.team.policy
    usual_end = rules.usual_end(
        tier=referral.tier,
        opened_on=today,
        tier2_weeks=policy.tier2_length_weeks,
        tier3_weeks=policy.tier3_length_weeks,
    )
    end_on = working_day_after(today, usual_end)
    review_on = rules.usual_review(today=today, end_on=end_on, review_days=policy.review_days)
    return {
        "version": referral.version,
        "focus": referral.focus,
        "complexity": rules.Complexity.USUAL,
        "aim_wellbeing": referral.hope_wellbeing,
        "aim_risk": referral.hope_risk,
        "review_on": working_day_after(today, review_on),
        "planned_end_on": end_on,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def case_reallocate(request, pk):
    now = timezone.now()
    case = find_case(request, pk, now, permission=Permission.CASE_ALLOCATE, safety=True)
    found = figures.candidates(
        request.user,
        team=case.team,
        tier=case.tier,
        person=case.service_user,
        now=now,
        complexity=case.complexity,
    )
    along = figures.diary_of_each(case, found, now)
    form = ReallocateForm(
        request.POST or None,
        initial={"version": case.version, **_drafted(request, case)},
        workers=choices(found, timezone.localdate(now), but=case.practitioner_id, along=along),
        clashing=any(one.clashes for one in along.values()),
    )
    if is_sent(request, form):
        values = dict(form.cleaned_data)
        moved = tried(
            form,
            lambda: actions.reallocate(
                case_id=case.pk,
                practitioner_id=values.pop("practitioner"),
                by=request.user,
                at=now,
                **values,
            ),
            version=lambda: _version(request, case),
        )
        if moved is not None:
            messages.success(
                request,
                _("%(worker)s now works with %(name)s.")
                % {"worker": moved.practitioner, **about(case)},
            )
            return onward(request, case)
    return form_page(
        request,
        "tiers/case_reallocate.html",
        case,
        form,
        now,
        next=asked_next(request),
        candidates=found,
        policy=case.team.policy,
        wishes=wishes_in_words(case.referral),
        asked=[one for one in asked_in_words(case) if case.handover_asked],
    )


def _drafted(request, case):
    """What whoever cannot go on has written for the next."""
    if not case.handover_asked:
        return {}
    rows = HandoverRequest.objects.visible_to(request.user).filter(pk=case.handover_asked["pk"])
    return rows.values("what_matters", "what_was_agreed").first() or {}


@require_http_methods(["GET", "HEAD", "POST"])
def case_cannot_go_on(request, pk):
    now = timezone.now()
    case = find_case(request, pk, now)
    form = CannotGoOnForm(request.POST or None)
    covers = case.practitioner_id != request.user.pk
    if is_sent(request, form):
        asked = tried(
            form,
            lambda: actions.ask_to_hand_over(
                case_id=case.pk, by=request.user, at=now, **form.cleaned_data
            ),
        )
        if asked is not None:
            said = _("The leads have been told. The work is yours until somebody else is chosen.")
            if covers:
                said = _("The leads have been told. You cover for %(name)s until others do.") % {
                    "name": case.practitioner
                }
            messages.success(request, said)
            return redirect(case)
    return form_page(request, "tiers/case_cannot_go_on.html", case, form, now, covers=covers)


@require_POST
def handover_take_back(request, pk):
    return take_back(
        request,
        get_object_or_404(HandoverRequest.objects.visible_to(request.user), pk=pk),
        actions.take_back_handover_request,
        _("The leads are no longer asked. The work goes on with you."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def case_hand_back(request, pk):
    now = timezone.now()
    case = find_case(request, pk, now, permission=Permission.CASE_ALLOCATE)
    form = HandBackForm(request.POST or None, initial={"version": case.version})
    if is_sent(request, form):
        back = tried(
            form,
            lambda: actions.hand_back(
                case_id=case.pk, by=request.user, at=now, **form.cleaned_data
            ),
            version=lambda: _version(request, case),
        )
        if back is not None:
            messages.success(request, _("%(name)s is back on the waiting list.") % about(case))
            return redirect("referrals:waiting_list")
    return form_page(request, "tiers/case_hand_back.html", case, form, now)


def _version(request, case):
    rows = Case.objects.visible_to(request.user)
    return rows.values_list("version", flat=True).get(pk=case.pk)
