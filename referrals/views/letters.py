"""Letters: written, looked at, made; read again as page, PDF or Word."""

from __future__ import annotations

import hashlib
import json

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.models import AccessKind
from audit.views import looked_at
from iirms.forms import whole_number
from people.bar import person_bar
from people.models import ServiceUser
from people.permissions import Permission
from people.rules import NotAllowed
from referrals import actions, rules
from referrals.forms import LetterForm
from referrals.letters import to_pdf, to_word
from referrals.models import Letter, OnwardReferral, Referral
from referrals.rules import LetterKind

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_http_methods(["GET", "HEAD", "POST"])
def letter_onward(request, pk):
    """The referral itself, as a letter to the service."""
    onward = _onward(request, pk)
    initial = {"addressed_to": _address_of(onward), "words": onward.words}
    return _written(
        request,
        LetterKind.ONWARD,
        onward.service_user,
        initial,
        back=onward.get_absolute_url(),
        onward=onward,
    )


def _onward(request, pk):
    rows = OnwardReferral.objects.visible_to(request.user).of_team(request.user)
    return get_object_or_404(rows.select_related("service_user"), pk=pk)


def _address_of(onward):
    """The name on the first line, once."""
    address = onward.service_address.strip()
    if address.startswith(onward.service_name):
        return address
    return f"{onward.service_name}\n{address}".strip()


@require_http_methods(["GET", "HEAD", "POST"])
def letter_not_instead(request, pk):
    """To a service that says somebody has us already (N35); of an onward referral when one is named."""
    person = get_object_or_404(ServiceUser.objects.visible_to(request.user), pk=pk)
    if not request.user.can(Permission.CASE_WORK, person.team_id):
        raise Http404
    named = whole_number(request.GET.get("onward", ""))
    onward = None if named is None else _onward(request, named)
    if onward is not None and onward.service_user_id != person.pk:
        raise Http404
    return _written(
        request,
        LetterKind.NOT_INSTEAD,
        person,
        {"addressed_to": _address_of(onward) if onward else ""},
        back=onward.get_absolute_url()
        if onward
        else person_bar(person, request.user, timezone.now())["url"],
        onward=onward,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def letter_decision(request, pk):
    """What the team decided, to the PP who asked (N92)."""
    rows = Referral.objects.visible_to(request.user).select_related(
        "service_user", "referrer__unit"
    )
    referral = get_object_or_404(rows, pk=pk)
    if not request.user.can(Permission.REFERRAL_DECIDE, referral.team_id):
        raise Http404
    if not rules.is_decided(referral.status, accepted_at=referral.accepted_at):
        messages.info(request, _("There is no decision to write about yet."))
        return redirect(referral)
    to = [str(referral.referrer), _("Probation practitioner"), str(referral.referrer.unit or "")]
    return _written(
        request,
        LetterKind.DECISION,
        referral.service_user,
        {"addressed_to": "\n".join(line for line in to if line)},
        back=referral.get_absolute_url(),
        referral_id=referral.pk,
    )


def _written(request, kind, person, initial, *, back, onward=None, referral_id=None):
    """Write, look, make: a letter that was changed since it was looked at is shown again first."""
    now = timezone.now()
    looked_at(request, service_user_id=person.pk, at=now)
    language = rules.language_for(prefers_welsh=person.prefers_welsh)
    form = LetterForm(
        request.POST or None,
        kind=kind,
        onward=onward,
        initial={"language": language} | initial,
    )
    contents = None
    if request.method == "POST" and form.is_valid():
        wanted = _wanted(
            kind,
            person,
            form,
            onward_id=onward.pk if onward else None,
            referral_id=referral_id,
        )
        try:
            contents = actions.draw_up_letter(wanted, by=request.user, at=now)
            if "make" in request.POST and form.cleaned_data["seen"] == print_of(contents):
                letter = actions.make_letter(wanted, by=request.user, at=now)
                messages.success(request, _("The letter is made. Nothing has been sent by itself."))
                return redirect(letter)
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            form.now_seen(print_of(contents))
    return render(
        request,
        "referrals/letter_new.html",
        {
            "form": form,
            "kind": LetterKind(kind),
            "letter": contents,
            "changed": contents is not None and "make" in request.POST,
            "bar": person_bar(person, request.user, now),
            "back_url": back,
        },
    )


def _wanted(kind, person, form, **about):
    given = form.cleaned_data
    return actions.Wanted(
        kind=kind,
        service_user_id=person.pk,
        language=given["language"],
        addressed_to=given["addressed_to"],
        words=given["words"],
        agreed_on=given.get("agreed_on"),
        **about,
    )


def print_of(contents):
    """Short and sure: the same letter has the same print."""
    return hashlib.sha256(json.dumps(contents, sort_keys=True).encode()).hexdigest()[:32]


def _letter(request, pk, *, kind=AccessKind.VIEW):
    rows = Letter.objects.visible_to(request.user).select_related(
        "service_user", "made_by", "onward", "referral"
    )
    letter = get_object_or_404(rows, pk=pk)
    looked_at(request, service_user_id=letter.service_user_id, at=timezone.now(), kind=kind)
    return letter


@require_safe
def letter_detail(request, pk):
    letter = _letter(request, pk)
    return render(
        request,
        "referrals/letter_detail.html",
        {
            "made": letter,
            "letter": letter.contents,
            "bar": person_bar(letter.service_user, request.user, timezone.now()),
        },
    )


@require_safe
def letter_pdf(request, pk):
    letter = _letter(request, pk, kind=AccessKind.EXPORT)
    return _file(to_pdf(letter.contents, at=letter.made_at), letter, "pdf", "application/pdf")


@require_safe
def letter_word(request, pk):
    letter = _letter(request, pk, kind=AccessKind.EXPORT)
    return _file(to_word(letter.contents, at=letter.made_at), letter, "docx", WORD)


def _file(body, letter, ending, kind):
    """No name in the file's name: it lies in a folder of downloads afterwards."""
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="iirms-letter-{letter.pk}.{ending}"'
    return answer


@require_safe
def letter_list(request, pk):
    """Every letter about one person that this reader may see, the newest first."""
    now = timezone.now()
    person = get_object_or_404(ServiceUser.objects.visible_to(request.user), pk=pk)
    looked_at(request, service_user_id=person.pk, at=now)
    letters = Letter.objects.visible_to(request.user).about(person.pk).select_related("made_by")
    return render(
        request,
        "referrals/letter_list.html",
        {
            "person": person,
            "bar": person_bar(person, request.user, now),
            "letters": list(letters.order_by("-made_at", "-pk")[:100]),
            "may_write": request.user.can(Permission.CASE_WORK, person.team_id),
        },
    )
