"""A CRN, prison number or NHS number that is wrong here, or was replaced."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.views import looked_at
from people import actions
from people.bar import person_bar
from people.forms import NumberForm
from people.models import FormerIdentifier, ServiceUser
from people.rules import NotAllowed

from .doors import form_page, onward


@require_http_methods(["GET", "HEAD", "POST"])
def number_change(request, pk):
    now = timezone.now()
    people = ServiceUser.objects.visible_to(request.user).for_bar(timezone.localdate(now))
    person = get_object_or_404(people, pk=pk)
    looked_at(request, service_user_id=person.pk, at=now)
    form = NumberForm(request.POST or None, person=person, initial={"version": person.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_number(
                service_user_id=person.pk, by=request.user, at=now, **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The number has been changed. The old one is kept."))
            return onward(request, "reports:person", person.pk)
    former = FormerIdentifier.objects.visible_to(request.user).filter(service_user=person)
    return form_page(
        request,
        "people/number_change.html",
        form,
        "reports:person",
        person.pk,
        person=person,
        bar=person_bar(person, request.user, now),
        former=list(former.select_related("changed_by").order_by("-changed_at", "-pk")),
    )
