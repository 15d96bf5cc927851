"""A case: its states, who may hold it, how long it is planned to be (N10, N19)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.permissions import Profession
from people.rules import NotAllowed

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class CaseStatus(models.TextChoices):
    OPEN = "OPEN", _("Under way")
    PAUSED = "PAUSED", _("Paused")
    ENDING = "ENDING", _("Ending")
    ENDED = "ENDED", _("Ended")


# A missed session never closes a case (N19); recall pauses, it never ends (design.md section 6).
CASE_TRANSITIONS: Mapping[str, frozenset[str]] = {
    CaseStatus.OPEN: frozenset({CaseStatus.PAUSED, CaseStatus.ENDING, CaseStatus.ENDED}),
    CaseStatus.PAUSED: frozenset({CaseStatus.OPEN, CaseStatus.ENDING, CaseStatus.ENDED}),
    CaseStatus.ENDING: frozenset({CaseStatus.OPEN, CaseStatus.PAUSED, CaseStatus.ENDED}),
    CaseStatus.ENDED: frozenset(),
}
LIVE = frozenset({CaseStatus.OPEN, CaseStatus.PAUSED, CaseStatus.ENDING})


def check_can_move_case(status: str, to: str) -> None:
    if to not in CASE_TRANSITIONS[status]:
        raise NotAllowed(
            _("This case is “%(status)s”, so that is no longer possible.")
            % {"status": CaseStatus(status).label}
        )


class PauseReason(models.TextChoices):
    CUSTODY = "CUSTODY", _("Recalled or in custody")
    HOSPITAL = "HOSPITAL", _("In hospital")
    NOT_READY = "NOT_READY", _("Not ready at the moment")
    OTHER = "OTHER", _("Another reason")


class EndingReason(models.TextChoices):
    COMPLETED = "COMPLETED", _("The work is done")
    RECALL = "RECALL", _("Recalled, and the work cannot go on")
    DEATH = "DEATH", _("The person has died")
    MOVED = "MOVED", _("Moved out of the area")
    PERSONS_CHOICE = "PERSONS_CHOICE", _("The person chose to stop")
    DISENGAGED = "DISENGAGED", _("Out of touch, after a review of how we engage")
    HANDED_BACK = "HANDED_BACK", _("Went back to the waiting list before they met")


# These alone may end a case whose plan is not complete, and a lead must confirm.
UNPLANNED = frozenset(EndingReason) - {EndingReason.COMPLETED, EndingReason.HANDED_BACK}

# Who may deliver each tier (paper; design.md section 6, catalogue).
TIER_PROFESSIONS: Mapping[int, frozenset[str]] = {
    1: frozenset(
        {Profession.CLINICAL_PSYCHOLOGIST, Profession.FORENSIC_PSYCHOLOGIST, Profession.PDPO}
    ),
    2: frozenset({Profession.TLN, Profession.HCA, Profession.PDPO}),
    3: frozenset({Profession.CLINICAL_PSYCHOLOGIST, Profession.FORENSIC_PSYCHOLOGIST}),
}


def check_can_hold(*, tier: int, profession: str, is_active: bool, field: str) -> None:
    if not is_active:
        raise NotAllowed(_("This person no longer works in the team."), field=field)
    if profession not in TIER_PROFESSIONS[tier]:
        raise NotAllowed(
            _("Tier %(tier)s work is done by: %(who)s.")
            % {
                "tier": tier,
                "who": ", ".join(sorted(str(Profession(p).label) for p in TIER_PROFESSIONS[tier])),
            },
            field=field,
        )


# --- Opening a case, and the diary ----------------------------------------------------------------

# Tier 1 is a formulation with the PP: short by design. The other tiers' lengths are policy.
TIER1_LENGTH_WEEKS = 8
FURTHEST_END = timedelta(days=3 * 365)


def usual_end(*, tier: int, opened_on: date, tier2_weeks: int, tier3_weeks: int) -> date:
    weeks = {1: TIER1_LENGTH_WEEKS, 2: tier2_weeks, 3: tier3_weeks}[tier]
    return opened_on + timedelta(weeks=weeks)


def usual_review(*, today: date, end_on: date, review_days: int) -> date:
    """On the day of the end at the latest, unless that has passed."""
    review = today + timedelta(days=review_days)
    return min(review, end_on) if end_on > today else review


def check_case_dates(*, today: date, planned_end_on: date, review_on: date) -> None:
    """The work is limited in time and looked at again before it runs out (N10)."""
    if planned_end_on <= today:
        raise NotAllowed(_("The planned end must be after today."), field="planned_end_on")
    if planned_end_on > today + FURTHEST_END:
        raise NotAllowed(_("Plan an end within three years."), field="planned_end_on")
    check_review_before_end(today=today, planned_end_on=planned_end_on, review_on=review_on)


def check_review_before_end(*, today: date, planned_end_on: date, review_on: date) -> None:
    """An end that has passed already holds no review up: the work is late, and goes on."""
    check_review_on(today=today, review_on=review_on)
    if today < planned_end_on < review_on:
        raise NotAllowed(
            _("The next review must be before the planned end, or on its day."), field="review_on"
        )


def check_review_on(*, today: date, review_on: date) -> None:
    if review_on <= today:
        raise NotAllowed(_("The next review must be after today."), field="review_on")
    if review_on > today + timedelta(days=366):
        raise NotAllowed(_("Plan the next review within a year."), field="review_on")


def phase(
    status: str, *, opened_on: date, end_on: date, today: date, steps: tuple[int, int]
) -> StrOrPromise:
    """Where the work stands in its time (N10): the week it is in, or how much of the goodbye is
    done. `steps`: done and in all."""
    if status == CaseStatus.PAUSED:
        return _("Paused")
    if status == CaseStatus.ENDING and steps[1]:
        return _("Ending %(done)s of %(all)s") % {"done": steps[0], "all": steps[1]}
    weeks = max(1, -(-(end_on - opened_on).days // 7))
    week = (today - opened_on).days // 7 + 1
    return _("Week %(week)s of %(weeks)s") % {"week": week, "weeks": weeks}
