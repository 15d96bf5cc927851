"""The shape of a filter and of a date to come back on."""

from django.utils.translation import gettext_lazy as _

from iirms.forms import DateField, GovForm, LongTextField, SelectField

from .rules import FlagKind

MINE, TEAM = "mine", "team"


class FlagFilterForm(GovForm):
    mark_optional = False

    whose = SelectField(label=_("Whose"), required=False, blank=_("Mine"))
    kind = SelectField(
        label=_("What"), required=False, blank=_("Everything"), choices=FlagKind.choices
    )
    age = SelectField(
        label=_("For how long"),
        required=False,
        blank=_("Any time"),
        choices=[("7", _("A week or longer")), ("28", _("Four weeks or longer"))],
    )
    show = SelectField(
        label=_("Show"),
        required=False,
        blank=_("What needs somebody"),
        choices=[("put_off", _("What was put off"))],
    )

    def __init__(self, *args, colleagues=(), **kwargs):
        """`colleagues`: the staff of the teams one leads; nobody else chooses whose."""
        super().__init__(*args, **kwargs)
        if colleagues:
            self.fields["whose"].choices = [
                (TEAM, _("The whole team")),
                *((str(one.pk), str(one)) for one in colleagues),
            ]
        else:
            del self.fields["whose"]


class SnoozeForm(GovForm):
    until = DateField(label=_("Bring it back on"), called=_("the date to bring it back"))
    reason = LongTextField(
        label=_("Why can it wait?"),
        called=_("why it can wait"),
        help_text=_("The team’s lead can read this"),
        max_length=300,
        rows=3,
    )
