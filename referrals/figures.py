"""The gap log: who refused our people, for which reason, where (N14, N15)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Min, QuerySet
from django.db.models.functions import Lower

from people.models import User
from referrals.models import OnwardMove, OnwardReferral, ReleaseItem
from referrals.rules import Need, OnwardStatus, RefusalReason, UnmetReason


@dataclass(frozen=True)
class Asked:
    """Which refusals: those of a period, of one area, by one service, for one reason."""

    since: date
    until: date
    area: int | None = None
    service: str = ""
    reason: str = ""
    need: str = ""


@dataclass
class Gap:
    """One service, or one area: how many refusals for which reason."""

    name: str
    key: str
    sent: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.reasons.total()

    @property
    def by_reason(self) -> list[dict[str, Any]]:
        """The most frequent first."""
        return [
            {"code": code, "label": RefusalReason(code).label, "count": count}
            for code, count in sorted(self.reasons.items(), key=lambda one: (-one[1], one[0]))
        ]


def refusals(user: User, asked: Asked) -> QuerySet:
    """Each refusal counts, the one that an appeal undid too: it happened."""
    found = _told(user, asked).refusals()
    if asked.service:
        found = found.alias(key=Lower("onward__service_name")).filter(key=asked.service)
    return found.filter(reason=asked.reason) if asked.reason else found


def _told(user: User, asked: Asked) -> QuerySet:
    ours = OnwardReferral.objects.visible_to(user).of_team(user).values("pk")
    found = OnwardMove.objects.visible_to(user).filter(
        onward__in=ours, on__gte=asked.since, on__lte=asked.until
    )
    return found.filter(onward__service_user__unit_id=asked.area) if asked.area else found


def gaps(user: User, asked: Asked) -> dict[str, Any]:
    """By service with how many were sent beside it, by reason, by area: two statements."""
    by_service: dict[str, Gap] = {}
    by_area: dict[str, Gap] = {}
    everything = Gap(name="", key="")
    for row in _counted(user, asked):
        area = row["area"] or 0
        _add(by_service, row["key"], row["name"], row)
        _add(by_area, str(area), row["area_name"] or "", row)
        everything.reasons[row["reason"]] += row["count"]
    for row in _sent(user, asked):
        everything.sent += row["count"]
        if row["key"] in by_service:
            by_service[row["key"]].sent = row["count"]
    return {
        "services": _most_first(by_service.values()),
        "areas": _most_first(by_area.values()),
        "everything": everything,
    }


def _add(found: dict[str, Gap], key: str, name: str, row: dict[str, Any]) -> None:
    gap = found.setdefault(key, Gap(name=name, key=key))
    gap.reasons[row["reason"]] += row["count"]


def _most_first(found: Iterable[Gap]) -> list[Gap]:
    return sorted(found, key=lambda gap: (-gap.total, gap.name.lower()))


def _counted(user: User, asked: Asked) -> QuerySet:
    return (
        refusals(user, asked)
        .order_by()
        .values(
            "reason",
            key=Lower("onward__service_name"),
            area=F("onward__service_user__unit_id"),
            area_name=F("onward__service_user__unit__name"),
        )
        .annotate(name=Min("onward__service_name"), count=Count("pk"))
    )


def _sent(user: User, asked: Asked) -> QuerySet:
    """How many were sent in the same time: a refusal in ten is another thing than one in one."""
    return (
        _told(user, asked)
        .filter(to_status=OnwardStatus.SENT)
        .order_by()
        .values(key=Lower("onward__service_name"))
        .annotate(count=Count("pk"))
    )


def unmet_promises(user: User, asked: Asked) -> QuerySet:
    """What a release plan promised and did not bring, as it was said in that time (N16)."""
    found = ReleaseItem.objects.visible_to(user).of_team(user).unmet()
    found = found.filter(settled_at__date__gte=asked.since, settled_at__date__lte=asked.until)
    if asked.area:
        found = found.filter(referral__service_user__unit_id=asked.area)
    if asked.need:
        found = found.filter(need=asked.need)
    return found.filter(reason=asked.reason) if asked.reason in UnmetReason else found


def release_gaps(user: User, asked: Asked) -> list[dict[str, Any]]:
    """By the help that was promised, the most frequent first: one statement."""
    by_need: dict[str, Counter[str]] = {}
    rows = unmet_promises(user, asked).order_by().values("need", "reason")
    for row in rows.annotate(count=Count("pk")):
        by_need.setdefault(row["need"], Counter())[row["reason"]] += row["count"]
    return [
        {
            "code": need,
            "label": Need(need).label,
            "total": reasons.total(),
            "by_reason": [
                {"code": code, "label": UnmetReason(code).label, "count": count}
                for code, count in sorted(reasons.items(), key=lambda one: (-one[1], one[0]))
            ],
        }
        for need, reasons in sorted(by_need.items(), key=lambda one: (-one[1].total(), one[0]))
    ]
