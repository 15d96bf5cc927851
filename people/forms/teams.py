"""Teams, units, and the intervals and limits of a team."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from iirms.forms import CheckboxesField, GovForm, NumberField, TextField
from people import rules
from people.models import TeamPolicy, Unit

from .shared import EmailField, TelephoneField, Versioned, by_rule


class TeamForm(Versioned):
    name = TextField(label=_("Name of the team"), max_length=120)
    name_cy = TextField(label=_("Name in Welsh"), required=False, max_length=120)
    region = TextField(label=_("Region"), max_length=80, width=20)
    email = EmailField(label=_("Shared mailbox"), required=False, max_length=254)
    telephone = TelephoneField(required=False)
    units = CheckboxesField(
        label=_("Probation units the team serves"),
        required=False,
        choices=(),
        small=True,
        help_text=_("A unit is served by one team: choosing it here takes it from the other"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        units = Unit.objects.select_related("team").order_by("name")
        self.fields["units"].choices = [(unit.pk, unit.name) for unit in units]
        self.fields["units"].hints = {
            str(unit.pk): _("Now: %(team)s") % {"team": unit.team} for unit in units if unit.team
        }

    def clean_units(self):
        return sorted(int(pk) for pk in self.cleaned_data["units"])


class UnitForm(GovForm):
    name = TextField(label=_("Name of the unit"), max_length=120)
    region = TextField(label=_("Region"), max_length=80, width=20)


class PolicyForm(Versioned):
    """Every value of the policy, each with its unit beside it and its limits from the model."""

    fieldsets = (
        (_("Drafts"), ("draft_expiry_days", "draft_warning_days")),
        (
            _("From referral to start"),
            (
                "decision_target_days",
                "information_due_days",
                "tier1_target_days",
                "tier2_target_days",
                "tier3_target_days",
            ),
        ),
        (
            _("Who on the waiting list goes first"),
            (
                "weight_very_high",
                "weight_high",
                "weight_release",
                "release_near_days",
                "weight_month",
                "weight_destabilising",
            ),
        ),
        (
            _("The work"),
            (
                "tier2_length_weeks",
                "tier3_length_weeks",
                "review_days",
                "no_contact_days",
                "registration_review_days",
                "record_session_days",
                "amend_hours",
            ),
        ),
        (
            _("How much a case weighs"),
            (
                "load_full_time",
                "load_tier1",
                "load_tier2",
                "load_tier3",
                "load_more",
                "load_most",
                "load_paused_percent",
            ),
        ),
        (_("Endings"), ("ending_plan_lead_days", "licence_end_days", "after_contact_months")),
        (_("Other services"), ("onward_chase_days", "directory_check_months")),
        (_("Spreadsheets brought in"), ("spreadsheet_keep_days",)),
        (
            _("Care of staff"),
            (
                "supervision_days_default",
                "supervision_days_pdpo",
                "supervision_at_risk_percent",
                "staff_registration_days",
            ),
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for _legend, names in self.fieldsets:
            for name in names:
                self.fields[name] = policy_field(name)

    clean_after_contact_months = by_rule("after_contact_months", rules.check_after_contact_months)


def policy_field(name):
    field = TeamPolicy._meta.get_field(name)
    if name == "after_contact_months":
        return TextField(
            label=field.verbose_name,
            max_length=40,
            width=10,
            help_text=_("Whole months with commas between, like 1, 3, 6"),
        )
    # The ones the model declares; the column's own limits are wider.
    limits = {check.code: check.limit_value for check in field._validators}
    return NumberField(
        label=field.verbose_name,
        called=f"“{field.verbose_name}”",  # half a sentence, which its box completes
        min_value=limits["min_value"],
        max_value=limits["max_value"],
        suffix=suffix_of(name),
        width=4,
    )


def suffix_of(name):
    for ending, words in (
        ("_weeks", _("weeks")),
        ("_months", _("months")),
        ("_hours", _("hours")),
        ("_percent", _("per cent")),
    ):
        if name.endswith(ending):
            return words
    if name.startswith(("weight_", "load_")):
        return _("points")
    return _("days")
