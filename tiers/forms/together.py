"""Joint work, and what PPs learn with us."""

from django.utils.translation import gettext_lazy as _

from iirms.forms import (
    DateField,
    GovForm,
    LongTextField,
    NumberField,
    RadioField,
    TextField,
    YesNoField,
)
from people.forms.shared import Versioned
from tiers.rules import (
    LONGEST_MEETING_MINUTES,
    LONGEST_TEACHING_MINUTES,
    MOST_MEETINGS,
    UpskillingKind,
)


class JointWorkForm(GovForm):
    meetings_agreed = NumberField(
        label=_("How many meetings?"),
        called=_("the number of meetings"),
        width=2,
        min_value=1,
        max_value=MOST_MEETINGS,
        initial=3,
    )
    purpose = LongTextField(
        label=_("What are they for?"),
        called=_("what they are for"),
        help_text=_("The PP reads this. Say who does what in the room."),
        rows=4,
    )


class JointMeetingForm(Versioned):
    met_on = DateField(label=_("Date"))
    minutes = NumberField(
        label=_("Length in minutes"),
        min_value=1,
        max_value=LONGEST_MEETING_MINUTES,
        initial=50,
    )
    with_person = YesNoField(
        label=_("Was the person there?"), called=_("whether the person was there")
    )
    summary = LongTextField(
        label=_("What you did, and what you noticed"),
        help_text=_("The PP reads this"),
        rows=5,
    )


class MoreMeetingsForm(Versioned):
    meetings_agreed = NumberField(
        label=_("How many meetings altogether?"),
        called=_("the number of meetings altogether"),
        width=2,
        min_value=1,
        max_value=MOST_MEETINGS,
    )


class EndJointWorkForm(Versioned):
    words = LongTextField(
        label=_("How did it end, and what comes next?"),
        called=_("how it ended"),
        help_text=_("The PP reads this"),
        rows=5,
    )


class UpskillingForm(GovForm):
    kind = RadioField(
        label=_("What was it?"), called=_("what it was"), choices=UpskillingKind.choices
    )
    held_on = DateField(label=_("Date"))
    minutes = NumberField(
        label=_("Length in minutes"),
        min_value=5,
        max_value=LONGEST_TEACHING_MINUTES,
    )
    topic = TextField(label=_("Topic"), max_length=200)
    who = TextField(
        label=_("Who took part"),
        called=_("who took part"),
        max_length=200,
        help_text=_("An office, a team, or names of staff. Nobody on probation."),
    )
    people_count = NumberField(
        label=_("How many people"),
        called=_("the number of people who took part"),
        min_value=1,
        max_value=500,
    )
