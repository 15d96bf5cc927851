"""What an onward referral asks, and each of its moves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from iirms.forms import (
    DateField,
    GovForm,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
)
from people.forms.shared import Versioned
from referrals.rules import GIVEN_REASONS, ChaseHow, Need, OnwardStatus, RefusalReason


class OnwardForm(Versioned):
    fieldsets = (
        (_("To whom"), ("need", "service", "service_name", "service_address")),
        (_("What we say"), ("words", "agreed_on")),
        (_("For us"), ("why",)),
    )

    need = SelectField(label=_("What help is wanted?"), called=_("what help"), choices=Need.choices)
    service = SelectField(
        label=_("Service in the directory"),
        required=False,
        choices=(),
        blank=_("Another one, named below"),
    )
    service_name = TextField(
        label=_("Or another service"),
        called=_("the name of the service"),
        required=False,
        max_length=160,
    )
    service_address = LongTextField(
        label=_("Where it is sent"),
        required=False,
        rows=3,
        max_length=500,
        help_text=_("Leave empty to use the address in the directory"),
    )
    words = LongTextField(
        label=_("What do we say to the service?"),
        called=_("what we say to the service"),
        required=False,
        rows=8,
        max_length=6000,
        help_text=_(
            "This stands in the letter. Say what helps the person, which adjustments they need and"
            " what we go on doing. Nothing said to us in confidence."
        ),
    )
    agreed_on = DateField(
        label=_("Day the person agreed to this"),
        required=False,
        help_text=_("Needed before it is sent"),
    )
    why = LongTextField(
        label=_("Why this service, why now?"),
        required=False,
        rows=3,
        max_length=2000,
        help_text=_("Stays in IIRMS: in no letter, not shown to the PP"),
    )

    def __init__(self, *args, services=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = [(str(one.pk), one.name) for one in services]

    def clean(self):
        given = super().clean()
        if not given.get("service") and "service" not in self.errors:
            self.need("service_name", _("Choose a service, or enter the name of another one."))
        return given

    def values(self):
        """`service_id` for a listed one; its name then comes from the list."""
        given = dict(self.cleaned_data)
        service = given.pop("service")
        if service:
            given.pop("service_name")
        return given | {"service_id": int(service) if service else None}


class HappenedForm(Versioned):
    """The day it happened; every move asks it."""

    on = DateField(label=_("When was this?"), called=_("the day"))

    def values(self):
        return dict(self.cleaned_data)


class AnsweredForm(HappenedForm):
    words = LongTextField(
        label=_("What they said"),
        required=False,
        rows=3,
        max_length=2000,
        help_text=_("The PP reads this"),
    )
    next_on = DateField(
        label=_("Chase again on"),
        required=False,
        help_text=_("Leave empty for the team’s usual interval"),
    )


class SendForm(HappenedForm):
    agreed_on = DateField(
        label=_("Day the person agreed to this"), called=_("the day the person agreed")
    )


class RefusedForm(HappenedForm):
    reason = RadioField(
        label=_("Which reason did they give?"),
        called=_("the reason they gave"),
        choices=[(one.value, one.label) for one in GIVEN_REASONS],
    )
    words = LongTextField(
        label=_("In their words"),
        required=False,
        rows=3,
        max_length=2000,
        help_text=_("The PP reads this"),
    )

    def clean(self):
        given = super().clean()
        if given.get("reason") == RefusalReason.OTHER:
            self.need("words", _("Enter the reason in words."))
        return given


class AppealForm(HappenedForm):
    words = LongTextField(
        label=_("What does the appeal say?"),
        called=_("what the appeal says"),
        rows=4,
        max_length=2000,
        help_text=_("The PP reads this"),
    )
    next_on = DateField(
        label=_("Chase again on"),
        required=False,
        help_text=_("Leave empty for the team’s usual interval"),
    )


class WithdrawOnwardForm(HappenedForm):
    words = LongTextField(
        label=_("Why is it withdrawn?"), called=_("why it is withdrawn"), rows=3, max_length=2000
    )


class AbsentForm(HappenedForm):
    words = LongTextField(
        label=_("What is missing, and where did you look?"),
        called=_("what is missing"),
        rows=3,
        max_length=2000,
        help_text=_("It counts as a gap, for those who plan services"),
    )


class StartedForm(HappenedForm):
    words = LongTextField(
        label=_("A word about it"),
        required=False,
        rows=3,
        max_length=2000,
        help_text=_("The PP reads this"),
    )


MOVE_FORMS = {
    OnwardStatus.SENT: SendForm,
    OnwardStatus.WAITING: AnsweredForm,
    OnwardStatus.ACCEPTED: AnsweredForm,
    OnwardStatus.REFUSED: RefusedForm,
    OnwardStatus.APPEALED: AppealForm,
    OnwardStatus.STARTED: StartedForm,
    OnwardStatus.ENDED: StartedForm,
    OnwardStatus.WITHDRAWN: WithdrawOnwardForm,
    OnwardStatus.ABSENT: AbsentForm,
}


class ChaseForm(Versioned):
    how = RadioField(
        label=_("How did you ask?"),
        called=_("how you asked"),
        choices=ChaseHow.choices,
        inline=True,
    )
    on = DateField(label=_("When was this?"), called=_("the day"))
    said = LongTextField(
        label=_("What did they say?"), called=_("what they said"), rows=3, max_length=2000
    )
    next_on = DateField(
        label=_("Chase again on"),
        required=False,
        help_text=_("Leave empty for the team’s usual interval"),
    )


class OnwardFilterForm(GovForm):
    mark_optional = False

    status = SelectField(
        label=_("Where it stands"),
        required=False,
        choices=[
            ("", _("Open")),
            ("CHASE", _("To chase now")),
            *OnwardStatus.choices,
        ],
    )
    whose = SelectField(
        label=_("Whose"), required=False, choices=[("", _("The whole team’s")), ("mine", _("Mine"))]
    )
