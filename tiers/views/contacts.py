"""Log a call, a letter, a talk with somebody, an attempt."""

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.views.doors import asked_next, onward
from tiers import actions
from tiers.forms import ContactForm

from .pages import find_case, form_page, is_sent, tried


@require_http_methods(["GET", "HEAD", "POST"])
def contact_new(request, pk):
    now = timezone.now()
    case = find_case(request, pk, now)
    form = ContactForm(
        request.POST or None,
        initial={
            "held_on": timezone.localdate(now),
            "held_at": timezone.localtime(now).time(),
            "told_on": timezone.localdate(now),
        },
    )
    if is_sent(request, form):
        contact = tried(
            form,
            lambda: actions.log_contact(case_id=case.pk, by=request.user, at=now, **form.facts()),
        )
        if contact is not None:
            messages.success(request, _("The contact has been logged."))
            return onward(request, case)
    return form_page(request, "tiers/contact_new.html", case, form, now, next=asked_next(request))
