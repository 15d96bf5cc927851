"""Screening: what the step shows, and what can be done when the criteria are not all met."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.views import looked_at
from people.bar import person_bar
from people.rules import NotAllowed, Stale
from referrals import actions, rules
from referrals.forms import AnswerForm, AskOverrideForm
from referrals.forms.screening import ITEMS, TOTAL
from referrals.models import CriteriaSet, OverrideWord, Referral, Screening
from referrals.rules import Answer, Override, OverrideSaid, Status, Step, Tier
from referrals.words import signature_in_words


def screening_given(referral, user):
    """The screening so far, as its form takes it; before there is one, what the person's last referral
    said by the same criteria, with its day (`as_on`): to be looked at again, and kept by saving."""
    criteria = CriteriaSet.objects.visible_to(user).for_referral(referral)
    given = {
        "criteria": list(criteria.criteria.all()) if criteria else [],
        "criteria_group": referral.criteria_group,
        "asks_group": rules.criteria_group(referral.service_user.sex) is None,
    }
    if criteria is None:
        return given
    found = getattr(referral, "screening", None)
    if found is None:
        found = _last_time(referral, user)
        if found is None or found.criteria_set_id != criteria.code:
            return given
        given["as_on"] = found.screened_at
    given |= {f"criterion_{code}": answer for code, answer in found.answers.items()}
    given |= {f"note_{code}": words for code, words in found.notes.items()}
    known = ITEMS if found.pd_items else TOTAL
    return given | {
        "pd_known": known if found.oasys_pd_score is not None else None,
        "pd_items": found.pd_items,
        "pd_indicators": found.pd_indicators,
        "oasys_pd_score": found.oasys_pd_score,
        "note": found.note,
    }


def _last_time(referral, user):
    """How the person's last referral was screened, where this reader sees it."""
    earlier = Screening.objects.visible_to(user).filter(
        referral__service_user_id=referral.service_user_id, referral__submitted_at__isnull=False
    )
    return earlier.order_by("-referral__submitted_at", "-pk").first()


def criteria_notice(referral, user, now):
    """The criteria changed while this was being written: said, and nothing else changes."""
    sets = CriteriaSet.objects.visible_to(user)
    kept = sets.for_referral(referral)
    if kept is None:
        return None
    today = sets.in_force(
        group=kept.group, region_id=referral.team.region_id, on=timezone.localdate(now)
    )
    return None if today == kept else {"since": today.in_force_from, "why": today.why}


def asks_more(user, pk):
    """Tier 2 and 3 are shut as it stands, and nobody is asked to sign."""
    screenings = Screening.objects.visible_to(user).filter(referral_id=pk)
    return (
        screenings.exclude(outcome__in=rules.OPENS_TIER_2_AND_3)
        .exclude(referral__tier=Tier.ONE)
        .exclude(override__in=rules.UNSIGNED)
        .exists()
    )


@require_http_methods(["GET", "HEAD", "POST"])
def referral_not_eligible(request, pk):
    """Words for the PP, and what can be done instead: Tier 1 in one click, or an override asked; how it
    stands with that, and what the signers say."""
    now = timezone.now()
    referral = get_object_or_404(
        Referral.objects.visible_to(request.user).select_related(
            "service_user", "team__policy", "screening__criteria_set"
        ),
        pk=pk,
    )
    looked_at(request, service_user_id=referral.service_user_id, at=now)
    screening = getattr(referral, "screening", None)
    # What was typed for a draft gone meanwhile is refused by the action, and stays on the page.
    if screening is None or (referral.status != Status.DRAFT and request.method != "POST"):
        return redirect(referral)
    if screening.outcome in rules.OPENS_TIER_2_AND_3:
        return redirect("referrals:referral_step", referral.pk, Step.HOPES)
    form = _override_form(request, referral, screening)
    if request.method == "POST" and _chosen(request, form, referral, now):
        return _onward(request, referral)
    words = OverrideWord.objects.visible_to(request.user).filter(referral=referral)
    said = list(words.select_related("by").order_by("at", "pk"))
    return render(
        request,
        "referrals/referral_not_eligible.html",
        {
            "referral": referral,
            "bar": person_bar(referral.service_user, request.user, now),
            "form": form,
            "screening": screening,
            "unmet": _unmet(screening),
            "said": said,
            "lapsed": bool(said) and said[-1].said == OverrideSaid.SIGNED,
            "signature": signature_in_words(screening.override, screening.asked_at, None),
        },
    )


def _override_form(request, referral, screening):
    """What is asked of the PP here: why they should be seen, or the answer to a signer's question."""
    kind = AnswerForm if screening.override == Override.QUESTIONED else AskOverrideForm
    sent = "ask" in request.POST
    return kind(
        request.POST if sent else None,
        initial={"version": referral.version, "reason": screening.asked_because},
    )


def _onward(request, referral):
    """On to the next part; where all are written, to the list that says what it waits for."""
    if "tier_one" in request.POST or referral.steps_missing():
        return redirect("referrals:referral_step", referral.pk, Step.HOPES)
    return redirect("referrals:referral_tasks", referral.pk)


def _chosen(request, form, referral, now):
    """Tier 1, an override asked for, or a signer's question answered. True when it is kept."""
    held = {"referral_id": referral.pk, "by": request.user, "at": now}
    try:
        if "tier_one" in request.POST:
            actions.save_step(step=Step.HOPES, values={"tier": Tier.ONE}, **held)
            messages.success(request, _("This now asks for Tier 1: consultation and formulation."))
            return True
        if not form.is_valid():
            return False
        if isinstance(form, AnswerForm):
            actions.answer_override(**held, **form.values())
            messages.success(request, _("Your answer is with those who may sign."))
        else:
            actions.ask_for_override(**held, **form.cleaned_data)
            messages.success(
                request,
                _("The team is asked to sign. You can write on meanwhile; it is sent once signed."),
            )
    except Stale as told:
        form.refuse(told)
        form.catch_up(referral.version)
    except NotAllowed as refusal:
        form.refuse(refusal)
    else:
        return True
    return False


def _unmet(screening):
    """Each criterion not met or not known, with what was noted of it."""
    rows = []
    for criterion in screening.criteria_set.criteria.all():
        answer = screening.answers.get(criterion.code, Answer.UNKNOWN)
        if answer != Answer.MET:
            said = [str(Answer(answer).label), screening.notes.get(criterion.code, "")]
            rows.append({"key": str(criterion), "value": "\n".join(filter(None, said))})
    return rows
