"""What every page needs: where this person can go, and how long they stay signed in."""

from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notices.models import Notice
from people.permissions import Role

from .sessions import last_moment, now

WORKERS = frozenset({Role.PRACTITIONER, Role.LEAD})

# (label, URL name, roles that see it; None is everybody). The order is that of a working day. When
# two lead to one address the first wins: who works here finds a person, a PP refers one.
PLACES = (
    (_("Today"), "reports:home", None),
    (_("My caseload"), "tiers:caseload", frozenset({Role.PRACTITIONER})),
    (_("Flags"), "flags:flag_list", WORKERS),
    (_("Referrals"), "referrals:referral_incoming", WORKERS),
    (_("My people in IIRMS"), "referrals:referral_list", frozenset({Role.REFERRER})),
    (_("Waiting list"), "referrals:waiting_list", WORKERS),
    (_("Find a person"), "people:person_find", WORKERS),
    (_("Refer a person"), "people:person_find", frozenset({Role.REFERRER})),
    (_("Local services"), "referrals:service_list", WORKERS | {Role.REFERRER}),
    (_("Consultations"), "tiers:consultation_list", WORKERS | {Role.REFERRER}),
    (_("Supervision"), "supervision:my_supervision", WORKERS | {Role.SUPERVISOR}),
    (_("Team"), "reports:team", frozenset({Role.LEAD})),
    (_("Spreadsheets"), "imports:sheet_list", frozenset({Role.LEAD, Role.ADMINISTRATOR})),
    (_("Staff and teams"), "people:staff_list", frozenset({Role.ADMINISTRATOR})),
    (_("Criteria"), "referrals:criteria_list", frozenset({Role.ADMINISTRATOR})),
    (_("Who looked"), "reports:trail", frozenset({Role.INFORMATION_GOVERNANCE})),
)

# A place stands for every page below this address, not only below its own.
HEADS = {"referrals:referral_incoming": "referrals:referral_list"}


def navigation(request):
    """Lazy: a page that draws no header asks nothing of the database."""
    return {
        "is_demo": settings.DEMO,
        "link_hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
        "navigation": partial(places, request),
        "unread_messages": partial(unread_messages, request),
        "session_seconds_left": partial(session_seconds_left, request),
    }


def places(request):
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    roles = user.roles
    found = {}
    for label, name, who in PLACES:
        if who is None or roles & who:
            found.setdefault(reverse(HEADS.get(name, name)), (label, reverse(name)))
    here = _nearest(request.path, found)
    return [
        {"label": label, "url": url, "current": _current(url, folder == here, request.path)}
        for folder, (label, url) in found.items()
    ]


def _nearest(path, urls):
    """The place this page lies under: the longest address that begins its own."""
    under = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(under, key=len, default="")


def _current(url, is_here, path):
    if not is_here:
        return ""
    return "page" if url == path else "true"


def unread_messages(request):
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return 0
    return Notice.objects.visible_to(user).unread().count()


def session_seconds_left(request):
    """How long until nobody having asked for a page signs this person out; 0 when nobody is in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return 0
    session = request.session
    if session.due_to_be_moved_on():
        day_ends = int((last_moment(session) - now()).total_seconds())
        return min(settings.SESSION_COOKIE_AGE, day_ends)
    return session.seconds_left()
