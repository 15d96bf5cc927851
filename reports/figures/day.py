"""My day: what needs the practitioner, what is planned, what the week holds."""

from collections import Counter
from datetime import timedelta
from operator import attrgetter, itemgetter

from django.db.models import Count, JSONField, Min, OuterRef, Q, Subquery, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from flags.models import Flag
from flags.registry import naming_staff
from flags.rules import FlagKind, Urgency, urgency
from flags.words import RESOLVE, shown
from people.permissions import Permission
from people.templatetags.words import near_moment
from referrals.models import Referral
from reports.calendar import start_of
from reports.figures import signing, tier_one
from supervision.models import Agreement
from tiers import figures
from tiers.models import Case, Consultation, Session
from tiers.models.asked import with_asked
from tiers.models.consulting import consults
from tiers.rules import CaseStatus, ConsultationStatus, Mode, SessionStatus, Weighed, load_of
from tiers.words import asked_in_words

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MOST_SHOWN = 30


def needs(user, *, today, leave_out=(), not_of=()):
    """One's own flags that show, what presses first, each with its way out.

    `not_of`: teams whose page is another one."""
    flags = (
        naming_staff(Flag.objects.visible_to(user), user)
        .showing(today)
        .owned_by(user)
        .exclude(kind__in=leave_out)
        .exclude(team__in=not_of)
        .select_related("service_user", "owner")
        .pressing_first()[:MOST_SHOWN]
    )
    return list(map(shown, flags))


def diary(user, *, now):
    """One statement: outcomes to record, today, and the six days after."""
    today = timezone.localdate(now)
    starts, ends = _this_week(today)
    covers = figures.covering(user, today)
    sessions = [
        session
        for session in _sessions(user, starts, ends, also=covers)
        if session.practitioner_id == user.pk
        or covers[session.practitioner_id].reaches(timezone.localdate(session.planned_for))
    ]
    for session in sessions:
        session.called = session.case.service_user.display_name
        session.about = session.case.service_user_id
        session.stands_in_for = _stands_in_for(covers.get(session.practitioner_id))
        session.where = _join(_where(session), session.stands_in_for)
        session.where_and_when = _join(_where_and_when(session, today), session.stands_in_for)
        session.tone = _tone_unrecorded(session, today)
    todays = [s for s in sessions if starts <= s.planned_for < starts + timedelta(days=1)]
    ahead = [s for s in sessions if s.planned_for >= start_of(today + timedelta(days=1))]
    return {
        "to_record": [
            s for s in sessions if s.status == SessionStatus.PLANNED and s.planned_for < now
        ],
        "today": todays,
        "days_ahead": WEEK.days - 1,
        "travel": sum(_travel(session) for session in todays),
        "week": _week(ahead, today),
    }


def _this_week(today):
    return start_of(today), start_of(today + WEEK)


def with_booked(planned, booked, *, today):
    """The diary, and in it the consultations booked with its reader (of `to_answer`)."""
    talks = [tier_one.Talk.of(one) for one in booked]
    lines = {line["day"]: line for line in planned["week"]}
    for talk in talks:
        day = timezone.localdate(talk.planned_for)
        if day > today:
            line = lines.setdefault(day, _line(day))
            line["talks"] += 1
            line["first_talk"] = line["first_talk"] or talk.planned_for
    todays = [talk for talk in talks if timezone.localdate(talk.planned_for) == today]
    return planned | {
        "today": sorted([*planned["today"], *todays], key=attrgetter("planned_for")),
        "week": sorted(lines.values(), key=itemgetter("day")),
    }


def _line(day, **more):
    nothing = {"count": 0, "first": None, "last": None, "venues": []}
    return {"day": day, "talks": 0, "first_talk": None} | nothing | more


def _stands_in_for(cover):
    return _("for %(name)s") % {"name": cover.worker} if cover else ""


def _join(*parts):
    return ", ".join(str(part) for part in parts if part)


def _sessions(user, starts, ends, *, also):
    """Planned up to a week ahead, and today's whatever became of them; those of colleagues one covers
    for (`also`) as well.

    Travel is what it took last time with the same person: nobody has to guess it.
    """
    last_time = (
        Session.objects.visible_to(user)
        .held()
        .filter(case=OuterRef("case_id"), travel_minutes__isnull=False)
        .order_by("-planned_for")
        .values("travel_minutes")[:1]
    )
    return (
        Session.objects.visible_to(user)
        .filter(practitioner__in=[user.pk, *also])
        .filter(
            Q(status=SessionStatus.PLANNED, planned_for__lt=ends)
            | Q(planned_for__gte=starts, planned_for__lt=starts + timedelta(days=1))
        )
        .exclude(status=SessionStatus.CANCELLED)
        .select_related("case__service_user", "case__team__policy", "venue")
        .annotate(travel_last_time=Subquery(last_time))
        .order_by("planned_for", "pk")
    )


def _where(session):
    """The place and the way in that keeps people out of the waiting room (N62, N63)."""
    if session.mode != Mode.IN_PERSON:
        return Mode(session.mode).label
    if not session.venue:
        return _("place to be agreed")
    if session.venue.private_entrance:
        return _("%(venue)s, private entrance") % {"venue": session.venue}
    if session.venue.quiet_wait:
        return _("%(venue)s, quiet place to wait") % {"venue": session.venue}
    return str(session.venue)


def _where_and_when(session, today):
    return _("%(when)s, %(where)s") % {
        "when": near_moment(session.planned_for, today),
        "where": session.venue or Mode(session.mode).label,
    }


def _tone_unrecorded(session, today):
    """As its flag will have it: to be done soon until the policy's days are over, then now."""
    days = session.case.team.policy.record_session_days
    late = timezone.localdate(session.planned_for) + timedelta(days=days) < today
    return (urgency(FlagKind.SESSION_UNRECORDED) if late else Urgency.SOON).lower()


def _travel(session):
    if session.travel_minutes is not None:
        return session.travel_minutes
    return session.travel_last_time or 0


def _week(sessions, today):
    """A line a day with something in it: how many, from when to when, where."""
    days = []
    for offset in range(1, WEEK.days):
        day = today + timedelta(days=offset)
        held = [s for s in sessions if timezone.localdate(s.planned_for) == day]
        if held:
            venues = Counter(str(s.venue) for s in held if s.venue)
            days.append(
                _line(
                    day,
                    count=len(held),
                    first=held[0].planned_for,
                    last=held[-1].planned_for,
                    venues=[venue for venue, _count in venues.most_common(3)],
                )
            )
    return days


def caseload(user, *, now):
    """Whom one works with, the nearest planned end first, and how far each has come."""
    today = timezone.localdate(now)
    covers = figures.covering(user, today)
    cases = figures.caseload(user, practitioners=[user.pk, *covers], now=now)
    for case in cases:
        case.cover = covers.get(case.practitioner_id)
    return [figures.with_phase(case, today) for case in cases]


def load(user, cases):
    """What one's own of these weigh against one's hours; None without cases or without hours."""
    own = [case for case in cases if case.practitioner_id == user.pk]
    if not own:
        return None
    held = [Weighed(case.tier, case.complexity, case.status == CaseStatus.PAUSED) for case in own]
    weights = figures.weights_of(own[0].team.policy)
    return load_of(held, hours=user.weekly_hours, weights=weights)


def to_choose(user, *, now):
    """Whom one could record, plan or log something with: by name, each with what is planned and not
    recorded up to the end of today."""
    today = timezone.localdate(now)
    covers = figures.covering(user, today)
    cases = figures.caseload(user, practitioners=[user.pk, *covers], now=now)
    planned = {}
    for session in _sessions(user, start_of(today), start_of(today + DAY), also=covers):
        if session.status == SessionStatus.PLANNED:
            planned.setdefault(session.case_id, session)
    for case in cases:
        case.cover = covers.get(case.practitioner_id)
        case.to_record = planned.get(case.pk)
    cases = [figures.with_phase(case, today) for case in cases]
    return sorted(
        cases, key=lambda case: (case.service_user.family_name, case.service_user.given_name)
    )


def supervisions(user, *, now):
    """Agreements one is part of: with whom, last held, due, booked. No content."""
    agreements = (
        Agreement.objects.visible_to(user)
        .current()
        .filter(Q(supervisee_id=user.pk) | Q(supervisor_id=user.pk))
        .with_clock(timezone.localdate(now))
        .with_next(now)
        .with_to_confirm(user)
        .select_related("supervisee", "supervisor")
        .order_by("due_on", "pk")
    )
    mine, given = [], []
    for agreement in agreements:
        (mine if agreement.supervisee_id == user.pk else given).append(agreement)
    return {"mine": mine, "given": given}


def to_answer(user, *, now):
    """What waits for somebody to decide on it or to take it, for those who may: how many, and since
    when the oldest; each override to sign; each consultation booked with them for this week. One
    statement: the first page has no other to spare."""
    asked = {}
    if deciding := user.teams_where(Permission.REFERRAL_DECIDE):
        sent = Referral.objects.visible_to(user).to_decide().filter(status="SUBMITTED")
        asked["to_decide"] = sent.filter(team_id__in=deciding), "submitted_at"
    if taking := [team for team in user.working_team_ids if consults(user, team)]:
        untaken = Consultation.objects.visible_to(user).filter(status=ConsultationStatus.ASKED)
        asked["to_take"] = untaken.filter(team_id__in=taking), "asked_at"
    found = {"to_decide": None, "to_take": None} | {
        name: {"count": 0, "oldest": None} for name in asked
    }
    parts = [_counted(name, rows, since) for name, (rows, since) in asked.items()]
    if user.can(Permission.OVERRIDE_SIGN):
        parts.append(signing.in_parts(user))
    if taking:
        parts.append(tier_one.booked_in_parts(user, *_this_week(timezone.localdate(now))))
    each = {"to_sign": [], "booked": []}
    if parts:
        first, *rest = parts
        for name, count, oldest, one in first.union(*rest, all=True):
            if one:
                each[name].append(one | {"since": oldest})
            else:
                found[name] = {"count": count, "oldest": oldest}
    return found | {name: sorted(rows, key=itemgetter("since")) for name, rows in each.items()}


def _counted(name, rows, since):
    of_kind = rows.order_by().annotate(what=Value(name)).values("what")
    one = Value(None, output_field=JSONField())
    return of_kind.annotate(count=Count("pk"), oldest=Min(since), one=one).values_list(
        "what", "count", "oldest", "one"
    )


def asked_of_leads(user, *, team):
    """What practitioners ask of a lead of this team: to confirm an ending without a completed plan, to
    choose somebody else. One statement for both, the oldest first."""
    cases = (
        with_asked(Case.objects.visible_to(user).live())
        .filter(team=team, team__in=user.teams_where(Permission.ENDING_CONFIRM))
        .filter(Q(ending_asked__isnull=False) | Q(handover_asked__isnull=False))
        .select_related("service_user", "practitioner")[:MOST_SHOWN]
    )
    found = [{"case": case, **asked} for case in cases for asked in asked_in_words(case)]
    return sorted(found, key=itemgetter("since"))


def my_day(user, *, now):
    """Unrecorded sessions come from the diary, at once; their flag would say it twice."""
    today = timezone.localdate(now)
    found = needs(user, today=today, leave_out=[FlagKind.SESSION_UNRECORDED])
    planned = diary(user, now=now)
    cases = caseload(user, now=now)
    return {
        "needs": found,
        "needs_count": len(found) + len(planned["to_record"]),
        "diary": planned,
        "unrecorded": {
            "title": FlagKind.SESSION_UNRECORDED.label,
            "action": RESOLVE[FlagKind.SESSION_UNRECORDED],
        },
        "caseload": cases,
        "load": load(user, cases),
    }
