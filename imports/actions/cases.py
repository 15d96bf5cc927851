"""A list of cases: for which referral, held by whom, here already or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from imports.rules.lists.cases import CASES
from people.models import ServiceUser, User
from people.permissions import TEAM_ROLES
from referrals.models import Referral
from tiers import actions as tiers
from tiers.actions import PastCase
from tiers.models import Case

from .known import barred_pairs, find_people, moment
from .lines import Desk, Line, by_email, nobody, refuse_doubles


class Cases:
    columns = CASES

    def check(self, lines: Sequence[Line], desk: Desk) -> None:
        people = find_people(lines, desk)
        self._find_known(lines, people)
        staff = User.objects.in_team(desk.team.pk, *TEAM_ROLES)
        workers = by_email(lines, "worker", staff)
        barred = barred_pairs(people, list(workers.values()))
        waiting = self._waiting(people, desk)
        for line in lines:
            person = people.get(line.number)
            if person is None or line.problems or line.here is not None:
                continue
            worker = workers.get(line.values["worker"].lower())
            referral = waiting.get((person.pk, int(line.values["tier"])))
            if worker is None:
                line.wrong("worker", nobody(line.values["worker"]))
            elif (person.pk, worker.pk) in barred and not line.values.get("ended_on"):
                line.wrong(
                    "worker", _("This worker must not see the person’s record. Name another.")
                )
            if referral is None:
                line.wrong(
                    "tier",
                    _(
                        "This person has no accepted referral waiting at this tier. Bring it in"
                        " first, with the list of referrals."
                    ),
                )
            if worker is not None and referral is not None:
                self._read(line, worker, referral, desk)
        refuse_doubles(
            [line for line in lines if line.record],
            lambda line: line.record.referral_id,
            "tier",
            _(
                "Row %(row)s is a case for the same person and tier. Bring in the earlier one first."
            ),
        )

    def _waiting(
        self, people: dict[int, ServiceUser], desk: Desk
    ) -> dict[tuple[int, int | None], Referral]:
        pks = {person.pk for person in people.values()}
        rows = Referral.objects.waiting().filter(team=desk.team, service_user__in=pks)
        return {(referral.service_user_id, referral.tier): referral for referral in rows}

    def _find_known(self, lines: Sequence[Line], people: dict[int, ServiceUser]) -> None:
        pks = {person.pk for person in people.values()}
        here = {
            (case.service_user_id, str(case.tier), timezone.localdate(case.opened_at)): case.pk
            for case in Case.objects.filter(service_user__in=pks)
        }
        for line in lines:
            person = people.get(line.number)
            if person is not None:
                day, tier = line.values.get("opened_on"), line.values.get("tier", "")
                line.here = here.get((person.pk, tier, day))  # type: ignore[arg-type]

    def _read(self, line: Line, worker: User, referral: Referral, desk: Desk) -> None:
        values = line.values
        opened_at = moment(values["opened_on"], None, desk)
        if opened_at is None:
            return
        past = PastCase(
            referral_id=referral.pk,
            service_user_id=referral.service_user_id,
            tier=int(values["tier"]),
            worker=worker,
            opened_at=opened_at,
            accepted_at=referral.accepted_at,
            planned_end_on=values.get("planned_end_on"),
            review_on=values.get("review_on"),
            aim_wellbeing=values.get("aim_wellbeing") or referral.hope_wellbeing,
            aim_risk=values.get("aim_risk") or referral.hope_risk,
            ended_at=moment(values.get("ended_on"), None, desk),
            ending_reason=values.get("ending_reason") or "",
            ending_note=values.get("ending_note") or "",
        )
        line.refuse(tiers.problems_of_case(past, at=desk.at))
        line.record = past

    def bring_in(self, records: Sequence[Any], desk: Desk, source: str) -> list[int]:
        made = tiers.bring_in_cases(
            records, team_id=desk.team.pk, by=desk.by, at=desk.at, source=source
        )
        return [case.pk for case in made]

    def touched(self, pks: Sequence[int]) -> dict[int, str]:
        return tiers.cases_touched_since(pks)

    def take_out(self, pks: Sequence[int], desk: Desk, source: str) -> int:
        return tiers.take_out_cases(pks, by=desk.by, at=desk.at, source=source)
