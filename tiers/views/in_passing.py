"""Logging a talk in a corridor or on the telephone."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.views import looked_at
from people.models import ServiceUser, User
from people.permissions import Role
from people.rules import NotAllowed
from tiers import actions
from tiers.forms import InPassingForm
from tiers.models.consulting import consults


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_in_passing(request):
    now = timezone.now()
    user = request.user
    teams = [team for team in user.working_team_ids if consults(user, team)]
    if not teams:
        raise PermissionDenied
    local = timezone.localtime(now)
    form = InPassingForm(
        request.POST or None,
        pps=_pps(user, teams),
        initial={"held_on": local.date(), "minutes": 10},
    )
    if request.method == "POST" and form.is_valid():
        found = _logged(request, form, now)
        if found is not None:
            messages.success(request, _("The talk is logged. The PP reads your advice."))
            return redirect(found)
    return render(
        request,
        "tiers/tier_one_form.html",
        {
            "form": form,
            "heading": _("Log a talk in passing"),
            "lead": _("A corridor, a telephone call: advice that nobody asked for in writing."),
            "button": _("Save the talk"),
            "back_url": reverse("tiers:consultation_list"),
        },
    )


def _pps(user, teams):
    rows = User.objects.visible_to(user).active()
    rows = rows.filter(memberships__team__in=teams, memberships__role=Role.REFERRER)
    rows = rows.exclude(pk=user.pk).distinct().order_by("family_name", "given_name")
    return [(one.pk, one.get_full_name()) for one in rows]


def _logged(request, form, now):
    values = dict(form.cleaned_data)
    crn = values.pop("crn").strip().upper()
    person = None
    if crn:
        person = ServiceUser.objects.visible_to(request.user).filter(crn=crn).first()
        if person is None:
            form.add_error("crn", _("You see nobody with this CRN."))
            return None
        looked_at(request, service_user_id=person.pk, at=now)
    try:
        return actions.log_talk_in_passing(
            service_user_id=person.pk if person else None, by=request.user, at=now, **values
        )
    except NotAllowed as refusal:
        form.refuse(refusal)
        return None
