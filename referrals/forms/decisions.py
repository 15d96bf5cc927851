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
    UNSIGNED,
    WITHDRAW_REASONS,
    WITHDRAWN_BY_TEAM,
    Alternative,
    DeclineReason,
    Discipline,
    Focus,
    Override,
    RedirectReason,
    Tier,
)

from .shared import (
    READY_AGAIN,
    consent_field,
    explained_field,
    factors_field,
    need_explained,
    readiness_field,
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


class LookAgainForm(MoveForm):
    note = LongTextField(label=_("What did you find?"), called=_("what you found"), rows=3)
    review_on = DateField(label=_("When do we look again?"), called=_("the day to look again"))


SAID = ("readiness", "readiness_factors", "consent", "explained")


class SayAgainForm(MoveForm):
    """What the person says now, beside what is written; each answer stands as it is until changed."""

    consent = consent_field(label=_("What does the person say about the work?"))
    explained = explained_field()
    readiness = readiness_field()
    readiness_factors = factors_field()
    words = LongTextField(label=_("A word about it"), required=False, rows=2)

    def clean(self):
        given = super().clean()
        need_explained(self)
        return given


class ResumeForm(MoveForm):
    """`initial["tier"]`: Tier 1 asks nothing of the person."""

    readiness = readiness_field(choices=READY_AGAIN)
    readiness_factors = factors_field()
    consent = consent_field(label=_("What does the person say about the work?"))
    explained = explained_field()
    words = LongTextField(label=_("What has changed?"), required=False, rows=3)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.initial.get("tier") == Tier.ONE:
            for name in SAID:
                del self.fields[name]

    def clean(self):
        given = super().clean()
        if "consent" in self.fields:
            need_explained(self)
        return given


class WithdrawForm(MoveForm):
    """`initial["by_team"]`: for the facts the team may withdraw it for."""

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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.initial.get("by_team"):
            self.fields["reason"].choices = [(one.value, one.label) for one in WITHDRAWN_BY_TEAM]


class DiscardForm(MoveForm):
    pass


class OverrideForm(MoveForm):
    """Sign, ask first, or say why not. Where no PP asked, there is nothing to answer but to sign."""

    SIGN, ASK, LEAVE = "SIGN", "ASK", "LEAVE"

    answer = RadioField(
        label=_("What do you do?"),
        called=_("what you do"),
        choices=[
            (SIGN, _("Sign the override")),
            (ASK, _("Ask the PP something first")),
            (LEAVE, _("Do not sign")),
        ],
        reveals={SIGN: ("reason",), ASK: ("question",), LEAVE: ("words", "alternatives")},
    )
    reason = LongTextField(
        label=_("Why should this person be taken as eligible?"),
        called=_("the reason"),
        help_text=_("Your own judgement, beside what the PP says. Both stay on the referral."),
    )
    question = LongTextField(
        label=_("What do you need to know before you sign?"), called=_("what you need to know")
    )
    words = LongTextField(
        label=_("What do you want to say to the PP?"), called=_("what you want to say to the PP")
    )
    alternatives = CheckboxesField(
        label=_("What can be done instead?"),
        called=_("what can be done instead"),
        choices=Alternative.choices,
    )

    def __init__(self, *args, override, **kwargs):
        super().__init__(*args, **kwargs)
        if override not in UNSIGNED:
            for name in ("answer", "question", "words", "alternatives"):
                del self.fields[name]
        elif override == Override.QUESTIONED:
            answer = self.fields["answer"]
            answer.choices = [one for one in answer.choices if one[0] != self.ASK]
            answer.reveals = {at: names for at, names in answer.reveals.items() if at != self.ASK}
            del self.fields["question"]

    @property
    def chosen(self):
        return self.cleaned_data.get("answer", self.SIGN)

    def values(self):
        """What the verb chosen takes."""
        given = {"version": self.cleaned_data.get("version")}
        if self.chosen == self.SIGN:
            return given | {"reason": self.cleaned_data["reason"]}
        if self.chosen == self.ASK:
            return given | {"words": self.cleaned_data["question"]}
        return given | {name: self.cleaned_data[name] for name in ("words", "alternatives")}


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
