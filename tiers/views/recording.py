"""Sessions recorded on one page, read, amended, corrected."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people.templatetags.words import time_of_day
from people.views.doors import asked_next, onward
from referrals.views.words import before_meeting_in_words
from tiers import actions, figures, rules
from tiers.forms import AmendForm, CorrectionForm, Following, RecordForm, RecordNowForm
from tiers.models import Session, SessionAddition
from tiers.rules import CaseStatus, Mode, SessionStatus
from tiers.words import barriers_in_words, concern_in_words

from .pages import (
    bar_of,
    find_case,
    find_session,
    form_page,
    is_sent,
    session_version,
    tried,
    venues,
    when_told,
)


@require_http_methods(["GET", "HEAD", "POST"])
def session_record(request, pk):
    now = timezone.now()
    session = find_session(request, pk, now, safety=True)
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
                **form.next_session(),
                concern=form.concern(),
                by=request.user,
                at=now,
                **form.facts(),
            ),
            version=lambda: session_version(request, session),
        )
        if recorded is not None:
            _say_recorded(request, recorded, form)
            return onward(request, session.case)
    return form_page(
        request,
        "tiers/session_record.html",
        session.case,
        form,
        now,
        session=session,
        recorded=session.status != SessionStatus.PLANNED,
        too_early=rules.is_too_early(session.planned_for, now),
        next=asked_next(request),
        before=before_meeting_in_words(session.case.referral),
    )


def _say_recorded(request, recorded, form):
    """What was done, each part of it."""
    said = [_("Recorded as %(status)s.") % {"status": recorded.get_status_display().lower()}]
    said += _told_in_words(recorded)
    if rules.is_at_night(timezone.localtime(recorded.planned_for).time()):
        said.append(
            _("It began at %(time)s, at night: if that is a slip, add a correction.")
            % {"time": time_of_day(recorded.planned_for)}
        )
    following = form.next_session()["next_for"]
    if following:
        said.append(when_told(_("You meet next on %(moment)s."), following))
    messages.success(request, " ".join(said))


def _told_in_words(recorded):
    if recorded.told_at:
        return [_("The PP was told about risk.")]
    if recorded.tell_pp:
        return [_("Nobody was told about risk: no PP is named. Ring, and say who their PP is.")]
    return []


def _record_form(request, session, now):
    """Defaults from last time, so that a routine session is a few answers."""
    last = figures.last_times(request.user, session.case, before=session.planned_for)
    return RecordForm(
        request.POST or None,
        too_early=rules.is_too_early(session.planned_for, now),
        **_options(request, session.case),
        following=_following(
            request, session.case, [_as_it_was(session), *last], now, but=session.pk
        ),
        initial={
            "version": session.version,
            "minutes": session.planned_minutes,
            "mode": session.mode,
            "venue_id": session.venue_id,
            "outcome": _asked_outcome(request),
            "told_on": timezone.localdate(now),
            **_as_last_time(last),
        },
    )


def _as_it_was(session):
    return {name: getattr(session, name) for name in figures.USUAL}


def _as_last_time(last):
    """What they would otherwise say again: travel and cost, of the last session that said it."""
    return {
        name: next((row[name] for row in last if row[name] not in (None, "")), None)
        for name in ("travel_minutes", "travelled", "cost_to_person")
    }


def _asked_outcome(request):
    """My day's three buttons come here with the answer chosen."""
    asked = request.GET.get("outcome", "")
    return asked if asked in SessionStatus.values and asked != SessionStatus.PLANNED else None


def _options(request, case):
    return {
        "venues": venues(case.service_user),
        "interventions": figures.interventions(request.user, case),
    }


def _following(request, case, last, now, *, but=None):
    """The next session: the one planned already, or as usual after the newest of `last`."""
    if case.status not in rules.LIVE:
        return None
    ahead = figures.next_planned(request.user, case, now, but=but)
    if ahead is not None:
        return Following(ahead=ahead.planned_for)
    if not last:
        return Following(guess=True)
    moments = [row["planned_for"] for row in last]
    return Following(
        usual=figures.usual_next(moments[0], moments, now),
        has_place=last[0]["venue_id"] is not None and last[0]["mode"] == Mode.IN_PERSON,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def session_record_now(request, pk):
    now = timezone.now()
    case = find_case(request, pk, now, safety=True)
    last = figures.last_times(request.user, case, before=now)
    form = RecordNowForm(
        request.POST or None,
        **_options(request, case),
        now=now,
        following=_following(request, case, last, now),
        initial={
            "held_on": timezone.localdate(now),
            "told_on": timezone.localdate(now),
            **_usual_facts(last),
        },
    )
    if is_sent(request, form):
        recorded = tried(
            form,
            lambda: actions.record_unplanned_session(
                case_id=case.pk,
                held_at=form.cleaned_data["held_at"],
                outcome=form.cleaned_data["outcome"],
                **form.next_session(),
                with_probation=form.cleaned_data["with_probation"],
                concern=form.concern(),
                by=request.user,
                at=now,
                **form.facts(),
            ),
        )
        if recorded is not None:
            _say_recorded(request, recorded, form)
            return onward(request, case)
    return form_page(
        request,
        "tiers/session_record_now.html",
        case,
        form,
        now,
        next=asked_next(request),
        before=before_meeting_in_words(case.referral),
    )


def _usual_facts(last):
    if not last:
        return {"minutes": 60, "mode": Mode.IN_PERSON}
    return {
        "minutes": last[0]["planned_minutes"],
        "mode": last[0]["mode"],
        "venue_id": last[0]["venue_id"],
        **_as_last_time(last),
    }


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
            "worked_on": _worked_on(session),
            "barriers": barriers_in_words(session.barriers),
            "concern": concern_in_words(session.concern) if session.concern else "",
            "additions": list(additions.select_related("by").order_by("at")),
            "is_planned": session.status == SessionStatus.PLANNED,
            "can_move": session.status == SessionStatus.PLANNED
            and session.case.status != CaseStatus.ENDED,
            "can_amend": _can_amend(request.user, session, now),
        },
    )


def _worked_on(session):
    if session.minutes is None:
        return []
    entries = session.worked_on.named_for(session.case.team_id)
    return [entry.shown_name for entry in entries]


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
    initial = _as_recorded(session)
    form = AmendForm(
        request.POST or None,
        status=session.status,
        initial=initial,
        venues=venues(),
        interventions=figures.interventions(request.user, session.case, also=initial["worked_on"]),
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
            version=lambda: session_version(request, session),
        )
        if amended is not None:
            told = _told_in_words(amended) if amended.told_at in (None, now) else []
            messages.success(request, " ".join([_("The record has been changed."), *told]))
            return redirect(session)
    return form_page(request, "tiers/session_amend.html", session.case, form, now, session=session)


def _as_recorded(session):
    names = [field.name for field in Session._meta.concrete_fields]
    return {
        **{name: getattr(session, name) for name in names if name not in ("case", "practitioner")},
        "venue_id": session.venue_id,
        "missed_travel": session.travel_minutes,
        "barriers_missed": session.barriers,
        "barriers_cancelled": session.barriers,
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
