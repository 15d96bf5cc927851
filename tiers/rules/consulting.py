"""Tier 1, the core: a PP asks, somebody of the team answers (N4, N91-N92).

Who answers: applied psychologists, specialist probation officers, and the leads (domain.md section 1).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.rules import NotAllowed

from .cases import TIER_PROFESSIONS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Wanted(models.TextChoices):
    """What would help most. The one who answers may still suggest something else."""

    TALK = "TALK", _("A consultation: time to talk it through")
    FORMULATION = "FORMULATION", _("A formulation: make sense of this together")
    JOINT = "JOINT", _("A few meetings with the person, together")
    ADVICE = "ADVICE", _("A short answer in writing")


class ConsultationStatus(models.TextChoices):
    ASKED = "ASKED", _("Asked, nobody has taken it yet")
    TAKEN = "TAKEN", _("Taken, a time is being found")
    BOOKED = "BOOKED", _("Booked")
    HELD = "HELD", _("Talked through")
    ANSWERED = "ANSWERED", _("Answered in writing")
    OFFERED = "OFFERED", _("Another way offered")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


class OtherWay(models.TextChoices):
    """What is offered instead: nobody is turned away without one (N92)."""

    REFERRAL = "REFERRAL", _("A referral to Tier 2 or Tier 3")
    MATERIAL = "MATERIAL", _("Work you can do, with our materials")
    TEACHING = "TEACHING", _("A teaching or reflective session for your office")
    LOCAL_SERVICE = "LOCAL_SERVICE", _("A local service")
    LATER = "LATER", _("Ask again when something changes")


class Part(models.TextChoices):
    """Who may make a move."""

    ASKER = "ASKER", _("the one who asked")
    CONSULTANT = "CONSULTANT", _("a psychologist, a PD probation officer or a lead of the team")


_A, _C = frozenset({Part.ASKER}), frozenset({Part.CONSULTANT})
_ENDS: Mapping[str, frozenset[str]] = {
    ConsultationStatus.HELD: _C,
    ConsultationStatus.ANSWERED: _C,
    ConsultationStatus.OFFERED: _C,
    ConsultationStatus.WITHDRAWN: _A,
}

# from -> to -> who. A pair that is not here cannot happen, at any door.
CONSULTATION_TRANSITIONS: Mapping[str, Mapping[str, frozenset[str]]] = {
    ConsultationStatus.ASKED: {
        ConsultationStatus.TAKEN: _C,
        ConsultationStatus.BOOKED: _C,
        **_ENDS,
    },
    # Put back when the one who took it cannot go on: somebody else sees it again.
    ConsultationStatus.TAKEN: {
        ConsultationStatus.ASKED: _C,
        ConsultationStatus.BOOKED: _C,
        **_ENDS,
    },
    # Taken again when the meeting did not happen: a new time is found.
    ConsultationStatus.BOOKED: {ConsultationStatus.TAKEN: _C, **_ENDS},
    ConsultationStatus.HELD: {},
    ConsultationStatus.ANSWERED: {},
    ConsultationStatus.OFFERED: {},
    ConsultationStatus.WITHDRAWN: {},
}
UNDER_WAY = frozenset(
    {ConsultationStatus.ASKED, ConsultationStatus.TAKEN, ConsultationStatus.BOOKED}
)
OVER = frozenset(ConsultationStatus) - UNDER_WAY
# What was said may be followed up; of a question that was taken back nothing was said.
SAID = OVER - {ConsultationStatus.WITHDRAWN}

LONGEST_CONSULTATION_MINUTES = 240
USUAL_CONSULTATION_MINUTES = 50
SHORTEST_IN_PASSING = 1


def may_consult(*, profession: str, works_in_team: bool, decides: bool) -> bool:
    """`works_in_team`: CASE_WORK there. `decides`: REFERRAL_DECIDE there (leads, psychologists)."""
    return decides or (works_in_team and profession in TIER_PROFESSIONS[1])


def consultation_moves(status: str, parts: frozenset[str]) -> list[str]:
    """What a page may offer this person, and nothing more."""
    return [to for to, who in CONSULTATION_TRANSITIONS[status].items() if who & parts]


def check_can_move_consultation(
    status: str, to: str, parts: frozenset[str], *, holder: str = ""
) -> None:
    allowed = CONSULTATION_TRANSITIONS[status].get(to)
    if allowed is None:
        words = {"status": ConsultationStatus(status).label, "name": holder}
        if holder:
            raise NotAllowed(
                _("%(name)s has this: it is now “%(status)s”, so that is no longer possible.")
                % words
            )
        raise NotAllowed(_("This is now “%(status)s”, so that is no longer possible.") % words)
    if not allowed & parts:
        raise NotAllowed(
            _("Only %(who)s can do that.")
            % {"who": str(_(" or ")).join(sorted(str(Part(who).label) for who in allowed))}
        )


def check_can_follow_up(status: str) -> None:
    """Nor put right: both speak of what was said."""
    if status in UNDER_WAY:
        raise NotAllowed(_("This is still under way: record it first."))
    if status not in SAID:
        raise NotAllowed(_("This was withdrawn, so there is nothing to follow up."))


def check_said(text: str, *, field: str, ask: StrOrPromise) -> None:
    if not text.strip():
        raise NotAllowed(ask, field=field)


def check_needed_by(needed_by: date | None, *, today: date) -> None:
    if needed_by is not None and needed_by < today:
        raise NotAllowed(_("The day you need it by has passed."), field="needed_by")


def check_booked_for(when: datetime, *, now: datetime) -> None:
    if when <= now:
        raise NotAllowed(_("Book a time that is still to come."), field="held_on")
    if when > now + timedelta(days=183):
        raise NotAllowed(_("Book it within the next six months."), field="held_on")


def check_talked_at(when: datetime, *, now: datetime) -> None:
    if when > now:
        raise NotAllowed(
            _("This has not happened yet. Record it afterwards, or change when it is booked for."),
            field="held_on",
        )


def check_minutes_in_passing(minutes: int) -> None:
    if not SHORTEST_IN_PASSING <= minutes <= LONGEST_CONSULTATION_MINUTES:
        raise NotAllowed(
            _("Enter how long it took: from 1 to %(most)s minutes.")
            % {"most": LONGEST_CONSULTATION_MINUTES},
            field="minutes",
        )


def check_follow_up(follow_up_on: date | None, *, today: date) -> None:
    if follow_up_on is None:
        return
    if follow_up_on <= today:
        raise NotAllowed(_("The day to follow up must be after today."), field="follow_up_on")
    if follow_up_on > today + timedelta(days=366):
        raise NotAllowed(_("Follow up within a year."), field="follow_up_on")


_SAID: Mapping[str, StrOrPromise] = {
    ConsultationStatus.ASKED: _("Asked"),
    ConsultationStatus.TAKEN: _("Taken"),
    ConsultationStatus.BOOKED: _("A time was booked"),
    ConsultationStatus.HELD: _("Talked through"),
    ConsultationStatus.ANSWERED: _("Answered in writing"),
    ConsultationStatus.OFFERED: _("Another way was offered"),
    ConsultationStatus.WITHDRAWN: _("Withdrawn"),
}
_SAID_BETWEEN: Mapping[tuple[str, str], StrOrPromise] = {
    ("", ConsultationStatus.HELD): _("Talked through in passing"),
    (ConsultationStatus.BOOKED, ConsultationStatus.BOOKED): _("The time was changed"),
    (ConsultationStatus.TAKEN, ConsultationStatus.ASKED): _("Put back on the list"),
    (ConsultationStatus.BOOKED, ConsultationStatus.TAKEN): _(
        "The booked time is off, a new one is being found"
    ),
    **{(said, said): _("Followed up") for said in SAID},
}


def consultation_said(before: str, to: str, *, is_correction: bool = False) -> StrOrPromise:
    """One line of the story a PP reads."""
    if is_correction:
        return _("Put right")
    return _SAID_BETWEEN.get((before, to), _SAID[to])


# --- What was agreed to do, and PP-deliverable work (N92) --------------------------------------------


class HowItWent(models.TextChoices):
    """ "Tried" and "not now" are answers as good as "done": no reason to hide either."""

    DONE = "DONE", _("Done")
    TRIED = "TRIED", _("Tried, and it was hard")
    NOT_NOW = "NOT_NOW", _("Not now")


def check_can_finish(*, done: bool, is_theirs: bool) -> None:
    if done:
        raise NotAllowed(_("This is already marked as finished."))
    if not is_theirs:
        raise NotAllowed(_("Only the one who agreed to do this can say how it went."))


def check_due(due_on: date | None, *, today: date) -> None:
    if due_on is not None and due_on < today:
        raise NotAllowed(_("The day it is due has passed."), field="due_on")
