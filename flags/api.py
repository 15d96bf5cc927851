"""Flags over REST: those this person may see, oldest first, a page at a time by key."""

from datetime import date

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.views import APIView

from iirms.api import after_place, keyset, one_of, page_size, place, wrong

from .models import Flag
from .rules import FlagKind, urgency

FIELDS = (
    "id",
    "kind",
    "subject_id",
    "team_id",
    "owner_id",
    "service_user_id",
    "since_on",
    "raised_at",
)


class FlagShape(serializers.Serializer):
    """For the schema only: rows leave as the database gives them."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=FlagKind.choices)
    urgency = serializers.CharField()
    subject_id = serializers.IntegerField()
    team_id = serializers.IntegerField()
    owner_id = serializers.IntegerField()
    service_user_id = serializers.IntegerField(allow_null=True)
    since_on = serializers.DateField()
    raised_at = serializers.DateTimeField()


class FlagPageShape(serializers.Serializer):
    results = FlagShape(many=True)
    next = serializers.CharField(allow_null=True)


class FlagList(APIView):
    @extend_schema(
        operation_id="flags_list",
        responses=FlagPageShape,
        parameters=[
            OpenApiParameter("kind", str, enum=list(FlagKind.values)),
            OpenApiParameter("whose", str, enum=["mine"], description="Only one's own"),
            OpenApiParameter("size", int),
            OpenApiParameter("after", str),
        ],
    )
    def get(self, request):
        flags = Flag.objects.visible_to(request.user).showing(timezone.localdate(timezone.now()))
        if request.GET.get("whose") == "mine":
            flags = flags.owned_by(request.user)
        if kind := request.GET.get("kind"):
            flags = flags.filter(kind=_known(kind))
        if after := after_place(request, date.fromisoformat):
            flags = flags.after(*after)
        size = page_size(request)
        rows = flags.order_by("since_on", "pk").values(*FIELDS)[: size + 1]
        return keyset(
            request,
            ({**row, "urgency": urgency(row["kind"]).value} for row in rows),
            lambda row: place(row["since_on"].isoformat(), row["id"]),
            size,
        )


def _known(kind):
    if kind not in FlagKind:
        raise wrong("kind", one_of(FlagKind.values))
    return kind
