"""What was agreed for somebody's release: was it there when they came out? (N16)"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from audit.views import looked_at
from people.bar import person_bar
from people.rules import NotAllowed
from referrals import actions
from referrals.forms import ReleaseItemForm
from referrals.models import ReleaseItem


@require_http_methods(["GET", "HEAD", "POST"])
def release_item(request, pk):
    now = timezone.now()
    rows = ReleaseItem.objects.visible_to(request.user)
    item = get_object_or_404(rows.select_related("referral__service_user"), pk=pk)
    if not actions.may_settle(item.referral, request.user):
        raise Http404
    looked_at(request, service_user_id=item.referral.service_user_id, at=now)
    form = ReleaseItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.settle_release_item(item_id=pk, by=request.user, at=now, **form.values())
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Recorded."))
            return redirect(item.referral)
    return render(
        request,
        "referrals/release_item.html",
        {
            "item": item,
            "form": form,
            "bar": person_bar(item.referral.service_user, request.user, now),
        },
    )
