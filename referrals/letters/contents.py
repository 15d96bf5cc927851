"""What a letter says, as data: the page, the PDF and Word all draw from this and from nothing else.

Only what is named here can reach a letter. It is never given a session, a formulation, a note or a
supervision record, so none of them can leak into one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format

from people.rules import spaced_nhs_number
from referrals.rules import Alternative, DeclineReason, LetterKind, Need, Status, plain

from .texts import TEXTS


@dataclass(frozen=True)
class Facts:
    """Who it is about, who writes, to whom, and what they add."""

    language: str
    person: Any
    team: Any
    by: Any
    day: date
    addressed_to: str
    words: str
    onward: Any = None
    referral: Any = None

    def say(self, key: str, **given: str) -> str:
        return TEXTS[self.language][key] % {"name": self.person.display_name, **given}

    def said_on(self, day: date | datetime | None) -> str:
        if isinstance(day, datetime):
            day = timezone.localdate(day)
        return date_format(day, "j F Y") if day else ""


def compose(kind: str, facts: Facts) -> dict[str, Any]:
    """The letter whole, in its language; every text in it made fit for paper."""
    with translation.override(facts.language):
        title, reference, about, parts = WRITERS[kind](facts)
        team = (facts.team.name_cy if facts.language == "cy" else "") or facts.team.name
        contents = {
            "language": facts.language,
            "title": title,
            "service": facts.say("service"),
            "private": facts.say("private"),
            "page": facts.say("page"),
            "of": facts.say("of"),
            "team": [team, facts.team.telephone, facts.team.email],
            "to": facts.addressed_to.splitlines(),
            "day": facts.said_on(facts.day),
            "reference": [facts.say("our_reference"), reference],
            "greeting": _greeting(kind, facts),
            "about": [[label, said] for label, said in about if plain(said)],
            "parts": parts,
            "closing": facts.say("closing"),
            "signed": [str(facts.by), str(facts.by.get_profession_display()), team],
        }
        return _fit(contents)


def _fit(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [made for one in value if (made := _fit(one)) not in ("", [])]
    return {key: _fit(one) for key, one in value.items()}


def _greeting(kind: str, facts: Facts) -> str:
    if kind == LetterKind.DECISION:
        return facts.say("dear", name=str(facts.referral.referrer))
    return facts.say("greeting")


def _part(heading: str, *paragraphs: str, points: list[str] | None = None) -> dict[str, Any]:
    """A heading with its paragraphs; an empty line in what was written begins a new one."""
    told = [one for text in paragraphs for one in plain(text).split("\n\n")]
    return {"heading": heading, "paragraphs": told, "points": points or []}


def _who(facts: Facts) -> list[list[str]]:
    """As somebody outside needs them: no CRN, no address, no risk, nothing about offences."""
    person = facts.person
    telephone = ""
    if person.telephone:
        leave = "message" if person.safe_to_leave_message else "no_message"
        telephone = f"{person.telephone} ({facts.say(leave)})"
    language = [facts.say("prefers_welsh")] if person.prefers_welsh else []
    if person.interpreter_language:
        language.append(facts.say("interpreter", language=person.interpreter_language))
    rows = [
        ("name", person.display_name),
        ("pronouns", person.pronouns),
        ("date_of_birth", facts.said_on(person.date_of_birth)),
        ("nhs_number", spaced_nhs_number(person.nhs_number or "")),
        ("telephone", telephone),
        ("language", ", ".join(language)),
    ]
    return [[facts.say(key), value] for key, value in rows if value]


Written = tuple[str, str, list[list[str]], list[dict[str, Any]]]


def _onward(facts: Facts) -> Written:
    onward = facts.onward
    need = str(Need(onward.need).label)
    parts = [
        _part(
            "",
            facts.say("onward_opening", day=facts.said_on(onward.agreed_on)),
            facts.say("onward_need", need=need[0].lower() + need[1:]),
        ),
        _part(facts.say("onward_words"), facts.words),
        _part(facts.say("onward_ask_heading"), facts.say("onward_ask")),
    ]
    title = facts.say("onward_title", service=onward.service_name)
    return title, onward.reference, _who(facts), parts


def _not_instead(facts: Facts) -> Written:
    parts = [
        _part(facts.say("instead_what_heading"), facts.say("instead_what")),
        _part(facts.say("instead_not_heading"), facts.say("instead_not")),
        _part(facts.say("instead_so_heading"), facts.say("instead_so"), facts.say("instead_again")),
    ]
    if facts.words.strip():
        parts.append(_part(facts.say("instead_words"), facts.words))
    reference = facts.onward.reference if facts.onward else ""
    return facts.say("instead_title"), reference, _who(facts), parts


def _decision(facts: Facts) -> Written:
    referral = facts.referral
    about = [
        [facts.say("name"), facts.person.display_name],
        [facts.say("identifier"), facts.person.crn or facts.person.prison_number or ""],
        [facts.say("tier"), str(referral.get_tier_display())],
    ]
    declined = referral.status == Status.DECLINED
    parts = _declined(facts) if declined else _accepted(facts)
    if facts.words.strip():
        parts.append(_part(facts.say("decision_words"), facts.words))
    title = facts.say("decision_title", reference=referral.reference)
    return title, referral.reference, [row for row in about if row[1]], parts


def _accepted(facts: Facts) -> list[dict[str, Any]]:
    days = {
        "since": facts.said_on(facts.referral.accepted_at),
        "target": facts.said_on(facts.referral.target_on),
    }
    return [
        _part(
            facts.say("accepted_heading"),
            facts.say("accepted", **days),
            facts.say("accepted_meanwhile"),
        )
    ]


def _declined(facts: Facts) -> list[dict[str, Any]]:
    referral = facts.referral
    reason = str(DeclineReason(referral.decline_reason).label)
    named = {
        Alternative.LOCAL_SERVICE: referral.instead_service and referral.instead_service.name,
        Alternative.PP_WORK: referral.instead_material_title,
    }
    instead = [
        f"{Alternative(one).label}: {named[one]}" if named.get(one) else str(Alternative(one).label)
        for one in map(Alternative, referral.alternatives)
    ]
    return [
        _part(
            facts.say("declined_heading"),
            facts.say("declined", sent=facts.said_on(referral.submitted_at)),
            facts.say("declined_reason", reason=reason[0].lower() + reason[1:]),
        ),
        _part(facts.say("declined_words"), referral.words_to_referrer),
        _part(facts.say("declined_instead"), facts.say("declined_again"), points=instead),
    ]


WRITERS: Mapping[str, Callable[[Facts], Written]] = {
    LetterKind.ONWARD: _onward,
    LetterKind.NOT_INSTEAD: _not_instead,
    LetterKind.DECISION: _decision,
}
