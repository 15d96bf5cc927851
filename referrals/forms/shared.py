"""What the steps of a referral share: the version, and saving what there is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from iirms.forms import CheckboxesField, RadioField
from people.forms.shared import Versioned
from referrals.rules import Consent, Explained, Readiness, ReadinessFactor

from .rows import Rows


def consent_field(**options):
    return RadioField(
        **{
            "label": _("What does the person say about being referred?"),
            "called": _("what the person says"),
            "choices": Consent.choices,
            "help_text": _("Saying no changes nothing about their probation"),
            **options,
        }
    )


def explained_field():
    return CheckboxesField(
        label=_("What has been explained to them?"),
        called=_("what has been explained to them"),
        choices=Explained.choices,
        required=False,
        sometimes=True,
        small=True,
        help_text=_("Needed once they have been asked"),
    )


def need_explained(form):
    """In `clean`: whoever was asked was told something first."""
    if form.cleaned_data.get("consent") in (Consent.AGREED, Consent.EXPLAINED):
        form.need("explained")


def readiness_field(**options):
    return RadioField(
        label=_("Are they ready for this work?"),
        called=_("whether they are ready"),
        **{"choices": Readiness.choices, **options},
    )


# Nobody goes back on the list as "not yet" (rules.check_ready_again).
READY_AGAIN = [one for one in Readiness.choices if one[0] != Readiness.NOT_YET]


def factors_field():
    return CheckboxesField(
        label=_("What makes it hard just now?"),
        choices=ReadinessFactor.choices,
        required=False,
        small=True,
    )


def without(sections, elsewhere):
    """The boxes of a form, but those that the page places itself."""
    return [
        (legend, [box for box in boxes if box.name not in elsewhere]) for legend, boxes in sections
    ]


class StepForm(Versioned):
    """`later=True`: save what there is and come back; nothing is required.

    `apart`: boxes the page places itself. `rows`: boxes that come in rows, after the others.
    """

    apart: tuple[str, ...] = ()
    rows: Rows | None = None

    def __init__(self, *args, referral, later=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.referral = referral
        self.later = later
        self.prepare()
        if later:
            for field in self.fields.values():
                field.required = False

    def prepare(self):
        """Fields that depend on the referral."""

    def get_context(self):
        context = super().get_context()
        elsewhere = {*self.apart, *(self.rows.names() if self.rows else ())}
        context["sections"] = without(context["sections"], elsewhere)
        return context

    def boxes_apart(self):
        return [self[name] for name in self.apart]

    def own_values(self):
        """Everything but the version and what comes in rows."""
        passed = {"version", *(self.rows.names() if self.rows else ())}
        return {name: value for name, value in self.cleaned_data.items() if name not in passed}

    def values(self):
        return self.own_values()
