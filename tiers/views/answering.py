"""What the team does with a question: takes it, books it, answers it; and what the PP does."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from people.rules import NotAllowed
from tiers import actions
from tiers.forms import (
    AnswerInWritingForm,
    BookForm,
    FollowUpForm,
    NoteForm,
    OtherWayForm,
    PutRightForm,
    RecordConsultationForm,
    WithdrawForm,
    WordsForm,
)
from tiers.models import Consultation
from tiers.rules import USUAL_CONSULTATION_MINUTES, Part

from .consulting import done, find_consultation
from .pages import is_sent, tried, when_told


def tier_one_page(request, form, *, heading, button, back_url, bar=None, lead="", above=None):
    return render(
        request,
        "tiers/tier_one_form.html",
        {
            "form": form,
            "heading": heading,
            "button": button,
            "lead": lead,
            "back_url": back_url,
            "bar": bar,
            "above": above,
        },
    )


def _found(request, pk, now, part):
    consultation = find_consultation(request, pk, now)
    if part not in consultation.parts_of(request.user):
        raise PermissionDenied
    return consultation


def _step(request, pk, *, part, form_class, action, said, initial=None, **page):
    """A page with one form about one consultation: asked, done, back to it."""
    now = timezone.now()
    consultation = _found(request, pk, now, part)
    form = form_class(
        request.POST or None,
        initial={
            "version": consultation.version,
            **(initial(consultation, now) if initial else {}),
        },
    )
    if is_sent(request, form):
        found = tried(
            form,
            lambda: action(
                consultation_id=consultation.pk, by=request.user, at=now, **form.cleaned_data
            ),
            version=lambda: (
                Consultation.objects.visible_to(request.user)
                .values_list("version", flat=True)
                .get(pk=pk)
            ),
        )
        if found is not None:
            return done(request, consultation, said(found) if callable(said) else said)
    return tier_one_page(
        request,
        form,
        back_url=consultation.get_absolute_url(),
        bar=consultation.bar,
        above=consultation,
        **page,
    )


@require_POST
def consultation_take(request, pk):
    now = timezone.now()
    consultation = _found(request, pk, now, Part.CONSULTANT)
    was_booked = consultation.booked_for is not None
    try:
        actions.take_consultation(consultation_id=consultation.pk, by=request.user, at=now)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(consultation)
    if was_booked:
        said = _("The time is off, and the PP has been told. Book a new one, or answer in writing.")
    else:
        said = _("It is yours. Book a time, or answer in writing.")
    return done(request, consultation, said)


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_put_back(request, pk):
    return _step(
        request,
        pk,
        part=Part.CONSULTANT,
        form_class=WordsForm,
        action=actions.put_back_consultation,
        said=_("It is back on the list."),
        heading=_("Put it back on the list"),
        button=_("Put it back"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_book(request, pk):
    return _step(
        request,
        pk,
        part=Part.CONSULTANT,
        form_class=BookForm,
        action=actions.book_consultation,
        said=lambda booked: when_told(
            _("Booked for %(moment)s. The PP sees it."), booked.booked_for
        ),
        initial=_booked,
        heading=_("Book a time"),
        button=_("Book it"),
    )


def _booked(consultation, _now):
    if consultation.booked_for is None:
        return {}
    local = timezone.localtime(consultation.booked_for)
    return {
        "held_on": local.date(),
        "held_at": local.time(),
        "mode": consultation.mode,
        "place": consultation.place,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_record(request, pk):
    return _step(
        request,
        pk,
        part=Part.CONSULTANT,
        form_class=RecordConsultationForm,
        action=actions.record_consultation,
        said=_("The talk is recorded. The PP reads your advice."),
        initial=_just_held,
        heading=_("Record the talk"),
        button=_("Save the record"),
    )


def _just_held(consultation, now):
    when = timezone.localtime(min(consultation.booked_for or now, now))
    return {
        "held_on": when.date(),
        "held_at": when.time().replace(second=0),
        "minutes": USUAL_CONSULTATION_MINUTES,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_answer(request, pk):
    return _step(
        request,
        pk,
        part=Part.CONSULTANT,
        form_class=AnswerInWritingForm,
        action=actions.answer_consultation,
        said=_("The answer is sent."),
        heading=_("Answer in writing"),
        button=_("Send the answer"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_offer(request, pk):
    return _step(
        request,
        pk,
        part=Part.CONSULTANT,
        form_class=OtherWayForm,
        action=actions.offer_other_way,
        said=_("The PP reads what you offer."),
        heading=_("Offer another way"),
        button=_("Send the offer"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_withdraw(request, pk):
    return _step(
        request,
        pk,
        part=Part.ASKER,
        form_class=WithdrawForm,
        action=actions.withdraw_consultation,
        said=_("It is withdrawn. You can ask again at any time."),
        heading=_("You no longer need it"),
        button=_("Withdraw it"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_follow_up(request, pk):
    return _step(
        request,
        pk,
        part=Part.CONSULTANT,
        form_class=FollowUpForm,
        action=actions.follow_up_consultation,
        said=_("The follow-up is recorded."),
        heading=_("Follow up"),
        button=_("Save"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_correct(request, pk):
    return _step(
        request,
        pk,
        part=Part.CONSULTANT,
        form_class=PutRightForm,
        action=actions.correct_consultation,
        said=_("The correction has been added. The PP reads it."),
        heading=_("Add a correction"),
        button=_("Add it"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_note(request, pk):
    now = timezone.now()
    consultation = find_consultation(request, pk, now)
    if consultation.team_id not in request.user.working_team_ids:
        raise PermissionDenied
    form = NoteForm(request.POST or None)
    if is_sent(request, form):
        note = tried(
            form,
            lambda: actions.add_working_note(
                consultation_id=consultation.pk, by=request.user, at=now, **form.cleaned_data
            ),
        )
        if note is not None:
            return done(request, consultation, _("The note is kept. The PP does not see it."))
    return tier_one_page(
        request,
        form,
        heading=_("Add a working note"),
        button=_("Keep the note"),
        back_url=consultation.get_absolute_url(),
        bar=consultation.bar,
        above=consultation,
    )
