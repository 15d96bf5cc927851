"""Days and times as people type them: three boxes, or 23/11/2026 pasted into one; 9:30am, 14:00."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import NoReturn

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.templatetags.words import time_in_words

MONTHS = {
    1: ("january", "ionawr"),
    2: ("february", "chwefror"),
    3: ("march", "mawrth"),
    4: ("april", "ebrill"),
    5: ("may", "mai"),
    6: ("june", "mehefin"),
    7: ("july", "gorffennaf"),
    8: ("august", "awst"),
    9: ("september", "medi"),
    10: ("october", "hydref"),
    11: ("november", "tachwedd"),
    12: ("december", "rhagfyr"),
}
YEARS = range(1900, 2101)

ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
NUMBERS = re.compile(r"([0-9]{1,2})\s*[/.\- ]\s*([0-9]{1,2})\s*[/.\- ]\s*([0-9]{4})")
WORDS = re.compile(
    r"(?:[^\W\d]+,?\s+)?([0-9]{1,2})(?:st|nd|rd|th)?[\s\-]+([^\W\d]+)\.?,?[\s\-]+([0-9]{4})"
)
CLOCK = re.compile(r"([0-9]{1,2})(?:[:.]?([0-9]{2}))?\s*([ap])?\.?\s*(?:m\.?)?")

DAY, MONTH, YEAR = 0, 1, 2


def month_number(text: str) -> int | None:
    """The month of a number or a name, English or Welsh, in full or its first letters."""
    text = text.strip().lower().rstrip(".")
    if re.fullmatch(r"[0-9]{1,4}", text):
        return int(text) if 1 <= int(text) <= 12 else None
    if len(text) < 3:
        return None
    for number, names in MONTHS.items():
        if any(name.startswith(text) for name in names):
            return number
    return None


def read_day(text: str) -> date | None:
    """A whole date typed or pasted as one piece, or None when it cannot be read as one."""
    text = text.strip()
    if match := ISO.fullmatch(text):
        year, month, day = match.groups()
    elif match := NUMBERS.fullmatch(text) or WORDS.fullmatch(text):
        day, month, year = match.groups()
    else:
        return None
    number = month_number(month)
    try:
        return date(int(year), number, int(day)) if number and int(year) in YEARS else None
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    """9:30am, 9.30, 14:00, 0930, 2pm, noon. None when it is no time.

    Raises Ambiguous for 2:30, which nobody means as the middle of the night.
    """
    text = text.strip().lower()
    if text in {"noon", "midday", "hanner dydd"}:
        return time(12)
    if text in {"midnight", "hanner nos"}:
        return time(0)
    match = CLOCK.fullmatch(text)
    if not match or len(text) < 3:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half:
        return _time_of_half(hour, minute, half)
    if 1 <= hour <= 6 and not match[1].startswith("0"):
        raise Ambiguous(f"{hour}:{minute:02}")
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _time_of_half(hour: int, minute: int, half: str) -> time | None:
    if not 1 <= hour <= 12 or minute > 59:
        return None
    return time(hour % 12 + (12 if half == "p" else 0), minute)


class Ambiguous(Exception):
    """An hour that could be of the night or of the afternoon."""


def at(day: date, clock: time) -> datetime:
    """The moment of a day and a time typed into two fields, in Europe/London."""
    return timezone.make_aware(datetime.combine(day, clock))


class DateBoxes(forms.MultiWidget):
    """Day, month, year. A whole date under the plain name, or pasted in one box, is read too."""

    template_name = "django/forms/widgets/date_boxes.html"
    use_fieldset = True

    def __init__(self, attrs=None):
        self.faults = set()
        super().__init__(dict.fromkeys(("day", "month", "year"), forms.TextInput), attrs)

    def decompress(self, value):
        if isinstance(value, str):
            value = read_day(value) or value
        if isinstance(value, date):
            return [value.day, value.month, value.year]
        return [value or "", "", ""]

    def value_from_datadict(self, data, files, name):
        if name in data:
            return data[name]
        return super().value_from_datadict(data, files, name)

    def value_omitted_from_data(self, data, files, name):
        return name not in data and super().value_omitted_from_data(data, files, name)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        labels = (_("Day"), _("Month"), _("Year"))
        for index, box in enumerate(context["widget"]["subwidgets"]):
            box["box_label"] = labels[index]
            box["wrong"] = index in self.faults
            box["width"] = 4 if index == YEAR else 2
        return context


class DateField(forms.Field):
    """A day. Cleans to `datetime.date`."""

    widget = DateBoxes

    def __init__(self, *, autocomplete="", **kwargs):
        self.called = kwargs.pop("called", "")
        self.heading = kwargs.pop("heading", False)
        self.label_size = kwargs.pop("label_size", "")
        self.sometimes = kwargs.pop("sometimes", False)
        # "bday" fills the three boxes from what the browser knows about the person typing.
        self.autocomplete = autocomplete
        super().__init__(**kwargs)

    def to_python(self, value):
        if isinstance(value, datetime):
            return timezone.localdate(value)
        if isinstance(value, date):
            return value
        parts = [value] if isinstance(value, str) else list(value or [])
        parts = [str(part or "").strip() for part in parts]
        filled = [part for part in parts if part]
        if not filled:
            return None
        if len(filled) == 1 and (whole := read_day(filled[0])):
            return whole
        if len(parts) != 3:
            raise ValidationError(
                _("%(Name)s must be a real date, like 23 11 2026"),
                code="invalid",
                params=self._words(),
            )
        return self._join(parts)

    def _join(self, parts):
        missing = {index for index, part in enumerate(parts) if not part}
        if missing:
            names = [(_("a day"), _("a month"), _("a year"))[index] for index in sorted(missing)]
            raise ValidationError(
                _("%(Name)s must include %(parts)s"),
                code="incomplete",
                params={**self._words(), "parts": _(" and ").join(names), "boxes": missing},
            )
        day, month, year = parts
        number = month_number(month)
        if not number:
            self._not_real({MONTH})
        if not re.fullmatch(r"[0-9]{4}", year) or int(year) not in YEARS:
            raise ValidationError(
                _("%(Name)s must have a year of 4 numbers, like 2026"),
                code="year",
                params={**self._words(), "boxes": {YEAR}},
            )
        try:
            return date(int(year), number, int(day))
        except (ValueError, OverflowError):
            self._not_real({DAY})

    def _not_real(self, boxes: set[int]) -> NoReturn:
        raise ValidationError(
            _("%(Name)s must be a real date, like 23 11 2026"),
            code="invalid",
            params={**self._words(), "boxes": boxes},
        )

    def _words(self):
        name = self.in_sentence
        return {"Name": name[:1].upper() + name[1:]}

    # The bound field sets it; a field on its own still has words to say.
    in_sentence = gettext_lazy("the date")

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


class TimeField(forms.Field):
    """A time of day. Cleans to `datetime.time`."""

    def __init__(self, **kwargs):
        self.called = kwargs.pop("called", "")
        self.label_size = kwargs.pop("label_size", "")
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "govuk-input--width-5"}))
        kwargs.setdefault("help_text", gettext_lazy("For example, 9:30am or 14:00"))
        super().__init__(**kwargs)

    in_sentence = gettext_lazy("the time")

    def prepare_value(self, value):
        return time_in_words(value) if isinstance(value, time) else value

    def to_python(self, value):
        if isinstance(value, time) or value in self.empty_values:
            return value or None
        try:
            read = read_time(str(value))
        except Ambiguous as unsure:
            raise ValidationError(
                _(
                    "Say whether %(time)s is in the morning or the afternoon: %(time)sam or %(time)spm"
                ),
                code="ambiguous",
                params={"time": str(unsure)},
            ) from None
        if read is None:
            name = str(self.in_sentence)
            raise ValidationError(
                _("%(Name)s must be a time, like 9:30am or 14:00"),
                code="invalid",
                params={"Name": name[:1].upper() + name[1:]},
            )
        return read
