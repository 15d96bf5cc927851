"""Messages about a referral, notes of those who decide, and answers put right."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from audit.views import looked_at
from people.bar import person_bar
from people.rules import NotAllowed, Stale
from referrals import actions, rules
from referrals.forms import AmendForm, MessageForm, PanelNoteForm, ReadForm
from referrals.models import Message, Referral
from referrals.rules import Status


def _referral(request, pk, now):
    rows = Referral.objects.visible_to(request.user).exclude(status=Status.DRAFT)
    referral = get_object_or_404(rows.select_related("service_user", "team", "referrer"), pk=pk)
    looked_at(request, service_user_id=referral.service_user_id, at=now)
    return referral


@require_http_methods(["GET", "HEAD", "POST"])
def referral_messages(request, pk):
    """The thread, oldest first; a POST adds to it."""
    now = timezone.now()
    referral = _referral(request, pk, now)
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _written(request, referral, form, now):
        messages.success(request, _("Your message has been sent."))
        return redirect("referrals:referral_messages", referral.pk)
    thread = Message.objects.visible_to(request.user).filter(referral=referral)
    unread = set(thread.unread_by(request.user).values_list("pk", flat=True))
    shown = list(thread.select_related("by").order_by("at", "pk"))
    return render(
        request,
        "referrals/referral_messages.html",
        {
            "referral": referral,
            "bar": person_bar(referral.service_user, request.user, now),
            "thread": [(one, one.pk in unread) for one in shown],
            "up_to": max(unread, default=0),
            "form": form,
        },
    )


def _written(request, referral, form, now):
    try:
        actions.write_message(referral_id=referral.pk, by=request.user, at=now, **form.cleaned_data)
    except NotAllowed as refusal:
        form.refuse(refusal)
        return False
    return True


@require_POST
def messages_read(request, pk):
    """Up to the last one the page showed."""
    now = timezone.now()
    referral = _referral(request, pk, now)
    form = ReadForm(request.POST)
    if form.is_valid():
        actions.mark_thread_read(
            referral_id=referral.pk, up_to=form.cleaned_data["up_to"], by=request.user, at=now
        )
    return redirect("referrals:referral_detail", referral.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def panel_note_new(request, pk):
    now = timezone.now()
    referral = _referral(request, pk, now)
    if not may_note(referral, request.user):
        raise Http404
    form = PanelNoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_panel_note(
                referral_id=referral.pk, by=request.user, at=now, **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Your note is kept with the referral."))
            return redirect("referrals:referral_detail", referral.pk)
    return _form_page(
        request, referral, form, now, title=_("Note for those who decide"), button=_("Save note")
    )


def may_note(referral, user):
    """Those who decide, and not on their own referral."""
    return rules.DECIDER in referral.parts_of(user) and not referral.is_of(user)


@require_http_methods(["GET", "HEAD", "POST"])
def referral_amend(request, pk, field):
    """One answer, put right."""
    now = timezone.now()
    referral = _referral(request, pk, now)
    if field not in actions.AMENDABLE or not may_amend(referral, request.user):
        raise Http404
    form = AmendForm(
        request.POST or None,
        initial={"after": getattr(referral, field), "version": referral.version},
    )
    if request.method == "POST" and form.is_valid() and _amended(request, referral, field, form):
        messages.success(request, _("Changed. What it said before stays beside it."))
        return redirect("referrals:referral_detail", referral.pk)
    label = Referral._meta.get_field(field).verbose_name
    return _form_page(
        request,
        referral,
        form,
        now,
        title=_("Change what was sent: %(answer)s") % {"answer": label},
        button=_("Save the change"),
        said=getattr(referral, field),
    )


def may_amend(referral, user):
    parts = referral.parts_of(user)
    return referral.status in rules.OPEN and bool(parts & {rules.REFERRER, rules.DECIDER})


def _amended(request, referral, field, form):
    try:
        actions.amend(
            referral_id=referral.pk,
            field=field,
            by=request.user,
            at=timezone.now(),
            **form.cleaned_data,
        )
    except Stale as told:
        form.refuse(told)
        fresh = Referral.objects.visible_to(request.user).values_list("version", flat=True)
        form.catch_up(fresh.get(pk=referral.pk))
        return False
    except NotAllowed as refusal:
        form.refuse(refusal)
        return False
    return True


def _form_page(request, referral, form, now, *, title, button, said=""):
    return render(
        request,
        "referrals/referral_note.html",
        {
            "referral": referral,
            "bar": person_bar(referral.service_user, request.user, now),
            "form": form,
            "title": title,
            "button": button,
            "said": said,
        },
    )
