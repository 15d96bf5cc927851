"""Reading across: the first page by role, the lead's page, one person's page."""

from datetime import timedelta

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from audit.views import looked_at, looked_at_each
from flags.rules import FlagKind
from people.bar import person_bar
from people.permissions import Permission, Role, starts_at_the_team
from people.rules import SMALLEST_SHOWN
from people.views.doors import needs
from referrals.rules import Tier
from tiers.models.consulting import consults
from tiers.models.tier_one import consultation_links
from tiers.rules import EndingReason

from .calendar import quarter_before, quarter_start
from .figures import (
    day,
    equality,
    glance,
    onward,
    person,
    referrer,
    signing,
    talk,
    team,
    tier_one,
    trail,
)
from .forms import TrailForm

LIST_LENGTH = 100


@require_safe
def home(request):
    """By role; somebody with several roles sees the parts of each. A lead starts at the team."""
    roles = request.user.roles
    if starts_at_the_team(roles):
        return redirect("reports:team")
    now = timezone.now()
    page = {"now": now, "today": timezone.localdate(now), "roles": roles}
    page |= _working_parts(request.user, roles, now)
    if Role.REFERRER in roles:
        people = referrer.my_people(request.user, now)
        page["people"] = referrer.in_groups(people)
        page["questions"] = referrer.questions(people, page["today"])
        page["needs_count"] += len(page["questions"])
        page["asked"] = tier_one.asked(request.user, now=now)
    page |= day.to_answer(request.user, now=now)
    if page["diary"] is not None:
        page["diary"] = day.with_booked(page["diary"], page["booked"], today=page["today"])
    flagged = len(page["needs"])
    page["needs"], page["to_sign"] = signing.said_once(page["needs"], page["to_sign"])
    page["needs_count"] += len(page["to_sign"]) + len(page["needs"]) - flagged
    page["to_do"] = tier_one.to_do(request.user)
    page["new_threads"] = talk.new_threads(request.user)
    looked_at_each(request, _named(page), at=now)
    return render(request, "reports/home.html", page)


def _named(page):
    """Whom a first page names: by a flag, in the diary, on the caseload, as a PP's own, in an override
    to sign, a consultation, a message."""
    diary = page.get("diary") or {"to_record": (), "today": ()}
    yield from (entry["flag"].service_user_id for entry in page["needs"])
    yield from (asked["case"].service_user_id for asked in page.get("confirmations", ()))
    yield from (one.about for one in (*diary["to_record"], *diary["today"]))
    yield from (case.service_user_id for case in page.get("caseload", ()))
    for group in page.get("people") or ():
        yield from (one["person"].pk for one in group["people"])
    listed = (*page["to_sign"], *page.get("asked", ()), *page["new_threads"])
    yield from (one["about"] for one in listed)
    yield from (task.service_user_id for task in page.get("to_do", ()))


def _working_parts(user, roles, now):
    """A practitioner's day, or the flags and supervision of somebody who holds no cases."""
    parts = {
        "supervision": None,
        "diary": None,
        "people": None,
        "load": None,
        "questions": [],
        "asked": [],
    }
    if Role.PRACTITIONER in roles:
        parts |= day.my_day(user, now=now)
    else:
        # A question is shown with its answer's link; its flag would say it twice.
        twice = [FlagKind.INFORMATION_UNANSWERED] if Role.REFERRER in roles else []
        parts["needs"] = day.needs(user, today=timezone.localdate(now), leave_out=twice)
        parts["needs_count"] = len(parts["needs"])
    if roles & {Role.PRACTITIONER, Role.SUPERVISOR}:
        parts["supervision"] = day.supervisions(user, now=now)
    return parts


def _team(user, pk, today=None):
    """The team asked for, or the first one leads; and the others to choose from."""
    led = team.teams_led(user, today=today)
    chosen = [one for one in led if pk is None or one.pk == pk]
    if not chosen:
        raise Http404
    return chosen[0], led


@require_safe
def team_page(request, pk=None):
    now = timezone.now()
    today = timezone.localdate(now)
    user = request.user
    chosen, led = _team(user, pk, today)
    named = {
        "confirmations": day.asked_of_leads(user, team=chosen),
        "new_threads": chosen.new_threads,
    }
    named["needs"], named["to_sign"] = signing.said_once(
        day.needs(user, today=today, not_of=[one for one in led if one != chosen]),
        signing.with_moments(chosen.to_sign),
    )
    looked_at_each(request, _named(named), at=now)
    return render(
        request,
        "reports/team.html",
        {
            "today": today,
            "team": chosen,
            "team_links": [
                {
                    "url": reverse("reports:team", args=[one.pk]),
                    "label": one.name,
                    "current": one == chosen,
                }
                for one in led
            ],
            **named,
            "waiting": team.waiting(user, chosen, today=today),
            "stretched": team.stretched(user, chosen, now=now),
            "slipping": team.slipping(user, chosen, today=today),
            "endings": team.endings(user, chosen, today=today),
            "days": team.ENDINGS_AHEAD.days,
            "changed": team.changed(user, chosen, today=today),
            "to_take": {"count": chosen.asked_count, "oldest": chosen.asked_oldest},
        },
    )


@require_safe
def team_endings(request, pk, *, late=False):
    now = timezone.now()
    today = timezone.localdate(now)
    chosen, _led = _team(request.user, pk)
    cases = list(team.endings_list(request.user, chosen, today=today, late=late)[:LIST_LENGTH])
    looked_at_each(request, (case.service_user_id for case in cases), at=now)
    return render(
        request,
        "reports/team_endings.html",
        {
            "team": chosen,
            "cases": cases,
            "today": today,
            "late": late,
            "days": team.ENDINGS_AHEAD.days,
        },
    )


@require_safe
def team_flags(request, pk, kind):
    now = timezone.now()
    today = timezone.localdate(now)
    chosen, _led = _team(request.user, pk)
    if kind not in FlagKind:
        raise Http404
    flags = team.flags_of_kind(request.user, chosen, kind=kind, today=today, most=LIST_LENGTH)
    looked_at_each(request, (flag.service_user_id for flag in flags), at=now)
    return render(
        request,
        "reports/team_flags.html",
        {"team": chosen, "kind": FlagKind(kind), "flags": flags, "today": today},
    )


@require_safe
def team_reached(request, pk):
    """Numbers alone: nobody is named, and what is too small is not shown."""
    today = timezone.localdate(timezone.now())
    chosen, _led = _team(request.user, pk)
    return render(
        request,
        "reports/team_reached.html",
        {
            "team": chosen,
            "since": today - equality.YEAR,
            "smallest": SMALLEST_SHOWN,
            "tables": equality.reached(request.user, chosen, today=today),
        },
    )


# What began or ended: by which moment, and what the numbers of the team's page count it by.
CHANGES = {"starts": ("opened_at", "tier", Tier), "endings": ("ended_at", "reason", EndingReason)}


@require_safe
def team_changes(request, pk, what, when):
    """Cases begun or ended in this quarter or the one before: all, or of one tier or reason."""
    now = timezone.now()
    chosen, _led = _team(request.user, pk)
    this = quarter_start(timezone.localdate(now))
    span = {"this": (this, None), "last": (quarter_before(this), this)}.get(when)
    if span is None or what not in CHANGES:
        raise Http404
    moment, asked, kinds = CHANGES[what]
    only = _only(request.GET.get(asked, ""), kinds)
    key = {"tier" if kinds is Tier else "ending_reason": only.value} if only else {}
    cases = team.changes_list(request.user, chosen, what=moment, start=span[0], end=span[1], **key)
    shown = list(cases[:LIST_LENGTH])
    looked_at_each(request, (case.service_user_id for case in shown), at=now)
    return render(
        request,
        "reports/team_changes.html",
        {
            "team": chosen,
            "cases": shown,
            "what": what,
            "since": span[0],
            "until": span[1] and span[1] - timedelta(days=1),
            "only": only,
        },
    )


def _only(value, kinds):
    """None for all of them; an address nobody was given is no page."""
    if not value:
        return None
    found = next((kind for kind in kinds if str(kind.value) == value), None)
    if found is None:
        raise Http404
    return found


# What one begins from the day's page, and where it is done once one has said with whom.
BEGIN = {
    "record": (_("Record a session"), "tiers:session_record_now"),
    "plan": (_("Plan a session"), "tiers:session_new"),
    "contact": (_("Log a contact"), "tiers:contact_new"),
}


@require_safe
@needs(Permission.CASE_WORK)
def choose_case(request, what):
    """With whom? One's own open cases, and those of whoever one covers for."""
    if what not in BEGIN:
        raise Http404
    words, name = BEGIN[what]
    now = timezone.now()
    cases = day.to_choose(request.user, now=now)
    looked_at_each(request, (case.service_user_id for case in cases), at=now)
    for case in cases:
        booked = what == "record" and case.to_record
        case.begin_url = (
            reverse("tiers:session_record", args=[booked.pk])
            if booked
            else reverse(name, args=[case.pk])
        )
    return render(
        request,
        "reports/choose_case.html",
        {"cases": cases, "heading": words, "records": what == "record"},
    )


@require_safe
def person_page(request, pk):
    now = timezone.now()
    user = request.user
    today = timezone.localdate(now)
    about = person.one_person(user, today).filter(pk=pk).first()
    if about is None:  # an old address of a record that was merged finds the person
        return redirect("reports:person", get_object_or_404(person.that_became(user, pk)).pk)
    looked_at(request, service_user_id=about.pk, at=now)
    page = {
        "person": about,
        "bar": person_bar(about, user, now),
        "today": today,
        "safety": person.safety(about),
        "facts": person.facts(about),
        "tier_one": consultation_links(about),
        "writes": consults(user, about.team_id),
        "onward": onward.referred_on(about),
        "may_refer_on": user.can(Permission.CASE_WORK, about.team_id),
    }
    if not person.works_with(user, about):
        page["referrals"] = person.told_referrals(user, about, now=now)
        page["asks"] = any(entry["answer_url"] for entry in page["referrals"])
        page["timeline"] = person.told_timeline(user, about, now=now)
        return render(request, "reports/person_told.html", page)
    page["referrals"] = list(person.referrals(user, about))
    page["cases"] = list(person.cases(user, about, now=now))
    page["flags"] = person.flags(user, about, today=today)
    page["timeline"] = person.timeline(
        user, about, referrals=page["referrals"], cases=page["cases"], now=now
    )
    page["glance"] = glance.at_a_glance(
        about,
        cases=page["cases"],
        referrals=page["referrals"],
        flags=page["flags"],
        today=today,
    )
    page["may_merge"] = user.can(Permission.RECORDS_MERGE, about.team_id)
    page["may_limit"] = user.can(Permission.CASE_ALLOCATE, about.team_id)
    return render(request, "reports/person.html", page)


@require_safe
@needs(Permission.AUDIT_READ)
def trail_page(request):
    """Who looked and what happened. Each page read of it is itself a look that is kept."""
    user = request.user
    staff = list(trail.colleagues(user))
    form = TrailForm(request.GET or None, colleagues=staff)
    page = {"form": form, "asked": None}
    if form.is_bound and form.is_valid():
        asked = _asked(user, form, staff)
        if asked is not None:
            page |= _trail_of(request, asked)
    return render(request, "reports/trail.html", page)


def _asked(user, form, staff):
    given = form.cleaned_data
    person = None
    if given.get("identifier"):
        person = trail.person_by_number(user, *given["identifier"])
        if person is None:
            form.add_error("number", _("Nobody of your teams has this number. Check it."))
            return None
    return trail.Asked(
        person=person,
        colleague=next((one for one in staff if one.pk == given["colleague"]), None),
        since=given["since"],
        until=given["until"],
    )


def _trail_of(request, asked):
    looked_at(
        request,
        service_user_id=asked.person.pk if asked.person else None,
        colleague_id=asked.colleague.pk if asked.colleague else None,
        at=timezone.now(),
    )
    found, more = trail.lines(request.user, asked, trail.Place.read(request.GET.get("after", "")))
    query = request.GET.copy()
    query["after"] = more
    return {
        "asked": asked,
        "lines": found,
        "older_url": f"{request.path}?{query.urlencode()}" if more else "",
    }
