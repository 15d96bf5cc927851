"""Where a question stands, as one says it; what its buttons say."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from people.templatetags.words import day, duration, moment
from referrals.rules import Consent, Readiness
from tiers.rules import (
    AtRisk,
    Barrier,
    ContactKind,
    CostToPerson,
    EndingReason,
    OtherWay,
    Route,
    Travelled,
    Wanted,
    consultation_said,
)
from tiers.rules import ConsultationStatus as S

SECONDARY = "govuk-button--secondary"
_BOOK = (lazy("Book a time"), "tiers:consultation_book", "", False)
_HELD = (lazy("Record the talk"), "tiers:consultation_record", SECONDARY, False)
_ANSWER = (lazy("Answer in writing"), "tiers:consultation_answer", SECONDARY, False)
_OFFER = (lazy("Offer another way"), "tiers:consultation_offer", SECONDARY, False)
_WITHDRAW = (lazy("I no longer need it"), "tiers:consultation_withdraw", SECONDARY, False)
_TAKE = (lazy("Take it"), "tiers:consultation_take", "", True)

# (from, to) -> words, address, style, whether the button acts at once (POST).
BUTTONS = {
    (S.ASKED, S.TAKEN): _TAKE,
    (S.ASKED, S.BOOKED): (*_BOOK[:2], SECONDARY, False),
    (S.TAKEN, S.BOOKED): _BOOK,
    (S.TAKEN, S.ASKED): (
        lazy("Put it back on the list"),
        "tiers:consultation_put_back",
        SECONDARY,
        False,
    ),
    (S.BOOKED, S.TAKEN): (
        lazy("Call it off"),
        "tiers:consultation_take",
        SECONDARY,
        True,
    ),
    **{(one, S.HELD): _HELD for one in (S.ASKED, S.TAKEN)},
    (S.BOOKED, S.HELD): (*_HELD[:2], "", False),
    **{(one, S.ANSWERED): _ANSWER for one in (S.ASKED, S.TAKEN, S.BOOKED)},
    **{(one, S.OFFERED): _OFFER for one in (S.ASKED, S.TAKEN, S.BOOKED)},
    **{(one, S.WITHDRAWN): _WITHDRAW for one in (S.ASKED, S.TAKEN, S.BOOKED)},
}


# The same move once the time has passed.
NOT_TAKEN_PLACE = lazy("It did not take place")


def question_words(consultation):
    """What the page is called."""
    return {
        Wanted.TALK: _("Consultation"),
        Wanted.FORMULATION: _("Making sense together"),
        Wanted.JOINT: _("Meetings together"),
        Wanted.ADVICE: _("Question for advice"),
    }[Wanted(consultation.wanted)]


FIRST_WORDS = 9


def question_title(consultation):
    """What a list calls it: about whom, or the first words of a question without a name."""
    if consultation.service_user is not None:
        return str(consultation.service_user)
    return first_words(consultation.question)


def asked_by(consultation):
    """A question about nobody, for whoever must find somebody to take it."""
    return _("%(name)s: %(question)s") % {
        "name": consultation.pp,
        "question": first_words(consultation.question),
    }


def first_words(question):
    return Truncator(question).words(FIRST_WORDS, truncate="…")


def standing(consultation, today):
    """One sentence for the PP and the list: never just a status."""
    who = str(consultation.consultant or "")
    return {
        S.ASKED: lambda: _waiting(consultation, today),
        S.TAKEN: lambda: (
            _("%(who)s has taken this and is finding a time with the PP.") % {"who": who}
        ),
        S.BOOKED: lambda: _booked(consultation, who),
        S.HELD: lambda: (
            _("Talked through with %(who)s on %(day)s. The advice is here to read.")
            % {"who": who, "day": day(consultation.held_at)}
        ),
        S.ANSWERED: lambda: (
            _("%(who)s answered in writing on %(day)s.")
            % {"who": who, "day": day(consultation.ended_at)}
        ),
        S.OFFERED: lambda: (
            _("%(who)s offered another way on %(day)s: %(way)s.")
            % {
                "who": who,
                "day": day(consultation.ended_at),
                "way": _small(OtherWay(consultation.other_way).label),
            }
        ),
        S.WITHDRAWN: lambda: _("Withdrawn on %(day)s.") % {"day": day(consultation.ended_at)},
    }[S(consultation.status)]()


def _small(label):
    text = str(label)
    return text[:1].lower() + text[1:]


def _waiting(consultation, today):
    target = consultation.team.policy.decision_target_days
    days = (today - timezone.localdate(consultation.asked_at)).days
    waited = ngettext("Asked %(n)d day ago.", "Asked %(n)d days ago.", days) % {"n": days}
    if days == 0:
        waited = _("Asked today.")
    if days > target:
        return _("%(waited)s It has waited longer than the %(target)s days the team aims for.") % {
            "waited": waited,
            "target": target,
        }
    return _("%(waited)s Somebody of the team takes it within %(target)s days.") % {
        "waited": waited,
        "target": target,
    }


def _booked(consultation, who):
    said = {
        "who": who,
        "when": moment(consultation.booked_for),
        "how": _small(consultation.get_mode_display()),
    }
    if consultation.place:
        return _("Booked with %(who)s for %(when)s, %(how)s: %(place)s.") % {
            **said,
            "place": consultation.place,
        }
    return _("Booked with %(who)s for %(when)s, %(how)s.") % said


def said_in_words(change):
    """One line of the story."""
    title = consultation_said(
        change.from_status, change.to_status, is_correction=change.is_correction
    )
    return {"at": change.at, "title": title, "by": str(change.by), "text": change.words}


def carried_words(referral, case):
    """What is known already, in the boxes of the question: the PP changes it or sends it."""
    if referral is not None:
        said = [
            (_("Hoped for, for wellbeing"), referral.hope_wellbeing),
            (_("Hoped for, for risk"), referral.hope_risk),
            (_("Risk"), referral.risk_summary),
            (_("The team said"), referral.words_to_referrer),
        ]
        return {
            "wanted": Wanted.TALK,
            "question": _paragraphs(said),
            "tried": referral.tried_before,
        }
    if case is not None:
        said = [
            (_("Worked on, for wellbeing"), case.aim_wellbeing),
            (_("Worked on, for risk"), case.aim_risk),
            (_("How it ended"), case.ending_note),
        ]
        tried = _("%(tier)s with %(who)s since %(day)s.") % {
            "tier": case.get_tier_display(),
            "who": case.practitioner,
            "day": day(case.opened_at),
        }
        return {"wanted": Wanted.TALK, "question": _paragraphs(said), "tried": tried}
    return {}


# --- Before the work begins -----------------------------------------------------------------------


def not_agreed_in_words(referral):
    """What whoever allocates, and whoever meets them first, must not take for granted (N51, N103)."""
    said = []
    if referral.consent in ("", Consent.NOT_ASKED):
        said.append(_("Has not been asked yet. Ask before the first meeting."))
    elif referral.consent == Consent.EXPLAINED:
        said.append(_("Has not decided yet. Ask again before the first meeting."))
    if referral.readiness == Readiness.NOT_YET:
        said.append(_("Said “not yet” when they were referred. Ask whether that has changed."))
    return " ".join(said)


# --- What waits for a lead ------------------------------------------------------------------------


def asked_in_words(case):
    """What the case asks of a lead, each with where a lead answers and where it is taken back. The case
    comes from `with_asked`."""
    found = []
    if asked := case.ending_asked:
        found.append(
            {
                "title": _("Ending to confirm"),
                "why": _("%(reason)s. Asked by %(name)s.")
                % {"reason": EndingReason(asked["reason"]).label, "name": asked["by"]},
                "since": datetime.fromisoformat(asked["at"]),
                "action": _("Answer"),
                "url": reverse("tiers:ending_answer", args=[asked["pk"]]),
                "take_back": reverse("tiers:ending_take_back", args=[asked["pk"]]),
            }
        )
    if (asked := case.handover_asked) and asked["cover_for"]:
        found.append(_cover_asked(case, asked))
    elif asked:
        found.append(
            {
                "title": _("Cannot go on: choose somebody else"),
                "why": _("%(name)s: %(reason)s") % {"reason": asked["reason"], "name": asked["by"]},
                "since": datetime.fromisoformat(asked["at"]),
                "action": _("Choose somebody else"),
                "url": reverse("tiers:case_reallocate", args=[case.pk]),
                "take_back": reverse("tiers:handover_take_back", args=[asked["pk"]]),
            }
        )
    return found


def _cover_asked(case, asked):
    """The one who covers cannot go on: the work stays with whoever holds it."""
    until = asked["cover_for"]["until"]
    said = {"name": asked["by"], "holder": case.practitioner, "reason": asked["reason"]}
    if until:
        why = _("%(name)s covers for %(holder)s until %(day)s: %(reason)s")
        said["day"] = day(date.fromisoformat(until))
    else:
        why = _("%(name)s covers for %(holder)s: %(reason)s")
    return {
        "title": _("Cannot go on covering: choose other cover"),
        "why": why % said,
        "since": datetime.fromisoformat(asked["at"]),
        "action": _("Choose other cover"),
        "url": reverse("people:absence_edit", args=[asked["cover_for"]["pk"]]),
        "take_back": reverse("tiers:handover_take_back", args=[asked["pk"]]),
    }


# --- Sessions and contacts ------------------------------------------------------------------------


def barriers_in_words(codes):
    return "; ".join(str(Barrier(code).label) for code in codes)


def concern_fact(row):
    """What everybody who follows the person may know: that it was passed on, not what was said."""
    who = _small(AtRisk(row["at_risk"]).label)
    return _("Safeguarding: %(who)s could be harmed. It was passed on.") % {"who": who}


def concern_in_words(row):
    """For the team: who was told, and whether the referral is made."""
    told = _("Told: %(route)s, %(told)s, %(when)s.") % {
        "route": _small(Route(row["route"]).label),
        "told": row["told"],
        "when": moment(datetime.fromisoformat(row["told_at"])),
    }
    made = (
        _("Referral: %(reference)s.") % {"reference": row["reference"]}
        if row["reference"]
        else _("The referral is not recorded as made yet.")
    )
    return " ".join([concern_fact(row), told, made])


def joined_in_words(who):
    return _("Joined by %(who)s.") % {"who": who}


def worked_on_in_words(sessions):
    """What was worked on, the most often first."""
    counted = Counter(name for session in sessions for name in session.worked)
    return "\n".join(f"{name}: {count}" for name, count in counted.most_common())


def burden_in_words(sessions):
    """Who made the way, and what coming cost: ours and theirs (N72, N113)."""
    minutes = sum(session.travel_minutes or 0 for session in sessions)
    way = Counter(session.travelled for session in sessions)
    cost = Counter(session.cost_to_person for session in sessions)
    said = [
        (minutes, _("We travelled %(time)s.") % {"time": duration(minutes)}),
        (
            way[Travelled.WE],
            ngettext("We went to them once.", "We went to them %(n)d times.", way[Travelled.WE])
            % {"n": way[Travelled.WE]},
        ),
        (
            way[Travelled.THEY],
            ngettext("They came to us once.", "They came to us %(n)d times.", way[Travelled.THEY])
            % {"n": way[Travelled.THEY]},
        ),
        (
            cost[CostToPerson.PAID_BACK],
            _("It cost them and was paid back: %(n)d.") % {"n": cost[CostToPerson.PAID_BACK]},
        ),
        (
            cost[CostToPerson.NOT_PAID_BACK],
            _("It cost them and was not paid back: %(n)d.")
            % {"n": cost[CostToPerson.NOT_PAID_BACK]},
        ),
    ]
    return "\n".join(words for counts, words in said if counts)


def contact_with(kind, with_whom):
    if not with_whom:
        return ""
    if kind == ContactKind.JOINT:
        return joined_in_words(with_whom)
    return _("With %(whom)s") % {"whom": with_whom}


def _paragraphs(said):
    return "\n\n".join(f"{what}: {words}" for what, words in said if words)
