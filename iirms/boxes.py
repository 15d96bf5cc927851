"""How one box on a form looks and speaks: its classes, its error's address, its messages.

`iirms.forms` has the fields and the base form; the templates are in templates/django/forms/.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext as _

from .dates import DateBoxes
from .unseen import UNSEEN

# --- what a label is called inside a sentence -------------------------------------------------


def called(field: forms.Field, label: Any) -> str:
    """The label as it stands in the middle of a sentence: `Date of birth` -> `date of birth`."""
    given = getattr(field, "called", None)
    if given:
        return str(given)
    text = str(label).strip()
    if len(text) > 1 and (text[1].islower() or text[1] == "-"):
        text = text[0].lower() + text[1:]
    return text


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# A label that begins so takes no "the": "Select who missed it", "Enter your e-mail address".
NO_ARTICLE = re.compile(
    r"(an?|the|your|their|our|any|this|who|what|when|where|how|why|which|whether)\b"
)


def missing(words: dict[str, str], kind: str, *, bare: Any) -> str:
    if words["name"].endswith("?"):
        return _("Answer “%(Name)s”") % words
    if kind == "tick":
        return _("Tick to confirm: %(name)s") % words
    if kind in {"radios", "checkboxes", "select"}:
        return (_("Select %(name)s") if bare else _("Select the %(name)s")) % words
    return (_("Enter %(name)s") if bare else _("Enter the %(name)s")) % words


def messages_for(field: forms.Field, label: Any, kind: str) -> dict[str, str]:
    """GOV.UK error messages in place of Django's, which name no field."""
    name = called(field, label)
    bare = getattr(field, "called", None) or NO_ARTICLE.match(name)
    plain = {"name": name, "Name": capital(name)}
    # Django fills in values of its own by % where there are any, so a % in a label is doubled.
    words = {key: text.replace("%", "%%") for key, text in plain.items()}
    found = {
        "required": missing(plain, kind, bare=bare),
        "invalid_choice": _("%(Name)s must be one of the choices shown") % words,
        "invalid_list": _("%(Name)s must be one of the choices shown") % words,
    }
    if isinstance(field, forms.IntegerField):
        found["invalid"] = _not_a_number(plain, field.min_value, field.max_value)
        for code, limit in (("min_value", field.min_value), ("max_value", field.max_value)):
            if limit is not None:
                found[code] = _number_limit(code, words, limit)
    if isinstance(field, forms.EmailField):
        found["invalid"] = _("Enter an e-mail address in full, like name@example.com")
    if isinstance(field, forms.CharField) and field.max_length:
        limit = {**words, "limit": f"{field.max_length:,}"}
        found["max_length"] = (
            _("%(Name)s must be %(limit)s characters or fewer.") % limit
            + " "
            + _("It has %(now)s now; nothing has been lost, shorten it below.")
        )
    return found


LIKELY = 60


def _not_a_number(words: dict[str, str], least: Any, most: Any) -> str:
    """An example that the box would take, or else what it takes."""
    if (least is None or least <= LIKELY) and (most is None or most >= LIKELY):
        return _("%(Name)s must be a number, like %(example)s") % {**words, "example": LIKELY}
    return _("%(Name)s must be a number from %(least)s to %(most)s") % {
        **words,
        "least": 0 if least is None else least,
        "most": most,
    }


def _number_limit(code: str, words: dict[str, str], limit: Any) -> str:
    filled = {**words, "limit": limit}
    if code == "min_value":
        return _("%(Name)s must be %(limit)s or more") % filled
    return _("%(Name)s must be %(limit)s or less") % filled


def speak_plainly(field: forms.Field, label: Any, kind: str) -> None:
    """Replace Django's stock messages; a message the form's author wrote stays."""
    stock: dict[str, Any] = {}
    for family in reversed(type(field).__mro__):
        stock.update(getattr(family, "default_error_messages", {}))
    for code, text in messages_for(field, label, kind).items():
        given = field.error_messages.get(code)
        if given is None or given is stock.get(code):
            field.error_messages[code] = text


class Typed:
    """Refuse characters nobody typed on purpose: PostgreSQL or a reader would stumble on them."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, value: Any) -> None:
        if UNSEEN.search(str(value)):
            raise ValidationError(
                _(
                    "%(Name)s held characters that cannot be seen, often brought in by copying from"
                    " another program. We took them out: check the text below and send it again."
                ),
                code="unseen_characters",
                params={"Name": capital(self.name)},
            )


class Fits:
    """Not longer than it may be, said with how long it is."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, value: Any) -> None:
        if len(str(value)) > self.most:
            # The words are the field's own (`messages_for`).
            raise ValidationError("", code="max_length", params={"now": f"{len(str(value)):,}"})


SAID_OURSELVES = (MaxLengthValidator, ProhibitNullCharactersValidator, Typed, Fits)


# --- one box on the page ----------------------------------------------------------------------


@dataclass(frozen=True)
class Option:
    """One radio or checkbox, with what it reveals when chosen."""

    id: str
    name: str
    value: str
    label: Any
    checked: bool
    disabled: bool
    hint: Any = ""
    reveals: list[BoundField] = field(default_factory=list)


BASE_CLASS = {
    "input": "govuk-input",
    "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
    "textarea": "govuk-textarea",
    "select": "govuk-select",
    "tick": "govuk-checkboxes__input",
    "file": "govuk-file-upload",
}


class GovBoundField(BoundField):
    """A field that knows its design system classes, its error's address and its options."""

    def __init__(self, form, field, name):
        super().__init__(form, field, name)
        speak_plainly(field, self.label, self.kind)
        field.in_sentence = called(field, self.label)
        self._read_text_plainly()

    def _read_text_plainly(self):
        if not isinstance(self.field, forms.CharField):
            return
        # The browser would cut pasted text at maxlength without a word; we say it is too long.
        self.field.widget.attrs.pop("maxlength", None)
        ours = [Typed(called(self.field, self.label))]
        if self.field.max_length:
            ours.append(Fits(self.field.max_length))
        self.field.validators = [
            check for check in self.field.validators if not isinstance(check, SAID_OURSELVES)
        ] + ours

    @property
    def kind(self):
        widget = self.field.widget
        for kind, families in (
            ("date", DateBoxes),
            ("checkboxes", forms.CheckboxSelectMultiple),
            ("radios", forms.RadioSelect),
            ("select", forms.Select),
            ("textarea", forms.Textarea),
            ("tick", forms.CheckboxInput),
            ("password", forms.PasswordInput),
            ("file", forms.FileInput),
        ):
            if isinstance(widget, families):
                return kind
        return "input"

    @property
    def is_optional(self):
        marked = getattr(self.form, "mark_optional", True) and not getattr(
            self.field, "in_row", False
        )
        sometimes = getattr(self.field, "sometimes", False)
        return not self.field.required and marked and not sometimes

    @property
    def counts(self):
        """Characters allowed in a text area, shown as they are used up."""
        return getattr(self.field, "max_length", None) if self.kind == "textarea" else None

    @property
    def prefix(self):
        return getattr(self.field, "prefix", "")

    @property
    def suffix(self):
        return getattr(self.field, "suffix", "")

    @property
    def inline(self):
        return getattr(self.field, "inline", False)

    @property
    def small(self):
        return getattr(self.field, "small", False)

    @property
    def heading(self):
        """The label is the page's heading (a page that asks one thing)."""
        return getattr(self.field, "heading", False)

    @property
    def label_size(self):
        return "l" if self.heading else getattr(self.field, "label_size", "")

    @property
    def hint_id(self):
        return f"{self.auto_id}_helptext"

    @property
    def error_id(self):
        return f"{self.auto_id}_error"

    @property
    def error_target(self):
        """The id an error summary links to: the first box that is wrong."""
        if self.kind == "date":
            return f"{self.auto_id}_{min(self.faults or {0})}"
        if self.kind in {"radios", "checkboxes"}:
            return f"{self.auto_id}_0"
        return self.auto_id

    @property
    def faults(self):
        """Which of a date's three boxes are wrong."""
        said = self.form.errors.as_data().get(self.name, [])
        named = [error.params["boxes"] for error in said if "boxes" in (error.params or {})]
        return set().union(*named) if named else set(range(3)) if said else set()

    @property
    def options(self):
        reveals = getattr(self.field, "reveals", {})
        hints = getattr(self.field, "hints", {})
        return [
            Option(
                id=bound.data["attrs"].get("id", ""),
                name=bound.data["name"],
                value=str(bound.data["value"]),
                label=bound.data["label"],
                checked=bound.data["selected"],
                disabled=bool(bound.data["attrs"].get("disabled")),
                hint=hints.get(str(bound.data["value"]), ""),
                reveals=[self.form[name] for name in reveals.get(str(bound.data["value"]), ())],
            )
            for bound in self.subwidgets
        ]

    def as_widget(self, widget=None, attrs=None, only_initial=False):
        if widget is None and self.kind in {"radios", "checkboxes"} and not only_initial:
            return self.form.render("django/forms/options.html", {"field": self})
        return super().as_widget(widget, attrs, only_initial)

    def value(self):
        value = super().value()
        return UNSEEN.sub("", value) if isinstance(value, str) and self.form.is_bound else value

    def build_widget_attrs(self, attrs, widget=None):
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        base = BASE_CLASS.get(self.kind)
        if not base or widget.is_hidden:
            if self.kind == "date":
                widget.faults = self.faults
            return attrs
        classes = [base, widget.attrs.get("class", "")]
        if self.errors and self.kind != "tick":
            classes.append(f"{base.split()[0]}--error")
        if self.counts:
            classes.append("govuk-js-character-count")
            described = [attrs.get("aria-describedby"), f"{self.auto_id}-info"]
            attrs["aria-describedby"] = " ".join(filter(None, described))
        attrs["class"] = " ".join(filter(None, classes))
        return attrs


class Renderer(TemplatesSetting):
    """FORM_RENDERER: templates/django/forms/, with our bound field for every form, allauth's too."""

    bound_field_class = GovBoundField
