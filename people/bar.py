"""The bar on every page about a person: who this is, where, how to reach them safely."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from people.figures import language_in_words
from people.models import LocationKind, ServiceUser, User
from people.rules import MappaLevel
from people.templatetags.words import day, short_day


def person_bar(service_user: ServiceUser, user: User, now: datetime) -> dict[str, Any]:
    """For components/person_bar.html. No statement when the person came from
    `ServiceUser.objects.visible_to(user).for_bar(day)`; one when not."""
    today = timezone.localdate(now)
    if not hasattr(service_user, "bar_kind"):
        loaded = ServiceUser.objects.visible_to(user).for_bar(today)
        found = loaded.filter(pk=service_user.pk).first()
        if found is None:
            return _name_alone(service_user)
        service_user = found
    return {
        "pk": service_user.pk,
        "display_name": service_user.display_name,
        "pronouns": service_user.pronouns,
        "crn": service_user.identifier,
        "age": service_user.age_on(today),
        "language_note": language_in_words(service_user),
        "where_now": _where(service_user),
        "risk_line": _risk(service_user),
        "pp_name": str(service_user.pp) if service_user.pp else "",
        "cover_note": _cover(service_user),
        "alerts": _alerts(service_user),
        "url": _address(service_user),
    }


def _name_alone(service_user: ServiceUser) -> dict[str, Any]:
    """A page may speak of a person whose record its reader no longer reaches: who it is, no more."""
    unsaid = ("age", "language_note", "where_now", "risk_line", "pp_name", "cover_note", "url")
    return {
        "pk": service_user.pk,
        "display_name": service_user.display_name,
        "pronouns": service_user.pronouns,
        "crn": service_user.identifier,
        **dict.fromkeys(unsaid, ""),
        "alerts": [],
    }


def _where(person: Any) -> str:
    if not person.bar_kind:
        return ""
    place = person.bar_venue or person.bar_place
    said = [str(LocationKind(person.bar_kind).label), place]
    if person.bar_release:
        said.append(_("release %(day)s") % {"day": day(person.bar_release)})
    return ", ".join(part for part in said if part)


def _risk(person: ServiceUser) -> str:
    said = []
    if person.highest_rosh:
        said.append(_("RoSH %(level)s") % {"level": str(person.highest_rosh.label).lower()})
    if person.mappa_level and person.mappa_level != MappaLevel.NONE:
        said.append(_("MAPPA %(level)s") % {"level": person.mappa_level})
    return " · ".join(said)


def _cover(person: Any) -> str:
    """Who to ring while the PP is away; failing that, the cover named for this person (N30)."""
    cover = (person.bar_cover or "").strip() or (str(person.cover_pp) if person.cover_pp else "")
    if not person.bar_away:
        return _("cover: %(name)s") % {"name": cover} if cover else ""
    words = {
        "name": cover,
        "day": short_day(person.bar_back_after) if person.bar_back_after else "",
    }
    if cover and words["day"]:
        return _("away, cover: %(name)s until %(day)s") % words
    if cover:
        return _("away, cover: %(name)s") % words
    if words["day"]:
        return _("away until %(day)s, no cover named") % words
    return _("away, no cover named")


def _alerts(person: ServiceUser) -> list[str]:
    said = []
    if person.telephone and not person.safe_to_leave_message:
        said.append(_("Do not leave a message"))
    if person.must_not_meet:
        said.append(_("Must not meet: see their details"))
    if person.is_restricted or person.has_exclusions:
        said.append(_("Limited access: share nothing with colleagues who cannot see this record"))
    return said


def _address(person: ServiceUser) -> str:
    """The person's page stands above this app, so it is known by its name alone."""
    try:
        return reverse("reports:person", args=[person.pk])
    except NoReverseMatch:
        return ""
