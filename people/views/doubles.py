"""Records that may be of one person: merge them, or say that they are two."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from audit.views import looked_at_each
from people import actions
from people.models import LikelyPair, Merge
from people.permissions import Permission
from people.rules import NotAllowed

from .doors import needs

SHOWN = 20
MERGED_LATELY = timedelta(days=30)


@require_safe
@needs(Permission.RECORDS_MERGE)
def double_list(request):
    now = timezone.now()
    open_pairs = LikelyPair.objects.visible_to(request.user).open()
    merges = Merge.objects.visible_to(request.user).standing()
    lately = merges.filter(merged_at__gt=now - MERGED_LATELY)
    shown = open_pairs.select_related("one__pp", "other__pp").order_by("-found_at", "pk")
    pairs = list(shown[:SHOWN])
    merged = list(lately.select_related("kept", "gone").order_by("-merged_at")[:SHOWN])
    seen = [pk for pair in pairs for pk in (pair.one_id, pair.other_id)]
    seen += [pk for merge in merged for pk in (merge.kept_id, merge.gone_id)]
    looked_at_each(request, seen, at=now)
    return render(
        request,
        "people/double_list.html",
        {
            "count": open_pairs.count(),
            "pairs": pairs,
            "lately": MERGED_LATELY.days,
            "merges": merged,
        },
    )


@require_POST
@needs(Permission.RECORDS_MERGE)
def double_deny(request, pk):
    try:
        pair = actions.say_not_same(pair_id=pk, by=request.user, at=timezone.now())
    except LikelyPair.DoesNotExist:
        raise Http404 from None
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        names = {"one": pair.one.display_name, "other": pair.other.display_name}
        messages.success(
            request, _("%(one)s and %(other)s are two people. You will not be asked again.") % names
        )
    return redirect("people:double_list")
