"""Writing a referral: begun, saved step by step, sent or discarded."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import acting, lock
from people.actions import note_referrer
from people.actions.taken import told_when
from people.models import Location, ServiceUser, TeamPolicy, User
from people.permissions import Permission
from people.rules import NotAllowed
from people.templatetags.words import day
from referrals import rules, tasks
from referrals.models import Agency, Referral, ReferralStatusChange, Screening
from referrals.rules import Status, Step

from .answers import COPIED, PERSONS_OWN, keep_for_person, keep_for_referral
from .moving import OPEN_ALREADY, check_none_open, held, move, tell_leads
from .release import carry_release_items
from .screening import choose_criteria, screen


def start(
    *,
    service_user_id: int,
    by: User,
    at: datetime,
    tier: int | None = None,
    just_added: bool = False,
) -> Referral:
    """Begin a draft; an unsent one of one's own for this person is taken up again. Whoever has just
    entered the person's details is not asked whether they are right."""
    with acting("referral_started", by=by) as act:
        person = lock(ServiceUser.objects.visible_to(by), service_user_id)
        if not by.can(Permission.REFER):
            raise NotAllowed(_("Your role does not refer people."))
        referral = _begun(person, by=by, tier=tier)
        if referral is None:
            check_none_open(person.pk, tier)
            referral = _begin(person, by=by, at=at, tier=tier, details_confirmed=just_added)
        note_referrer(service_user=person, by=by)
        act.record(referral, at=at, service_user_id=person.pk)
    return referral


def _begun(person: ServiceUser, *, by: User, tier: int | None) -> Referral | None:
    drafts = Referral.objects.drafts().filter(service_user=person, referrer=by)
    return drafts.filter(tier=tier).first() if tier else drafts.first()


class BegunAlready(NotAllowed):
    """There is a draft, and whoever writes does not show that they have read it."""

    def __init__(self, referral: Referral) -> None:
        super().__init__(
            _(
                "You have begun this referral already (%(reference)s). Send the version you have read"
                " to change it."
            )
            % {"reference": referral.reference}
        )
        self.referral_id = referral.pk


def write_draft(
    *,
    service_user_id: int,
    answers: Mapping[str, Any],
    by: User,
    at: datetime,
    tier: int | None = None,
    version: int | None = None,
) -> tuple[Referral, bool]:
    """A draft with what is hoped for, and whether it is a new one: all of it or nothing. What was
    written by hand is replaced only by one who has read it (`version`)."""
    with transaction.atomic():
        person = lock(ServiceUser.objects.visible_to(by), service_user_id)
        begun = _begun(person, by=by, tier=tier)
        if begun is not None and version is None:
            raise BegunAlready(begun)
        referral = start(service_user_id=service_user_id, by=by, at=at, tier=tier)
        if answers:
            referral = save_step(
                referral_id=referral.pk,
                step=Step.HOPES,
                values=answers,
                by=by,
                at=at,
                version=version,
            )
    return referral, begun is None


def _begin(
    person: ServiceUser, *, by: User, at: datetime, tier: int | None, details_confirmed: bool
) -> Referral:
    earlier = (
        Referral.objects.visible_to(by)
        .filter(service_user=person, submitted_at__isnull=False)
        .order_by("-submitted_at")
        .first()
    )
    referral = Referral.objects.create(
        reference=new_reference(),
        service_user=person,
        team_id=person.team_id,
        referrer=by,
        tier=tier,
        previous=earlier,
        details_confirmed=details_confirmed,
        created_at=at,
        touched_at=at,
        **{name: getattr(earlier, name) for name in COPIED if earlier},
    )
    if earlier:
        Agency.objects.bulk_create(one.copy_to(referral) for one in earlier.agencies.all())
        if earlier.status in rules.FINAL:
            carry_release_items(earlier, referral)
    ReferralStatusChange.objects.create(
        referral=referral, from_status="", to_status=Status.DRAFT, at=at, by=by
    )
    return referral


def new_reference() -> str:
    """Drawn until free; the unique constraint has the last word."""
    while True:
        drawn = rules.reference([secrets.randbelow(24) for _pick in range(7)])
        if not Referral.objects.filter(reference=drawn).exists():
            return drawn


def save_step(
    *,
    referral_id: int,
    step: str,
    values: Mapping[str, Any],
    by: User,
    at: datetime,
    version: int | None = None,
) -> Referral:
    """Keep one step of a draft. Only the draft's writer may."""
    with acting("referral_step_saved", by=by) as act:
        if step in PERSONS_OWN:
            _hold_person(referral_id)
        referral = held(referral_id, by=by, version=version)
        check_own_draft(referral, by=by)
        keep_for_referral(referral, step, values, at=at)
        if "tier" in values:
            check_none_open(referral.service_user_id, referral.tier)
        keep_for_person(referral, step, values, by=by, at=at)
        if step == Step.ELIGIBILITY and values.get("criteria_group"):
            choose_criteria(referral, values["criteria_group"])
        if step == Step.ELIGIBILITY and "answers" in values:
            screen(referral, values, by=by, at=at)
        referral.version += 1
        referral.touched_at = at
        referral.save()
        act.record(referral, at=at, service_user_id=referral.service_user_id, step=str(step))
    return referral


def _hold_person(referral_id: int) -> None:
    """The person before what hangs on them, in the order of a merge: neither waits for the other."""
    whose = Referral.objects.filter(pk=referral_id).values("service_user_id")
    people = ServiceUser.objects.filter(pk__in=whose)
    people.select_for_update(of=("self",), no_key=True).first()


def check_own_draft(referral: Referral, *, by: User) -> None:
    if referral.status == Status.DISCARDED:
        raise NotAllowed(
            _("This draft was discarded on %(day)s.") % {"day": day(referral.ended_at)}
        )
    if referral.status != Status.DRAFT:
        raise NotAllowed(_("This referral has been sent and can no longer be changed here."))
    if referral.referrer_id != by.pk:
        raise NotAllowed(_("Only the person who began this draft can change it."))


def submit(*, referral_id: int, by: User, at: datetime, version: int | None = None) -> Referral:
    """Send it: every step done, and eligible for the tier asked for (N1)."""
    with told_when(OPEN_ALREADY), acting("referral_sent", by=by) as act:
        referral = held(referral_id, by=by, version=version)
        if referral.status == Status.DRAFT:
            check_own_draft(referral, by=by)
            rules.check_can_send(sendable(referral, at))
        referral.submitted_at, referral.submitted_by = at, by
        move(referral, Status.SUBMITTED, by=by, at=at, came_from=Status.DRAFT)
        act.record(referral, at=at, service_user_id=referral.service_user_id, tier=referral.tier)
        tell_leads(referral, by=by, at=at)
        tasks.tell_team.delay(referral_id=referral.pk)
    return referral


def sendable(referral: Referral, at: datetime) -> rules.Sendable:
    """What `rules.check_can_send` asks of a draft. Two statements; nothing is written."""
    screening = Screening.objects.filter(referral=referral).first()
    where = Location.objects.current().filter(service_user_id=referral.service_user_id).first()
    return rules.Sendable(
        tier=referral.tier,
        missing=tuple(referral.steps_missing()),
        outcome=screening.outcome if screening else rules.ScreeningOutcome.MORE_NEEDED,
        today=timezone.localdate(at),
        sentence_ends_on=referral.service_user.sentence_ends_on,
        readiness=referral.readiness,
        review_proposed_on=referral.review_proposed_on,
        release_expected_on=where.release_expected_on if where else None,
        consent=referral.consent,
        explained=tuple(referral.explained),
        override=screening.override if screening else "",
    )


def discard(*, referral_id: int, by: User, at: datetime, version: int | None = None) -> Referral:
    with acting("referral_discarded", by=by) as act:
        referral = held(referral_id, by=by, version=version)
        move(referral, Status.DISCARDED, by=by, at=at)
        act.record(referral, at=at, service_user_id=referral.service_user_id)
    return referral


def expire_drafts(at: datetime) -> int:
    """Discard drafts untouched for policy `draft_expiry_days`, as the service itself. How many."""
    system = User.objects.system()
    gone = 0
    for team_id, days in TeamPolicy.objects.values_list("team_id", "draft_expiry_days"):
        old = Referral.objects.drafts().filter(
            team_id=team_id, touched_at__lt=at - timedelta(days=days)
        )
        for pk in old.values_list("pk", flat=True):
            gone += _expire(pk, by=system, at=at, touched_before=at - timedelta(days=days))
    return gone


def _expire(pk: int, *, by: User, at: datetime, touched_before: datetime) -> bool:
    """One draft, one transaction: somebody may just have come back to it."""
    still = Referral.objects.drafts().filter(pk=pk, touched_at__lt=touched_before)
    with transaction.atomic():
        referral = still.select_for_update(skip_locked=True).select_related(None).first()
        if referral is None:
            return False
        with acting("referral_draft_expired", by=by) as act:
            move(
                referral,
                Status.DISCARDED,
                by=by,
                at=at,
                words=_("Not sent in time"),
                system=True,
            )
            act.record(referral, at=at, service_user_id=referral.service_user_id)
    return True
