"""What screening asks, and what a new version of the criteria asks."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iirms.forms import (
    CheckboxesField,
    DateField,
    GovForm,
    LongTextField,
    NumberField,
    RadioField,
    TextField,
)
from people.forms.shared import Versioned
from people.rules import NotAllowed
from referrals import rules
from referrals.rules import (
    OASYS_PD_HIGHEST,
    OASYS_PD_REFERS,
    Answer,
    CriteriaGroup,
    PDIndicator,
    PDItem,
)

from .shared import StepForm

ITEMS, TOTAL, NONE = "ITEMS", "TOTAL", "NONE"


class EligibilityStepForm(StepForm):
    """`initial["criteria"]`: the criteria of the set this screening uses, in order; none until it is
    said which apply (`initial["asks_group"]`)."""

    criteria_group = RadioField(
        label=_("Which criteria apply to them?"),
        called=_("which criteria apply"),
        choices=CriteriaGroup.choices,
        inline=True,
        help_text=_(
            "The record does not say their sex, and men and women are screened by different criteria"
        ),
    )

    pd_known = RadioField(
        label=_("OASys PD screen"),
        required=False,
        choices=(
            (ITEMS, _("I have the items")),
            (TOTAL, _("I have only the total")),
            (NONE, _("Not to hand")),
        ),
        reveals={ITEMS: ("pd_items", "pd_indicators"), TOTAL: ("oasys_pd_score",)},
        help_text=_(
            "%(score)s or more suggests a referral or a consultation. It looks for antisocial traits"
            " only: when it was tested, 28 in 100 people it pointed to did not have the difficulties,"
            " and 9 in 100 it passed over did. A low score rules nobody out."
        )
        % {"score": OASYS_PD_REFERS},
    )
    pd_items = CheckboxesField(
        label=_("Which of the ten items apply?"),
        choices=PDItem.choices,
        required=False,
        small=True,
        help_text=_("One point each. We add them up."),
    )
    pd_indicators = CheckboxesField(
        label=_("Which further signs are there?"),
        choices=PDIndicator.choices,
        required=False,
        small=True,
        help_text=_("Read beside the score, not counted in it"),
    )
    oasys_pd_score = NumberField(
        label=_("Score, 0 to 10"),
        called=_("the score"),
        min_value=0,
        max_value=OASYS_PD_HIGHEST,
    )
    note = LongTextField(label=_("Anything to add"), required=False, rows=2)

    def prepare(self):
        if not self.initial["asks_group"]:
            del self.fields["criteria_group"]
        elif not self.initial["criteria"]:
            for name in set(self.fields) - {"version", "criteria_group"}:
                del self.fields[name]
            return
        order = []
        for criterion in self.initial["criteria"]:
            asked, noted = f"criterion_{criterion.code}", f"note_{criterion.code}"
            words = str(criterion)
            self.fields[asked] = RadioField(
                label=words,
                called=_now("an answer to “%(criterion)s”") % {"criterion": words},
                choices=Answer.choices,
                inline=True,
            )
            self.fields[noted] = TextField(
                label=format_html(
                    '{}<span class="govuk-visually-hidden">: {}</span>',
                    _now("What you base this on"),
                    words,
                ),
                called=_("what you base this on"),
                required=False,
                max_length=500,
            )
            order += [asked, noted]
        self.fieldsets = (
            ("", ("criteria_group",)),
            (_("Each criterion"), tuple(order)),
            (_("What OASys says"), ("pd_known",)),
        )
        self.order_fields(self._as_on_the_page())

    @property
    def goes_on_here(self):
        """Other criteria were chosen: they are asked next."""
        chosen = self.cleaned_data.get("criteria_group") or ""
        return chosen != self.initial["criteria_group"] and "criteria_group" in self.fields

    def values(self):
        given = self.cleaned_data
        if self.goes_on_here or not self.initial["criteria"]:
            return {"criteria_group": given["criteria_group"]}
        codes = [criterion.code for criterion in self.initial["criteria"]]
        items = given.get("pd_items") or []
        ticked = given.get("pd_known") == ITEMS
        return {
            "answers": {c: given[f"criterion_{c}"] for c in codes if given.get(f"criterion_{c}")},
            "notes": {c: given[f"note_{c}"] for c in codes if given.get(f"note_{c}")},
            "oasys_pd_score": rules.pd_score(items) if ticked else given.get("oasys_pd_score"),
            "pd_items": items,
            "pd_indicators": given.get("pd_indicators") or [],
            "note": given["note"],
        }


class AskOverrideForm(Versioned):
    reason = LongTextField(
        label=_("Why should they be seen all the same?"),
        called=_("why they should be seen all the same"),
        rows=3,
        help_text=_("A psychologist or lead of the team reads this and signs, or asks you more"),
    )


NEW_ROWS = 2


class CriteriaForm(GovForm):
    """A new version: begins as a copy of the one in force (`initial["criteria"]`)."""

    in_force_from = DateField(
        label=_("From which day are the new criteria in force?"),
        called=_("the day the new criteria are in force from"),
        help_text=_("After today. Referrals begun before that day keep the criteria they have."),
    )
    why = LongTextField(
        label=_("Why do they change?"),
        called=_("why they change"),
        rows=2,
        help_text=_("For example the strategy or guidance they come from"),
    )

    def __init__(self, *args, criteria, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = [criterion.code for criterion in criteria]
        self.rows = range(len(criteria) + NEW_ROWS)
        for row in self.rows:
            old = criteria[row] if row < len(criteria) else None
            self.fields[f"words_{row}"] = TextField(
                label=_("Criterion %(number)s") % {"number": row + 1}, required=False
            )
            self.fields[f"welsh_{row}"] = TextField(
                label=_("Criterion %(number)s in Welsh") % {"number": row + 1}, required=False
            )
            if old is not None:
                self.initial |= {f"words_{row}": old.words, f"welsh_{row}": old.words_cy}

    def clean(self):
        super().clean()
        try:
            rules.check_criteria_words([words for _code, words, _welsh in self.criteria()])
        except NotAllowed as refusal:
            raise ValidationError(str(refusal), code="rule") from None

    def criteria(self):
        """(code it had, words, Welsh), the empty rows left out."""
        given = self.cleaned_data
        return [
            (
                self.known[row] if row < len(self.known) else "",
                given[f"words_{row}"],
                given.get(f"welsh_{row}") or "",
            )
            for row in self.rows
            if given.get(f"words_{row}")
        ]
