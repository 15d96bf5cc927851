"""What each member of staff looks after alone."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people import actions
from people.forms import MyDetailsForm
from people.models import Absence
from people.permissions import ROLE_SENTENCES, Role
from people.rules import NotAllowed

from .doors import form_page


@require_http_methods(["GET", "HEAD", "POST"])
def my_details(request):
    user = request.user
    names = ("telephone", "working_days", "speaks_welsh", "works_as", "digest", "version")
    form = MyDetailsForm(
        request.POST or None, initial={name: getattr(user, name) for name in names}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_own_details(by=user, at=timezone.now(), **form.cleaned_data)
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Your details have been saved."))
            return redirect("people:my_details")
    absences = Absence.objects.visible_to(user).filter(user=user).select_related("cover")
    return form_page(
        request,
        "people/my_details.html",
        form,
        "reports:home",
        roles=[
            {"key": Role(role).label, "value": ROLE_SENTENCES[role]}
            for role in Role.values
            if role in user.roles
        ],
        absences=list(absences.order_by("-starts_on")[:10]),
    )
