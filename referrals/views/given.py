"""What each step begins with: the draft's own answers, and what the person's record already holds."""

from __future__ import annotations

from django.utils.translation import gettext as _

from people.figures import language_in_words
from people.models import LocationKind, ServiceUser, with_safety
from people.templatetags.words import day
from people.views.safety import places_given, registers_given
from referrals.models import Agency, ReleaseItem
from referrals.rules import Step

from .screening import screening_given

ROSH = ("rosh_public", "rosh_children", "rosh_known_adult", "rosh_staff")
SAID = (
    "preferred_name",
    "pronouns",
    "prefers_welsh",
    "interpreter_language",
    "adjustments",
    "must_not_meet",
    "worker_gender",
)


def initial_for(referral, step, user):
    given = {name: value for name, value in referral.answers().items() if value not in ("", None)}
    given |= {"version": referral.version, "person_version": referral.service_user.version}
    return given | EXTRA.get(step, _nothing)(referral, user)


def _nothing(referral, user):
    return {}


def _person(referral, user):
    return {name: getattr(referral.service_user, name) for name in SAID}


def _risk(referral, user):
    person = referral.service_user
    risk = {name: getattr(person, name) for name in (*ROSH, "mappa_level", "mappa_category")}
    return risk | registers_given(person, user)


def _places(referral, user):
    return places_given(referral.service_user, user)


def _network(referral, user):
    rows = Agency.objects.visible_to(user).filter(referral=referral)
    return {"agencies": list(rows.order_by("position").values("service", "contact", "says"))}


def _hopes(referral, user):
    """The release plan is asked about where there is one: of who is inside, or was lately."""
    rows = ReleaseItem.objects.visible_to(user).filter(referral=referral)
    items = list(rows.order_by("position").values("what", "need", "by_whom"))
    kind = getattr(referral.service_user, "bar_kind", None)
    inside = kind in (LocationKind.CUSTODY, LocationKind.APPROVED_PREMISES)
    return {"release_items": items, "asks_release": inside or bool(items)}


EXTRA = {
    Step.PERSON: _person,
    Step.ELIGIBILITY: screening_given,
    Step.HOPES: _hopes,
    Step.RISK: _risk,
    Step.READINESS: _places,
    Step.NETWORK: _network,
}


def known_person(referral, user, day):
    """The person with all that the pages of a referral say of them, in one statement.

    None where the reader follows a referral of somebody they no longer reach.
    """
    people = with_safety(ServiceUser.objects.visible_to(user).for_bar(day))
    person = people.filter(pk=referral.service_user_id).first()
    if person is not None:
        referral.service_user = person
    return person


def person_rows(person):
    """What the record holds, for one tick: (question, answer), an empty answer said to be so."""
    return [
        (_("Name"), f"{person.given_name} {person.family_name}"),
        (_("Likes to be called"), person.preferred_name),
        (_("Pronouns"), person.pronouns),
        (_("CRN") if person.crn else _("Number"), person.identifier),
        (_("Date of birth"), day(person.date_of_birth)),
        (_("Where they live"), where_in_words(person)),
        (
            _("Language"),
            language_in_words(person) or _("Neither Welsh nor an interpreter asked for"),
        ),
        (_("Adjustments they need"), person.adjustments),
        (_("Who they must not meet"), person.must_not_meet),
        (_("Worker they ask for"), person.get_worker_gender_display()),
    ]


def where_in_words(person):
    """Custody says the establishment, the release date or why none is known, and where to."""
    if not getattr(person, "bar_kind", None):
        return ""
    said = [str(LocationKind(person.bar_kind).label), person.bar_venue or person.bar_place]
    if person.bar_release:
        said.append(_("release expected %(day)s") % {"day": day(person.bar_release)})
    if person.unknown_release:
        said.append(_("release date not known: %(why)s") % {"why": person.unknown_release})
    if person.then_to:
        said.append(_("then to %(place)s") % {"place": person.then_to})
    return ", ".join(part for part in said if part)
