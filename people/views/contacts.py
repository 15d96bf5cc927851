"""The PP's contact, put right in one click from any page about the person."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.views import looked_at
from people import actions
from people.bar import person_bar
from people.forms import PPContactForm
from people.models import ServiceUser
from people.rules import NotAllowed

from .doors import form_page
from .service_users import named_pps, still_theirs


@require_http_methods(["GET", "HEAD", "POST"])
def pp_contact(request, pk):
    now = timezone.now()
    today = timezone.localdate(now)
    person = get_object_or_404(ServiceUser.objects.visible_to(request.user).for_bar(today), pk=pk)
    looked_at(request, service_user_id=person.pk, at=now)
    form = PPContactForm(
        request.POST or None,
        initial={
            "pp_id": person.pp_id,
            "cover_pp_id": person.cover_pp_id,
            "telephone": person.pp.telephone if person.pp else "",
            "telephone_shown": person.pp.telephone if person.pp else "",
            "version": person.version,
        },
        pps=named_pps(person, request.user),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_pp_contact(
                service_user_id=person.pk, by=request.user, at=now, **form.contact()
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Who to ring has been put right."))
            return still_theirs(request, person)
    return form_page(
        request,
        "people/pp_contact.html",
        form,
        "reports:person",
        person.pk,
        person=person,
        bar=person_bar(person, request.user, now),
    )
