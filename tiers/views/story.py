"""A case's timeline: sessions, contacts and moves as one list, newest first. What is still to come
is not of it."""

from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from tiers.rules import MissedBy, SessionStatus
from tiers.words import barriers_in_words, concern_in_words, contact_with, joined_in_words

TONES = {
    SessionStatus.HELD: "good",
    SessionStatus.MISSED: "soon",
    SessionStatus.CANCELLED: "quiet",
}


def story(sessions, contacts, changes, holdings, tier_one):
    items = [
        *map(_of_tier_one, tier_one),
        *(_of_session(one) for one in sessions if one.status != SessionStatus.PLANNED),
        *map(_of_contact, contacts),
        *map(_of_change, changes),
        # The first is the beginning of the work, told already.
        *map(_of_holding, holdings[:-1]),
    ]
    return sorted(items, key=lambda item: _as_moment(item["at"]), reverse=True)


def _of_session(session):
    said = [
        str(MissedBy(session.missed_by).label) if session.missed_by else "",
        barriers_in_words(session.barriers),
        session.why_not,
        joined_in_words(session.joined) if session.joined else "",
        _("With their probation appointment.") if session.with_probation else "",
        session.shared_with_pp,
        concern_in_words(session.concern) if session.concern else "",
    ]
    if session.is_corrected:
        said.append(_("Corrected since: open the session to read both."))
    return {
        "at": session.planned_for,
        "title": _("Session, %(mode)s") % {"mode": str(session.get_mode_display()).lower()},
        "tag": session.get_status_display(),
        "tone": TONES[SessionStatus(session.status)],
        "by": str(session.practitioner),
        "text": "\n\n".join(part for part in said if part),
        "private": session.iirms_only,
        "url": session.get_absolute_url(),
    }


def _of_contact(contact):
    said = [
        contact_with(contact.kind, contact.with_whom),
        contact.shared_with_pp,
        concern_in_words(contact.concern) if contact.concern else "",
    ]
    return {
        "at": contact.at,
        "title": contact.get_kind_display(),
        "tag": _("Reached") if contact.reached else "",
        "tone": "good" if contact.reached else "quiet",
        "by": str(contact.logged_by),
        "text": "\n\n".join(part for part in said if part),
        "private": contact.iirms_only,
        "url": "",
    }


def _of_change(change):
    if change.from_status == change.to_status:
        title = _("Review")
    elif not change.from_status:
        title = _("The work began")
    else:
        title = _("Now: %(status)s") % {"status": change.get_to_status_display()}
    return {
        "at": change.at,
        "title": title,
        "tag": "",
        "tone": "plum",
        "by": str(change.by),
        "text": "\n\n".join(filter(None, [change.words, barriers_in_words(change.barriers)])),
        "url": "",
    }


def _of_holding(holding):
    """Who works with the person from now on, and what they were told."""
    said = [
        holding.reason,
        _("What matters: %(words)s") % {"words": holding.what_matters}
        if holding.what_matters
        else "",
        _("What was agreed: %(words)s") % {"words": holding.what_was_agreed}
        if holding.what_was_agreed
        else "",
    ]
    return {
        "at": holding.from_at,
        "title": _("%(name)s now works with them") % {"name": holding.practitioner},
        "tag": _("Handed over"),
        "tone": "plum",
        "by": str(holding.chosen_by),
        "text": "\n\n".join(part for part in said if part),
        "url": "",
    }


def _of_tier_one(moment):
    said = [moment["shared"], moment["private"]]
    return {
        "at": moment["at"],
        "title": moment["title"],
        "tag": _("Tier 1"),
        "tone": "quiet",
        "by": moment["by"],
        "text": "\n\n".join(part for part in said if part),
        "url": moment["url"],
    }


def _as_moment(at):
    """A day without a time stands before all that happened on it; it is shown as the day it is."""
    if isinstance(at, datetime):
        return at
    return timezone.make_aware(datetime.combine(at, time()))
