"""What the person says of the work, asked again: from the referral, the waiting list or a PP's home."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from audit.views import looked_at
from people.permissions import Permission
from people.rules import NotAllowed
from people.views.doors import onward
from referrals import actions, rules
from referrals.forms import SayAgainForm
from referrals.rules import Status

from .deciding import Decision, attempt, fetched, move_page, said_so_far
from .given import known_person

SAY_AGAIN = Decision(
    Status.WAITING,
    SayAgainForm,
    actions.say_again,
    _("What does the person say now?"),
    _("Ask them, and change what is no longer so. What it said before stays beside it."),
    _("Save"),
    _("Saved. What it said before stays beside it."),
)


def may_say_again(referral, user):
    try:
        rules.check_can_say_again(
            referral.status,
            tier=referral.tier,
            takes_part=bool(referral.parts_of(user) & {rules.REFERRER, rules.DECIDER})
            or user.can(Permission.CASE_WORK, referral.team_id),
        )
    except NotAllowed:
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def say_again(request, pk):
    now = timezone.now()
    referral = fetched(request, pk)
    looked_at(request, service_user_id=referral.service_user_id, at=now)
    known_person(referral, request.user, timezone.localdate(now))
    form = SayAgainForm(request.POST or None, initial=said_so_far(referral))
    if request.method == "POST" and attempt(request, form, referral, SAY_AGAIN, now):
        messages.success(request, SAY_AGAIN.done)
        return onward(request, referral)
    if request.method != "POST" and not may_say_again(referral, request.user):
        messages.info(request, _("This can be changed by the PP or the team, while it is open."))
        return redirect(referral.get_absolute_url())
    return move_page(request, referral, form, SAY_AGAIN, now)
