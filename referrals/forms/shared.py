"""What the steps of a referral share: the version, and saving what there is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from iirms.forms import CheckboxesField, RadioField
from people.forms.rows import InRows, Rows
from referrals.rules import Consent, Explained, Readiness, ReadinessFactor


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


class StepForm(InRows):
    """`later=True`: save what there is and come back; nothing is required.

    `rows`: boxes that come in rows, after the others.
    """

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

    @property
    def tables(self):
        return (self.rows,) if self.rows else ()

    def catch_up(self, version):
        """The person's record has a version of its own; both are as this request read them."""
        super().catch_up(version)
        if "person_version" in self.fields:
            self.data[self.add_prefix("person_version")] = self.initial["person_version"]

    @property
    def goes_on_here(self):
        """More of this step is asked once this is kept."""
        return False

    def boxes_apart(self):
        return [self[name] for name in self.apart]

    def values(self):
        return self.own_values()
