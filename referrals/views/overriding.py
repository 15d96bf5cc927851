"""A psychologist or lead signs an override, asks the PP first, or says why not and what then."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from audit.views import looked_at
from people.bar import person_bar
from people.rules import NotAllowed, Stale
from people.views.doors import asked_next, onward
from referrals import actions, rules
from referrals.forms import OverrideForm
from referrals.models import OverrideWord, Referral

from .given import known_person
from .words import screening_part

DONE = {
    OverrideForm.SIGN: (actions.sign_override, _("Signed. The PP has been told.")),
    OverrideForm.ASK: (
        actions.question_override,
        _("Asked. You are told when the PP has answered."),
    ),
    OverrideForm.LEAVE: (
        actions.leave_unsigned,
        _("Not signed. The PP has been told why, and what can be done instead."),
    ),
}


def _found(request, pk):
    rows = Referral.to_override.visible_to(request.user).select_related(
        "service_user",
        "team",
        "referrer",
        "screening__asked_by",
        "screening__overridden_by",
        "screening__criteria_set",
    )
    return get_object_or_404(rows, pk=pk)


def _closed(referral, screening, user):
    """Why nothing can be signed here, or not by this reader."""
    try:
        rules.check_can_sign(
            status=referral.status, outcome=screening.outcome, is_own=referral.is_of(user)
        )
    except NotAllowed as refusal:
        return str(refusal)
    return ""


@require_http_methods(["GET", "HEAD", "POST"])
def override_sign(request, pk):
    """The screening, what the PP says, and what was said since; a draft's too when its PP asked."""
    now = timezone.now()
    referral = _found(request, pk)
    looked_at(request, service_user_id=referral.service_user_id, at=now)
    known_person(referral, request.user, timezone.localdate(now))
    screening = getattr(referral, "screening", None)
    if (
        request.method != "POST"
        and screening
        and (why := _closed(referral, screening, request.user))
    ):
        messages.info(request, why)
        return redirect("referrals:referral_incoming")
    form = OverrideForm(
        request.POST or None,
        initial={"version": referral.version},
        override=screening.override if screening else "",
    )
    if request.method == "POST" and form.is_valid() and _answered(request, form, referral, now):
        return onward(request, "referrals:referral_incoming")
    said = OverrideWord.objects.visible_to(request.user).filter(referral=referral)
    return render(
        request,
        "referrals/override_sign.html",
        {
            "referral": referral,
            "bar": person_bar(referral.service_user, request.user, now),
            "form": form,
            "screening": screening,
            "part": screening_part(screening),
            "said": list(said.select_related("by").order_by("at", "pk")),
            "next": asked_next(request),
            "back_url": asked_next(request) or reverse("referrals:referral_incoming"),
        },
    )


def _answered(request, form, referral, now):
    act, done = DONE[form.chosen]
    try:
        act(referral_id=referral.pk, by=request.user, at=now, **form.values())
    except Stale as told:
        form.refuse(told)
        form.catch_up(_found(request, referral.pk).version)
        return False
    except NotAllowed as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, done)
    return True
