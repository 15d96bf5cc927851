"""A candidate in words: what speaks for them, what to weigh, and what the choice would do."""

from datetime import date

from django.template.defaultfilters import floatformat
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.rules import PlaceWish, Specialism, WorkerWishKind
from people.templatetags.words import listed, short_day, short_moment, time_of_day
from tiers.rules import Away, Gender, Welsh

NEAREST = 2
HERE_KM = 0.1


def choices(found, today, *, but=None, along=None):
    """What `WorkerForm` offers: each with a card that shows everything at once. `along`: what of the
    diary would go along to each."""
    along = along or {}
    return [
        {"pk": one.pk, "label": str(one.user), "hint": card(one, today, along.get(one.pk))}
        for one in found
        if not one.barred and one.pk != but
    ]


def card(one, today, along=None):
    return render_to_string(
        "tiers/_candidate.html",
        {
            "who": _who(one),
            "percent": one.then.percent,
            "is_over": one.then.is_over,
            "load": load_in_words(one),
            "sessions": _("%(now)s → %(then)s sessions a week")
            % {"now": floatformat(one.sessions_now), "then": floatformat(one.sessions_then)},
            "speaks_for": speaks_for(one),
            "to_weigh": to_weigh(one, today),
            "distances": distances(one),
            "diary": diary_in_words(along) if along else "",
            "clashes": [clash_in_words(clash) for clash in along.clashes] if along else [],
        },
    )


def _who(one):
    said = [
        str(one.user.get_profession_display()),
        _("%(hours)s hours a week") % {"hours": floatformat(one.user.weekly_hours)},
    ]
    if one.user.speaks_welsh and one.fit.welsh == Welsh.NOT_ASKED:
        said.append(_("works in Welsh"))
    return ", ".join(said)


def load_in_words(one):
    cases = ngettext(
        "%(now)s → %(then)s open case", "%(now)s → %(then)s open cases", one.then.cases
    )
    said = cases % {"now": one.now.cases, "then": one.then.cases}
    if one.then.percent is None:
        return said
    return _("%(cases)s, load %(now)s%% → %(then)s%%") % {
        "cases": said,
        "now": one.now.percent,
        "then": one.then.percent,
    }


def speaks_for(one):
    fit = one.fit
    said = [
        (fit.wish == WorkerWishKind.ASKS_FOR, _("The person asked for them")),
        (fit.gender == Gender.MET, _("Works as the person asks: %(who)s") % {"who": _gender(one)}),
        (fit.welsh == Welsh.MET, _("Works in Welsh, which the person prefers")),
        (fit.worked_before, _worked(one)),
        (fit.in_area, _("Their area: %(units)s") % {"units": listed(one.areas)}),
        (
            fit.specialism,
            _("Particular focus: %(what)s") % {"what": _focus(one.wanted_specialisms)},
        ),
    ]
    return [words for true, words in said if true]


def _gender(one):
    return str(one.user.get_works_as_display()).lower()


def _focus(names):
    return listed([str(Specialism(name).label).lower() for name in names])


def _worked(one):
    if one.worked_from is None:
        return ""
    words = {"from": _month(one.worked_from)}
    if one.worked_until is None:
        return _("Works with the person already, since %(from)s") % words
    until = _month(one.worked_until)
    if until == words["from"]:
        return _("Worked with the person before, in %(from)s") % words
    return _("Worked with the person before, %(from)s to %(until)s") % {**words, "until": until}


def _month(day: date):
    return date_format(day, "F Y")


def to_weigh(one, today):
    fit = one.fit
    other_areas = bool(one.areas) and not fit.in_area
    rest = [name for name in one.specialisms if name not in one.wanted_specialisms]
    said = [
        (fit.wish == WorkerWishKind.NOT_WITH, _("The person would not work with them")),
        (one.named_to_avoid, _("Named among those the person must not meet: read it above")),
        (fit.gender == Gender.NOT_MET, _("Not the gender of worker the person asks for")),
        (fit.gender == Gender.UNKNOWN, _("Has not said how to answer a wish for a woman or a man")),
        (fit.welsh == Welsh.NOT_MET, _("Does not work in Welsh, which the person prefers")),
        (fit.away != Away.NO, away_in_words(one, today)),
        (bool(one.covers), _covers(one)),
        (one.then.is_over, _("More than their hours allow")),
        (one.then.percent is None, _("No hours a week are recorded, so the load cannot be said")),
        (other_areas, _("Their area is elsewhere: %(units)s") % {"units": listed(one.areas)}),
        (bool(rest), _("Other focus: %(what)s") % {"what": _focus(rest)}),
    ]
    return [words for true, words in said if true]


def away_in_words(one, today):
    if one.fit.away == Away.NO:
        return ""
    words = {"from": short_day(one.away_from), "cover": one.covered_by}
    words["until"] = short_day(one.away_until) if one.away_until else ""
    if one.away_from <= today:
        said = _("Away now, until %(until)s") if words["until"] else _("Away now, no day of return")
    else:
        said = _("Away %(from)s to %(until)s") if words["until"] else _("Away from %(from)s")
    if words["cover"]:
        return _("%(away)s; %(cover)s covers") % {"away": said % words, "cover": words["cover"]}
    return said % words


def _covers(one):
    names = listed([row["name"] for row in one.covers])
    return _("Covers for %(names)s today") % {"names": names}


def distances(one):
    """The nearest places, and how the person knows them."""
    return [_distance(*near) for near in one.distances[:NEAREST]]


def _distance(km, place, wish):
    words = {
        "km": round(km) if km >= 10 else floatformat(km),
        "place": place,
        "how": str(PlaceWish(wish).label).lower() if wish else _("where the person is now"),
    }
    if km < HERE_KM:
        return _("based at %(place)s (%(how)s)") % words
    return _("%(km)s km to %(place)s (%(how)s)") % words


def diary_in_words(along):
    count = len(along.clashes)
    if not count:
        return ngettext(
            "The %(planned)s planned session goes along",
            "All %(planned)s planned sessions go along",
            along.planned,
        ) % {"planned": along.planned}
    if along.planned == 1:
        return _("The planned session clashes:")
    return ngettext(
        "Of %(planned)s planned sessions %(count)s clashes:",
        "Of %(planned)s planned sessions %(count)s clash:",
        count,
    ) % {"planned": along.planned, "count": count}


def clash_in_words(clash):
    """No name: what else is planned may be about somebody whom the lead must not see."""
    when = short_moment(clash.session.planned_for)
    if clash.other is None:
        return _("%(when)s: away that day") % {"when": when}
    return _("%(when)s: has something planned from %(starts)s, %(minutes)s minutes") % {
        "when": when,
        "starts": time_of_day(clash.other.starts),
        "minutes": clash.other.minutes,
    }
