"""What one decides on, on one screen, beside the moves: for those who decide, until they have."""

from __future__ import annotations

from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.figures import mappa_in_words
from people.models import LocationKind, Rosh
from people.permissions import Permission
from people.templatetags.words import day
from referrals import rules
from referrals.forms import ROSH_LABELS
from referrals.models import Referral
from referrals.rules import Status

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
            _where(referral, today),
            _ready(referral),
            Fact(_("Hoped for"), _lines(referral.hope_wellbeing, referral.hope_risk)),
            Fact(_("Worries in a room"), referral.room_worries),
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
    said = ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    return Fact(_("Since it was sent"), said)


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
    if person.mappa_level:
        levels.append(mappa_in_words(person))
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


def _ready(referral):
    said = _lines(referral.get_readiness_display(), referral.readiness_note)
    later = referral.readiness != rules.Readiness.READY
    tag = ("soon", _("Ask about this")) if later else ()
    return Fact(_("Readiness"), said, *tag)


def _wishes(referral):
    return Fact(
        _("Their wishes"),
        _lines(referral.venue_wish, referral.worker_wish, referral.venue_worries),
    )


def _lines(*said):
    return "\n".join(str(one) for one in said if one)
