"""A concern that was passed on: its referral is recorded as made."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tiers import actions
from tiers.forms import ReferralMadeForm
from tiers.models import SafeguardingConcern

from .pages import find_case, form_page, is_sent, tried


@require_http_methods(["GET", "HEAD", "POST"])
def safeguarding_made(request, pk):
    now = timezone.now()
    rows = SafeguardingConcern.objects.visible_to(request.user).select_related("noted_by")
    concern = get_object_or_404(rows, pk=pk)
    case = find_case(request, concern.case_id, now)
    if request.method != "POST" and concern.made_at is not None:
        return redirect(case)
    form = ReferralMadeForm(request.POST or None)
    if is_sent(request, form):
        made = tried(
            form,
            lambda: actions.record_referral_made(
                concern_id=concern.pk, by=request.user, at=now, **form.cleaned_data
            ),
        )
        if made is not None:
            messages.success(request, _("The safeguarding referral is recorded as made."))
            return redirect(case)
    return form_page(request, "tiers/safeguarding_made.html", case, form, now, concern=concern)
