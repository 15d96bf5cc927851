"""A list of past sessions: of which case, with whom, here already or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from imports.rules.lists.sessions import SESSIONS
from people.models import ServiceUser, User, Venue
from people.permissions import TEAM_ROLES
from people.rules import plain_name
from tiers import actions as tiers
from tiers.actions import PastSession
from tiers.models import Case, Session
from tiers.rules import SessionStatus

from .known import find_people, moment
from .lines import Desk, Line, by_email, nobody, refuse_doubles

# What the record calls it, and what the list calls it.
COLUMN_OF = {"venue_id": "venue"}
FACTS = (
    "minutes",
    "mode",
    "travel_minutes",
    "missed_by",
    "cancelled_by",
    "why_not",
    "shared_with_pp",
    "iirms_only",
    "readiness",
    "alliance",
    "risk_change",
    "how_left",
    "aftercare",
    "exposure",
    "next_plan",
)


class Sessions:
    columns = SESSIONS

    def check(self, lines: Sequence[Line], desk: Desk) -> None:
        people = find_people(lines, desk)
        cases = self._cases(people, desk)
        workers = by_email(lines, "worker", User.objects.in_team(desk.team.pk, *TEAM_ROLES))
        venues = {plain_name(v.name): v.pk for v in Venue.objects.all()}
        venues |= {plain_name(v.name_cy): v.pk for v in Venue.objects.exclude(name_cy="")}
        for line in lines:
            person = people.get(line.number)
            if person is None or line.problems:
                continue
            case = self._case_of(line, cases[person.pk], desk)
            if case is not None:
                self._read(line, case, workers, venues, desk)
        self._find_known(lines)
        refuse_doubles(
            [line for line in lines if line.record],
            lambda line: (
                (line.record.case_id, line.record.held_at)
                if line.record.outcome != SessionStatus.CANCELLED
                else None
            ),
            "starts_at",
            _(
                "Row %(row)s is a session with the same person at the same time. Correct one of them."
            ),
        )

    def _cases(self, people: dict[int, ServiceUser], desk: Desk) -> dict[int, list[Case]]:
        pks = {person.pk for person in people.values()}
        found: dict[int, list[Case]] = defaultdict(list)
        for case in Case.objects.filter(team=desk.team, service_user__in=pks):
            found[case.service_user_id].append(case)
        return found

    def _case_of(self, line: Line, cases: Sequence[Case], desk: Desk) -> Case | None:
        """The one that was under way on the day; the tier says which when two were."""
        day, tier = line.values["held_on"], line.values.get("tier")
        near = [
            case
            for case in cases
            if (not tier or str(case.tier) == tier)
            and timezone.localdate(case.opened_at)
            <= day
            <= timezone.localdate(case.ended_at or desk.at)
        ]
        if len(near) == 1:
            return near[0]
        if not near:
            line.wrong(
                "held_on",
                _(
                    "No case of this person was under way on that day. Correct the day, or bring in"
                    " the case first with the list of cases."
                ),
            )
        else:
            line.wrong("tier", _("Two cases were under way on that day. Say which tier it was."))
        return None

    def _read(
        self,
        line: Line,
        case: Case,
        workers: dict[str, User],
        venues: dict[str, int],
        desk: Desk,
    ) -> None:
        values = line.values
        email, place = str(values.get("worker") or "").lower(), values.get("venue")
        if email and email not in workers:
            line.wrong("worker", nobody(email))
        if place and plain_name(place) not in venues:
            line.wrong(
                "venue", _("There is no place of this name here. Correct it or leave it empty.")
            )
        held_at = moment(values["held_on"], values.get("starts_at"), desk)
        if line.problems or held_at is None:
            return
        facts = {name: values[name] for name in FACTS if values.get(name) is not None}
        if place:
            facts["venue_id"] = venues[plain_name(place)]
        past = PastSession(
            case_id=case.pk,
            service_user_id=case.service_user_id,
            practitioner_id=workers[email].pk if email else case.practitioner_id,
            held_at=held_at,
            outcome=values["outcome"],
            with_probation=bool(values.get("with_probation")),
            facts=facts,
        )
        line.refuse(tiers.problems_of_session(past, at=desk.at), COLUMN_OF)
        line.record = past

    def _find_known(self, lines: Sequence[Line]) -> None:
        """At one moment a session may have been cancelled and another held: each knows its own."""
        pks = {line.record.case_id for line in lines if line.record}
        rows = Session.objects.filter(case__in=pks).values_list(
            "case_id", "planned_for", "status", "pk"
        )
        here = {
            (case, planned_for, status == SessionStatus.CANCELLED): pk
            for case, planned_for, status, pk in rows
        }
        for line in lines:
            if past := line.record:
                cancelled = past.outcome == SessionStatus.CANCELLED
                line.here = here.get((past.case_id, past.held_at, cancelled))

    def bring_in(self, records: Sequence[Any], desk: Desk, source: str) -> list[int]:
        made = tiers.bring_in_sessions(
            records, team_id=desk.team.pk, by=desk.by, at=desk.at, source=source
        )
        return [session.pk for session in made]

    def touched(self, pks: Sequence[int]) -> dict[int, str]:
        return tiers.sessions_touched_since(pks)

    def take_out(self, pks: Sequence[int], desk: Desk, source: str) -> int:
        return tiers.take_out_sessions(pks, by=desk.by, at=desk.at, source=source)
