"""The lead's page: four questions, few numbers, each with the list behind it."""

from datetime import timedelta

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from flags.models import Flag
from flags.registry import naming_staff
from flags.rules import PRIVATE, FlagKind, urgency
from people.models import Absence, Team, User
from people.permissions import Permission, Role
from referrals.models import IS_STUCK, Referral, with_standing
from referrals.rules import Status, Tier, days_waiting
from reports import words
from reports.calendar import quarter_before, quarter_start, start_of
from reports.figures.signing import with_to_sign
from reports.figures.talk import with_new_threads
from reports.figures.tier_one import with_tier_one
from supervision.rules import SUPERVISED
from tiers.figures import load_now, weights_of
from tiers.models import Case, Consultation, EndingPlan, EndingRequest, EndingStep, Session
from tiers.models.load import name_of, with_held_cases
from tiers.rules import CaseStatus, EndingReason
from tiers.words import asked_by

AHEAD = timedelta(days=7)
ENDINGS_AHEAD = timedelta(days=28)


def teams_led(user, *, today=None):
    """`today`: each with its Tier 1 of this quarter, the messages this reader has not read, and the
    overrides to sign."""
    teams = Team.objects.visible_to(user).filter(pk__in=user.teams_where(Permission.TEAM_SEE))
    if today is not None:
        teams = with_tier_one(teams, user, since=quarter_start(today))
        teams = with_to_sign(with_new_threads(teams, user), user)
    return list(teams.select_related("policy").order_by("name"))


def waiting(user, team, *, today):
    """By tier: how many wait, since when the oldest, how many past the day work should start, how many
    held up."""
    rows = {
        row["tier"]: row
        for row in with_standing(Referral.objects.visible_to(user), today)
        .filter(team=team, status__in=[Status.WAITING, Status.SUBMITTED, Status.PAUSED])
        .values("tier")
        .annotate(
            waiting=Count("pk", filter=Q(status=Status.WAITING)),
            oldest=Min("accepted_at", filter=Q(status=Status.WAITING)),
            past_target=Count("pk", filter=Q(status=Status.WAITING, target_on__lt=today)),
            stuck=Count("pk", filter=Q(status=Status.WAITING) & IS_STUCK),
            undecided=Count("pk", filter=Q(status=Status.SUBMITTED)),
            undecided_oldest=Min("submitted_at", filter=Q(status=Status.SUBMITTED)),
            paused=Count("pk", filter=Q(status=Status.PAUSED)),
        )
    }
    return [_tier_row(tier, rows.get(tier), today) for tier in Tier]


def _tier_row(tier, row, today):
    row = row or {"waiting": 0, "past_target": 0, "stuck": 0, "undecided": 0, "paused": 0}
    oldest, undecided = row.get("oldest"), row.get("undecided_oldest")
    return {
        "tier": tier.value,
        "label": tier.label,
        "waiting": row["waiting"],
        "past_target": row["past_target"],
        "stuck": row["stuck"],
        "undecided": row["undecided"],
        "paused": row["paused"],
        "oldest": words.age(days_waiting(timezone.localdate(oldest), today)) if oldest else "",
        "undecided_oldest": words.age((today - timezone.localdate(undecided)).days)
        if undecided
        else "",
    }


def stretched(user, team, *, now):
    """Each practitioner's live cases and what they weigh, sessions in the next seven days, days away."""
    today = timezone.localdate(now)
    weights = weights_of(team.policy)
    rows = [
        _load(colleague, weights)
        for colleague in with_held_cases(_practitioners(user, team))
        .annotate(
            live=_per_practitioner(_live(user, team), Count("pk")),
            paused=_per_practitioner(
                _live(user, team).filter(status=CaseStatus.PAUSED), Count("pk")
            ),
            ending=_per_practitioner(
                _live(user, team).filter(status=CaseStatus.ENDING), Count("pk")
            ),
            planned=_per_practitioner(
                Session.objects.visible_to(user)
                .planned()
                .filter(case__team=team, planned_for__gte=now, planned_for__lt=now + AHEAD),
                Sum("planned_minutes"),
            ),
            away_from=_absence(user, today, F("starts_on")),
            away_until=_absence(user, today, F("ends_on")),
            away_cover=_absence(user, today, name_of("cover")),
            is_away=Exists(_absences(user, today)),
        )
        .order_by("family_name", "given_name")
    ]
    return sorted(rows, key=lambda row: row["percent"] or 0, reverse=True)


def _practitioners(user, team):
    return (
        User.objects.visible_to(user)
        .active()
        .in_team(team.pk, Role.PRACTITIONER)
        .filter(profession__in=SUPERVISED)
    )


def _live(user, team):
    return Case.objects.visible_to(user).live().filter(team=team)


def _per_practitioner(rows, measure):
    """A correlated count: one statement whatever the size of the team."""
    return Subquery(
        rows.filter(practitioner=OuterRef("pk"))
        .order_by()
        .values("practitioner")
        .annotate(measure=measure)
        .values("measure")
    )


def _absences(user, today):
    """Away today or within the week."""
    return (
        Absence.objects.visible_to(user)
        .filter(user=OuterRef("pk"), starts_on__lte=today + AHEAD)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
        .order_by("starts_on")
    )


def _absence(user, today, value):
    return Subquery(_absences(user, today).values(asked=value)[:1])


def with_away(rows, user, today, *, who):
    """Rows about work of somebody (`who`: the column that names them), each with whether they are away
    today, until when, and who covers."""
    absences = Absence.objects.visible_to(user).on(today).filter(user=OuterRef(who))
    return rows.annotate(
        is_away=Exists(absences),
        away_until=Subquery(absences.order_by("starts_on").values("ends_on")[:1]),
        away_cover=Subquery(absences.order_by("starts_on").values(named=name_of("cover"))[:1]),
    )


def _load(colleague, weights):
    """The load is that of the page where a lead chooses somebody: all they hold, in whatever team."""
    return {
        "user": colleague,
        "live": colleague.live or 0,
        "paused": colleague.paused or 0,
        "ending": colleague.ending or 0,
        "percent": load_now(colleague, weights).percent,
        "planned_hours": (colleague.planned or 0) / 60,
        "is_away": colleague.is_away,
        "away_from": colleague.away_from,
        "away_until": colleague.away_until,
        "away_cover": colleague.away_cover,
    }


def slipping(user, team, *, today):
    """Open flags of the team by kind: what to do now, then what is soon, in each the oldest first."""
    found = list(
        Flag.objects.visible_to(user)
        .showing(today)
        .filter(team=team)
        .exclude(kind__in=PRIVATE)
        .values("kind")
        .annotate(count=Count("pk"), oldest=Min("since_on"))
        .order_by()
    )
    found.sort(key=lambda row: (urgency(row["kind"]), row["oldest"], row["kind"]))
    return [
        {
            "kind": row["kind"],
            "label": FlagKind(row["kind"]).label,
            "tone": urgency(row["kind"]).lower(),
            "count": row["count"],
            "oldest": words.age((today - row["oldest"]).days),
        }
        for row in found
    ]


def endings(user, team, *, today):
    """Live work by its end: agreed in a plan, or planned when it began."""
    asked = EndingRequest.objects.visible_to(user).open().filter(case=OuterRef("pk"))
    return (
        _live(user, team)
        .annotate(is_asked=Exists(asked))
        .aggregate(
            due=Count("pk", filter=_is_due(today)),
            late=Count("pk", filter=_is_late(today)),
            to_confirm=Count("pk", filter=Q(is_asked=True)),
        )
    )


def _is_due(today):
    return Q(planned_end_on__gte=today, planned_end_on__lte=today + ENDINGS_AHEAD)


def _is_late(today):
    return Q(planned_end_on__lt=today)


def endings_list(user, team, *, today, late):
    """The list behind either number: what is late, or what is due soon (ENDINGS_AHEAD)."""
    steps = EndingStep.objects.visible_to(user).of_the_goodbye().filter(case=OuterRef("pk"))
    plans = EndingPlan.objects.visible_to(user).filter(case=OuterRef("pk"))
    live = with_away(_live(user, team), user, today, who="practitioner_id")
    return (
        live.filter(_is_late(today) if late else _is_due(today))
        .select_related("service_user", "practitioner")
        .annotate(
            has_plan=Exists(plans),
            is_agreed=Exists(plans.filter(agreed_at__isnull=False)),
            steps=_count(steps),
            steps_done=_count(steps.filter(done_at__isnull=False)),
        )
        .order_by("planned_end_on", "pk")
    )


def _count(rows):
    return Coalesce(Subquery(rows.order_by().values("case").annotate(n=Count("pk")).values("n")), 0)


def changed(user, team, *, today):
    """Starts by tier and endings by reason: this quarter so far, and the one before."""
    this, last = quarter_start(today), quarter_before(today)
    rows = list(
        Case.objects.visible_to(user)
        .filter(team=team)
        .filter(Q(opened_at__gte=start_of(last)) | Q(ended_at__gte=start_of(last)))
        .values("tier", "ending_reason")
        .annotate(
            begun_this=_between("opened_at", this),
            begun_last=_between("opened_at", last, this),
            ended_this=_between("ended_at", this),
            ended_last=_between("ended_at", last, this),
        )
        .order_by()
    )
    starts = [_line(rows, "begun", tier.label, tier=tier.value) for tier in Tier]
    endings = [
        _line(rows, "ended", reason.label, ending_reason=reason.value) for reason in EndingReason
    ]
    return {
        "since": this,
        "before": last,
        "starts": starts,
        "starts_all": _all_of(starts),
        "endings": [line for line in endings if line["this"] or line["last"]],
        "endings_all": _all_of(endings),
    }


def _all_of(lines):
    return {when: sum(line[when] for line in lines) for when in ("this", "last")}


def _between(field, start, end=None):
    within = Q(**{f"{field}__gte": start_of(start)})
    if end:
        within &= Q(**{f"{field}__lt": start_of(end)})
    return Count("pk", filter=within)


def _line(rows, what, label, **key):
    ((field, value),) = key.items()
    theirs = [row for row in rows if row[field] == value]
    return {
        "key": value,
        "label": label,
        "this": sum(row[f"{what}_this"] for row in theirs),
        "last": sum(row[f"{what}_last"] for row in theirs),
    }


def changes_list(user, team, *, what, start, end=None, **key):
    """The cases behind one number of the quarter: `what` is `opened_at` or `ended_at`; `key` the tier
    or the reason it counts."""
    rows = Case.objects.visible_to(user).filter(
        team=team, **{f"{what}__gte": start_of(start)}, **key
    )
    if end:
        rows = rows.filter(**{f"{what}__lt": start_of(end)})
    return rows.select_related("service_user", "practitioner").order_by(f"-{what}", "-pk")


def flags_of_kind(user, team, *, kind, today, most=None):
    """Each `called` what a list calls it: the person, the colleague, or what a PP asked about nobody."""
    flags = list(_flags_of_kind(user, team, kind=kind, today=today)[:most])
    questions = {}
    if kind == FlagKind.CONSULTATION_LATE:
        asked = [flag.subject_id for flag in flags if flag.service_user is None]
        questions = Consultation.objects.visible_to(user).select_related("pp").in_bulk(asked)
    for flag in flags:
        if flag.service_user is not None:
            flag.called = flag.service_user.display_name
        elif flag.subject_id in questions:
            flag.called = asked_by(questions[flag.subject_id])
        else:
            flag.called = flag.staff_name or str(flag.owner)
    return flags


def _flags_of_kind(user, team, *, kind, today):
    return (
        with_away(naming_staff(Flag.objects.visible_to(user), user), user, today, who="owner_id")
        .showing(today)
        .filter(team=team, kind=kind)
        .select_related("service_user", "owner")
        .order_by("since_on", "pk")
    )
