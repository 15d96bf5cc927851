"""Looking somebody up, and proving that one knows who they are."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from iirms.forms import DateField, GovForm, TextField
from people import rules


class FindForm(GovForm):
    mark_optional = False

    q = TextField(
        label=_("CRN, prison number, NHS number or name"),
        called=_("a CRN, prison number, NHS number or name"),
        help_text=format_lazy(
            _("For example X123456, A1234BC, {nhs_number} or the beginning of a name"),
            nhs_number=rules.NHS_EXAMPLE,
        ),
        max_length=80,
        width=20,
        autocomplete="off",
        spellcheck="false",
    )

    def clean(self):
        """`identifier` is (field, value) when one was typed; otherwise `name` is what is sought."""
        text = self.cleaned_data.get("q")
        if not text:
            return
        try:
            self.cleaned_data["identifier"] = rules.read_identifier(text)
            if self.cleaned_data["identifier"] is None:
                self.cleaned_data["name"] = rules.check_search(text)
        except rules.NotAllowed as refusal:
            self.refuse(refusal)


class TakeOverForm(GovForm):
    date_of_birth = DateField(label=_("Their date of birth"), called=_("their date of birth"))
    family_name = TextField(label=_("Their last name"), max_length=80, width=20, autocomplete="off")
