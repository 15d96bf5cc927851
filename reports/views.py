"""Reading across: the first page by role, the lead's page, one person's page."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.views import looked_at
from flags.rules import FlagKind
from people.bar import person_bar
from people.permissions import Permission, Role
from tiers.models.consulting import consults
from tiers.models.tier_one import consultation_links

from .calendar import quarter_before, quarter_start
from .figures import day, glance, onward, person, referrer, talk, team, tier_one

LIST_LENGTH = 100


@require_safe
def home(request):
    """By role; somebody with several roles sees the parts of each. A lead starts at the team."""
    roles = request.user.roles
    if Role.LEAD in roles and not roles & {Role.PRACTITIONER, Role.REFERRER}:
        return redirect("reports:team")
    now = timezone.now()
    page = {"now": now, "today": timezone.localdate(now), "roles": roles}
    page |= _working_parts(request.user, roles, now)
    if Role.REFERRER in roles:
        page["people"] = referrer.my_people(request.user, now)
        page["questions"] = referrer.questions(page["people"], page["today"])
        page["needs_count"] += len(page["questions"])
        page["asked"] = tier_one.asked(request.user, now=now)
    if request.user.can(Permission.REFERRAL_DECIDE):
        page["to_decide"] = day.to_decide(request.user)
    page["to_take"] = tier_one.to_take(request.user)
    page["to_do"] = tier_one.to_do(request.user)
    page["new_threads"] = talk.new_threads(request.user)
    return render(request, "reports/home.html", page)


def _working_parts(user, roles, now):
    """A practitioner's day, or the flags and supervision of somebody who holds no cases."""
    parts = {
        "supervision": None,
        "diary": None,
        "people": None,
        "to_decide": None,
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
            "needs": day.needs(user, today=today),
            "confirmations": day.asked_of_leads(user),
            "waiting": team.waiting(user, chosen, today=today),
            "stretched": team.stretched(user, chosen, now=now),
            "slipping": team.slipping(user, chosen, today=today),
            "endings": team.endings(user, chosen, today=today),
            "changed": team.changed(user, chosen, today=today),
            "to_take": {"count": chosen.asked_count, "oldest": chosen.asked_oldest},
        },
    )


@require_safe
def team_endings(request, pk, *, late=False):
    today = timezone.localdate(timezone.now())
    chosen, _led = _team(request.user, pk)
    cases = team.endings_list(request.user, chosen, today=today, late=late)[:LIST_LENGTH]
    return render(
        request,
        "reports/team_endings.html",
        {"team": chosen, "cases": cases, "today": today, "late": late},
    )


@require_safe
def team_flags(request, pk, kind):
    today = timezone.localdate(timezone.now())
    chosen, _led = _team(request.user, pk)
    if kind not in FlagKind:
        raise Http404
    flags = team.flags_of_kind(request.user, chosen, kind=kind, today=today)[:LIST_LENGTH]
    return render(
        request,
        "reports/team_flags.html",
        {"team": chosen, "kind": FlagKind(kind), "flags": flags, "today": today},
    )


CHANGES = {"starts": "opened_at", "endings": "ended_at"}


@require_safe
def team_changes(request, pk, what, when):
    """Cases begun or ended in this quarter or the one before."""
    chosen, _led = _team(request.user, pk)
    this = quarter_start(timezone.localdate(timezone.now()))
    span = {"this": (this, None), "last": (quarter_before(this), this)}.get(when)
    if span is None or what not in CHANGES:
        raise Http404
    cases = team.changes_list(request.user, chosen, what=CHANGES[what], start=span[0], end=span[1])
    return render(
        request,
        "reports/team_changes.html",
        {"team": chosen, "cases": cases[:LIST_LENGTH], "what": what, "since": span[0]},
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
        "facts": person.facts(about),
        "tier_one": consultation_links(about),
        "writes": consults(user, about.team_id),
        "onward": onward.referred_on(about),
        "may_refer_on": user.can(Permission.CASE_WORK, about.team_id),
    }
    if not person.works_with(user, about):
        page["referrals"] = person.told_referrals(user, about, now=now)
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
