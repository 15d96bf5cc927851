"""What one decides on, on one screen, beside the moves: for those who decide, until they have."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.figures import mappa_in_words, places_in_words, registers_in_words
from people.models import LocationKind
from people.permissions import Permission
from people.rules import Rosh
from people.templatetags.words import day, days_in_words
from referrals import rules
from referrals.forms import ROSH_LABELS
from referrals.models import Referral
from referrals.rules import Consent, ReadinessFactor, Status, Tier

TO_DECIDE = frozenset({Status.SUBMITTED, Status.INFORMATION_REQUESTED})
# More than these is a history to read on the person's page.
EARLIER = 5


class Fact(NamedTuple):
    key: str
    value: str
    tone: str = ""
    tag: str = ""


def glance(referral, user, now):
    """The facts for one who decides, while there is something to decide; else None. The person
    stands on the referral as `given.known_person` put them there."""
    if referral.status not in TO_DECIDE or not user.can(
        Permission.REFERRAL_DECIDE, referral.team_id
    ):
        return None
    today = timezone.localdate(now)
    return {
        "facts": [
            _waits(referral, today),
            _screened(referral),
            _risk(referral.service_user),
            Fact(_("MAPPA"), mappa_in_words(referral.service_user)),
            Fact(_("Registers"), registers_in_words(referral.service_user)),
            Fact(_("What worries"), _lines(referral.risk_summary, referral.room_worries)),
            _where(referral, today),
            _ends(referral, today),
            _ready(referral),
            _consent(referral),
            Fact(_("Hoped for"), _lines(referral.hope_wellbeing, referral.hope_risk)),
            _wishes(referral),
        ],
        "earlier": earlier(referral, user),
    }


def earlier(referral, user):
    """What was asked for this person before, at any tier, newest first: work under way included."""
    return list(
        Referral.objects.visible_to(user)
        .filter(service_user_id=referral.service_user_id)
        .exclude(pk=referral.pk)
        .exclude(status__in=[Status.DRAFT, Status.DISCARDED])
        .order_by("-submitted_at", "-pk")[:EARLIER]
    )


def _waits(referral, today):
    days = (today - timezone.localdate(referral.submitted_at)).days
    return Fact(_("Since it was sent"), days_in_words(days) if days else _("today"))


def _screened(referral):
    screening = getattr(referral, "screening", None)
    if screening is None:
        return Fact(_("Eligibility"), _("Not screened"), "soon", _("Look"))
    fine = screening.outcome in rules.OPENS_TIER_2_AND_3
    tag = ("good", _("Open to this tier")) if fine else ("soon", _("Look"))
    return Fact(_("Eligibility"), screening.get_outcome_display(), *tag)


def _risk(person):
    """Every group with its level; high ones carry a tag, and what nobody recorded says so."""
    levels = [
        f"{label}: {getattr(person, f'get_{name}_display')() or _('not recorded')}"
        for name, label in ROSH_LABELS.items()
    ]
    high = person.highest_rosh in (Rosh.HIGH, Rosh.VERY_HIGH)
    tag = ("soon", str(person.highest_rosh.label)) if high else ()
    return Fact(_("Risk of serious harm"), "\n".join(levels), *tag)


def _where(referral, today):
    """Where they are, and how near a release is, as the person bar loaded them."""
    person = referral.service_user
    kind = str(LocationKind(person.bar_kind).label) if person.bar_kind else _("Not recorded")
    if person.bar_release is None:
        unknown = person.bar_kind == LocationKind.CUSTODY
        return Fact(
            _("Where they are"), _lines(kind, _("No release date is known") if unknown else "")
        )
    days = (person.bar_release - today).days
    said = ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}
    when = _("Release %(day)s, %(in_days)s") % {"day": day(person.bar_release), "in_days": said}
    if days < 0:
        when = _("Release was expected on %(day)s") % {"day": day(person.bar_release)}
    near = 0 <= days <= referral.team.policy.release_near_days
    tag = ("soon", _("Release near")) if near else ()
    return Fact(_("Where they are"), _lines(kind, when), *tag)


def _ends(referral, today):
    """Until when there is time for the work."""
    person = referral.service_user
    ends = [
        (_("Sentence or order: %(day)s"), person.sentence_ends_on),
        (_("Licence: %(day)s"), person.licence_ends_on),
    ]
    known = [on for _words, on in ends if on]
    work_by = today + timedelta(days=referral.team.policy.target_days(referral.tier))
    tag = ("soon", _("Little time")) if known and max(known) < work_by else ()
    said = [words % {"day": day(on)} for words, on in ends if on]
    return Fact(_("Until when"), _lines(*said), *tag)


def _consent(referral):
    """What the person says. Tier 1 advises the PP: nobody is asked there."""
    if referral.tier == Tier.ONE:
        return Fact(_("Agrees"), _("Not asked at Tier 1"))
    tag = () if referral.consent == Consent.AGREED else ("soon", _("Ask about this"))
    return Fact(_("Agrees"), referral.get_consent_display(), *tag)


def _ready(referral):
    factors = [str(ReadinessFactor(one).label) for one in referral.readiness_factors]
    said = _lines(referral.get_readiness_display(), *factors, referral.readiness_note)
    later = referral.readiness != rules.Readiness.READY
    tag = ("soon", _("Ask about this")) if later else ()
    return Fact(_("Readiness"), said, *tag)


def _wishes(referral):
    """Where and with whom; each place they have spoken of under what they say of it."""
    person = referral.service_user
    places = [f"{wish}: {names}" for wish, names in places_in_words(person) if names]
    meet = _("Must not meet: %(who)s") % {"who": person.must_not_meet}
    return Fact(
        _("Places and wishes"),
        _lines(
            *places,
            referral.venue_wish,
            referral.venue_worries,
            meet if person.must_not_meet else "",
            referral.worker_wish,
        ),
    )


def _lines(*said):
    return "\n".join(str(one) for one in said if one)
