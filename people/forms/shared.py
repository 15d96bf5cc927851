"""What every form about people and staff shares."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from iirms.forms import GovForm, SelectField, TextField
from people import rules
from people.templatetags.words import day

DAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]


def whole(value):
    return int(value) if value else None


class Choice(SelectField):
    """A drop-down of rows: cleans to a primary key, or None."""

    def clean(self, value):
        return whole(super().clean(value))

    def has_changed(self, initial, data):
        return str(initial or "") != str(data or "")


class EmailField(TextField):
    def clean(self, value):
        email = super().clean(value)
        if email:
            try:
                forms.EmailField().clean(email)
            except ValidationError:
                raise ValidationError(
                    _("Enter an e-mail address in full, like name@example.com")
                ) from None
        return email


class TelephoneField(TextField):
    def __init__(self, **kwargs):
        super().__init__(
            **{"label": _("Telephone"), "max_length": 30, "width": 20, "inputmode": "tel", **kwargs}
        )

    def clean(self, value):
        typed = super().clean(value)
        try:
            return rules.check_telephone(typed) if typed else typed
        except rules.NotAllowed as refusal:
            raise ValidationError(str(refusal), code="rule") from None


def by_rule(name, check):
    """`clean_<name>`: a rule reads what was typed, and its sentence is the error."""

    def clean(self):
        given = self.cleaned_data[name]
        try:
            return check(given) if given else given
        except rules.NotAllowed as refusal:
            raise ValidationError(str(refusal), code="rule") from None

    return clean


class Versioned(GovForm):
    """Knows which state of the record the page was opened with."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    is_stale = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "version" not in self.initial:
            del self.fields["version"]  # a new record has none

    def refuse(self, refusal):
        """What was typed for how things were may be sent again for how they are, once compared
        (`people/_stale.html`)."""
        super().refuse(refusal)
        if isinstance(refusal, rules.Stale):
            self.is_stale = True
            if "version" in self.fields:
                self.catch_up(self.initial["version"])

    def catch_up(self, version):
        """After a stale send: what was typed stays, and the next send is for how things are now."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = version

    @property
    def from_the_record(self):
        """The boxes that came filled with what the record says, or empty where it says nothing."""
        return [bound for bound in self.visible_fields() if bound.name in self.initial]

    def how_it_stands(self):
        """Each of those whose answer now differs: the question, and what the record says now."""
        stands = []
        for bound in self.from_the_record:
            now = shown(bound.field, self.initial[bound.name])
            if now != shown(bound.field, self.cleaned_data.get(bound.name)):
                stands.append({"key": bound.label, "value": now})
        return stands


def shown(field, value):
    """A record's value as its form would show it, in words."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value in (None, "", []):
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return day(value)
    labels = {str(key): label for key, label in getattr(field, "choices", ())}
    if isinstance(value, list | tuple | set):
        return ", ".join(str(labels.get(str(one), one)) for one in value)
    return labels.get(str(value), value)
