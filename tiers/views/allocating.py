"""Who works with the person: chosen from the team with their load in view, and why."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import floatformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from audit.views import looked_at
from people.bar import person_bar
from people.models import ServiceUser, with_safety
from people.permissions import Permission
from people.templatetags.words import short_day
from referrals.models import Referral
from referrals.views.words import wishes_in_words
from tiers import actions, figures, rules
from tiers.forms import AllocateForm, HandBackForm, ReallocateForm
from tiers.models import Case

from .pages import about, find_case, form_page, is_sent, tried


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
    found = _candidates(request, referral.team_id, referral.tier, person, now)
    form = AllocateForm(
        request.POST or None, initial=_usual(referral, today), workers=_choices(found)
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
            "taken": _taken(request, referral),
            "wishes": wishes_in_words(referral),
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
    return {
        "version": referral.version,
        "aim_wellbeing": referral.hope_wellbeing,
        "aim_risk": referral.hope_risk,
        "review_on": today + timedelta(days=policy.review_days),
        "planned_end_on": rules.usual_end(
            tier=referral.tier,
            opened_on=today,
            tier2_weeks=policy.tier2_length_weeks,
            tier3_weeks=policy.tier3_length_weeks,
        ),
    }


def _candidates(request, team_id, tier, person, now):
    return figures.candidates(request.user, team_id=team_id, tier=tier, person=person, now=now)


def _choices(found, but=None):
    return [
        {"pk": one["pk"], "label": str(one["user"]), "hint": _hint(one)}
        for one in found
        if not one["barred"] and one["pk"] != but
    ]


def _hint(one):
    """What the lead weighs, lightest load first: cases, hours, the week ahead, what to know."""
    user, cases, ahead = one["user"], one["open_cases"], one["sessions_ahead"]
    facts = [
        str(user.get_profession_display()),
        ngettext("%(count)s open case", "%(count)s open cases", cases) % {"count": cases},
        _("%(hours)s hours a week") % {"hours": floatformat(user.weekly_hours)},
        ngettext(
            "%(count)s session in the next 7 days", "%(count)s sessions in the next 7 days", ahead
        )
        % {"count": ahead},
        _("has worked with the person") if one["worked_before"] else "",
        _("works in Welsh") if user.speaks_welsh else "",
        _away(user) if one["away"] else "",
    ]
    return " · ".join(fact for fact in facts if fact)


def _away(user):
    words = {"from": short_day(user.away_from), "until": short_day(user.away_until)}
    if user.away_until:
        return _("away %(from)s to %(until)s") % words
    return _("away from %(from)s") % words


@require_http_methods(["GET", "HEAD", "POST"])
def case_reallocate(request, pk):
    now = timezone.now()
    case = find_case(request, pk, now, permission=Permission.CASE_ALLOCATE)
    found = _candidates(request, case.team_id, case.tier, case.service_user, now)
    form = ReallocateForm(
        request.POST or None,
        initial={"version": case.version},
        workers=_choices(found, but=case.practitioner_id),
    )
    if is_sent(request, form):
        values = form.cleaned_data
        moved = tried(
            form,
            lambda: actions.reallocate(
                case_id=case.pk,
                practitioner_id=values["practitioner"],
                reason=values["reason"],
                version=values["version"],
                by=request.user,
                at=now,
            ),
            version=lambda: _version(request, case),
        )
        if moved is not None:
            messages.success(
                request,
                _("%(worker)s now works with %(name)s.")
                % {"worker": moved.practitioner, **about(case)},
            )
            return redirect(case)
    return form_page(
        request, "tiers/case_reallocate.html", case, form, now, candidates=found, taken=None
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
