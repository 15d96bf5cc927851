"""A formulation: the team's working text, its versions side by side, and the PP's own page."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.views import looked_at
from iirms.forms import whole_number
from people.bar import person_bar
from people.models import ServiceUser
from people.rules import NotAllowed
from people.templatetags.words import listed
from tiers import actions, rules
from tiers.forms import AgreeForm, FormulationForm
from tiers.models import Consultation, Formulation, FormulationVersion, SharedPage
from tiers.models.consulting import consults

from .answering import tier_one_page
from .pages import is_sent, tried

USUAL_REVIEW = timedelta(days=182)


@require_POST
def formulation_start(request, pk):
    """For a person, from their page or from a consultation (?consultation). It says what it did: an
    empty draft stands there from now on, unless somebody began it first."""
    now = timezone.now()
    person = get_object_or_404(ServiceUser.objects.visible_to(request.user), pk=pk)
    given = request.POST.get("consultation", "")
    asked = whole_number(given)
    if given and asked is None:
        raise Http404
    try:
        formulation = actions.start_formulation(
            service_user_id=person.pk, consultation_id=asked, by=request.user, at=now
        )
    except Consultation.DoesNotExist as gone:
        raise Http404 from gone
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    if formulation.started_at == now:
        messages.success(
            request, _("A formulation is started: an empty draft. The PP reads nothing of it yet.")
        )
    return redirect(formulation)


def _found(request, pk, now, *, writes=False):
    """With its person's bar as `.bar`, or 404. It leaves the trace."""
    rows = Formulation.objects.visible_to(request.user).select_related(
        "changed_by", "started_by", "consultation"
    )
    formulation = get_object_or_404(rows, pk=pk)
    formulation.bar = _bar(request, formulation.service_user_id, now)
    formulation.may_write = consults(request.user, formulation.team_id)
    if writes and not formulation.may_write:
        raise PermissionDenied
    return formulation


def _bar(request, service_user_id, now):
    looked_at(request, service_user_id=service_user_id, at=now)
    people = ServiceUser.objects.visible_to(request.user).for_bar(timezone.localdate(now))
    return person_bar(get_object_or_404(people, pk=service_user_id), request.user, now)


@require_safe
def formulation_detail(request, pk):
    now = timezone.now()
    formulation = _found(request, pk, now)
    missing = _missing(formulation)
    versions = FormulationVersion.objects.visible_to(request.user).filter(formulation=formulation)
    return render(
        request,
        "tiers/formulation_detail.html",
        {
            "formulation": formulation,
            "bar": formulation.bar,
            "today": timezone.localdate(now),
            "versions": list(versions.select_related("agreed_by").order_by("-number")),
            "still_empty": _still_empty(missing) if missing else "",
            "is_draft": formulation.status == rules.FormulationStatus.DRAFT,
        },
    )


def _still_empty(parts):
    return _("Still empty, and needed at this level: %(parts)s.") % {"parts": listed(parts)}


def _missing(formulation):
    """The parts this level needs and that are still empty, as the page calls them."""
    names = rules.formulation_missing(formulation.level, formulation.texts())
    return [Formulation._meta.get_field(name).verbose_name for name in names]


@require_http_methods(["GET", "HEAD", "POST"])
def formulation_write(request, pk):
    now = timezone.now()
    formulation = _found(request, pk, now, writes=True)
    form = FormulationForm(
        request.POST or None,
        initial={
            "version": formulation.version,
            "level": formulation.level,
            **formulation.texts(),
        },
    )
    if is_sent(request, form):
        written = tried(
            form,
            lambda: actions.write_formulation(
                formulation_id=formulation.pk, by=request.user, at=now, **form.cleaned_data
            ),
            version=lambda: _version(request, pk),
        )
        if written is not None:
            messages.success(request, _("Kept. It is a draft until it is agreed."))
            return redirect(formulation)
    return tier_one_page(
        request,
        form,
        heading=_("Write the formulation"),
        lead=_(
            "Half a formulation is a good start: it is kept as a draft. The PP reads only the"
            " part called “How to work with them: the PP’s page”."
        ),
        button=_("Keep the draft"),
        back_url=formulation.get_absolute_url(),
        bar=formulation.bar,
    )


def _version(request, pk):
    rows = Formulation.objects.visible_to(request.user)
    return rows.values_list("version", flat=True).get(pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def formulation_agree(request, pk):
    now = timezone.now()
    formulation = _found(request, pk, now, writes=True)
    empty = _missing(formulation)
    if empty and request.method != "POST":
        messages.error(request, _still_empty(empty))
        return redirect("tiers:formulation_write", pk)
    form = AgreeForm(
        request.POST or None,
        initial={
            "version": formulation.version,
            "review_on": timezone.localdate(now) + USUAL_REVIEW,
        },
    )
    if is_sent(request, form):
        agreed = tried(
            form,
            lambda: actions.agree_formulation(
                formulation_id=formulation.pk, by=request.user, at=now, **form.cleaned_data
            ),
            version=lambda: _version(request, pk),
        )
        if agreed is not None:
            messages.success(request, _("Agreed. The PP can read their page now."))
            return redirect(formulation)
    lead = _("This version is kept as it is, and the PP reads their page from now on.")
    return tier_one_page(
        request,
        form,
        heading=_("Agree the formulation"),
        lead=_still_empty(empty) if empty else lead,
        button=_("Agree it"),
        back_url=formulation.get_absolute_url(),
        bar=formulation.bar,
    )


@require_safe
def formulation_version(request, pk):
    """As it was agreed, beside the one before (or ?with=, the number of another)."""
    now = timezone.now()
    rows = FormulationVersion.objects.visible_to(request.user).select_related("agreed_by")
    version = get_object_or_404(rows.select_related("formulation"), pk=pk)
    bar = _bar(request, version.formulation.service_user_id, now)
    beside = {one.number: one for one in rows.filter(formulation=version.formulation)}
    pages = {
        page.number: page
        for page in SharedPage.objects.visible_to(request.user).filter(
            formulation=version.formulation
        )
    }
    asked = whole_number(request.GET.get("with", ""))
    other = beside.get(version.number - 1 if asked is None else asked)
    return render(
        request,
        "tiers/formulation_version.html",
        {
            "version": version,
            "other": other if other is not None and other != version else None,
            "others": [one for one in sorted(beside) if one != version.number],
            "bar": bar,
            "rows": _side_by_side(version, other, pages),
        },
    )


def _side_by_side(version, other, pages):
    """Every part that says something in either version; what changed, word by word."""
    parts = [*version.working(), *pages[version.number].for_pp()]
    before = [*other.working(), *pages[other.number].for_pp()] if other else parts
    return [
        {
            "label": label,
            "text": text,
            "changes": rules.words_changed(old, text) if old != text else None,
        }
        for (label, text), (_label, old) in zip(parts, before, strict=True)
        if text or old
    ]


@require_safe
def formulation_shared(request, pk):
    """The PP's page of a person: the newest agreed one, in plain words, fit to be printed."""
    now = timezone.now()
    pages = SharedPage.objects.visible_to(request.user).of(pk).select_related("agreed_by")
    page = pages.first()
    if page is None:
        raise Http404
    return render(
        request,
        "tiers/formulation_shared.html",
        {
            "page": page,
            "bar": _bar(request, pk, now),
            "person_url": reverse("reports:person", args=[pk]),
            "parts": [(label, _lines(text)) for label, text in page.for_pp() if text],
        },
    )


def _lines(text):
    return [line.strip().removeprefix("- ") for line in text.splitlines() if line.strip()]
