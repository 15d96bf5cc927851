"""What each move of a referral asks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from iirms.forms import (
    CheckboxesField,
    DateField,
    LongTextField,
    RadioField,
    SelectField,
)
from people.forms.shared import Choice, Versioned
from referrals.rules import (
    FOCUSED_TIER,
    LONGEST_URGENCY,
    WITHDRAW_REASONS,
    Alternative,
    DeclineReason,
    Discipline,
    Focus,
    RedirectReason,
    Tier,
)


class MoveForm(Versioned):
    """A decision's page: `words_for` names what the action calls each answer."""

    def values(self):
        return dict(self.cleaned_data)


class SendForm(MoveForm):
    pass


class AcceptForm(MoveForm):
    discipline = SelectField(
        label=_("Whose work is it?"),
        required=False,
        choices=[("", _("Not clear yet")), *Discipline.choices],
    )
    words = LongTextField(label=_("A word to the PP"), required=False, rows=3)


class AcceptToPauseForm(MoveForm):
    reason = LongTextField(
        label=_("What are we waiting for? The PP reads this"),
        called=_("what we are waiting for"),
        rows=3,
    )
    review_on = DateField(label=_("When do we look again?"), called=_("the day to look again"))
    words = LongTextField(label=_("A word to the PP"), required=False, rows=2)


class AskForm(MoveForm):
    question = LongTextField(
        label=_("What do you need to know?"), called=_("what you need to know")
    )
    due_on = DateField(
        label=_("By which day do you need the answer?"), called=_("the day you need the answer")
    )


class AnswerForm(MoveForm):
    words = LongTextField(label=_("Your answer"))


class DeclineForm(MoveForm):
    reason = RadioField(label=_("Reason"), choices=DeclineReason.choices)
    words = LongTextField(
        label=_("What do you want to say to the PP?"), called=_("what you want to say to the PP")
    )
    alternatives = CheckboxesField(
        label=_("What can be done instead?"),
        called=_("what can be done instead"),
        choices=Alternative.choices,
        reveals={
            Alternative.LOCAL_SERVICE: ("service_id",),
            Alternative.PP_WORK: ("material_id",),
        },
    )
    service_id = Choice(
        label=_("Which service in the directory?"),
        required=False,
        choices=(),
        blank=_("None of them"),
        help_text=_("The PP opens it with one click"),
    )
    material_id = Choice(
        label=_("Which material?"),
        required=False,
        choices=(),
        blank=_("None of them"),
        help_text=_("The PP opens it with one click"),
    )

    def __init__(self, *args, services=(), materials=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["service_id"].choices = list(services)
        self.fields["material_id"].choices = list(materials)


class RedirectForm(MoveForm):
    tier = RadioField(
        label=_("Which tier fits better?"),
        called=_("a tier"),
        choices=Tier.choices,
        reveals={FOCUSED_TIER: ("focus",)},
    )
    focus = RadioField(
        label=_("Which Tier 3 work is it?"),
        called=_("which Tier 3 work it is"),
        choices=Focus.choices,
        required=False,
    )
    reason = RadioField(label=_("Reason"), choices=RedirectReason.choices)
    words = LongTextField(label=_("Why? The PP reads this"), called=_("why"))

    def __init__(self, *args, present, **kwargs):
        super().__init__(*args, **kwargs)
        others = [(value, label) for value, label in Tier.choices if value != present]
        self.fields["tier"].choices = others

    def clean_tier(self):
        return int(self.cleaned_data["tier"])


class PauseForm(MoveForm):
    reason = LongTextField(label=_("Why is it paused? The PP reads this"), called=_("why"), rows=3)
    review_on = DateField(label=_("When do we look again?"), called=_("the day to look again"))


class ResumeForm(MoveForm):
    words = LongTextField(label=_("What has changed?"), required=False, rows=3)


class WithdrawForm(MoveForm):
    reason = RadioField(
        label=_("Why are you withdrawing it?"),
        called=_("why you are withdrawing it"),
        choices=[(one.value, one.label) for one in WITHDRAW_REASONS],
    )
    words = LongTextField(
        label=_("What should the team know?"),
        called=_("what the team should know"),
        required=False,
        rows=3,
    )


class DiscardForm(MoveForm):
    pass


class OverrideForm(MoveForm):
    reason = LongTextField(
        label=_("Why should this person be taken as eligible?"), called=_("the reason")
    )


class UrgentForm(MoveForm):
    words = LongTextField(
        label=_("What has become worse while they wait?"),
        called=_("what has become worse"),
        help_text=_("The team reads this beside their place on the waiting list"),
        rows=4,
        max_length=LONGEST_URGENCY,
    )


class SettledForm(MoveForm):
    words = LongTextField(label=_("What has settled?"), called=_("what has settled"), rows=3)
