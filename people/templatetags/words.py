"""Days, times and lists as people say them. `{% load words %}`.

Every filter takes nothing (None, "") quietly and gives "". They speak the language of the sentence they
stand in, which is not always the reader's: see `sentences_in`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from functools import wraps
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

register = template.Library()

# How urgent or how settled a status is; components/tag.html gives each tone a colour and a shape.
TONES = {
    "DRAFT": "quiet",
    "SUBMITTED": "calm",
    "IN_REVIEW": "calm",
    "INFORMATION_REQUESTED": "soon",
    "ACCEPTED": "calm",
    "WAITING": "calm",
    "ALLOCATED": "good",
    "SENT": "calm",
    "REFUSED": "soon",
    "ABSENT": "soon",
    "APPEALED": "soon",
    "STARTED": "good",
    "DECLINED": "quiet",
    "REDIRECTED": "quiet",
    "WITHDRAWN": "quiet",
    "CLOSED": "quiet",
    "OPEN": "calm",
    "PAUSED": "soon",
    "ENDING": "plum",
    "ENDED": "quiet",
    "PLANNED": "calm",
    "HELD": "good",
    "MISSED": "soon",
    "CANCELLED": "quiet",
    "AGREED": "calm",
    "DONE": "good",
    "COMPLETED": "good",
    "DUE": "calm",
    "SOON": "soon",
    "AT_RISK": "soon",
    "LATE": "now",
    "OVERDUE": "now",
    "ACTION": "now",
    "ASKED": "soon",
    "TAKEN": "calm",
    "BOOKED": "calm",
    "ANSWERED": "good",
    "OFFERED": "quiet",
    "INFORMATION": "calm",
}


_sentences: ContextVar[str | None] = ContextVar("sentences", default=None)


@contextmanager
def sentences_in(language: str) -> Iterator[None]:
    """While the sentences of a page are in this language whatever the reader chose, so are its days."""
    before = _sentences.set(language)
    try:
        yield
    finally:
        _sentences.reset(before)


def as_its_sentence(say: Callable[..., str]) -> Callable[..., str]:
    @wraps(say)
    def said(*given: Any) -> str:
        language = _sentences.get()
        if language is None:
            return say(*given)
        with override(language):
            return say(*given)

    return said


@as_its_sentence
def time_in_words(clock: time) -> str:
    """9:30am, 2pm, midday, midnight."""
    if (clock.hour, clock.minute) == (12, 0):
        return _("midday")
    if (clock.hour, clock.minute) == (0, 0):
        return _("midnight")
    minutes = f":{clock.minute:02}" if clock.minute else ""
    return f"{clock.hour % 12 or 12}{minutes}{'am' if clock.hour < 12 else 'pm'}"


def _day(value):
    if isinstance(value, datetime):
        return timezone.localdate(value) if timezone.is_aware(value) else value.date()
    return value


def _today(given):
    return _day(given) if given else timezone.localdate()


@register.filter
@as_its_sentence
def day(value):
    """23 November 2026"""
    return date_format(_day(value), "j F Y") if value else ""


@register.filter
@as_its_sentence
def short_day(value):
    """23 Nov"""
    return date_format(_day(value), "j M") if value else ""


@register.filter
@as_its_sentence
def week_day(value):
    """Monday 23 November"""
    return date_format(_day(value), "l j F") if value else ""


@register.filter
@as_its_sentence
def short_week_day(value):
    """Mon 23 Nov"""
    return date_format(_day(value), "D j M") if value else ""


@register.filter
@as_its_sentence
def time_of_day(value):
    """9:30am, 2pm, midday"""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
        value = value.time()
    return time_in_words(value)


@register.filter
@as_its_sentence
def moment(value):
    """23 November 2026 at 9:30am"""
    if not value:
        return ""
    return _("%(day)s at %(time)s") % {"day": day(value), "time": time_of_day(value)}


@register.filter
@as_its_sentence
def short_moment(value):
    """Mon 23 Nov, 9:30am"""
    return f"{short_week_day(value)}, {time_of_day(value)}" if value else ""


@register.filter
@as_its_sentence
def days_ago(value, today=None):
    """today, yesterday, 6 days ago, tomorrow, in 3 days. Pass the view's own day: |days_ago:today"""
    if not value:
        return ""
    gone = (_today(today) - _day(value)).days
    if gone == 0:
        return _("today")
    if gone == 1:
        return _("yesterday")
    if gone == -1:
        return _("tomorrow")
    if gone > 0:
        return ngettext("%(n)d day ago", "%(n)d days ago", gone) % {"n": gone}
    return ngettext("in %(n)d day", "in %(n)d days", -gone) % {"n": -gone}


@register.filter
@as_its_sentence
def near_day(value, today=None):
    """today, tomorrow or yesterday when it is; otherwise Mon 23 Nov, with its year when that is another"""
    if not value:
        return ""
    if abs((_today(today) - _day(value)).days) <= 1:
        return days_ago(value, today)
    its_day = _day(value)
    if its_day.year != _today(today).year:
        return f"{short_week_day(value)} {its_day.year}"
    return short_week_day(value)


@register.filter
@as_its_sentence
def near_moment(value, today=None):
    """today at 9:30am; Mon 23 Nov at 9:30am"""
    if not value:
        return ""
    return _("%(day)s at %(time)s") % {"day": near_day(value, today), "time": time_of_day(value)}


@register.filter
@as_its_sentence
def days_since(value, today=None):
    """How many days since, in words: 31 days. For 'waiting 31 days'."""
    if not value:
        return ""
    return days_in_words((_today(today) - _day(value)).days)


@register.filter
@as_its_sentence
def days_in_words(count):
    """1 day, 31 days"""
    if count is None or count == "":
        return ""
    return ngettext("%(n)d day", "%(n)d days", count) % {"n": count}


@register.filter
@as_its_sentence
def duration(minutes):
    """1 hour 40 minutes"""
    if minutes in (None, ""):
        return ""
    hours, left = divmod(int(minutes), 60)
    said = []
    if hours:
        said.append(ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours})
    if left or not hours:
        said.append(ngettext("%(n)d minute", "%(n)d minutes", left) % {"n": left})
    return " ".join(said)


@register.filter
@as_its_sentence
def listed(values):
    """a, b and c"""
    said = [str(value) for value in values or [] if str(value)]
    if len(said) < 2:
        return "".join(said)
    return _("%(many)s and %(last)s") % {"many": ", ".join(said[:-1]), "last": said[-1]}


@register.filter
def tone(status):
    """calm, good, soon, now, plum or quiet, for components/tag.html"""
    return TONES.get(str(getattr(status, "value", status)), "calm")


@register.filter
def at_most(number, limit):
    """A bar that is over full is drawn full; the words beside it say by how much."""
    return min(number or 0, limit)


@register.filter
def whole(value):
    """A date with no time is `date`; the template need not ask which it was given."""
    return isinstance(value, date) and not isinstance(value, datetime)
