"""Consultations: the list, the question in one page, where it stands, all that was said."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.views import looked_at, looked_at_each
from iirms.forms import whole_number
from people.bar import person_bar
from people.models import ServiceUser, Team
from people.permissions import Permission
from people.rules import NotAllowed
from people.views.doors import form_page
from referrals.models import Referral
from tiers import actions, rules
from tiers.forms import AskForm
from tiers.models import AgreedTask, Case, Consultation, ConsultationChange, JointWork, WorkingNote
from tiers.models.consulting import consults
from tiers.models.formulating import with_formulation
from tiers.rules import ConsultationStatus
from tiers.words import (
    BUTTONS,
    NOT_TAKEN_PLACE,
    carried_words,
    question_title,
    question_words,
    said_in_words,
    standing,
)

LISTED = 200
SHOWN_AFTER_END = timedelta(days=92)
FOLLOW_UP_AHEAD = timedelta(days=7)
TO_FIND_A_TIME = (ConsultationStatus.BOOKED, ConsultationStatus.TAKEN)


@require_safe
def consultation_list(request):
    """The team's, in the order of what needs somebody; or a PP's own."""
    now = timezone.now()
    today = timezone.localdate(now)
    user = request.user
    if not user.can(Permission.REFER):
        raise PermissionDenied
    near = today + FOLLOW_UP_AHEAD
    rows = list(
        Consultation.objects.visible_to(user)
        .filter(
            Q(ended_at__isnull=True)
            | Q(ended_at__gte=now - SHOWN_AFTER_END)
            | Q(follow_up_on__lte=near)
        )
        .select_related("service_user", "pp", "consultant", "team__policy")
        .order_by(F("ended_at").desc(nulls_first=True), "asked_at", "pk")[:LISTED]
    )
    rows.sort(key=lambda row: (row.asked_at, row.pk))
    for row in rows:
        row.title = question_title(row)
        row.standing = standing(row, today)
        row.days = (today - timezone.localdate(row.asked_at)).days
        row.is_late = row.status == ConsultationStatus.ASKED and row.days > (
            row.team.policy.decision_target_days
        )
    mine = AgreedTask.objects.visible_to(user).to_do().filter(given_to=user)
    tasks = list(mine.select_related("service_user", "material").order_by("due_on", "pk"))
    looked_at_each(request, (one.service_user_id for one in [*rows, *tasks]), at=now)
    return render(
        request,
        "tiers/consultation_list.html",
        {
            "today": today,
            "works_here": bool(user.working_team_ids),
            "may_log": any(consults(user, team) for team in user.working_team_ids),
            "groups": _groups(rows, user, near),
            "is_empty": not rows,
            "tasks": tasks,
        },
    )


def _groups(rows, user, near):
    """Each row once, under the first heading that fits."""
    if not user.working_team_ids:
        return [
            (_("Under way"), [r for r in rows if r.status in rules.UNDER_WAY]),
            (_("Finished"), [r for r in rows[::-1] if r.status in rules.OVER]),
        ]
    to_take = [r for r in rows if r.status == ConsultationStatus.ASKED]
    taken = [r for r in rows if r.status in rules.UNDER_WAY and r not in to_take]
    follow_up = [r for r in rows if r.follow_up_on and r.follow_up_on <= near]
    return [
        (_("Nobody has taken these yet"), to_take),
        (_("Yours"), [r for r in taken if r.consultant_id == user.pk]),
        (_("To follow up"), follow_up),
        (_("With colleagues"), [r for r in taken if r.consultant_id != user.pk]),
        (
            _("Finished in the last three months"),
            [r for r in rows[::-1] if r.status in rules.OVER and r not in follow_up],
        ),
    ]


# --- Asking -------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_new(request):
    """One page, then "sent". What it carries on from is in the address: ?person, ?referral, ?case."""
    now = timezone.now()
    user = request.user
    if not user.can(Permission.REFER):
        raise PermissionDenied
    person, referral, case = _carried(request, user)
    people = _people(user, person)
    looked_at_each(request, (pk for pk, _called in people), at=now)
    form = AskForm(
        request.POST or None,
        people=people,
        teams=_teams(user),
        initial=_initial(person, referral, case),
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        same = person is not None and values["service_user_id"] == person.pk
        try:
            consultation = actions.ask_consultation(
                by=user,
                at=now,
                referral_id=referral.pk if referral and same else None,
                case_id=case.pk if case and same else None,
                **values,
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            return redirect("tiers:consultation_sent", consultation.pk)
    return form_page(
        request,
        "tiers/consultation_new.html",
        form,
        *_began_at(person, referral, case),
        bar=person_bar(person, user, now) if person else None,
        referral=referral,
        case=case,
    )


def _began_at(person, referral, case):
    """The page whose link was followed: of the work, the referral or the person."""
    if person is None:
        return ("tiers:consultation_list",)
    return (case or referral,) if case or referral else ("reports:person", person.pk)


def _carried(request, user):
    """(person, referral, case): whatever the link named, each seen by this reader, or 404."""
    asked = {name: _number(request.GET.get(name, "")) for name in ("person", "referral", "case")}
    referral = case = None
    if asked["referral"]:
        referral = get_object_or_404(Referral.objects.visible_to(user), pk=asked["referral"])
        asked["person"] = referral.service_user_id
    if asked["case"]:
        rows = Case.objects.visible_to(user).select_related("practitioner")
        case = get_object_or_404(rows, pk=asked["case"])
        asked["person"] = case.service_user_id
    if not asked["person"]:
        return None, None, None
    people = ServiceUser.objects.visible_to(user).for_bar(timezone.localdate())
    return get_object_or_404(people, pk=asked["person"]), referral, case


def _number(text):
    number = whole_number(text)
    if text and number is None:
        raise Http404
    return number


def _people(user, person):
    """The PP's own people, and the one the link named."""
    mine = ServiceUser.objects.visible_to(user).filter(Q(pp=user) | Q(cover_pp=user))
    found = {one.pk: one for one in mine.order_by("family_name", "given_name")[:LISTED]}
    if person is not None:
        found[person.pk] = person
    return [(pk, f"{one.display_name}, {one.identifier}") for pk, one in found.items()]


def _teams(user):
    ids = user.teams_where(Permission.REFER) - user.working_team_ids
    return list(
        Team.objects.visible_to(user).filter(pk__in=ids).order_by("name").values_list("pk", "name")
    )


def _initial(person, referral, case):
    if person is None:
        return {}
    return {"service_user_id": person.pk, **carried_words(referral, case)}


@require_safe
def consultation_sent(request, pk):
    now = timezone.now()
    consultation = find_consultation(request, pk, now)
    return render(
        request,
        "tiers/consultation_sent.html",
        {"consultation": consultation, "days": consultation.team.policy.decision_target_days},
    )


# --- One consultation ----------------------------------------------------------------------------


def find_consultation(request, pk, now):
    """With its person's bar as `.bar`, or 404. It leaves the trace."""
    rows = with_formulation(Consultation.objects.visible_to(request.user), request.user)
    rows = rows.select_related("pp", "asked_by", "consultant", "team__policy", "referral", "case")
    consultation = get_object_or_404(rows, pk=pk)
    consultation.bar = None
    if consultation.service_user_id is not None:
        looked_at(request, service_user_id=consultation.service_user_id, at=now)
        people = ServiceUser.objects.visible_to(request.user).for_bar(timezone.localdate(now))
        person = people.filter(pk=consultation.service_user_id).first()
        # One who asked and no longer reaches the person still reads what they were told.
        consultation.bar = person_bar(person, request.user, now) if person else None
    return consultation


@require_safe
def consultation_detail(request, pk):
    now = timezone.now()
    user = request.user
    today = timezone.localdate(now)
    consultation = find_consultation(request, pk, now)
    moves = ConsultationChange.objects.visible_to(user).filter(consultation=consultation)
    changes = list(moves.select_related("by").order_by("at", "pk"))
    notes = WorkingNote.objects.visible_to(user).filter(consultation=consultation)
    tasks = AgreedTask.objects.visible_to(user).filter(consultation=consultation)
    together = JointWork.objects.visible_to(user).filter(consultation=consultation)
    works_here = consultation.team_id in user.working_team_ids
    return render(
        request,
        "tiers/consultation_detail.html",
        {
            "consultation": consultation,
            "bar": consultation.bar,
            "today": today,
            "standing": standing(consultation, today),
            "heading": question_words(consultation),
            "works_here": works_here,
            "buttons": buttons(consultation, user, now),
            "gives": rules.Part.CONSULTANT in consultation.parts_of(user),
            "is_over": consultation.status in rules.OVER,
            "may_follow_up": consultation.status in rules.SAID,
            "story": [said_in_words(one) for one in changes],
            "corrections": [one for one in changes if one.is_correction],
            "notes": list(notes.select_related("by").order_by("at")) if works_here else [],
            "joint_works": list(together.order_by("agreed_at")),
            "tasks": list(tasks.select_related("given_to", "material").order_by("given_at", "pk")),
        },
    )


def buttons(consultation, user, now):
    """Only the moves the table allows this reader."""
    found = []
    is_past = consultation.booked_for is not None and consultation.booked_for <= now
    for to in rules.consultation_moves(consultation.status, consultation.parts_of(user)):
        words, name, style, by_post = BUTTONS[(consultation.status, to)]
        if is_past and (consultation.status, to) == TO_FIND_A_TIME:
            words = NOT_TAKEN_PLACE
        found.append(
            {
                "words": words,
                "url": reverse(name, args=[consultation.pk]),
                "style": style,
                "by_post": by_post,
            }
        )
    if consultation.status == ConsultationStatus.BOOKED and consultation.parts_of(user) & {
        rules.Part.CONSULTANT
    }:
        url = reverse("tiers:consultation_book", args=[consultation.pk])
        second = {"words": _("Change the time"), "url": url, "by_post": False}
        found.insert(1, {**second, "style": "govuk-button--secondary"})
    return found


def done(request, consultation, words):
    messages.success(request, words)
    return redirect(consultation)
