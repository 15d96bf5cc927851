"""The work over REST: a caseload, cases, their sessions. The same verbs as the pages."""

from __future__ import annotations

from datetime import UTC

from django.db.models import F
from django.http import Http404
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from audit.views import looked_at
from iirms.api import (
    Words,
    after_number,
    after_place,
    keyset,
    number_asked,
    one_of,
    page_size,
    place,
    wrong,
)
from iirms.forms import LONGEST_NOTE
from people.models import User
from tiers import actions
from tiers.models import Case, Session
from tiers.models.load import with_dates
from tiers.rules import (
    LONGEST_SESSION_MINUTES,
    LONGEST_TRAVEL_MINUTES,
    CancelledBy,
    CaseStatus,
    Exposure,
    HowLeft,
    MissedBy,
    Mode,
    RiskChange,
    SessionStatus,
)

CASE = (
    "id",
    "service_user_id",
    "referral_id",
    "team_id",
    "tier",
    "status",
    "practitioner_id",
    "planned_end_on",
    "review_on",
    "opened_at",
    "paused_at",
    "pause_reason",
    "ended_at",
    "ending_reason",
    "version",
)
DATES = ("last_met", "last_contact", "next_session")
SESSION = (
    "id",
    "case_id",
    "practitioner_id",
    "status",
    "planned_for",
    "planned_minutes",
    "mode",
    "venue_id",
    "with_probation",
    "minutes",
    "travel_minutes",
    "missed_by",
    "cancelled_by",
    "shared_with_pp",
    "iirms_only",
    "readiness",
    "alliance",
    "risk_change",
    "recorded_at",
    "version",
)


# --- Shapes: for the schema, and to read what is sent; rows leave as the database gives them ------


class CaseShape(serializers.Serializer):
    id = serializers.IntegerField()
    service_user_id = serializers.IntegerField()
    referral_id = serializers.IntegerField()
    team_id = serializers.IntegerField()
    tier = serializers.IntegerField()
    status = serializers.ChoiceField(choices=CaseStatus.choices)
    practitioner_id = serializers.IntegerField()
    planned_end_on = serializers.DateField()
    review_on = serializers.DateField()
    opened_at = serializers.DateTimeField()
    paused_at = serializers.DateTimeField(allow_null=True)
    pause_reason = serializers.CharField(allow_blank=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    ending_reason = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()


class CaseloadShape(CaseShape):
    given_name = serializers.CharField()
    family_name = serializers.CharField()
    crn = serializers.CharField(allow_null=True)
    last_met = serializers.DateTimeField(allow_null=True)
    last_contact = serializers.DateTimeField(allow_null=True)
    next_session = serializers.DateTimeField(allow_null=True)


class WholeCaseShape(CaseShape):
    aim_wellbeing = serializers.CharField(allow_blank=True)
    aim_risk = serializers.CharField(allow_blank=True)
    last_met = serializers.DateTimeField(allow_null=True)
    last_contact = serializers.DateTimeField(allow_null=True)
    next_session = serializers.DateTimeField(allow_null=True)


class SessionShape(serializers.Serializer):
    id = serializers.IntegerField()
    case_id = serializers.IntegerField()
    practitioner_id = serializers.IntegerField()
    status = serializers.ChoiceField(choices=SessionStatus.choices)
    planned_for = serializers.DateTimeField()
    planned_minutes = serializers.IntegerField()
    mode = serializers.ChoiceField(choices=Mode.choices)
    venue_id = serializers.IntegerField(allow_null=True)
    with_probation = serializers.BooleanField()
    minutes = serializers.IntegerField(allow_null=True)
    travel_minutes = serializers.IntegerField(allow_null=True)
    missed_by = serializers.CharField(allow_blank=True)
    cancelled_by = serializers.CharField(allow_blank=True)
    shared_with_pp = serializers.CharField(allow_blank=True)
    iirms_only = serializers.CharField(allow_blank=True)
    readiness = serializers.IntegerField(allow_null=True)
    alliance = serializers.IntegerField(allow_null=True)
    risk_change = serializers.CharField(allow_blank=True)
    recorded_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class CaseloadPageShape(serializers.Serializer):
    results = CaseloadShape(many=True)
    next = serializers.CharField(allow_null=True)


class CasePageShape(serializers.Serializer):
    results = CaseShape(many=True)
    next = serializers.CharField(allow_null=True)


class SessionPageShape(serializers.Serializer):
    results = SessionShape(many=True)
    next = serializers.CharField(allow_null=True)


class PlanShape(serializers.Serializer):
    planned_for = serializers.DateTimeField()
    minutes = serializers.IntegerField(
        min_value=1, max_value=LONGEST_SESSION_MINUTES, required=False
    )
    mode = serializers.ChoiceField(choices=Mode.choices, required=False)
    venue_id = serializers.IntegerField(required=False, allow_null=True)
    with_probation = serializers.BooleanField(required=False)
    practitioner_id = serializers.IntegerField(required=False)
    at_that_hour = serializers.BooleanField(required=False)
    even_so = serializers.BooleanField(required=False)


class RecordShape(serializers.Serializer):
    outcome = serializers.ChoiceField(
        choices=[choice for choice in SessionStatus.choices if choice[0] != SessionStatus.PLANNED]
    )
    version = serializers.IntegerField(required=False)
    minutes = serializers.IntegerField(
        min_value=1, max_value=LONGEST_SESSION_MINUTES, required=False
    )
    travel_minutes = serializers.IntegerField(
        min_value=0, max_value=LONGEST_TRAVEL_MINUTES, required=False
    )
    mode = serializers.ChoiceField(choices=Mode.choices, required=False)
    venue_id = serializers.IntegerField(required=False, allow_null=True)
    missed_by = serializers.ChoiceField(choices=MissedBy.choices, required=False)
    cancelled_by = serializers.ChoiceField(choices=CancelledBy.choices, required=False)
    why_not = Words(max_length=LONGEST_NOTE)
    shared_with_pp = Words(max_length=LONGEST_NOTE)
    iirms_only = Words(max_length=LONGEST_NOTE)
    readiness = serializers.IntegerField(min_value=0, max_value=10, required=False)
    alliance = serializers.IntegerField(min_value=0, max_value=10, required=False)
    risk_change = serializers.ChoiceField(choices=RiskChange.choices, required=False)
    tell_pp = serializers.BooleanField(required=False)
    how_left = serializers.ChoiceField(choices=HowLeft.choices, required=False)
    aftercare = Words(max_length=300)
    exposure = serializers.ChoiceField(choices=Exposure.choices, required=False)
    next_plan = Words(max_length=LONGEST_NOTE)
    worked_on = serializers.ListField(
        child=serializers.IntegerField(), required=False, max_length=50
    )
    next_for = serializers.DateTimeField(required=False)
    next_minutes = serializers.IntegerField(
        min_value=1, max_value=LONGEST_SESSION_MINUTES, required=False
    )
    next_at_that_hour = serializers.BooleanField(required=False)


PAGING = [OpenApiParameter("size", int), OpenApiParameter("after", str)]


class Caseload(APIView):
    """The live cases one holds, or a colleague one may see holds: one statement."""

    @extend_schema(
        operation_id="caseload_list",
        responses=CaseloadPageShape,
        parameters=[OpenApiParameter("practitioner", int), *PAGING],
    )
    def get(self, request):
        size = page_size(request)
        rows = (
            with_dates(Case.objects.visible_to(request.user).live(), timezone.now())
            .filter(practitioner_id=_whose(request))
            .order_by("pk")
        )
        if (after := after_number(request)) is not None:
            rows = rows.filter(pk__gt=after)
        rows = rows.values(
            *CASE,
            *DATES,
            given_name=F("service_user__given_name"),
            family_name=F("service_user__family_name"),
            crn=F("service_user__crn"),
        )
        return keyset(request, rows[: size + 1], lambda row: str(row["id"]), size)


def _whose(request):
    return number_asked(request, "practitioner") or request.user.pk


class CaseList(APIView):
    """Every case of one's teams, by number; `status` and `service_user` narrow it."""

    @extend_schema(
        operation_id="cases_list",
        responses=CasePageShape,
        parameters=[
            OpenApiParameter("status", str, enum=list(CaseStatus.values)),
            OpenApiParameter("service_user", int),
            *PAGING,
        ],
    )
    def get(self, request):
        size = page_size(request)
        rows = Case.objects.visible_to(request.user).order_by("pk")
        if wanted := request.GET.get("status"):
            if wanted not in CaseStatus.values:
                raise wrong("status", one_of(CaseStatus.values))
            rows = rows.filter(status=wanted)
        if (person := number_asked(request, "service_user")) is not None:
            rows = rows.filter(service_user_id=person)
        if (after := after_number(request)) is not None:
            rows = rows.filter(pk__gt=after)
        return keyset(request, rows.values(*CASE)[: size + 1], lambda row: str(row["id"]), size)


class CaseDetail(APIView):
    @extend_schema(operation_id="cases_read", responses=WholeCaseShape)
    def get(self, request, pk):
        now = timezone.now()
        rows = with_dates(Case.objects.visible_to(request.user), now).filter(pk=pk)
        row = rows.values(*CASE, *DATES, "aim_wellbeing", "aim_risk").first()
        if row is None:
            raise Http404
        looked_at(request, service_user_id=row["service_user_id"], at=now)
        return Response(row)


class CaseSessions(APIView):
    @extend_schema(
        operation_id="sessions_list",
        responses=SessionPageShape,
        parameters=PAGING,
        description="Newest first.",
    )
    def get(self, request, pk):
        now = timezone.now()
        size = page_size(request)
        case = Case.objects.visible_to(request.user).filter(pk=pk).values("service_user_id").first()
        if case is None:
            raise Http404
        looked_at(request, service_user_id=case["service_user_id"], at=now)
        rows = Session.objects.visible_to(request.user).filter(case_id=pk)
        if after := after_place(request, _moment):
            rows = rows.after(*after)
        rows = rows.order_by("-planned_for", "-pk").values(*SESSION)
        return keyset(
            request,
            rows[: size + 1],
            lambda row: place(row["planned_for"].isoformat(), row["id"]),
            size,
        )

    @extend_schema(operation_id="sessions_plan", request=PlanShape, responses={201: SessionShape})
    def post(self, request, pk):
        shape = PlanShape(data=request.data)
        shape.is_valid(raise_exception=True)
        session = actions.plan_session(
            case_id=pk, by=_actor(request), at=timezone.now(), **shape.validated_data
        )
        return Response(_row(request, session.pk), status=status.HTTP_201_CREATED)


def _moment(text):
    moment = parse_datetime(text)
    if moment is None or moment.tzinfo is None:
        raise ValueError(text)
    # PostgreSQL knows no zone as far away as Python does.
    return moment.astimezone(UTC)


def _actor(request) -> User:
    return request.user


def _row(request, pk):
    return Session.objects.visible_to(request.user).values(*SESSION).get(pk=pk)


class SessionRecord(APIView):
    @extend_schema(
        operation_id="sessions_record", request=RecordShape, responses={200: SessionShape}
    )
    def post(self, request, pk):
        shape = RecordShape(data=request.data)
        shape.is_valid(raise_exception=True)
        session = actions.record_session(
            session_id=pk, by=_actor(request), at=timezone.now(), **shape.validated_data
        )
        return Response(_row(request, session.pk))
