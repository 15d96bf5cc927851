"""The PP's door to the work: plain values, and `iirms_only` is not among them (N32).

A PP never sees a `Case` or a `Session`. They are told where the work stands, who came when, and
what was written for them.
"""

from django.db.models import Max, Min, Q, Subquery

from people.models import ServiceUser
from tiers.rules import SessionStatus

from .cases import Case
from .contacts import Contact
from .safeguarding import concern_of
from .sessions import Session


def _known_to(user):
    return ServiceUser.objects.visible_to(user).values("pk")


def told_cases(user, *, now):
    """Where each spell of work stands, for the people this PP supervises or referred."""
    planned = Q(sessions__status=SessionStatus.PLANNED, sessions__planned_for__gte=now)
    return (
        Case.objects.filter(service_user__in=_known_to(user))
        .values(
            "pk",
            "referral_id",
            "service_user_id",
            "tier",
            "status",
            "opened_at",
            "planned_end_on",
            "paused_at",
            "pause_reason",
            "ended_at",
            "ending_reason",
            "practitioner__given_name",
            "practitioner__family_name",
            "practitioner__telephone",
        )
        .annotate(
            last_met=Max("sessions__planned_for", filter=Q(sessions__status=SessionStatus.HELD)),
            next_meeting=Min("sessions__planned_for", filter=planned),
        )
        .order_by("opened_at")
    )


def told_sessions(user):
    """Who came when, and what was written for the PP."""
    sessions = Session.objects.filter(case__service_user__in=_known_to(user))
    return sessions.annotate(at_risk=Subquery(concern_of("session").values("at_risk"))).values(
        "pk",
        "planned_for",
        "status",
        "mode",
        "missed_by",
        "shared_with_pp",
        "tell_pp",
        "risk_change",
        "at_risk",
        "case__tier",
        "practitioner__given_name",
        "practitioner__family_name",
    )


def told_contacts(user):
    """Contacts with words for the PP, or with a concern passed on; the others are not theirs to know."""
    return (
        Contact.objects.filter(case__service_user__in=_known_to(user))
        .annotate(at_risk=Subquery(concern_of("contact").values("at_risk")))
        .exclude(shared_with_pp="", at_risk__isnull=True)
        .values(
            "pk",
            "at",
            "kind",
            "reached",
            "shared_with_pp",
            "at_risk",
            "case__tier",
            "logged_by__given_name",
            "logged_by__family_name",
        )
    )
