"""One person's page: who, where, with whom, how safe, what next; and one timeline (N93)."""

from itertools import chain
from operator import itemgetter

from django.db.models import Max, Min, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from flags.models import Flag
from flags.words import shown
from people.figures import (
    mappa_in_words,
    places_in_words,
    registers_in_words,
    rosh_in_words,
)
from people.models import Location, LocationKind, Merge, ServiceUser, with_safety
from people.templatetags.words import day, tone
from referrals.models import Referral, with_what_is_due
from referrals.rules import Status, said_in_words
from reports import words
from reports.calendar import start_of
from reports.figures.onward import onward_moments, with_onward
from reports.figures.referrer import answer_url, own_referrals
from tiers.models import Case, Contact, Session
from tiers.models.safeguarding import with_concern
from tiers.models.tier_one import tier_one_moments, with_tier_one
from tiers.models.told import told_cases, told_contacts, told_sessions
from tiers.rules import (
    ContactKind,
    EndingReason,
    MissedBy,
    Mode,
    PauseReason,
    RiskChange,
    SessionStatus,
)
from tiers.words import (
    barriers_in_words,
    concern_fact,
    concern_in_words,
    contact_with,
    joined_in_words,
)

MOST_SHOWN = 40


def one_person(user, today):
    # The record last merged into this one, for whoever wonders where a number went.
    merges = Merge.objects.visible_to(user).standing().filter(kept=OuterRef("pk"))
    came = merges.order_by("-merged_at").values("gone_id")[:1]
    people = with_safety(ServiceUser.objects.visible_to(user).for_bar(today))
    people = with_onward(people.annotate(merged_from=Subquery(came)), user)
    return with_tier_one(people, user)


def that_became(user, pk):
    return ServiceUser.objects.visible_to(user).that_became(pk)


def works_with(user, person):
    """Whether this member of staff reads the team's own record or what a PP is told."""
    return person.team_id in user.working_team_ids


# --- As the team sees it -----------------------------------------------------------------------


def referrals(user, person):
    return (
        with_what_is_due(Referral.objects.visible_to(user))
        .filter(service_user=person)
        .select_related("referrer")
        .order_by("-created_at")
    )


def cases(user, person, *, now):
    """Every spell of work, newest first, with the two dates one asks for."""
    planned = Q(sessions__status=SessionStatus.PLANNED, sessions__planned_for__gte=now)
    return (
        Case.objects.visible_to(user)
        .filter(service_user=person)
        .select_related("practitioner", "ending_plan", "opened_by", "paused_by", "ended_by")
        .annotate(
            last_met=Max("sessions__planned_for", filter=Q(sessions__status=SessionStatus.HELD)),
            next_meeting=Min("sessions__planned_for", filter=planned),
        )
        .order_by("-opened_at")
    )


def flags(user, person, *, today):
    found = (
        Flag.objects.visible_to(user)
        .showing(today)
        .filter(service_user=person)
        .select_related("owner", "service_user")
        .order_by("since_on", "pk")
    )
    return [shown(flag) for flag in found]


def safety(person):
    """What keeps a meeting safe, for them and for whoever meets them."""
    said = rosh_in_words(person)
    said = said[:1].upper() + said[1:]
    as_of = _("%(risk)s. As of %(day)s.") % {"risk": said, "day": day(person.risk_recorded_on)}
    return [
        {"key": _("Risk of serious harm"), "value": as_of if person.risk_recorded_on else said},
        {"key": _("MAPPA"), "value": mappa_in_words(person)},
        {"key": _("Index offence"), "value": person.get_index_offence_display()},
        {"key": _("Registers"), "value": registers_in_words(person)},
        {"key": _("Who they must not meet"), "value": person.must_not_meet},
        *({"key": key, "value": value} for key, value in places_in_words(person) if value),
    ]


def facts(person):
    """What else the bar has no room for."""
    telephone = person.telephone and _("%(telephone)s, %(message)s") % {
        "telephone": person.telephone,
        "message": _("a message may be left")
        if person.safe_to_leave_message
        else _("do not leave a message"),
    }
    return [
        {"key": _("Adjustments"), "value": person.adjustments},
        {"key": _("Telephone"), "value": telephone},
        {"key": _("GP practice"), "value": person.gp_practice},
        {"key": _("Sentence or order ends"), "value": day(person.sentence_ends_on)},
        {"key": _("Licence ends"), "value": day(person.licence_ends_on)},
    ]


def timeline(user, person, *, referrals, cases, now):
    """Core work and IIRMS on one line of time, newest first."""
    sessions = (
        with_concern(Session.objects.visible_to(user), "session")
        .filter(case__service_user=person, planned_for__lt=now)
        .select_related("case", "practitioner")
        .order_by("-planned_for")[:MOST_SHOWN]
    )
    contacts = (
        with_concern(Contact.objects.visible_to(user), "contact")
        .filter(case__service_user=person)
        .select_related("case", "logged_by")
        .order_by("-at")[:MOST_SHOWN]
    )
    places = (
        Location.objects.visible_to(user)
        .standing()
        .filter(service_user=person, from_on__isnull=False)
        .select_related("venue")
        .order_by("-from_on")[:MOST_SHOWN]
    )
    moments = chain(
        map(_of_session, sessions),
        map(_of_contact, contacts),
        chain.from_iterable(map(_of_referral, referrals)),
        chain.from_iterable(map(_of_case, cases)),
        map(_of_place, places),
        onward_moments(person, _moment),
        map(_of_tier_one, tier_one_moments(person)),
    )
    return sorted(moments, key=itemgetter("at"), reverse=True)[:MOST_SHOWN]


def _moment(at, title, *, status="", tier=None, by="", notes=(), shared="", private="", url=""):
    """An item of components/timeline.html. `private` is None where the reader is shown none, and
    need not be told which part is theirs."""
    return {
        "at": _as_moment(at),
        "is_day": not hasattr(at, "hour"),
        "title": title,
        "tone": tone(status) if status else "",
        "tier": tier,
        "tag": _("Tier %(tier)s") % {"tier": tier} if tier else "",
        "tag_tone": "quiet",
        "by": by,
        "notes": [note for note in notes if note],
        "text": shared,
        "text_label": "" if private is None else _("Shared with the PP"),
        "private": private,
        "url": url,
    }


def _as_moment(at):
    return at if hasattr(at, "hour") else start_of(at)


def _of_session(session):
    return _moment(
        session.planned_for,
        _session_title(session.status, session.mode, session.missed_by),
        status=SessionStatus(session.status),
        tier=session.case.tier,
        by=str(session.practitioner),
        shared=session.shared_with_pp,
        private=session.iirms_only,
        notes=[
            barriers_in_words(session.barriers),
            session.why_not,
            joined_in_words(session.joined) if session.joined else "",
            _("With their probation appointment.") if session.with_probation else "",
            _risk(session.risk_change),
            concern_in_words(session.concern) if session.concern else "",
        ],
        url=session.get_absolute_url(),
    )


def _session_title(status, mode, missed_by):
    if status == SessionStatus.HELD:
        return _("Session, %(how)s") % {"how": Mode(mode).label.lower()}
    if status == SessionStatus.MISSED:
        return _("Session missed: %(who)s") % {
            "who": MissedBy(missed_by).label[0].lower() + MissedBy(missed_by).label[1:]
        }
    if status == SessionStatus.CANCELLED:
        return _("Session cancelled")
    return _("Session planned, outcome not recorded yet")


def _risk(change):
    if change in (RiskChange.HIGHER, RiskChange.LOWER):
        return _("Risk since last time: %(change)s.") % {"change": RiskChange(change).label.lower()}
    return ""


def _of_contact(contact):
    return _moment(
        contact.at,
        ContactKind(contact.kind).label,
        tier=contact.case.tier,
        by=str(contact.logged_by),
        shared=contact.shared_with_pp,
        private=contact.iirms_only,
        notes=[
            contact_with(contact.kind, contact.with_whom),
            concern_in_words(contact.concern) if contact.concern else "",
        ],
        url=contact.case.get_absolute_url(),
    )


def _of_referral(referral):
    about = {"tier": referral.tier, "by": str(referral.referrer)}
    if referral.submitted_at:
        yield _moment(
            referral.submitted_at, _("Referred"), url=referral.get_absolute_url(), **about
        )
    if referral.accepted_at:
        yield _moment(
            referral.accepted_at,
            _("Referral accepted"),
            url=referral.get_absolute_url(),
            **about | {"by": ""},
        )
    if referral.ended_at and referral.status != Status.CLOSED:
        yield _moment(
            referral.ended_at,
            said_in_words("", referral.status),
            url=referral.get_absolute_url(),
            **about | {"by": "", "notes": [referral.words_to_referrer]},
        )


def _of_case(case):
    """Who did it: the lead who chose, whoever paused or ended it; and whose work it is, in words."""
    about = {"tier": case.tier, "url": case.get_absolute_url()}
    whose = _("With %(name)s.") % {"name": case.practitioner}
    yield _moment(case.opened_at, _("Work began"), by=str(case.opened_by), notes=[whose], **about)
    if case.paused_at:
        reason = PauseReason(case.pause_reason).label if case.pause_reason else ""
        yield _moment(
            case.paused_at, _("Work paused"), by=str(case.paused_by), notes=[reason], **about
        )
    if case.ended_at:
        notes = [EndingReason(case.ending_reason).label, case.ending_note]
        yield _moment(case.ended_at, _("Work ended"), by=str(case.ended_by), notes=notes, **about)


def _of_tier_one(moment):
    return _moment(moment.pop("at"), moment.pop("title"), tier=1, **moment)


def _of_place(location):
    place = str(location.venue or location.place)
    where = [str(LocationKind(location.kind).label), *([place] if place else [])]
    return _moment(
        location.from_on,
        _("Moved: %(where)s") % {"where": ", ".join(where)},
    )


# --- As a PP is told it -------------------------------------------------------------------------


def told_referrals(user, person, *, now):
    today = timezone.localdate(now)
    cases = list(told_cases(user, now=now).filter(service_user_id=person.pk))
    by_referral = {case["referral_id"]: case for case in cases}
    return [
        {
            "referral": referral,
            "sentence": words.where_it_stands(referral, by_referral.get(referral.pk), today),
            "telephone": by_referral.get(referral.pk, {}).get("practitioner__telephone", ""),
            "answer_url": answer_url(referral),
        }
        for referral in own_referrals(user, now, all_of=person)
    ]


def told_timeline(user, person, *, now):
    """Who came when and the words written for the PP: `iirms_only` is never fetched."""
    sessions = (
        told_sessions(user)
        .filter(case__service_user_id=person.pk, planned_for__lt=now)
        .order_by("-planned_for")[:MOST_SHOWN]
    )
    contacts = told_contacts(user).filter(case__service_user_id=person.pk)
    moments = chain(
        map(_of_told_session, sessions),
        map(_of_told_contact, contacts.order_by("-at")[:MOST_SHOWN]),
        onward_moments(person, _moment),
        map(_told_tier_one, tier_one_moments(person)),
    )
    return sorted(moments, key=itemgetter("at"), reverse=True)[:MOST_SHOWN]


def _told_tier_one(moment):
    return _of_tier_one(moment | {"private": None})


def _of_told_session(session):
    return _moment(
        session["planned_for"],
        _session_title(session["status"], session["mode"], session["missed_by"]),
        status=SessionStatus(session["status"]),
        tier=session["case__tier"],
        by=f"{session['practitioner__given_name']} {session['practitioner__family_name']}",
        shared=session["shared_with_pp"],
        private=None,
        notes=[
            _risk(session["risk_change"]) if session["tell_pp"] else "",
            concern_fact(session) if session["at_risk"] else "",
        ],
    )


def _of_told_contact(contact):
    return _moment(
        contact["at"],
        ContactKind(contact["kind"]).label,
        tier=contact["case__tier"],
        by=f"{contact['logged_by__given_name']} {contact['logged_by__family_name']}",
        shared=contact["shared_with_pp"],
        private=None,
        notes=[concern_fact(contact) if contact["at_risk"] else ""],
    )
