"""To another tier: one choice, then the draft with everything in it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.permissions import Permission
from referrals.rules import Tier
from tiers import actions
from tiers.forms import TierForm

from .answering import tier_one_page
from .consulting import find_consultation
from .pages import bar_of, find_case, is_sent, tried


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_refer(request, pk):
    now = timezone.now()
    consultation = find_consultation(request, pk, now)
    if consultation.bar is None or not request.user.can(Permission.REFER):
        raise PermissionDenied
    return _choose(
        request,
        tiers=[Tier.TWO, Tier.THREE],
        action=lambda tier: actions.refer_from_consultation(
            consultation_id=consultation.pk, tier=tier, by=request.user, at=now
        ),
        back_url=consultation.get_absolute_url(),
        bar=consultation.bar,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def case_refer(request, pk):
    now = timezone.now()
    case = find_case(request, pk, now)
    others = [tier for tier in (Tier.TWO, Tier.THREE) if tier != case.tier]
    return _choose(
        request,
        tiers=[Tier.ONE, *others] if case.tier != Tier.ONE else others,
        action=lambda tier: actions.refer_from_case(
            case_id=case.pk, tier=tier, by=request.user, at=now
        ),
        down_url=f"{reverse('tiers:consultation_new')}?case={case.pk}",
        back_url=case.get_absolute_url(),
        bar=bar_of(request, case, now),
    )


def _choose(request, *, tiers, action, back_url, bar, down_url=""):
    form = TierForm(request.POST or None, tiers=tiers)
    if is_sent(request, form):
        tier = form.cleaned_data["tier"]
        if tier == Tier.ONE and down_url:
            return redirect(down_url)
        draft = tried(form, lambda: action(tier))
        if draft is not None:
            messages.success(
                request,
                _("What is known is filled in. Look through it, ask the person, then send it."),
            )
            return redirect("referrals:referral_tasks", draft.pk)
    return tier_one_page(
        request,
        form,
        heading=_("Step up or down"),
        lead=_(
            "Everything that is known goes along. Nothing is sent before you have looked at it."
        ),
        button=_("Go on"),
        back_url=back_url,
        bar=bar,
    )
