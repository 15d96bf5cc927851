"""Referrals brought in from records: they were made and decided elsewhere, and stand as they stood.

The rules of the front door hold, seen from the day it happened; each move has its row in the story.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import acting
from people.actions import note_referrers
from people.actions.taken import told_when
from people.calendar import working_day
from people.models import ServiceUser, TeamPolicy, User
from people.permissions import Permission
from people.rules import NotAllowed
from referrals import rules
from referrals.models import Agency, CriteriaSet, Referral, ReferralStatusChange, Screening
from referrals.rules import FINAL, OPENS_TIER_2_AND_3, Status, Tier

from .moving import OPEN_ALREADY

AT_ONCE = 500
# The way to each state, as the table of moves has it.
WAY_TO: Mapping[str, tuple[str, ...]] = {
    Status.SUBMITTED: (Status.SUBMITTED,),
    Status.WAITING: (Status.SUBMITTED, Status.WAITING),
    Status.PAUSED: (Status.SUBMITTED, Status.WAITING, Status.PAUSED),
    Status.DECLINED: (Status.SUBMITTED, Status.DECLINED),
    Status.WITHDRAWN: (Status.SUBMITTED, Status.WITHDRAWN),
}
DETAILS = (
    "hope_wellbeing",
    "hope_risk",
    "tried_before",
    "risk_summary",
    "room_worries",
    "readiness",
    "readiness_note",
    "venue_wish",
    "venue_worries",
    "worker_wish",
    "network",
    "consent",
)


@dataclass(frozen=True)
class PastReferral:
    service_user_id: int
    referrer_id: int
    tier: int
    status: str
    sent_at: datetime
    decided_at: datetime | None = None
    eligible: str = ""
    decline_reason: str = ""
    withdraw_reason: str = ""
    words: str = ""
    review_on: date | None = None
    details: Mapping[str, str] = field(default_factory=dict)


def problems_of_referral(past: PastReferral, *, at: datetime) -> Iterator[NotAllowed]:
    """What the front door would have refused. Asks nothing of the database."""
    if past.status not in WAY_TO:
        yield NotAllowed(_("A referral cannot be brought in at this point."), field="status")
        return
    yield from _problems_of_days(past, at=at)
    still_open = past.status not in FINAL
    if (
        still_open
        and past.tier in (Tier.TWO, Tier.THREE)
        and past.eligible not in OPENS_TIER_2_AND_3
    ):
        yield NotAllowed(
            _(
                "Tier 2 and 3 are for people eligible for core OPD. Say that they are, or that they"
                " were taken on by professional judgement."
            ),
            field="eligible",
        )
    if past.status == Status.DECLINED and not past.decline_reason:
        yield NotAllowed(_("Give the reason for declining."), field="decline_reason")
    if past.status in (Status.PAUSED, Status.DECLINED, Status.WITHDRAWN) and not past.words:
        yield NotAllowed(_("Say in words why."), field="words")
    if past.status == Status.PAUSED:
        yield from _problems_of_review(past, at=at)


def _problems_of_days(past: PastReferral, *, at: datetime) -> Iterator[NotAllowed]:
    if past.sent_at > at:
        yield NotAllowed(_("This day is still to come."), field="sent_on")
    if past.decided_at is None:
        if past.status != Status.SUBMITTED:
            yield NotAllowed(_("Enter the day on which this was decided."), field="decided_on")
    elif past.decided_at > at:
        yield NotAllowed(_("This day is still to come."), field="decided_on")
    elif past.decided_at < past.sent_at:
        yield NotAllowed(_("This is before the referral was sent."), field="decided_on")


def _problems_of_review(past: PastReferral, *, at: datetime) -> Iterator[NotAllowed]:
    if past.review_on is None:
        yield NotAllowed(_("Enter the day to look at it again."), field="review_on")
        return
    try:
        rules.check_review_on(past.review_on, today=timezone.localdate(at))
    except NotAllowed as refusal:
        yield refusal


def bring_in_referrals(
    pasts: Sequence[PastReferral], *, team_id: int, by: User, at: datetime, source: str
) -> list[Referral]:
    """Nobody is told: they were told when it happened. All of them or none."""
    if team_id not in by.teams_where(Permission.IMPORT):
        raise NotAllowed(_("You cannot bring records into this team."))
    for past in pasts:
        for problem in problems_of_referral(past, at=at):
            raise problem
    policy = TeamPolicy.objects.select_related("team").get(team_id=team_id)
    with told_when(OPEN_ALREADY), acting("referral_brought_in", by=by, reason=source) as act:
        names = new_references(len(pasts))
        referrals = Referral.objects.bulk_create(
            (
                _referral(past, name, policy=policy, by=by, at=at)
                for past, name in zip(pasts, names, strict=True)
            ),
            batch_size=AT_ONCE,
        )
        made = list(zip(referrals, pasts, strict=True))
        Agency.objects.bulk_create(
            Agency(referral=one, service=_("Other services"), says=said, position=0)
            for one, past in made
            if (said := past.details.get("other_agencies"))
        )
        _tell_the_story(made, by=by, source=source)
        _keep_screenings(made, policy=policy, by=by, source=source)
        note_referrers({(one.service_user_id, one.referrer_id) for one in referrals}, team_id)
        act.record_each(((one, one.service_user_id) for one in referrals), at=at)
    return referrals


def new_references(count: int) -> list[str]:
    """Drawn until free; the unique constraint has the last word."""
    drawn: set[str] = set()
    while len(drawn) < count:
        more = {
            rules.reference([secrets.randbelow(24) for _pick in range(7)])
            for _each in range(count - len(drawn))
        }
        taken = Referral.objects.filter(reference__in=more).values_list("reference", flat=True)
        drawn |= more - set(taken)
    return sorted(drawn)


def _referral(
    past: PastReferral, name: str, *, policy: TeamPolicy, by: User, at: datetime
) -> Referral:
    values: dict[str, Any] = {key: past.details.get(key) or "" for key in DETAILS}
    if past.status in (Status.WAITING, Status.PAUSED) and past.decided_at:
        values |= {
            "accepted_at": past.decided_at,
            "accepted_by": by,
            "target_on": rules.target_on(
                timezone.localdate(past.decided_at),
                policy.target_days(past.tier),
                working_day=working_day,
            ),
        }
    if past.status == Status.PAUSED:
        values |= {"pause_reason": past.words, "review_on": past.review_on}
    if past.status in FINAL:
        values |= {"ended_at": past.decided_at, "ended_by": by, "words_to_referrer": past.words}
    return Referral(
        reference=name,
        service_user_id=past.service_user_id,
        team_id=policy.team_id,
        referrer_id=past.referrer_id,
        tier=past.tier,
        status=past.status,
        decline_reason=past.decline_reason if past.status == Status.DECLINED else "",
        withdraw_reason=_why_withdrawn(past),
        created_at=past.sent_at,
        touched_at=at,
        submitted_at=past.sent_at,
        submitted_by_id=past.referrer_id,
        **values,
    )


def _why_withdrawn(past: PastReferral) -> str:
    """A code always, as at the front door; records of elsewhere may not say which."""
    if past.status != Status.WITHDRAWN:
        return ""
    return past.withdraw_reason or rules.WithdrawReason.NOT_KNOWN


def _tell_the_story(
    made: Sequence[tuple[Referral, PastReferral]], *, by: User, source: str
) -> None:
    """Every move with the day it was made; who wrote it here is who brought it in."""
    changes = []
    for referral, past in made:
        before = ""
        for status in WAY_TO[past.status]:
            decided = past.decided_at or past.sent_at
            when = past.sent_at if status == Status.SUBMITTED else decided
            last = status == past.status
            changes.append(
                ReferralStatusChange(
                    referral=referral,
                    from_status=before,
                    to_status=status,
                    at=when,
                    by=by,
                    words=f"{past.words} ({source})" if last and past.words else source,
                )
            )
            before = status
    ReferralStatusChange.objects.bulk_create(changes, batch_size=AT_ONCE)


def _keep_screenings(
    made: Sequence[tuple[Referral, PastReferral]], *, policy: TeamPolicy, by: User, source: str
) -> None:
    """The outcome as the records have it. Single criteria are not claimed to have been answered."""
    judged = [(referral, past) for referral, past in made if past.eligible]
    pks = [past.service_user_id for _referral, past in judged]
    sexes = dict(ServiceUser.objects.filter(pk__in=pks).values_list("pk", "sex"))
    sets: dict[tuple[str | None, date], CriteriaSet | None] = {}
    screenings = []
    for referral, past in judged:
        asked = (
            # Nobody can be asked any more: the outcome counts, and the men's set stands beside it.
            rules.criteria_group(sexes[past.service_user_id], rules.CriteriaGroup.MEN),
            timezone.localdate(past.sent_at),
        )
        if asked not in sets:
            sets[asked] = _criteria(*asked, region_id=policy.team.region_id)
        if sets[asked] is not None:
            screenings.append(
                Screening(
                    referral=referral,
                    criteria_set=sets[asked],
                    outcome=past.eligible,
                    note=source,
                    screened_at=past.sent_at,
                    screened_by=by,
                )
            )
    Screening.objects.bulk_create(screenings, batch_size=AT_ONCE)


def _criteria(group: str | None, day: date, *, region_id: int) -> CriteriaSet | None:
    """In force that day; for a day before the first we know of, the first."""
    found = CriteriaSet.objects.in_force(group=group, region_id=region_id, on=day)
    earliest = CriteriaSet.objects.for_region(region_id).filter(group=group)
    return found or earliest.order_by("in_force_from").first()
