"""What every page needs: where this person can go, and how long they stay signed in."""

from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notices.models import Notice
from people.permissions import Role, starts_at_the_team

from .sessions import last_moment, now

WORKERS = frozenset({Role.PRACTITIONER, Role.LEAD})
SETS_UP = frozenset({Role.LEAD, Role.ADMINISTRATOR})

# (label, URL name, roles that see it). The order is that of a working day. When two lead to one
# address the first wins: who works here finds a person, a PP refers one.
PLACES = (
    (_("Today"), "reports:home", frozenset(Role)),
    (_("Team"), "reports:team", frozenset({Role.LEAD})),
    (_("My caseload"), "tiers:caseload", frozenset({Role.PRACTITIONER})),
    (_("Flags"), "flags:flag_list", WORKERS),
    (_("Referrals"), "referrals:referral_incoming", WORKERS),
    (_("My referrals"), "referrals:referral_list", frozenset({Role.REFERRER})),
    (_("Waiting list"), "referrals:waiting_list", WORKERS),
    (_("Find a person"), "people:person_find", WORKERS),
    (_("Refer a person"), "people:person_find", frozenset({Role.REFERRER})),
    (_("Local services"), "referrals:service_list", WORKERS | {Role.REFERRER}),
    (_("Consultations"), "tiers:consultation_list", WORKERS | {Role.REFERRER}),
    (_("Supervision"), "supervision:my_supervision", WORKERS | {Role.SUPERVISOR}),
    (_("Staff and teams"), "people:staff_list", SETS_UP),
    (_("Spreadsheets"), "imports:sheet_list", SETS_UP),
    (_("Criteria"), "referrals:criteria_list", frozenset({Role.ADMINISTRATOR})),
    (_("Who looked"), "reports:trail", frozenset({Role.INFORMATION_GOVERNANCE})),
)

# A place stands for every page below its address. These lie elsewhere than they belong: the start of
# an address, and the place that is marked there; of two, the first that this person has. None: the
# page is reached by one's own name, beside the menu.
BELONGS = (
    ("/referrals/", ("referrals:referral_incoming", "referrals:referral_list")),
    ("/referrals/start/", ("people:person_find",)),
    ("/referrals/letters/", ("people:person_find",)),
    ("/person/", ("referrals:referral_list", "people:person_find")),
    ("/people/", ("referrals:referral_list", "people:person_find")),
    ("/people/new/", ("people:person_find",)),
    ("/people/take-over/", ("people:person_find",)),
    ("/choose/", ("reports:home",)),
    ("/work/", ("tiers:caseload", "reports:team")),
    ("/work/allocate/", ("referrals:waiting_list",)),
    ("/people/me/", ()),
    ("/people/venues/", ("referrals:service_list", "people:staff_list")),
    ("/people/staff/", ("people:staff_list",)),
    ("/people/teams/", ("people:staff_list",)),
    ("/people/units/", ("people:staff_list",)),
    ("/people/absences/", ("people:staff_list",)),
)


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
    found = {}
    for label, name, who in PLACES:
        if user.roles & who and not (name == "reports:home" and starts_at_the_team(user.roles)):
            found.setdefault(reverse(name), label)
    here = _marked(request.path, found)
    return [
        {"label": label, "url": url, "current": _current(url, here, request.path)}
        for url, label in found.items()
    ]


def _marked(path, urls):
    """The place this page is, or lies under: that of the longest start of its address."""
    if path in urls:
        return path
    starts = {url: (url,) for url in urls if url != "/"}
    starts |= {start: tuple(map(reverse, names)) for start, names in BELONGS}
    start = max((start for start in starts if path.startswith(start)), key=len, default="")
    return next((url for url in starts.get(start, ()) if url in urls), "")


def _current(url, here, path):
    if url != here:
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
