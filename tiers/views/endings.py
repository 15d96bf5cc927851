"""The long goodbye's pages: the plan and its line of time, a step, the end, a lead's answer."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from people.calendar import day_off
from people.permissions import Permission
from people.rules import NotAllowed
from people.templatetags.words import day, short_day
from people.views.doors import asked_next, onward
from tiers import actions, rules
from tiers.forms import AnswerForm, EndForm, EndingPlanForm, StepForm, TalkForm
from tiers.models import EndingPlan, EndingRequest, EndingStep, Session
from tiers.rules import EndingReason, SessionStatus, StepKind, Wish
from tiers.words import asked_in_words

from .pages import find_case, form_page, is_sent, take_back, tried

DOTS = {
    StepKind.TAPER: "session",
    StepKind.FAREWELL: "farewell",
    StepKind.LETTER: "letter",
    StepKind.HANDOVER: "handover",
    StepKind.AFTER_CONTACT: "after",
}
SAVED = lazy("The ending plan has been saved.")
AGREED = lazy("The ending is agreed. Each step is done by a session, or here.")


@require_http_methods(["GET", "HEAD", "POST"])
def ending_plan(request, pk):
    now = timezone.now()
    case = find_case(request, pk, now)
    plan = EndingPlan.objects.visible_to(request.user).filter(case=case).first()
    if plan is None:
        return _make(request, case, now)
    steps = list(
        EndingStep.objects.visible_to(request.user)
        .filter(plan=plan)
        .select_related("done_by", "dropped_by")
        .order_by("due_on", "pk")
    )
    return _change(request, case, plan, steps, now)


def _make(request, case, now):
    today = timezone.localdate(now)
    form = TalkForm(
        request.POST or None,
        initial={
            "end_on": max(case.planned_end_on, today + timedelta(days=28)),
            "wish": Wish.NOT_KNOWN,
        },
    )
    if is_sent(request, form):
        made = tried(
            form,
            lambda: actions.make_ending_plan(
                case_id=case.pk,
                end_on=form.cleaned_data["end_on"],
                by=request.user,
                at=now,
                **form.talk(),
            ),
        )
        if made is not None:
            messages.success(request, _("Steps are proposed. Go through them with the person."))
            return redirect("tiers:ending_plan", case.pk)
    return form_page(request, "tiers/ending_plan_new.html", case, form, now)


def _plan_form(request, plan, steps):
    todo = [step for step in steps if step.done_at is None and not step.dropped_reason]
    initial = {name: getattr(plan, name) for name in ("end_on", *TalkForm.TALK, "version")}
    return EndingPlanForm(request.POST or None, initial=initial, steps=todo)


def _change(request, case, plan, steps, now):
    """Saved, or saved and agreed: one form, so that nothing typed is lost between the two."""
    form = _plan_form(request, plan, steps)
    agrees = "agree" in request.POST
    act = actions.agree_ending_plan if agrees else actions.change_ending_plan
    if is_sent(request, form):
        kept = tried(
            form,
            lambda: act(
                plan_id=plan.pk,
                end_on=form.cleaned_data["end_on"],
                steps=[
                    actions.Step(kind=kind, due_on=day, pk=step) for step, kind, day in form.kept()
                ],
                by=request.user,
                at=now,
                version=form.cleaned_data["version"],
                **form.talk(),
            ),
            version=lambda: _version(request, plan),
        )
        if kept is not None:
            messages.success(request, AGREED if agrees else SAVED)
            return redirect("tiers:ending_plan", case.pk)
    return _plan_page(request, case, plan, steps, form, now)


def _version(request, plan):
    rows = EndingPlan.objects.visible_to(request.user)
    return rows.values_list("version", flat=True).get(pk=plan.pk)


def _plan_page(request, case, plan, steps, form, now):
    today = timezone.localdate(now)
    return form_page(
        request,
        "tiers/ending_plan.html",
        case,
        form,
        now,
        plan=plan,
        steps=[_row(step, plan, today, request.user, case) for step in steps],
        line=line(case, plan, steps, today),
        live=case.status in rules.LIVE,
        today=today,
        end_off=day_off(plan.end_on),
    )


def _row(step, plan, today, user, case):
    """One step for the table: how it stands, a day off it falls on, and what can be done with it."""
    ended = case.status not in rules.LIVE
    return {
        "step": step,
        "state": state(step, today),
        "off": "" if step.is_marked else day_off(step.due_on),
        "may_record": not step.is_marked
        and plan.agreed_at is not None
        and ended == (step.kind == StepKind.AFTER_CONTACT),
        "may_undo": _may_undo(step, user, case),
    }


def _may_undo(step, user, case):
    """By whoever marked it, while what it belongs to goes on."""
    goes_on = step.kind == StepKind.AFTER_CONTACT or case.status in rules.LIVE
    return step.is_marked and goes_on and step.marked_by in (None, user)


def state(step, today):
    if step.done_at is not None:
        return "done"
    if step.dropped_reason:
        return "dropped"
    return "late" if step.due_on < today else "due"


def line(case, plan, steps, today):
    """The picture of the plan: dots on a line of time from its making to the last step."""
    shown = [step for step in steps if not step.dropped_reason]
    if not shown:
        return None
    days = [step.due_on for step in shown]
    first = min([*days, timezone.localdate(plan.made_at), today])
    span = max((max([*days, today]) - first).days, 1)

    def across(day):
        return round(1000 * (day - first).days / span)

    states = [state(step, today) for step in shown]
    return {
        "title": _("Ending with %(name)s") % {"name": case.service_user.display_name},
        "summary": _("%(all)s steps: %(done)s done, %(late)s late. The end is %(day)s.")
        % {
            "all": len(shown),
            "done": states.count("done"),
            "late": states.count("late"),
            "day": day(plan.end_on),
        },
        "dots": spread(
            [
                {
                    "x": across(step.due_on),
                    "kind": DOTS[step.kind],
                    "state": how,
                    "label": short_day(step.due_on),
                }
                for step, how in zip(shown, states, strict=True)
            ]
        ),
        "today_x": across(today),
    }


# Of the picture's thousand: how wide a dot and a label are.
DOT_WIDE, LABEL_WIDE = 34, 66


def spread(dots):
    """No dot lies on another, and no label on another: two rows of labels are enough for dots so far
    apart."""
    ends = {False: -LABEL_WIDE, True: -LABEL_WIDE}
    said, before = "", -DOT_WIDE
    for dot in dots:
        dot["x"] = before = max(dot["x"], before + DOT_WIDE)
        free = [low for low, end in ends.items() if dot["x"] - end >= LABEL_WIDE]
        if dot["label"] == said:
            dot["label"] = ""
            continue
        said, dot["low"] = dot["label"], free[0]
        ends[free[0]] = dot["x"]
    return dots


def _find_step(request, pk, now):
    steps = EndingStep.objects.visible_to(request.user).select_related("done_by", "dropped_by")
    step = get_object_or_404(steps, pk=pk)
    return step, find_case(request, step.case_id, now)


@require_http_methods(["GET", "HEAD", "POST"])
def ending_step(request, pk):
    now = timezone.now()
    today = timezone.localdate(now)
    step, case = _find_step(request, pk, now)
    form = StepForm(
        request.POST or None,
        initial={"outcome": "DONE", "done_on": today if step.due_on <= today else None},
        by_session=step.kind in rules.BY_SESSION,
    )
    if is_sent(request, form):
        given = form.cleaned_data
        acted = tried(form, lambda: _finish(step, given, by=request.user, at=now))
        if acted is not None:
            messages.success(request, _("The step has been recorded."))
            return redirect("tiers:ending_plan", case.pk)
    return form_page(
        request,
        "tiers/ending_step.html",
        case,
        form if form.is_bound or not step.is_marked else None,
        now,
        may_undo=_may_undo(step, request.user, case),
        step=step,
        state=state(step, today),
        by_session=step.kind in rules.BY_SESSION and case.status in rules.LIVE,
    )


def _finish(step, given, *, by, at):
    if given["outcome"] == "DROPPED":
        return actions.drop_step(step_id=step.pk, reason=given["reason"], by=by, at=at)
    return actions.mark_step_done(
        step_id=step.pk, note=given["note"] or "", done_on=given["done_on"], by=by, at=at
    )


@require_POST
def ending_step_undo(request, pk):
    now = timezone.now()
    step, case = _find_step(request, pk, now)
    try:
        actions.undo_step(step_id=step.pk, by=request.user, at=now)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The step is to do again."))
    return redirect("tiers:ending_plan", case.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def case_end(request, pk):
    now = timezone.now()
    case = find_case(request, pk, now)
    completed = _can_complete(request, case)
    leads = request.user.can(Permission.ENDING_CONFIRM, case.team_id)
    form = EndForm(request.POST or None, initial={"version": case.version}, completed=completed)
    if is_sent(request, form):
        ended = tried(form, lambda: _end(request, case, form.cleaned_data, leads, now))
        if ended is not None:
            return redirect(case)
    return form_page(
        request,
        "tiers/case_end.html",
        case,
        form,
        now,
        completed=completed,
        leads=leads,
        asked=asked_in_words(case),
        ahead=_ahead(request, case, now),
    )


def _ahead(request, case, now):
    """The sessions that an end would cancel, the next first."""
    rows = Session.objects.visible_to(request.user).planned().filter(case=case)
    return list(rows.filter(planned_for__gte=now).order_by("planned_for"))


def _ended_in_words(request, case, now):
    """What the end did, and what it leaves to be done."""
    said = [_("The work has ended.")]
    gone = Session.objects.visible_to(request.user).filter(
        case=case, status=SessionStatus.CANCELLED, recorded_at=now
    )
    if count := gone.count():
        said.append(
            ngettext(
                "%(n)d planned session was cancelled.",
                "%(n)d planned sessions were cancelled.",
                count,
            )
            % {"n": count}
        )
    after = EndingStep.objects.visible_to(request.user).to_do().filter(case=case)
    if after.filter(kind=StepKind.AFTER_CONTACT).exists():
        said.append(_("After-contacts stay to be done."))
    return " ".join(said)


def _can_complete(request, case):
    plan = EndingPlan.objects.visible_to(request.user).filter(case=case).first()
    steps = EndingStep.objects.visible_to(request.user).filter(case=case).to_do().before_end()
    return rules.can_end(
        rules.EndingFacts(
            status=case.status,
            has_agreed_plan=plan is not None and plan.agreed_at is not None,
            steps_left=steps.count(),
            reason=EndingReason.COMPLETED,
            is_lead=False,
        )
    )


def _end(request, case, given, leads, now):
    known = {"case_id": case.pk, "by": request.user, "at": now, **given}
    if given["reason"] == EndingReason.COMPLETED or leads:
        ended = actions.end_case(**known)
        messages.success(request, _ended_in_words(request, case, now))
        return ended
    asked = actions.ask_to_end(**known)
    messages.success(request, _("A lead has been asked to confirm this ending."))
    return asked


@require_http_methods(["GET", "HEAD", "POST"])
def ending_answer(request, pk):
    now = timezone.now()
    rows = EndingRequest.objects.visible_to(request.user).select_related("asked_by", "answered_by")
    asked = get_object_or_404(rows, pk=pk)
    case = find_case(request, asked.case_id, now, permission=Permission.ENDING_CONFIRM)
    form = AnswerForm(request.POST or None)
    if is_sent(request, form):
        answered = tried(
            form,
            lambda: actions.answer_ending_request(
                request_id=asked.pk, by=request.user, at=now, **form.cleaned_data
            ),
        )
        if answered is not None:
            said = [_("Your answer has been kept.")]
            if answered.confirmed:
                said.append(_ended_in_words(request, case, now))
            messages.success(request, " ".join(said))
            return onward(request, case)
    is_open = asked.answered_at is None and asked.withdrawn_at is None
    return form_page(
        request,
        "tiers/ending_answer.html",
        case,
        form if form.is_bound or is_open else None,
        now,
        next=asked_next(request),
        asked=asked,
        ahead=_ahead(request, case, now),
    )


@require_POST
def ending_take_back(request, pk):
    return take_back(
        request,
        get_object_or_404(EndingRequest.objects.visible_to(request.user), pk=pk),
        actions.take_back_ending_request,
        _("The lead is no longer asked. The work goes on."),
    )
