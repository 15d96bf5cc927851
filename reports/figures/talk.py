"""What PP and team wrote to each other and this reader has not read: by person, the newest first."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from people.models import Team, User
from people.permissions import Permission
from referrals.models import Message, of_pp
from reports.figures.names import called
from tiers.models import Case

MOST_SHOWN = 10


def new_threads(user: User) -> list[dict]:
    """The threads that concern this reader: as PP, as decider, as who does the work or wrote in it.

    Everybody of a team may read every thread; what one need not read is no news on one's first page.
    """
    decides = Q(referral__team_id__in=user.teams_where(Permission.REFERRAL_DECIDE))
    held = Case.objects.visible_to(user).live().filter(practitioner=user).values("referral_id")
    wrote = Message.objects.visible_to(user).filter(by=user).values("referral_id")
    mine = of_pp(user, "referral__") | decides | Q(referral__in=held) | Q(referral__in=wrote)
    return list(_threads(user).filter(mine).values(*SHOWN)[:MOST_SHOWN])


def with_new_threads(teams: QuerySet[Team], user: User) -> QuerySet:
    """With the list of teams, in its one statement: the lead's page has no other to spare."""
    rows = _threads(user).filter(referral__team=OuterRef("pk"))
    shown = rows.values(json=JSONObject(**{name: name for name in SHOWN}))
    return teams.annotate(new_threads=ArraySubquery(shown[:MOST_SHOWN]))


SHOWN = ("referral_id", "reference", "person", "about", "count")


def _threads(user: User) -> QuerySet:
    return (
        Message.objects.visible_to(user)
        .unread_by(user)
        .order_by()
        .values(
            "referral_id",
            reference=F("referral__reference"),
            about=F("referral__service_user_id"),
            person=called("referral__service_user__"),
        )
        .annotate(count=Count("pk"), newest=Max("at"))
        .order_by("-newest", "referral_id")
    )
