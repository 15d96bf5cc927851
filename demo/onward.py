"""Other services of South Wales, every name invented, and who was referred on to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from people.models import User
from referrals import actions
from referrals.models import LocalService, OnwardReferral, ReleaseItem
from referrals.rules import (
    OPEN,
    LetterKind,
    OnwardStatus,
    ReleaseOutcome,
    UnmetReason,
    language_for,
)
from tiers.models import Case
from tiers.rules import CaseStatus

from .places import CARDIFF, CWM_TAF, SWANSEA
from .stage import Crew, Stage

S = OnwardStatus

# name; what it offers; needs; areas; how to refer; who they take; who they do not; wait in weeks
# (none: nobody has told us); last checked so many days ago.
SERVICES: list[tuple[str, str, list[str], list[str], str, str, str, int | None, int]] = [
    ("Harbour House Talking Space", "One-to-one and group therapy after trauma, up to 24 sessions.",
     ["TALKING_THERAPY", "TRAUMA"], [CARDIFF],
     "Letter from a professional, then an assessment by telephone.",
     "Adults who are settled enough to attend weekly.",
     "Anybody in another talking therapy; current use of violence.", 22, 20),
    ("Taff Valley Community Mental Health Team", "Care co-ordination, medication, psychology.",
     ["MENTAL_HEALTH"], [CWM_TAF], "By the GP or by letter to the single point of access.",
     "Adults with a serious mental illness.", "Says no to personality disorder alone.", 16, 45),
    ("Bay Community Mental Health Team", "Care co-ordination, medication, psychology.",
     ["MENTAL_HEALTH"], [CARDIFF], "By letter; urgent by telephone before noon.",
     "Adults with complex needs.", "", 14, 200),
    ("Swansea Bay Wellbeing Centre", "Primary care counselling and guided self-help.",
     ["TALKING_THERAPY"], [SWANSEA], "The person rings themselves; we may sit with them.",
     "Anybody registered with a GP in the area.", "", 6, 12),
    ("The Slipway", "A day service for people who use drugs or alcohol: key work, groups, needle exchange.",
     ["SUBSTANCES"], [CARDIFF], "Walk in between 10 and 12, or ring.", "Anybody over 18.", "", 0, 30),
    ("Cwm Recovery", "Community detox, key work and peer support.",
     ["SUBSTANCES", "PEOPLE_AND_PLACES"], [CWM_TAF], "Ring; first meeting within a week.",
     "Anybody over 18.", "", 1, 190),
    ("Tide Housing", "Supported flats with a worker who visits twice a week.",
     ["HOUSING"], [CARDIFF, SWANSEA], "Through the council's gateway, with our letter beside it.",
     "Single adults.", "Arson; some sexual offences, asked about one by one.", 30, 60),
    ("Llwybr Tenancies", "Help to keep a tenancy: forms, neighbours, furniture.",
     ["HOUSING", "MONEY"], [CWM_TAF], "Letter or e-mail.", "Tenants and people about to be.",
     "", 3, 15),
    ("Hafan Ddiogel", "Support after sexual violence, for all genders; some of it in Welsh.",
     ["TRAUMA", "DOMESTIC_ABUSE"], [], "The person rings, or we do with them beside us.",
     "Anybody who has lived through it, whatever else they have done.", "", 12, 40),
    ("Clear Water Advice", "Debt, benefits and appeals.", ["MONEY", "RIGHTS"], [],
     "Ring for an appointment.", "Anybody.", "", 2, 220),
    ("Second Shift", "Training, references and first jobs with employers who know.",
     ["WORK"], [CARDIFF, CWM_TAF], "Letter.", "People with convictions.", "", None, 80),
    ("Spectrwm De", "Autism and ADHD assessment for adults, and what helps afterwards.",
     ["NEURODIVERSITY"], [], "By the GP, with our letter.", "Adults without a diagnosis.", "", 104, 90),
    ("Garden Row", "An allotment, a kettle and company, Tuesdays and Fridays.",
     ["PEOPLE_AND_PLACES"], [SWANSEA], "Come along the first time with somebody.", "Anybody.", "", 0, 8),
    ("Enfys Circle", "A weekly group for trans and gay adults, and one-to-one support.",
     ["IDENTITY", "PEOPLE_AND_PLACES"], [CARDIFF], "The person rings or writes.", "Adults.", "", 1, 33),
]  # fmt: skip
WELSH = {"Hafan Ddiogel", "Llwybr Tenancies", "Spectrwm De", "Enfys Circle"}


@dataclass(frozen=True)
class Told:
    """One answer of a service: the state, so many days ago, and what they said."""

    to: OnwardStatus
    ago: int
    words: str = ""
    reason: str = ""


SENT = "Finds groups hard and does well one to one. We go on meeting while they wait for you."
CHAOS = "Missed two assessment appointments; asked to come back when things are calmer."
STORIES: list[tuple[str, str, list[Told]]] = [
    ("Harbour House Talking Space", "TRAUMA", [Told(S.SENT, 35)]),
    ("Bay Community Mental Health Team", "MENTAL_HEALTH",
     [Told(S.SENT, 60), Told(S.WAITING, 50, "About fourteen weeks."), ]),
    ("Taff Valley Community Mental Health Team", "MENTAL_HEALTH",
     [Told(S.SENT, 80), Told(S.REFUSED, 66, "Not for personality disorder.", "DIAGNOSIS")]),
    ("Harbour House Talking Space", "TALKING_THERAPY",
     [Told(S.SENT, 120), Told(S.REFUSED, 100, "In therapy with you already.", "OTHER_SERVICE"),
      Told(S.APPEALED, 96, "IIRMS does not replace trauma therapy: what we do and do not offer is in"
           " our letter."), Told(S.ACCEPTED, 70, "Accepted after the letter."),
      Told(S.STARTED, 20)]),
    ("Tide Housing", "HOUSING",
     [Told(S.SENT, 44), Told(S.REFUSED, 30, "Risk to other tenants.", "RISK"),
      Told(S.APPEALED, 12, "The last incident was three years ago; the PP supports it.")]),
    ("Harbour House Talking Space", "TRAUMA",
     [Told(S.SENT, 150), Told(S.REFUSED, 139, CHAOS, "INSTABILITY")]),
    ("Tide Housing", "HOUSING", [Told(S.SENT, 90), Told(S.REFUSED, 84, "", "LIST_CLOSED")]),
    ("The Slipway", "SUBSTANCES", [Told(S.SENT, 40), Told(S.STARTED, 36)]),
    ("Garden Row", "PEOPLE_AND_PLACES",
     [Told(S.SENT, 70), Told(S.STARTED, 63), Told(S.ENDED, 5, "Goes without us now.")]),
    ("Spectrwm De", "NEURODIVERSITY", [Told(S.SENT, 18), Told(S.WAITING, 10, "Two years.")]),
    ("Second Shift", "WORK", []),
    ("Llwybr Tenancies", "HOUSING",
     [Told(S.SENT, 24), Told(S.ACCEPTED, 6, "A worker rings next week.")]),
    ("A counsellor in Newport", "BEREAVEMENT",
     [Told(S.SENT, 25), Told(S.REFUSED, 21, "Only people living in Newport.", "OUT_OF_AREA")]),
    ("A group for men hurt as children", "TRAUMA", [Told(S.ABSENT, 15, "None nearer than Bristol.")]),
]  # fmt: skip


def build(stage: Stage, crew: Crew) -> None:
    listed = directory(stage, crew)
    working = Case.objects.filter(team=crew.team, status=CaseStatus.OPEN)
    cases = list(
        working.select_related("practitioner", "service_user").order_by("pk")[2 : 2 + len(STORIES)]
    )
    for case, (name, need, told) in zip(cases, STORIES, strict=True):
        refer_on(stage, case, listed.get(name), name=name, need=need, told=told)
    promises(stage, crew)


# What became of some of what release plans promised; the rest is still open.
BECAME = [
    (ReleaseOutcome.UNMET, UnmetReason.NOT_ARRANGED, "The form was never sent."),
    (ReleaseOutcome.MET, "", ""),
    (ReleaseOutcome.UNMET, UnmetReason.WAITING, ""),
]


def promises(stage: Stage, crew: Crew) -> None:
    sent = ReleaseItem.objects.filter(referral__team=crew.team, referral__status__in=OPEN)
    asked = sent.select_related("referral__referrer").order_by("pk")
    for item, (outcome, reason, words) in zip(asked, BECAME, strict=False):
        actions.settle_release_item(
            item_id=item.pk,
            outcome=outcome,
            reason=reason,
            words=words,
            by=item.referral.referrer,
            at=stage.at(3, 15),
        )


def directory(stage: Stage, crew: Crew) -> dict[str, LocalService]:
    """Most were looked up lately; some want checking."""
    areas = {unit.name: unit.pk for unit in crew.units}
    keepers = crew.practitioners
    return {
        entry[0]: _entry(stage, crew, entry, areas, keepers[number % len(keepers)], number)
        for number, entry in enumerate(SERVICES)
    }


def _entry(
    stage: Stage, crew: Crew, entry: Any, areas: dict[str, int], by: User, number: int
) -> LocalService:
    name, offers, needs, units, how, takes, refuses, weeks, ago = entry
    return actions.add_service(
        team_id=crew.team.pk,
        by=by,
        at=stage.at(ago, 15),
        name=name,
        offers=offers,
        needs=needs,
        units=[areas[unit] for unit in units],
        works_in_welsh=name in WELSH,
        contact_name="",
        telephone=f"029 2018 0{number:03d}",
        email=f"hello@{name.lower().replace(' ', '-')}.example.wales",
        website="",
        address=f"{name}\n{number + 1} Example Street\nSouth Wales",
        how_to_refer=how,
        takes=takes,
        refuses=refuses,
        wait_weeks=weeks,
        wait_known_on=stage.day(ago) if weeks is not None else None,
    )


def refer_on(
    stage: Stage,
    case: Case,
    service: LocalService | None,
    *,
    name: str,
    need: str,
    told: list[Told],
) -> OnwardReferral:
    by = case.practitioner
    began = told[0].ago + 2 if told else 3
    onward = actions.write_onward(
        service_user_id=case.service_user_id,
        by=by,
        at=stage.at(began, 11),
        service_id=service.pk if service else None,
        service_name=name,
        service_address="",
        need=need,
        words=SENT,
        why="Steady enough now for somebody else to take this on beside us.",
        agreed_on=stage.day(began),
    )
    for one in told:
        actions.move_onward(
            onward_id=onward.pk,
            to=one.to,
            on=stage.day(one.ago),
            by=by,
            at=stage.at(one.ago, 16),
            reason=one.reason,
            words=one.words,
        )
    if any(one.reason == "OTHER_SERVICE" for one in told):
        not_instead(stage, case, onward, ago=97)
    if told and told[-1].to == S.WAITING:
        actions.chase_onward(
            onward_id=onward.pk,
            how="PHONE",
            said="Still on the list; they ring when a place comes up.",
            on=stage.day(3),
            by=by,
            at=stage.at(3, 12),
        )
    return onward


def not_instead(stage: Stage, case: Case, onward: OnwardReferral, *, ago: int) -> None:
    """The letter that went with the appeal, in the person's language."""
    language = language_for(prefers_welsh=case.service_user.prefers_welsh)
    actions.make_letter(
        actions.Wanted(
            kind=LetterKind.NOT_INSTEAD,
            service_user_id=case.service_user_id,
            language=language,
            addressed_to=onward.service_address,
            words="Please look at the referral again with this in mind.",
            onward_id=onward.pk,
        ),
        by=case.practitioner,
        at=stage.at(ago, 14),
    )
