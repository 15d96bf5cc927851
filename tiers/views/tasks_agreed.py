"""A piece of work given, and how it went."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.views import looked_at
from people.bar import person_bar
from people.models import ServiceUser
from tiers import actions
from tiers.forms import FinishTaskForm, TaskForm
from tiers.models import AgreedTask, Material
from tiers.rules import Part

from .answering import tier_one_page
from .consulting import done, find_consultation
from .materials import blocks
from .pages import is_sent, tried


@require_http_methods(["GET", "HEAD", "POST"])
def task_new(request, pk):
    now = timezone.now()
    consultation = find_consultation(request, pk, now)
    if Part.CONSULTANT not in consultation.parts_of(request.user):
        raise PermissionDenied
    offered = Material.objects.visible_to(request.user).in_use(consultation.team_id)
    form = TaskForm(
        request.POST or None,
        materials=[(one.pk, f"{one.title}: {one.summary}") for one in offered],
    )
    if is_sent(request, form):
        task = tried(
            form,
            lambda: actions.give_task(
                consultation_id=consultation.pk, by=request.user, at=now, **form.cleaned_data
            ),
        )
        if task is not None:
            return done(request, consultation, _("%(name)s sees it now.") % {"name": task.given_to})
    return tier_one_page(
        request,
        form,
        heading=_("Give %(name)s a piece of work") % {"name": consultation.pp},
        lead=_("Something they can do themselves, with a material if one fits."),
        button=_("Give it"),
        back_url=consultation.get_absolute_url(),
        bar=consultation.bar,
        above=consultation,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def task_detail(request, pk):
    """What was agreed, with its material; the one it was given to says here how it went."""
    now = timezone.now()
    rows = AgreedTask.objects.visible_to(request.user).select_related(
        "given_to", "given_by", "material", "consultation"
    )
    task = get_object_or_404(rows, pk=pk)
    bar = _bar(request, task, now)
    mine = task.given_to_id == request.user.pk and task.done_at is None
    if request.method == "POST" and not mine:
        raise PermissionDenied
    form = FinishTaskForm(request.POST or None) if mine else None
    if form is not None and is_sent(request, form):
        finished = tried(
            form,
            lambda: actions.finish_task(
                task_id=task.pk, by=request.user, at=now, **form.cleaned_data
            ),
        )
        if finished is not None:
            messages.success(request, _("Thank you. The team reads how it went."))
            return redirect(task)
    return render(
        request,
        "tiers/task_detail.html",
        {
            "task": task,
            "bar": bar,
            "form": form,
            "back_url": resolve_url(task.consultation or "tiers:consultation_list"),
            "blocks": blocks(task.material.text) if task.material else [],
        },
    )


def _bar(request, task, now):
    if task.service_user_id is None:
        return None
    looked_at(request, service_user_id=task.service_user_id, at=now)
    people = ServiceUser.objects.visible_to(request.user).for_bar(timezone.localdate(now))
    person = people.filter(pk=task.service_user_id).first()
    return person_bar(person, request.user, now) if person else None
