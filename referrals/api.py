"""Referrals over REST: the same actions and the same door as the pages.

Lists are plain dictionaries from `.values()`; serializers check what comes in and describe the
shape for the schema (stack.md section 7: serializing is what costs).
"""

from __future__ import annotations

from django.db.models import F
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from audit.views import looked_at
from iirms.api import Words, after_number, keyset, one_of, page_size, refused, wrong
from iirms.forms import LONGEST_NOTE

from . import actions, rules
from .models import Referral, ReferralStatusChange, facts, weigh
from .rules import (
    Alternative,
    DeclineReason,
    Focus,
    Readiness,
    RedirectReason,
    Status,
    Step,
    Tier,
    WithdrawReason,
)

LISTED = (
    "id",
    "reference",
    "status",
    "tier",
    "service_user_id",
    "submitted_at",
    "accepted_at",
    "target_on",
)
NAMED = {
    "crn": F("service_user__crn"),
    "given_name": F("service_user__given_name"),
    "family_name": F("service_user__family_name"),
}
FACTS = facts()  # for `weigh`, which takes them out again
DETAIL = (
    "team_id",
    "referrer_id",
    "previous_id",
    "focus",
    "hope_wellbeing",
    "hope_risk",
    "tried_before",
    "tried_by",
    "let_down",
    "readiness",
    "readiness_factors",
    "readiness_note",
    "review_proposed_on",
    "venue_wish",
    "venue_worries",
    "worker_wish",
    "consent",
    "words_to_referrer",
    "decline_reason",
    "redirect_reason",
    "withdraw_reason",
    "alternatives",
    "instead_service_id",
    "instead_material",
    "review_on",
    "version",
)


class PriorityReason(serializers.Serializer):
    words = serializers.CharField()
    points = serializers.IntegerField()


class PriorityShown(serializers.Serializer):
    """Every point with its reason, as on the waiting list; for the team only."""

    points = serializers.IntegerField()
    reasons = PriorityReason(many=True)


class ReferralRow(serializers.Serializer):
    id = serializers.IntegerField()
    reference = serializers.CharField()
    status = serializers.ChoiceField(Status.choices)
    tier = serializers.ChoiceField(Tier.choices, allow_null=True)
    service_user_id = serializers.IntegerField()
    crn = serializers.CharField(allow_null=True)
    given_name = serializers.CharField()
    family_name = serializers.CharField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    accepted_at = serializers.DateTimeField(allow_null=True)
    target_on = serializers.DateField(allow_null=True)
    days_waiting = serializers.IntegerField(allow_null=True)
    priority = PriorityShown(allow_null=True)


class ReferralPage(serializers.Serializer):
    results = ReferralRow(many=True)
    next = serializers.CharField(allow_null=True)


class ChangeRow(serializers.Serializer):
    from_status = serializers.CharField()
    to_status = serializers.CharField()
    at = serializers.DateTimeField()
    by_id = serializers.IntegerField()
    words = serializers.CharField()


class ReferralDetail(ReferralRow):
    team_id = serializers.IntegerField()
    referrer_id = serializers.IntegerField()
    previous_id = serializers.IntegerField(allow_null=True)
    focus = serializers.CharField()
    hope_wellbeing = serializers.CharField()
    hope_risk = serializers.CharField()
    tried_before = serializers.CharField()
    tried_by = serializers.CharField()
    let_down = serializers.CharField()
    readiness = serializers.CharField()
    readiness_factors = serializers.ListField(child=serializers.CharField())
    readiness_note = serializers.CharField()
    review_proposed_on = serializers.DateField(allow_null=True)
    venue_wish = serializers.CharField()
    venue_worries = serializers.CharField()
    worker_wish = serializers.CharField()
    consent = serializers.CharField()
    words_to_referrer = serializers.CharField()
    decline_reason = serializers.CharField()
    redirect_reason = serializers.CharField()
    withdraw_reason = serializers.CharField()
    alternatives = serializers.ListField(child=serializers.CharField())
    instead_service_id = serializers.IntegerField(allow_null=True)
    instead_material = serializers.IntegerField(allow_null=True)
    review_on = serializers.DateField(allow_null=True)
    version = serializers.IntegerField()
    changes = ChangeRow(many=True)


def text() -> Words:
    return Words(max_length=LONGEST_NOTE)


class NewReferral(serializers.Serializer):
    """A draft with whatever answers are known; the rest is written in the browser."""

    service_user = serializers.IntegerField()
    version = serializers.IntegerField(required=False)
    tier = serializers.ChoiceField(Tier.choices, required=False)
    focus = serializers.ChoiceField(Focus.choices, required=False)
    hope_wellbeing = text()
    hope_risk = text()
    tried_before = text()
    tried_by = Words(max_length=200)
    let_down = text()


class DraftShape(serializers.Serializer):
    """What a client needs to go on with a draft; the whole of it is read at its address."""

    id = serializers.IntegerField()
    reference = serializers.CharField()
    status = serializers.ChoiceField(Status.choices)
    version = serializers.IntegerField()


class Move(serializers.Serializer):
    """Where to, and what that move asks for (rules.TRANSITIONS; the page's words say which)."""

    to = serializers.ChoiceField([s for s in Status if s not in (Status.DRAFT, Status.ALLOCATED)])
    version = serializers.IntegerField(required=False)
    words = text()
    reason = text()
    question = text()
    due_on = serializers.DateField(required=False)
    tier = serializers.ChoiceField(Tier.choices, required=False)
    alternatives = serializers.ListField(
        child=serializers.ChoiceField(Alternative.choices), required=False
    )
    service_id = serializers.IntegerField(required=False, min_value=1)
    material_id = serializers.IntegerField(required=False, min_value=1)
    review_on = serializers.DateField(required=False)
    readiness = serializers.ChoiceField(Readiness.choices, required=False)


# (from, to) or (None, to): the verb, and what of `Move` it takes beside the version.
VERBS = {
    (Status.DRAFT, Status.SUBMITTED): (actions.submit, ()),
    (Status.DRAFT, Status.DISCARDED): (actions.discard, ()),
    (Status.INFORMATION_REQUESTED, Status.SUBMITTED): (actions.answer, ("words",)),
    (Status.PAUSED, Status.WAITING): (actions.resume, ("words", "readiness")),
    (None, Status.WAITING): (actions.accept, ("words",)),
    (None, Status.INFORMATION_REQUESTED): (actions.ask, ("question", "due_on")),
    (None, Status.DECLINED): (
        actions.decline,
        ("reason", "words", "alternatives", "service_id", "material_id"),
    ),
    (None, Status.REDIRECTED): (actions.redirect, ("tier", "reason", "words")),
    (None, Status.PAUSED): (actions.pause, ("reason", "review_on")),
    (None, Status.WITHDRAWN): (actions.withdraw, ("reason", "words")),
}
# What a verb does without: words nobody must write, a day the team's policy gives.
OPTIONAL = {
    actions.accept: {"words"},
    actions.resume: {"words", "readiness"},
    actions.ask: {"due_on"},
    actions.withdraw: {"words"},
    actions.decline: {"service_id", "material_id"},
}
REASONS = {
    actions.decline: DeclineReason,
    actions.redirect: RedirectReason,
    actions.withdraw: WithdrawReason,
}


def chosen(request, name, choices):
    given = request.GET.get(name)
    if given is None:
        return {}
    if given not in {str(value) for value in choices.values}:
        raise wrong(name, one_of(choices.values))
    return {name: given}


class ReferralList(APIView):
    @extend_schema(
        operation_id="referrals_list",
        parameters=[
            OpenApiParameter("status", enum=Status.values),
            OpenApiParameter("tier", int, enum=Tier.values),
            OpenApiParameter("after", str),
            OpenApiParameter("size", int),
        ],
        responses=ReferralPage,
    )
    def get(self, request):
        """Newest first, those this user may see."""
        size = page_size(request)
        rows = Referral.objects.visible_to(request.user).filter(
            **chosen(request, "status", Status), **chosen(request, "tier", Tier)
        )
        if (start := after_number(request)) is not None:
            rows = rows.filter(pk__lt=start)
        listed = list(rows.order_by("-pk").values(*LISTED, **NAMED, **FACTS)[: size + 1])
        _say_how_they_wait(request.user, listed)
        return keyset(request, listed, lambda row: str(row["id"]), size)

    @extend_schema(request=NewReferral, responses={200: DraftShape, 201: DraftShape})
    def post(self, request):
        """Begin a draft for a person this user may see, and keep the answers given (201). One begun
        already is changed only under the `version` it has (200); without it, 409 says where it is."""
        form = NewReferral(data=request.data)
        form.is_valid(raise_exception=True)
        given = form.validated_data
        answers = {k: v for k, v in given.items() if k in rules.STEP_FIELDS[Step.HOPES]}
        try:
            draft, is_new = actions.write_draft(
                service_user_id=given["service_user"],
                tier=given.get("tier"),
                answers=answers,
                version=given.get("version"),
                by=request.user,
                at=timezone.now(),
            )
        except actions.BegunAlready as refusal:
            return refused(refusal, draft=f"{request.path}{refusal.referral_id}/")
        return Response(
            {name: getattr(draft, name) for name in DraftShape().fields},
            status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK,
            headers={"Location": f"{request.path}{draft.pk}/"},
        )


class ReferralOne(APIView):
    @extend_schema(responses=ReferralDetail)
    def get(self, request, pk):
        rows = Referral.objects.visible_to(request.user).values(*LISTED, *DETAIL, **NAMED, **FACTS)
        found = get_object_or_404(rows, pk=pk)
        looked_at(request, service_user_id=found["service_user_id"], at=timezone.now())
        changes = (
            ReferralStatusChange.objects.visible_to(request.user)
            .filter(referral_id=pk)
            .order_by("at", "pk")
            .values("from_status", "to_status", "at", "by_id", "words")
        )
        _say_how_they_wait(request.user, [found])
        return Response(found | {"changes": list(changes)})


def _say_how_they_wait(user, listed):
    """Days for whoever reads of the referral; points and their reasons for the team, as on its page."""
    today = timezone.localdate()
    for row in listed:
        waits = row["status"] == Status.WAITING
        accepted = row["accepted_at"]
        row["days_waiting"] = (
            rules.days_waiting(timezone.localdate(accepted), today) if waits else None
        )
        row["priority"] = _shown(weigh(row, today, team_ids=user.working_team_ids))


def _shown(priority):
    if priority is None:
        return None
    reasons = [{"words": str(words), "points": points} for words, points in priority.reasons]
    return {"points": priority.points, "reasons": reasons}


class ReferralMove(APIView):
    @extend_schema(request=Move, responses=ReferralDetail)
    def post(self, request, pk):
        """Move a referral. 409 when the rule refuses or somebody was quicker."""
        referral = get_object_or_404(Referral.objects.visible_to(request.user), pk=pk)
        form = Move(data=request.data)
        form.is_valid(raise_exception=True)
        given = form.validated_data
        verb, asked = self.verb(referral.status, given["to"])
        needed = set(asked) - OPTIONAL.get(verb, set())
        missing = sorted(needed - set(given))
        if missing:
            raise ValidationError({name: [_("This move asks for it.")] for name in missing})
        if verb in REASONS:
            self.check_reason(given["reason"], REASONS[verb])
        verb(
            referral_id=pk,
            by=request.user,
            at=timezone.now(),
            version=given.get("version"),
            **{name: given[name] for name in asked if name in given},
        )
        return ReferralOne().get(request, pk)

    def verb(self, before, to):
        found = VERBS.get((before, to)) or VERBS.get((None, to))
        if found is None:
            rules.check_can_move(before, to, frozenset())
            raise wrong("to", _("This move is made by the work itself."))
        return found

    def check_reason(self, reason, reasons):
        if reason not in reasons:
            raise wrong("reason", one_of(reasons.values))
