from django.utils.translation import gettext_lazy as _

from iirms.forms import DateField, LongTextField, RadioField
from people.forms.shared import Versioned
from referrals.rules import FOCUSED_TIER, Focus
from tiers.rules import ClashWay, Complexity, PauseReason

from .recording import barriers


class WorkerForm(Versioned):
    practitioner = RadioField(label=_("Who will work with them?"), called=_("who will do the work"))
    reason = LongTextField(
        label=_("Why this person?"),
        called=_("why you chose this person"),
        help_text=_("Kept with the case, so that it can be understood later"),
        rows=3,
        max_length=2000,
    )

    def __init__(self, *args, workers, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["practitioner"]
        field.choices = [(worker["pk"], worker["label"]) for worker in workers]
        field.hints = {str(worker["pk"]): worker["hint"] for worker in workers}

    def clean_practitioner(self):
        return int(self.cleaned_data["practitioner"])


class AllocateForm(WorkerForm):
    focus = RadioField(
        label=_("Which Tier 3 work is it?"),
        called=_("which Tier 3 work it is"),
        choices=Focus.choices,
        required=False,
    )
    complexity = RadioField(
        label=_("How much time will the work need?"),
        called=_("how much time the work will need"),
        choices=Complexity.choices,
        required=False,
        help_text=_("Counts in the load of whoever takes it on. It can be changed at a review."),
    )
    aim_wellbeing = LongTextField(
        label=_("Aim for wellbeing"), required=False, rows=3, max_length=2000
    )
    aim_risk = LongTextField(label=_("Aim for risk"), required=False, rows=3, max_length=2000)
    planned_end_on = DateField(
        label=_("Planned end"), help_text=_("The work is limited in time; it can be changed")
    )
    review_on = DateField(label=_("First review"))

    def __init__(self, *args, tier, **kwargs):
        super().__init__(*args, **kwargs)
        if tier != FOCUSED_TIER:
            del self.fields["focus"]


def what_matters(**more):
    return LongTextField(
        label=_("What matters to the person, and in the work?"),
        called=_("what matters"),
        help_text=_(
            "For whoever works with them now, so that the person need not tell it all again: what"
            " helps, what hurts, how things stand"
        ),
        rows=5,
        max_length=5000,
        **more,
    )


def what_was_agreed(**more):
    return LongTextField(
        label=_("What was agreed with them?"),
        called=_("what was agreed"),
        help_text=_("Promises made, things under way, what they were told about the change"),
        rows=4,
        max_length=5000,
        **more,
    )


class CannotGoOnForm(Versioned):
    """Said to the leads; the rest is a draft of the handover, which the lead can go on writing."""

    reason = LongTextField(
        label=_("Why can you not go on with this?"),
        called=_("why you cannot go on"),
        help_text=_("The leads read this. A short word is enough, and no reason is a bad one."),
        rows=3,
        max_length=2000,
    )
    what_matters = what_matters(required=False)
    what_was_agreed = what_was_agreed(required=False)


class ReallocateForm(WorkerForm):
    what_matters = what_matters()
    what_was_agreed = what_was_agreed()
    way = RadioField(
        label=_("If planned sessions clash with the new worker’s own diary"),
        called=_("what becomes of sessions that clash"),
        choices=ClashWay.choices,
        required=False,
        hints={
            ClashWay.REARRANGE: _(
                "Cancelled as ours; the case says that they are to be arranged again"
            ),
            ClashWay.STAY: _("They meet as planned, once more: a chance to say goodbye"),
        },
    )

    def __init__(self, *args, clashing=True, **kwargs):
        super().__init__(*args, **kwargs)
        # Needed with a clash and only then: neither required nor marked as optional.
        self.fields["way"].in_row = True
        if not clashing:
            del self.fields["way"]


class HandBackForm(Versioned):
    words = LongTextField(
        label=_("Why does this go back to the waiting list?"),
        called=_("why it goes back"),
        help_text=_("The referrer reads this"),
        rows=3,
        max_length=2000,
    )


class PauseForm(Versioned):
    reason = RadioField(
        label=_("Why is the work paused?"),
        called=_("why the work is paused"),
        choices=PauseReason.choices,
    )
    words = LongTextField(label=_("Anything to add"), required=False, rows=3, max_length=2000)
    review_on = DateField(label=_("Look at it again on"), called=_("when to look at it again"))


class ResumeForm(Versioned):
    words = LongTextField(
        label=_("What has changed?"),
        called=_("what has changed"),
        required=False,
        rows=3,
        max_length=2000,
    )
    review_on = DateField(label=_("Next review"))


class ReviewForm(Versioned):
    words = LongTextField(
        label=_("What did you find?"),
        called=_("what you found"),
        help_text=_("How it goes, what helps, what should change"),
        max_length=5000,
    )
    barriers = barriers(_("What stands in the way?"))
    complexity = RadioField(
        label=_("How much time does the work need?"),
        called=_("how much time the work needs"),
        choices=Complexity.choices,
        required=False,
    )
    aim_wellbeing = LongTextField(
        label=_("Aim for wellbeing"), required=False, rows=3, max_length=2000
    )
    aim_risk = LongTextField(label=_("Aim for risk"), required=False, rows=3, max_length=2000)
    planned_end_on = DateField(label=_("Planned end"))
    review_on = DateField(label=_("Next review"))
