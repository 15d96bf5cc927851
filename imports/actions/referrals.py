"""A list of referrals: whose they are, which are here already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from imports.rules.lists.referrals import REFERRALS
from people.models import ServiceUser, User
from referrals import actions as referrals
from referrals.actions import PastReferral
from referrals.models import Referral
from referrals.rules import OPEN

from .known import find_people, moment
from .lines import Desk, Line, by_email, nobody, refuse_doubles

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
    "other_agencies",
    "network",
    "consent",
)


class Referrals:
    columns = REFERRALS

    def check(self, lines: Sequence[Line], desk: Desk) -> None:
        people = find_people(lines, desk)
        senders = by_email(lines, "referrer", User.objects.in_team(desk.team.pk))
        for line in lines:
            person = people.get(line.number)
            if person is not None and not line.problems:
                self._read(line, person, senders, desk)
        self._find_known(lines, people)
        refuse_doubles(
            [line for line in lines if line.record and line.record.status in OPEN],
            lambda line: (line.record.service_user_id, line.record.tier),
            "tier",
            _(
                "Row %(row)s is an open referral for the same person and tier. Only one can be open."
            ),
        )

    def _read(self, line: Line, person: ServiceUser, senders: dict[str, User], desk: Desk) -> None:
        values = line.values
        sender = senders.get(str(values.get("referrer") or "").lower())
        if values.get("referrer") and sender is None:
            line.wrong("referrer", nobody(values["referrer"]))
        sent_at = moment(values["sent_on"], None, desk)
        if sent_at is None:
            return
        past = PastReferral(
            service_user_id=person.pk,
            referrer_id=(sender or desk.by).pk,
            tier=int(values["tier"]),
            status=values["status"],
            sent_at=sent_at,
            decided_at=moment(values.get("decided_on"), None, desk),
            eligible=values.get("eligible") or "",
            decline_reason=values.get("decline_reason") or "",
            withdraw_reason=values.get("withdraw_reason") or "",
            words=values.get("words") or "",
            review_on=values.get("review_on"),
            details={name: values[name] for name in DETAILS if values.get(name)},
        )
        line.refuse(referrals.problems_of_referral(past, at=desk.at))
        line.record = past

    def _find_known(self, lines: Sequence[Line], people: dict[int, ServiceUser]) -> None:
        """The same person, tier and day is the same referral; another open one is in the way."""
        pks = {person.pk for person in people.values()}
        rows = list(Referral.objects.filter(service_user__in=pks, submitted_at__isnull=False))
        sent = {(r.service_user_id, r.tier, timezone.localdate(r.submitted_at)): r.pk for r in rows}
        still_open = {(r.service_user_id, r.tier): r.reference for r in rows if r.status in OPEN}
        for line in lines:
            past = line.record
            if past is None:
                continue
            day = timezone.localdate(past.sent_at)
            line.here = sent.get((past.service_user_id, past.tier, day))
            reference = still_open.get((past.service_user_id, past.tier))
            if line.here is None and reference and past.status in OPEN:
                line.wrong(
                    "tier",
                    _(
                        "This person has an open referral at this tier already: %(reference)s. Only"
                        " one can be open."
                    )
                    % {"reference": reference},
                )

    def bring_in(self, records: Sequence[Any], desk: Desk, source: str) -> list[int]:
        made = referrals.bring_in_referrals(
            records, team_id=desk.team.pk, by=desk.by, at=desk.at, source=source
        )
        return [referral.pk for referral in made]

    def touched(self, pks: Sequence[int]) -> dict[int, str]:
        return referrals.referrals_touched_since(pks)

    def take_out(self, pks: Sequence[int], desk: Desk, source: str) -> int:
        return referrals.take_out_referrals(pks, by=desk.by, at=desk.at, source=source)
