"""The inbox: what happened since one last looked."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from audit.views import looked_at_each
from iirms.forms import whole_number

from . import actions
from .models import Notice

PAGE = 50


@require_safe
def notice_list(request):
    """Unread first, then newest first."""
    shown = Notice.objects.visible_to(request.user).unread_first().with_person(request.user)
    entries = list(shown[:PAGE])
    seen = (entry.service_user_id for entry in entries if entry.person)
    looked_at_each(request, seen, at=timezone.now())
    return render(
        request,
        "notices/notice_list.html",
        {
            "unread": [entry for entry in entries if entry.read_at is None],
            "read": [entry for entry in entries if entry.read_at is not None],
        },
    )


@require_POST
@transaction.atomic
def notice_open(request, pk):
    """Note that it was read, and go where it leads."""
    get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    notice = actions.mark_read(notice_id=pk, by=request.user, at=timezone.now())
    return redirect(notice.get_absolute_url())


@require_POST
def notices_read(request):
    """All that the page showed."""
    shown = {whole_number(pk) for pk in request.POST.getlist("shown")[:PAGE]} - {None}
    count = actions.mark_shown_read(notice_ids=shown, by=request.user, at=timezone.now())
    messages.success(
        request,
        ngettext("%(count)d notice marked as read.", "%(count)d notices marked as read.", count)
        % {"count": count}
        if count
        else _("There was nothing left to mark as read."),
    )
    return redirect("notices:notice_list")
