"""The person in ten seconds: where, with whom, how safe, what next. No statement of its own."""

from datetime import timedelta

from django.utils.translation import gettext as _

from people.models import LocationKind
from people.rules import MappaLevel
from people.templatetags.words import day, near_day, near_moment
from referrals.rules import Consent, Status
from referrals.words import where_the_team_reads_it_stands
from tiers.rules import CaseStatus

# A sentence or licence that ends within this time is said at once: the work may have to end with it.
SOON = timedelta(days=90)


def at_a_glance(person, *, cases, referrals, flags, today):
    """Four answers, each a heading and lines; `tone` when one asks for something."""
    return [
        _where(person, today),
        _with_whom(person, cases),
        _how_safe(person, today),
        _what_next(person, cases, referrals, flags, today),
    ]


def _answer(title, lines, tone=""):
    return {"title": title, "lines": [line for line in lines if line], "tone": tone}


def release_passed(person, today):
    """Nobody has said yet whether they are out."""
    return bool(person.bar_release) and person.bar_release < today


def _where(person, today):
    if not person.bar_kind:
        return _answer(_("Where"), [_("Not recorded. Ask, and record it.")], "soon")
    lines = [
        LocationKind(person.bar_kind).label,
        person.bar_venue or person.bar_place,
    ]
    if release_passed(person, today):
        words = _("Release was expected on %(day)s. Are they out?")
        return _answer(_("Where"), [*lines, words % {"day": day(person.bar_release)}], "now")
    if person.bar_release:
        lines.append(_("Release expected %(day)s") % {"day": near_day(person.bar_release, today)})
    return _answer(_("Where"), lines)


def _with_whom(person, cases):
    live = [case for case in cases if case.status != CaseStatus.ENDED]
    lines = [
        _("%(name)s, %(tier)s") % {"name": case.practitioner, "tier": case.get_tier_display()}
        for case in live
    ]
    lines.append(_("PP %(name)s") % {"name": person.pp} if person.pp else _("No PP named"))
    return _answer(_("With whom"), lines, "" if person.pp else "soon")


def _how_safe(person, today):
    lines = []
    if person.highest_rosh:
        lines.append(_("RoSH %(level)s") % {"level": str(person.highest_rosh.label).lower()})
    if person.mappa_level and person.mappa_level != MappaLevel.NONE:
        lines.append(_("MAPPA %(level)s") % {"level": person.mappa_level})
    if person.risk_recorded_on:
        lines.append(_("As of %(day)s") % {"day": day(person.risk_recorded_on)})
    if person.must_not_meet:
        lines.append(_("Must not meet: %(whom)s") % {"whom": person.must_not_meet[:120]})
    if not person.highest_rosh:
        lines.insert(0, _("Risk of serious harm is not recorded"))
    for words, ends in (
        (_("Sentence or order ends %(day)s"), person.sentence_ends_on),
        (_("Licence ends %(day)s"), person.licence_ends_on),
    ):
        if ends and ends <= today + SOON:
            lines.append(words % {"day": near_day(ends, today)})
    return _answer(_("How safe"), lines, "" if person.highest_rosh else "soon")


# What the team said yes to, or has yet to say: no case speaks for these.
BEFORE_A_CASE = frozenset(
    {Status.SUBMITTED, Status.INFORMATION_REQUESTED, Status.WAITING, Status.PAUSED}
)


def _where_the_referrals_stand(referrals, today):
    """Newest first, as their own page says it; and whether the person knows of the newest."""
    open_ones = [one for one in referrals if one.status in BEFORE_A_CASE]
    lines = [where_the_team_reads_it_stands(one, today) for one in open_ones]
    if open_ones:
        consent = open_ones[0].get_consent_display() or Consent.NOT_ASKED.label
        lines.append(_("Told of it: %(consent)s") % {"consent": _lower(consent)})
    return lines


def _lower(words):
    return f"{words[:1].lower()}{words[1:]}"


def _what_next(person, cases, referrals, flags, today):
    lines = _where_the_referrals_stand(referrals, today)
    lines += [f"{entry['flag'].get_kind_display()}" for entry in flags[:2]]
    meetings = [case.next_meeting for case in cases if getattr(case, "next_meeting", None)]
    if meetings:
        lines.append(_("Next session %(when)s") % {"when": near_moment(min(meetings), today)})
    reviews = [
        case.review_on
        for case in cases
        if case.status != CaseStatus.ENDED and case.review_on >= today
    ]
    if reviews:
        lines.append(_("Review %(day)s") % {"day": near_day(min(reviews), today)})
    tone = flags[0]["tone"] if flags else ""
    return _answer(_("What next"), lines or [_("Nothing is planned")], tone)
