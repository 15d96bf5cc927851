"""What is known of a person, said as one would read it aloud: for two records side by side."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people import rules
from people.models import LocationKind, ServiceUser
from people.rules import MappaLevel, Rosh
from people.templatetags.words import day

LABELS: dict[str, Any] = {
    "name": gettext_lazy("Name"),
    "preferred_name": gettext_lazy("Name they like to be called"),
    "pronouns": gettext_lazy("Pronouns"),
    "date_of_birth": gettext_lazy("Date of birth"),
    "sex": gettext_lazy("Sex"),
    "gender_identity": gettext_lazy("Gender, in their words"),
    "ethnic_group": gettext_lazy("Ethnic group"),
    "ethnicity": gettext_lazy("Ethnicity, in their words"),
    "crn": gettext_lazy("CRN"),
    "prison_number": gettext_lazy("Prison number"),
    "nhs_number": gettext_lazy("NHS number"),
    "pnc": gettext_lazy("PNC number"),
    "language": gettext_lazy("Language"),
    "telephone": gettext_lazy("Telephone"),
    "adjustments": gettext_lazy("Adjustments they need"),
    "must_not_meet": gettext_lazy("Who they must not meet"),
    "worker_gender": gettext_lazy("Gender of worker they ask for"),
    "gp_practice": gettext_lazy("GP practice"),
    "risk": gettext_lazy("Risk of serious harm"),
    "index_offence": gettext_lazy("Index offence"),
    "probation_tier": gettext_lazy("Probation tier"),
    "sentence": gettext_lazy("Sentence and licence"),
    "supervision": gettext_lazy("Supervision by probation"),
    rules.WHERE: gettext_lazy("Where they live now"),
}


def said(choice: str, person: ServiceUser) -> str:
    """Empty when the record says nothing."""
    if choice in SENTENCES:
        return SENTENCES[choice](person)
    value = getattr(person, choice)
    if choice == "date_of_birth":
        return day(value)
    return str(value or "")


def _name(person: ServiceUser) -> str:
    return f"{person.given_name} {person.family_name}"


def language_in_words(person: ServiceUser) -> str:
    said = [_("Prefers Welsh")] if person.prefers_welsh else []
    if person.interpreter_language:
        said.append(_("Interpreter: %(language)s") % {"language": person.interpreter_language})
    return ", ".join(said)


def _telephone(person: ServiceUser) -> str:
    if not person.telephone:
        return ""
    may = (
        _("a message may be left") if person.safe_to_leave_message else _("do not leave a message")
    )
    return f"{person.telephone}, {may}"


def rosh_in_words(person: ServiceUser) -> str:
    """Of each group that was assessed."""
    groups = [
        (_("public"), person.rosh_public),
        (_("children"), person.rosh_children),
        (_("known adults"), person.rosh_known_adult),
        (_("staff"), person.rosh_staff),
    ]
    return ", ".join(f"{who}: {Rosh(level).label.lower()}" for who, level in groups if level)


def registers_in_words(person: Any) -> str:
    """Each with its next review, a line each. From `with_safety`."""
    lines = []
    for row in getattr(person, "registers", ()):
        name = str(rules.Register(row["register"]).label)
        if row["review_on"]:
            on = day(date.fromisoformat(row["review_on"]))
            name = _("%(register)s, next review %(day)s") % {"register": name, "day": on}
        lines.append(name)
    return "\n".join(lines)


def places_in_words(person: Any) -> list[tuple[Any, str]]:
    """(what they say, the places they say it of), best first. From `with_safety`."""
    spoken = getattr(person, "spoken_of", ())
    return [
        (wish.label, "; ".join(row["name"] for row in spoken if row["wish"] == wish))
        for wish in rules.PlaceWish
    ]


def _risk(person: ServiceUser) -> str:
    words = [part for part in (rosh_in_words(person), mappa_in_words(person)) if part]
    if person.risk_recorded_on:
        words.append(_("as of %(day)s") % {"day": day(person.risk_recorded_on)})
    return ", ".join(words)


def mappa_in_words(person: ServiceUser) -> str:
    """MAPPA level 2, category 1; nothing where nobody has recorded whether."""
    if person.mappa_level in ("", MappaLevel.NONE):
        return person.get_mappa_level_display()
    said = {"level": person.mappa_level, "category": person.mappa_category}
    if person.mappa_category:
        return _("MAPPA level %(level)s, category %(category)s") % said
    return _("MAPPA level %(level)s") % said


def _sentence(person: ServiceUser) -> str:
    days = [
        (_("sentence or order ends %(day)s"), person.sentence_ends_on),
        (_("licence ends %(day)s"), person.licence_ends_on),
    ]
    return ", ".join(words % {"day": day(ends)} for words, ends in days if ends)


def _supervision(person: ServiceUser) -> str:
    words = [
        _("PP %(name)s") % {"name": person.pp} if person.pp else "",
        _("cover %(name)s") % {"name": person.cover_pp} if person.cover_pp else "",
        str(person.unit or ""),
    ]
    return ", ".join(word for word in words if word)


def _where(person: Any) -> str:
    """From `ServiceUser.objects.for_bar(day)`."""
    if not person.bar_kind:
        return ""
    place = person.bar_venue or person.bar_place
    return ", ".join(part for part in (str(LocationKind(person.bar_kind).label), place) if part)


SENTENCES: dict[str, Callable[[Any], str]] = {
    "name": _name,
    "sex": lambda person: str(person.get_sex_display()),
    "ethnic_group": lambda person: str(person.get_ethnic_group_display()),
    "index_offence": lambda person: str(person.get_index_offence_display()),
    "worker_gender": lambda person: str(person.get_worker_gender_display()),
    "nhs_number": lambda person: rules.spaced_nhs_number(person.nhs_number or ""),
    "language": language_in_words,
    "telephone": _telephone,
    "risk": _risk,
    "sentence": _sentence,
    "supervision": _supervision,
    rules.WHERE: _where,
}


def side_by_side(kept: ServiceUser, gone: ServiceUser) -> list[dict[str, Any]]:
    """A row for each thing known, with what either record says and whether one must choose."""
    rows = []
    for choice, label in LABELS.items():
        ours, theirs = said(choice, kept), said(choice, gone)
        if ours or theirs:
            rows.append(
                {
                    "choice": choice,
                    "label": label,
                    "kept": ours,
                    "gone": theirs,
                    "differs": bool(ours and theirs and ours != theirs),
                }
            )
    return rows
