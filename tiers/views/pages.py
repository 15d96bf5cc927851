"""What every page about the work has: the case one may see, the person's bar, the trace."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.views import looked_at
from iirms.forms import whole_number
from people.bar import person_bar
from people.calendar import day_off
from people.models import ServiceUser, Team, Venue, with_safety
from people.permissions import Permission
from people.rules import NotAllowed, PlaceWish, Stale
from people.templatetags.words import moment
from tiers.models import Case, Session
from tiers.models.asked import with_asked
from tiers.models.safeguarding import with_concern
from tiers.models.tier_one import with_tier_one


def find_case(request, pk, now, *, permission=Permission.CASE_WORK, tier_one=False, safety=False):
    """The case with its person loaded for the bar, or 404. It leaves the trace.

    `tier_one`: the person comes with what happened at Tier 1, for the timeline. `safety`: with the
    places they know and the registers, for whoever chooses a worker or a place. The case says what it
    asks of a lead (`ending_asked`, `handover_asked`)."""
    rows = with_asked(Case.objects.visible_to(request.user))
    rows = rows.select_related("practitioner", "team__policy", "ending_plan", "referral")
    case = get_object_or_404(rows, pk=pk)
    return _seen(request, case, now, permission, tier_one=tier_one, safety=safety)


def find_session(request, pk, now, *, safety=False):
    rows = with_concern(Session.objects.visible_to(request.user), "session").select_related(
        "case__practitioner",
        "case__team__policy",
        "case__referral",
        "practitioner",
        "venue",
        "recorded_by",
    )
    session = get_object_or_404(rows, pk=pk)
    _seen(request, session.case, now, Permission.CASE_WORK, safety=safety)
    return session


def _seen(request, case, now, permission, *, tier_one=False, safety=False):
    looked_at(request, service_user_id=case.service_user_id, at=now)
    if not request.user.can(permission, case.team_id):
        raise PermissionDenied
    people = ServiceUser.objects.visible_to(request.user).for_bar(timezone.localdate(now))
    if safety:
        people = with_safety(people)
    if tier_one:
        people = with_tier_one(people, request.user)
    person = people.filter(pk=case.service_user_id).first()
    if person is not None:
        case.service_user = case.referral.service_user = person
    return case


def venues(person=None):
    """Every place to choose from; what the person says of it beside its name, what they like or know
    first, where they will not go last (N59). `person` comes with what `safety` adds."""
    wishes = {row["venue"]: row["wish"] for row in getattr(person, "spoken_of", ())}
    rows = [
        (PLACE_ORDER.index(wishes.get(pk, "")), pk, _named(name, wishes.get(pk, "")))
        for pk, name in Venue.objects.order_by("name").values_list("pk", "name")
    ]
    return [(pk, name) for _order, pk, name in sorted(rows, key=lambda row: row[0])]


PLACE_ORDER = [PlaceWish.PREFERS, PlaceWish.KNOWS, "", PlaceWish.REFUSES]


def _named(name, wish):
    if not wish:
        return name
    words = {"place": name, "wish": PlaceWish(wish).label}
    if wish == PlaceWish.REFUSES:
        return _("%(wish)s: %(place)s") % words
    return _("%(place)s (%(wish)s)") % words


def bar_of(request, case, now):
    return person_bar(case.service_user, request.user, now)


def form_page(request, template, case, form, now, **more):
    """`before`: what is known and asked, where one plans or records a meeting."""
    return render(
        request,
        template,
        {
            "form": form,
            "case": case,
            "person": case.service_user,
            "bar": bar_of(request, case, now),
            **more,
        },
    )


def tried(form, action, *, version=None):
    """Run one action for a sent form. What it made, or None with the refusal on the page.

    `version` says what the record's version is now, so that a stale page can be sent again once
    it has been compared."""
    try:
        return action()
    except Stale as stale:
        form.refuse(stale)
        if version is not None:
            form.catch_up(version())
    except NotAllowed as refusal:
        form.refuse(refusal)
    return None


def take_back(request, asked, action, done):
    """What was asked of a lead no longer is."""
    now = timezone.now()
    case = find_case(request, asked.case_id, now)
    try:
        action(request_id=asked.pk, by=request.user, at=now)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(case)


def is_sent(request, form):
    return request.method == "POST" and form.is_valid()


def about(case):
    return {"name": case.service_user.display_name or _("the person")}


def when_told(words, when):
    """When it is, and that it is a day when most places are closed: it may be meant so."""
    said = words % {"moment": moment(when)}
    off = day_off(timezone.localdate(when))
    if not off:
        return said
    return _("%(said)s That is %(off)s: check that the place is open.") % {
        "said": said,
        "off": off,
    }


def session_version(request, session):
    rows = Session.objects.visible_to(request.user)
    return rows.values_list("version", flat=True).get(pk=session.pk)


def working_team(request):
    """The team asked for (?team), or the first one works in."""
    teams = Team.objects.visible_to(request.user).filter(pk__in=request.user.working_team_ids)
    asked = whole_number(request.GET.get("team", ""))
    if asked is not None:
        teams = teams.filter(pk=asked)
    team = teams.order_by("name").first()
    if team is None:
        raise PermissionDenied
    return team
