"""My supervision, given and received; and the lead's table of dates."""

from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from people.models import User
from people.permissions import Permission, Role
from supervision.models import AgreedAction, Agreement, SupervisionRecord, without_agreement
from supervision.rules import PRESSING, SUPERVISED

MOST_ACTIONS = 50
AT_ONCE = 3


@require_safe
def my_supervision(request):
    user, now = request.user, timezone.now()
    agreements = list(
        Agreement.objects.visible_to(user)
        .current()
        .filter(Q(supervisee=user) | Q(supervisor=user))
        .with_clock(timezone.localdate(now))
        .with_next(now)
        .select_related("supervisee", "supervisor", "team")
        .order_by("due_on", "pk")
    )
    waiting = _waiting_for(user, now)
    return render(
        request,
        "supervision/my_supervision.html",
        {
            "received": [one for one in agreements if one.supervisee_id == user.pk],
            "given": [one for one in agreements if one.supervisor_id == user.pk],
            "waiting": waiting[:AT_ONCE],
            "waiting_too": waiting[AT_ONCE:],
            "actions": _actions(user),
            "today": timezone.localdate(now),
            "leads": bool(user.teams_where(Permission.TEAM_SEE)),
        },
    )


def _waiting_for(user, now):
    """Booked, past and not recorded; or recorded and not yet confirmed by this person. The latest
    first: it is the one they remember."""
    visible = SupervisionRecord.objects.visible_to(user)
    records = list(
        (visible.to_confirm_by(user) | visible.planned().filter(planned_for__lt=now))
        .select_related("agreement__supervisee", "agreement__supervisor")
        .order_by("-planned_for", "-pk")[:MOST_ACTIONS]
    )
    for record in records:
        agreed = record.agreement
        record.with_whom = (
            agreed.supervisor if agreed.supervisee_id == user.pk else agreed.supervisee
        )
    return records


def _actions(user):
    return list(
        AgreedAction.objects.visible_to(user)
        .to_do()
        .filter(owner=user)
        .select_related("record__agreement__supervisee", "record__agreement__supervisor")
        .order_by("due_on", "pk")[:MOST_ACTIONS]
    )


@require_safe
def supervision_team(request):
    """Who has supervision and when: dates, and not a word of what was said."""
    user, now = request.user, timezone.now()
    leading = user.teams_where(Permission.TEAM_SEE)
    if not leading:
        raise Http404
    agreements = (
        Agreement.objects.visible_to(user)
        .current()
        .filter(team_id__in=leading, supervisee__is_active=True)
        .with_clock(timezone.localdate(now))
        .with_next(now)
        .select_related("supervisee", "supervisor", "team")
        .order_by("supervisee__family_name", "supervisee__given_name", "kind", "pk")
    )
    shown = sorted(agreements, key=lambda one: PRESSING.index(one.standing_tone))
    return render(
        request,
        "supervision/supervision_team.html",
        {
            "agreements": shown,
            "without": list(_without(user, leading)),
            "today": timezone.localdate(now),
        },
    )


def _without(user, teams):
    working = (
        User.objects.visible_to(user)
        .active()
        .filter(memberships__team__in=teams, memberships__role=Role.PRACTITIONER)
        .filter(profession__in=sorted(SUPERVISED))
    )
    return without_agreement(working).distinct().order_by("family_name", "given_name")
