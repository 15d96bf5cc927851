"""A lead says who must not see a record, and who alone may."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.views import looked_at
from people import actions
from people.bar import person_bar
from people.forms import LimitsForm
from people.models import AccessLimit, AccessLimitKind, ServiceUser, User
from people.permissions import Permission
from people.rules import NotAllowed

from .doors import form_page, needs


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CASE_ALLOCATE)
def access_limits(request, pk):
    now = timezone.now()
    people = ServiceUser.objects.visible_to(request.user).for_bar(timezone.localdate(now))
    person = get_object_or_404(people, pk=pk)
    if not request.user.can(Permission.CASE_ALLOCATE, person.team_id):
        raise PermissionDenied
    looked_at(request, service_user_id=person.pk, at=now)
    held = AccessLimit.objects.visible_to(request.user).filter(service_user=person)
    rows = list(held.select_related("user"))
    form = LimitsForm(
        request.POST or None,
        staff=_staff(request.user, person, rows),
        initial={
            "restricted": person.is_restricted,
            "named": [str(row.user_id) for row in rows if row.kind == AccessLimitKind.NAMED],
            "excluded": [str(row.user_id) for row in rows if row.kind == AccessLimitKind.EXCLUDED],
            "version": person.version,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_access_limits(
                service_user_id=person.pk, by=request.user, at=now, **form.limits
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Who may see this record has been saved."))
            return redirect("reports:person", person.pk)
    return form_page(
        request,
        "people/access_limits.html",
        form,
        "reports:person",
        person.pk,
        person=person,
        bar=person_bar(person, request.user, now),
    )


def _staff(user, person, rows):
    """Everybody of the team, and whoever is on a list already."""
    team = User.objects.visible_to(user).active().in_team(person.team_id)
    listed = list(team.order_by("family_name", "given_name"))
    return [*listed, *dict.fromkeys(row.user for row in rows if row.user not in listed)]
