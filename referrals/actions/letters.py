"""Letters: drawn up to be looked at, and made once it is right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import acting, lock
from people.models import ServiceUser, User
from people.permissions import Permission
from people.rules import NotAllowed
from referrals import rules
from referrals.letters import Facts, compose, to_pdf
from referrals.models import Letter, OnwardReferral, Referral
from referrals.rules import LetterKind, OnwardStatus


@dataclass(frozen=True)
class Wanted:
    """Which letter about whom, to whom, and what its writer adds."""

    kind: str
    service_user_id: int
    language: str
    addressed_to: str
    words: str = ""
    onward_id: int | None = None
    referral_id: int | None = None
    agreed_on: date | None = None


def draw_up_letter(wanted: Wanted, *, by: User, at: datetime) -> dict[str, Any]:
    """What the letter would say. Nothing is written; what cannot be printed is refused here."""
    return _drawn_up(wanted, by=by, at=at)[1]


def make_letter(wanted: Wanted, *, by: User, at: datetime) -> Letter:
    """Kept word for word with who made it and when: a disclosure is a thing on record."""
    with acting("letter_made", by=by) as act:
        facts, contents = _drawn_up(wanted, by=by, at=at)
        if facts.onward is not None:
            _complete(facts.onward, wanted, by=by)
        letter = Letter.objects.create(
            service_user=facts.person,
            team=facts.team,
            kind=wanted.kind,
            language=wanted.language,
            onward=facts.onward,
            referral=facts.referral,
            contents=contents,
            made_at=at,
            made_by=by,
        )
        act.record(
            letter,
            at=at,
            service_user_id=wanted.service_user_id,
            kind=str(wanted.kind),
            language=str(wanted.language),
        )
    return letter


def _drawn_up(wanted: Wanted, *, by: User, at: datetime) -> tuple[Facts, dict[str, Any]]:
    rules.check_letter(wanted.kind, addressed_to=wanted.addressed_to, words=wanted.words)
    onward, referral = _about(wanted, by=by, today=timezone.localdate(at))
    person = (
        ServiceUser.objects.visible_to(by).select_related("team").get(pk=wanted.service_user_id)
    )
    team = onward.team if onward else referral.team if referral else person.team
    _check_writes(wanted.kind, by=by, team_id=team.pk)
    facts = Facts(
        language=wanted.language,
        person=person,
        team=team,
        by=by,
        day=timezone.localdate(at),
        addressed_to=wanted.addressed_to,
        words=wanted.words,
        onward=onward,
        referral=referral,
    )
    contents = compose(wanted.kind, facts)
    to_pdf(contents, at=at)
    return facts, contents


def _complete(onward: OnwardReferral, wanted: Wanted, *, by: User) -> None:
    """What the referral lacked and its letter says stands in the referral too: the day they agreed,
    and where it goes."""
    written = lock(OnwardReferral.objects.visible_to(by), onward.pk)
    _name, _line, address = wanted.addressed_to.replace("\r\n", "\n").strip().partition("\n")
    missing = {
        "agreed_on": onward.agreed_on if written.agreed_on is None else None,
        "service_address": ""
        if written.service_address or written.status != OnwardStatus.DRAFT
        else address.strip(),
    }
    given = {name: value for name, value in missing.items() if value}
    if given:
        for name, value in given.items():
            setattr(written, name, value)
        written.version += 1
        written.save(update_fields=[*given, "version"])


def _about(
    wanted: Wanted, *, by: User, today: date
) -> tuple[OnwardReferral | None, Referral | None]:
    """What it speaks of, and that the time for it has come. Always of the person it is about."""
    onward = referral = None
    if wanted.onward_id is not None:
        ours = OnwardReferral.objects.visible_to(by).about(wanted.service_user_id)
        onward = ours.select_related("team").get(pk=wanted.onward_id)
        onward.agreed_on = onward.agreed_on or wanted.agreed_on
        rules.check_agreed(onward.agreed_on, today=today)
    if wanted.referral_id is not None:
        found = Referral.objects.visible_to(by).filter(service_user_id=wanted.service_user_id)
        referral = found.select_related("team", "referrer").get(pk=wanted.referral_id)
        rules.check_decided(referral.status, accepted_at=referral.accepted_at)
    return onward, referral


def _check_writes(kind: str, *, by: User, team_id: int) -> None:
    if kind == LetterKind.DECISION:
        if not by.can(Permission.REFERRAL_DECIDE, team_id):
            raise NotAllowed(_("Leads and psychologists write about a decision."))
    elif not by.can(Permission.CASE_WORK, team_id):
        raise NotAllowed(_("Practitioners and leads of the team write letters."))
