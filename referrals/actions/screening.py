"""Judging eligibility by the criteria in force, and adding a new version of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.actions import acting
from people.actions.taken import told_when
from people.models import Team, User
from people.permissions import Permission
from people.rules import NotAllowed
from referrals import rules
from referrals.models import CriteriaSet, Criterion, Referral, Screening

SCREENING_FIELDS = frozenset(
    {"answers", "notes", "oasys_pd_score", "pd_items", "pd_indicators", "note"}
)
OWN_EMPTY: Mapping[str, Any] = {"notes": {}, "pd_items": [], "pd_indicators": [], "note": ""}


def choose_criteria(referral: Referral, group: str) -> None:
    """Of somebody whose sex the record does not say. Call inside an act."""
    if group != referral.criteria_group:
        referral.criteria_group, referral.criteria_set = group, ""


def screen(referral: Referral, values: Mapping[str, Any], *, by: User, at: datetime) -> Screening:
    """Call inside an act. A signed override stands until anything it was signed on changes: an answer,
    a note, the screen, the criteria."""
    criteria = CriteriaSet.objects.for_referral(referral)
    if criteria is None:
        raise rules.no_group_chosen()
    asked = set(criteria.codes())
    kept = {name: values[name] for name in SCREENING_FIELDS & set(values)}
    kept |= {name: empty for name, empty in OWN_EMPTY.items() if kept.get(name, "") is None}
    kept["answers"] = {c: a for c, a in kept.get("answers", {}).items() if c in asked}
    _count_pd_items(kept)
    found = Screening.objects.filter(referral=referral).first()
    same = found is not None and found.criteria_set_id == criteria.code
    same = same and all(getattr(found, name) == new for name, new in kept.items())
    outcome = rules.screening_outcome(
        asked=asked,
        answers=kept["answers"],
        overridden=bool(found and same and found.overridden_at),
    )
    if found is not None:
        kept |= _override_kept(found, outcome, same=same)
    # The step counts as done when every criterion has its answer, "not known" among them.
    referral.criteria_set = criteria.code if asked == set(kept["answers"]) else ""
    screening, _made = Screening.objects.update_or_create(
        referral=referral,
        defaults={
            "criteria_set": criteria,
            "outcome": outcome,
            "screened_at": at,
            "screened_by": by,
            **kept,
        },
    )
    return screening


def _override_kept(found: Screening, outcome: str, *, same: bool) -> dict[str, Any]:
    """Signed for other answers, it is signed no more; where all is met nobody needs to sign."""
    if found.override == rules.Override.SIGNED and not same:
        return {"override": "", "override_reason": "", "overridden_at": None, "overridden_by": None}
    if outcome == rules.ScreeningOutcome.ELIGIBLE:
        return {"override": ""}
    return {}


def _count_pd_items(kept: dict[str, Any]) -> None:
    """Where items are ticked the score is theirs; a total may also be given alone."""
    items = kept.get("pd_items") or []
    if items and kept.get("oasys_pd_score") is None:
        kept["oasys_pd_score"] = rules.pd_score(items)
    rules.check_pd_screen(score=kept.get("oasys_pd_score"), items=items)


def add_criteria_set(
    *,
    group: str,
    region_id: int,
    in_force_from: date,
    why: str,
    criteria: Sequence[tuple[str, str, str]],
    by: User,
    at: datetime,
) -> CriteriaSet:
    """A new version beside the old, for one region. `criteria`: (code or "", words, Welsh)."""
    with told_when(BEGUN_ALREADY), acting("criteria_added", by=by, reason=why) as act:
        mine = Team.objects.filter(pk__in=by.teams_where(Permission.CRITERIA_EDIT))
        if not mine.filter(region_id=region_id).exists():
            raise NotAllowed(_("Only an administrator of the region can change the criteria."))
        words = [one for _code, one, _welsh in criteria]
        rules.check_new_criteria(
            in_force_from=in_force_from, today=timezone.localdate(at), words=words, why=why
        )
        found = _begin_set(group, region_id, in_force_from, why=why, by=by, at=at)
        Criterion.objects.bulk_create(
            Criterion(
                criteria_set=found,
                code=code or f"{slugify(said)[:26]}-{position}",
                words=said,
                words_cy=welsh,
                position=position,
            )
            for position, (code, said, welsh) in enumerate(criteria)
        )
        act.record(found, at=at, group=group, in_force_from=in_force_from.isoformat())
    return found


def _begin_set(
    group: str, region_id: int, in_force_from: date, *, why: str, by: User, at: datetime
) -> CriteriaSet:
    if CriteriaSet.objects.filter(
        group=group, region_id=region_id, in_force_from=in_force_from
    ).exists():
        raise NotAllowed(
            _("New criteria already begin on that day. Choose another day."), field="in_force_from"
        )
    short = "m" if group == rules.CriteriaGroup.MEN else "w"
    return CriteriaSet.objects.create(
        code=f"{short}-{in_force_from:%Y%m%d}-{region_id}",
        group=group,
        region_id=region_id,
        in_force_from=in_force_from,
        why=why,
        added_at=at,
        added_by=by,
    )


_JUST_BEGUN = ("in_force_from", gettext_lazy("Somebody has just added criteria for that day."))
BEGUN_ALREADY = {
    "one_criteria_set_a_day": _JUST_BEGUN,
    "referrals_criteriaset_code_key": _JUST_BEGUN,
}
