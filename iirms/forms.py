"""The house's base form and its fields. A page's own form lives in its app's `forms.py`.

Everything typed comes back on the page with a message that names the field and the way out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .boxes import Renderer, called, capital
from .dates import DateBoxes, DateField, TimeField, at
from .uploads import SentFile

__all__ = [
    "CheckboxesField",
    "DateBoxes",
    "DateField",
    "GovForm",
    "LongTextField",
    "NumberField",
    "RadioField",
    "Renderer",
    "SelectField",
    "TextField",
    "TickField",
    "TimeField",
    "YesNoField",
    "at",
    "whole_number",
]

# Characters a note may have, in a browser and over REST.
LONGEST_NOTE = 20_000
CHOOSE = gettext_lazy("Choose one")

# Nineteen figures may be more than the database's largest number.
WHOLE = re.compile(r"[0-9]{1,18}")


def whole_number(text: str) -> int | None:
    """Out of an address or a hidden box: `isdigit` is true of "²", which `int` cannot read."""
    return int(text) if WHOLE.fullmatch(text) else None


class GovForm(forms.Form):
    """The parent of every form in the service.

    fieldsets: ((legend, (names...)), ...) groups `{{ form }}`; fields left out come last.
    only_orders: of a filter, the names that put a list in order and leave nobody out.
    mark_optional: say "(optional)" after labels; False for filters, where all is.
    box_of: {what a rule calls it: the box it is asked in}, where the two differ.
    """

    use_required_attribute = False
    mark_optional = True
    fieldsets: tuple = ()
    box_of: Mapping[str, str] = MappingProxyType({})
    only_orders: frozenset[str] = frozenset()

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        if self.field_order is None:
            self.order_fields(self._as_on_the_page())

    def _as_on_the_page(self):
        """The error summary lists what is wrong in the order one meets it."""
        placed = [name for _legend, names in self.fieldsets for name in names]
        placed += [name for name in self.fields if name not in placed]
        revealed = self.revealed
        order = []
        for name in placed:
            if name not in revealed:
                order += [name, *(under for under, (asked, _) in revealed.items() if asked == name)]
        return order

    def refuse(self, refusal):
        """Put a rule's refusal (`NotAllowed`) on the page, at its field when it names one."""
        name = getattr(refusal, "field", "")
        name = self.box_of.get(name, name)
        self.add_error(name if name in self.fields else None, str(refusal))

    def need(self, name, message=None):
        """In `clean`: a field that turns out to be needed, given what else was answered."""
        empty = self.cleaned_data.get(name) in (None, "", [])
        if empty and name not in self.errors:
            said = message or self[name].field.error_messages["required"]
            self.add_error(name, ValidationError(said, code="required"))

    @property
    def revealed(self):
        """Names shown under an option instead of in the flow: {name: (question, value)}."""
        return {
            name: (question, value)
            for question, field in self.fields.items()
            for value, names in getattr(field, "reveals", {}).items()
            for name in names
        }

    @property
    def narrows(self):
        """Of a filter: whether it leaves anybody out."""
        return self.is_bound and bool(set(self.changed_data) - self.only_orders)

    def get_context(self):
        context = super().get_context()
        revealed = self.revealed
        shown = {bound.name: bound for bound in self.visible_fields() if bound.name not in revealed}
        sections = [
            (legend, [shown.pop(name) for name in names if name in shown])
            for legend, names in self.fieldsets
        ]
        context["sections"] = [*sections, ("", list(shown.values()))]
        return context

    def _clean_fields(self):
        super()._clean_fields()
        self._pass_over_unrevealed()
        for name in self.fields:
            self._refuse_file(name)

    def _pass_over_unrevealed(self):
        """What hangs under an option not chosen was not asked: no error, no value."""
        for name, (question, value) in self.revealed.items():
            chosen = self[question].data
            chosen = chosen if isinstance(chosen, list) else [chosen]
            if value not in {str(one) for one in chosen}:
                self._errors.pop(name, None)
                self.cleaned_data[name] = self.fields[name].to_python("") or None

    def _refuse_file(self, name):
        if isinstance(self.fields[name], forms.FileField):
            return
        sent = self.data.get(self.add_prefix(name)) or self.files.get(self.add_prefix(name))
        if isinstance(sent, SentFile) or self.add_prefix(name) in self.files:
            self._errors.pop(name, None)
            self.add_error(
                name,
                ValidationError(
                    _("%(Name)s must be typed or pasted as text. The file %(file)s was not kept."),
                    code="file",
                    params={
                        "Name": capital(called(self.fields[name], self[name].label)),
                        "file": sent.name,
                    },
                ),
            )


class House:
    """Options every field of ours takes on top of Django's.

    called: the field's name inside a sentence ("Enter the date you agreed").
    width: 2, 3, 4, 5, 10, 20 (characters) or "one-half", "two-thirds"...
    heading: the label is the page's <h1>. label_size: "s", "m", "l".
    sometimes: needed for some answers, so the label does not say "(optional)"; help_text says when.
    """

    def take(self, kwargs):
        for name in ("called", "heading", "label_size", "prefix", "suffix", "sometimes"):
            if name in kwargs:
                setattr(self, name, kwargs.pop(name))
        attrs = {}
        for name in ("autocomplete", "inputmode", "spellcheck"):
            if name in kwargs:
                attrs[name] = kwargs.pop(name)
        width = kwargs.pop("width", None)
        if width:
            fixed = isinstance(width, int)
            attrs["class"] = f"govuk-input--width-{width}" if fixed else f"govuk-!-width-{width}"
        return attrs


class TextField(House, forms.CharField):
    """One line of text."""

    def __init__(self, *, max_length=200, **kwargs):
        attrs = self.take(kwargs)
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value):
        return re.sub(r"[\t\r\n]+", " ", super().to_python(value))


class LongTextField(House, forms.CharField):
    """Several lines, with a count of what is left."""

    def __init__(self, *, max_length=LONGEST_NOTE, rows=5, **kwargs):
        attrs = {"rows": rows, **self.take(kwargs)}
        kwargs.setdefault("widget", forms.Textarea(attrs=attrs))
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value):
        # Browsers send a line end as two characters; the count on the page says one.
        return super().to_python(value).replace("\r\n", "\n")


class NumberField(House, forms.IntegerField):
    """A whole number in a text box that brings up a number pad."""

    def __init__(self, *, width=3, **kwargs):
        kwargs["width"] = width
        attrs = {"inputmode": "numeric", "spellcheck": "false", **self.take(kwargs)}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**kwargs)

    def to_python(self, value):
        return super().to_python(value.replace(",", "") if isinstance(value, str) else value)


class Choosing(House):
    """hints: {value: text under the option}; reveals: {value: (field names shown when chosen)}.

    A field named in `reveals` is asked, and required, only when its option is chosen.
    """

    def take(self, kwargs):
        self.hints = {str(key): text for key, text in kwargs.pop("hints", {}).items()}
        self.reveals = {str(key): tuple(names) for key, names in kwargs.pop("reveals", {}).items()}
        self.inline = kwargs.pop("inline", False)
        self.small = kwargs.pop("small", False)
        return super().take(kwargs)


class RadioField(Choosing, forms.ChoiceField):
    """Choose one; all options on the page."""

    def __init__(self, **kwargs):
        attrs = self.take(kwargs)
        kwargs.setdefault("widget", forms.RadioSelect(attrs=attrs))
        super().__init__(**kwargs)


class CheckboxesField(Choosing, forms.MultipleChoiceField):
    """Choose any."""

    def __init__(self, **kwargs):
        attrs = self.take(kwargs)
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple(attrs=attrs))
        super().__init__(**kwargs)


class YesNoField(Choosing, forms.TypedChoiceField):
    """Yes or no as True or False; None when it may stay unanswered."""

    def __init__(self, **kwargs):
        kwargs = {
            "choices": [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
            "inline": not kwargs.get("reveals"),
            **kwargs,
        }
        attrs = self.take(kwargs)
        kwargs.setdefault("widget", forms.RadioSelect(attrs=attrs))
        super().__init__(coerce=lambda value: value == "yes", empty_value=None, **kwargs)

    def prepare_value(self, value):
        return {True: "yes", False: "no"}.get(value, value)


class TickField(House, forms.BooleanField):
    """One box to tick. `hint` is help_text."""

    def __init__(self, **kwargs):
        attrs = self.take(kwargs)
        kwargs.setdefault("widget", forms.CheckboxInput(attrs=attrs))
        super().__init__(**kwargs)


class SelectField(House, forms.ChoiceField):
    """A drop-down list, for more than about seven options. `blank` is its first line."""

    def __init__(self, *, blank=CHOOSE, **kwargs):
        self.blank = blank
        attrs = self.take(kwargs)
        kwargs.setdefault("widget", forms.Select(attrs=attrs))
        super().__init__(**kwargs)

    @property
    def choices(self):
        return self._choices

    @choices.setter
    def choices(self, given):
        def with_blank():
            listed = list(given() if callable(given) else getattr(given, "choices", given))
            has_blank = any(value in ("", None) for value, _label in listed)
            return listed if has_blank else [("", self.blank), *listed]

        forms.ChoiceField.choices.fset(self, with_blank)
