"""Sessions: planned, moved, recorded on one page, amended, corrected."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people.calendar import day_off
from people.templatetags.words import moment, time_of_day, week_day
from people.views.doors import asked_next, onward
from tiers import actions, figures, rules
from tiers.forms import AmendForm, CorrectionForm, MoveForm, PlanForm, RecordForm, RecordNowForm
from tiers.forms.sessions import NONE, SAME
from tiers.models import Session, SessionAddition
from tiers.rules import CaseStatus, SessionStatus

from .pages import bar_of, find_case, find_session, form_page, is_sent, tried, venues


@require_http_methods(["GET", "HEAD", "POST"])
def session_new(request, pk):
    now = timezone.now()
    case = find_case(request, pk, now)
    held = figures.last_times(request.user, case)
    form = PlanForm(request.POST or None, initial=_usual_plan(held, now), venues=venues())
    if is_sent(request, form):
        session = tried(
            form,
            lambda: actions.plan_session(
                case_id=case.pk, by=request.user, at=now, **form.cleaned_data
            ),
        )
        if session is not None:
            messages.success(request, _told(_("Planned for %(moment)s."), session.planned_for))
            return onward(request, case)
    return form_page(request, "tiers/session_new.html", case, form, now, next=asked_next(request))


def _told(words, when):
    """When it is, and that it is a day when most places are closed: it may be meant so."""
    said = words % {"moment": moment(when)}
    off = day_off(timezone.localdate(when))
    if not off:
        return said
    return _("%(said)s That is %(off)s: check that the place is open.") % {
        "said": said,
        "off": off,
    }


def _usual_plan(held, now):
    usual = {"minutes": 60, "mode": "IN_PERSON"}
    if held:
        following = figures.usual_next(held[0][0], held, now)
        usual |= {"planned_on": following.date(), "planned_at": following.time()}
    return usual


@require_http_methods(["GET", "HEAD", "POST"])
def session_move(request, pk):
    now = timezone.now()
    session = find_session(request, pk, now)
    local = timezone.localtime(session.planned_for)
    form = MoveForm(
        request.POST or None,
        initial={
            "version": session.version,
            "planned_on": local.date(),
            "planned_at": local.time(),
            "minutes": session.planned_minutes,
            "mode": session.mode,
            "venue_id": session.venue_id,
            "with_probation": session.with_probation,
        },
        venues=venues(),
    )
    if is_sent(request, form):
        moved = tried(
            form,
            lambda: actions.move_session(
                session_id=session.pk, by=request.user, at=now, **form.cleaned_data
            ),
            version=lambda: _version(request, session),
        )
        if moved is not None:
            messages.success(request, _told(_("Moved to %(moment)s."), moved.planned_for))
            return onward(request, session.case)
    return form_page(
        request,
        "tiers/session_move.html",
        session.case,
        form,
        now,
        session=session,
        next=asked_next(request),
    )


def _version(request, session):
    rows = Session.objects.visible_to(request.user)
    return rows.values_list("version", flat=True).get(pk=session.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def session_record(request, pk):
    now = timezone.now()
    session = find_session(request, pk, now)
    if request.method != "POST" and session.status != SessionStatus.PLANNED:
        return redirect(session)
    form = _record_form(request, session, now)
    if is_sent(request, form):
        recorded = tried(
            form,
            lambda: actions.record_session(
                session_id=session.pk,
                outcome=form.cleaned_data["outcome"],
                version=form.cleaned_data["version"],
                next_for=form.cleaned_data.get("next_for"),
                by=request.user,
                at=now,
                **form.facts(),
            ),
            version=lambda: _version(request, session),
        )
        if recorded is not None:
            _say_recorded(request, form)
            return onward(request, session.case)
    return form_page(
        request,
        "tiers/session_record.html",
        session.case,
        form,
        now,
        session=session,
        recorded=session.status != SessionStatus.PLANNED,
        next=asked_next(request),
    )


def _say_recorded(request, form):
    following = form.cleaned_data.get("next_for")
    if following:
        messages.success(request, _told(_("Recorded. You meet next on %(moment)s."), following))
    else:
        messages.success(request, _("Recorded."))


def _record_form(request, session, now):
    """Defaults from last time, so that a routine session is a few answers."""
    held = figures.last_times(request.user, session.case)
    travel = next((minutes for _at, minutes in held if minutes is not None), None)
    initial = {
        "version": session.version,
        "minutes": session.planned_minutes,
        "travel_minutes": travel,
        "missed_travel": None,
        "mode": session.mode,
        "venue_id": session.venue_id,
        "outcome": _asked_outcome(request),
    }
    return RecordForm(
        request.POST or None,
        **_options(request, session.case, held, session.planned_for, now, initial, session.pk),
    )


def _asked_outcome(request):
    """My day's three buttons come here with the answer chosen."""
    asked = request.GET.get("outcome", "")
    return asked if asked in SessionStatus.values and asked != SessionStatus.PLANNED else None


def _options(request, case, held, session_at, now, initial, but=None):
    following = figures.usual_next(session_at, [(session_at, None), *held], now)
    ahead = figures.next_planned(request.user, case, now, but=but)
    live = case.status in rules.LIVE
    if live and ahead is None:
        label = _("%(moment)s, same place") % {
            "moment": _("%(day)s, %(time)s")
            % {"day": week_day(following), "time": time_of_day(following)}
        }
        more = {"next_for": following, "next_label": label}
        initial["following"] = SAME
    else:
        more = {}
        initial["following"] = NONE
    return {
        "initial": initial,
        "venues": venues(),
        "interventions": figures.interventions(request.user, case.tier),
        "ahead": ahead.planned_for if ahead else None,
        **more,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def session_record_now(request, pk):
    now = timezone.now()
    case = find_case(request, pk, now)
    held = figures.last_times(request.user, case)
    initial = {"held_on": timezone.localdate(now), "minutes": 60, "mode": "IN_PERSON"}
    form = RecordNowForm(request.POST or None, **_options(request, case, held, now, now, initial))
    if is_sent(request, form):
        recorded = tried(
            form,
            lambda: actions.record_unplanned_session(
                case_id=case.pk,
                held_at=form.cleaned_data["held_at"],
                outcome=form.cleaned_data["outcome"],
                next_for=form.cleaned_data.get("next_for"),
                by=request.user,
                at=now,
                **form.facts(),
            ),
        )
        if recorded is not None:
            _say_recorded(request, form)
            return onward(request, case)
    return form_page(
        request, "tiers/session_record_now.html", case, form, now, next=asked_next(request)
    )


@require_safe
def session_detail(request, pk):
    now = timezone.now()
    session = find_session(request, pk, now)
    additions = SessionAddition.objects.visible_to(request.user).filter(session=session)
    return render(
        request,
        "tiers/session_detail.html",
        {
            "session": session,
            "case": session.case,
            "bar": bar_of(request, session.case, now),
            "worked_on": list(session.worked_on.order_by("position")) if session.minutes else [],
            "additions": list(additions.select_related("by").order_by("at")),
            "is_planned": session.status == SessionStatus.PLANNED,
            "can_move": session.status == SessionStatus.PLANNED
            and session.case.status != CaseStatus.ENDED,
            "can_amend": _can_amend(request.user, session, now),
        },
    )


def _can_amend(user, session, now):
    return session.recorded_by_id == user.pk and rules.can_amend(
        recorded_at=session.recorded_at, now=now, hours=session.case.team.policy.amend_hours
    )


@require_http_methods(["GET", "HEAD", "POST"])
def session_amend(request, pk):
    now = timezone.now()
    session = find_session(request, pk, now)
    if session.recorded_at is None:
        return redirect("tiers:session_record", session.pk)
    form = AmendForm(
        request.POST or None,
        status=session.status,
        initial=_as_recorded(session),
        venues=venues(),
        interventions=figures.interventions(request.user, session.case.tier),
    )
    if is_sent(request, form):
        amended = tried(
            form,
            lambda: actions.amend_session(
                session_id=session.pk,
                version=form.cleaned_data["version"],
                by=request.user,
                at=now,
                **form.facts(),
            ),
            version=lambda: _version(request, session),
        )
        if amended is not None:
            messages.success(request, _("The record has been changed."))
            return redirect(session)
    return form_page(request, "tiers/session_amend.html", session.case, form, now, session=session)


def _as_recorded(session):
    names = [field.name for field in Session._meta.concrete_fields]
    return {
        **{name: getattr(session, name) for name in names if name not in ("case", "practitioner")},
        "venue_id": session.venue_id,
        "missed_travel": session.travel_minutes,
        "why_missed": session.why_not,
        "why_cancelled": session.why_not,
        "worked_on": [row.pk for row in session.worked_on.all()],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def session_add_correction(request, pk):
    now = timezone.now()
    session = find_session(request, pk, now)
    form = CorrectionForm(request.POST or None)
    if is_sent(request, form):
        added = tried(
            form,
            lambda: actions.add_correction(
                session_id=session.pk,
                words=form.cleaned_data["words"],
                by=request.user,
                at=now,
            ),
        )
        if added is not None:
            messages.success(request, _("The correction has been added."))
            return redirect(session)
    return form_page(
        request, "tiers/session_add_correction.html", session.case, form, now, session=session
    )
